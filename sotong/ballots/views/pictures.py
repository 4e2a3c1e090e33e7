"""Pictures of a vote link: the card of its preview, its QR code."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from werkzeug.wrappers import Response

from sotong.ballots.views.room import blueprint, link_address, paper_behind
from sotong.core import config, drawing
from sotong.core.access import public
from sotong.core.views import picture


@blueprint.get("/v/<code>/card.png")
@public
def card(code: str) -> Response:
    """Draw the card that Band, Facebook and KakaoTalk show under a shared link."""
    paper = paper_behind(code)
    words = drawing.Card(
        office=config.current().office,
        title=paper.contest_title,
        line=drawing.span(paper.opens_at, paper.closes_at),
        call="투표하러 가기",
    )
    return picture(
        drawing.draw_card(words, Path(str(current_app.static_folder)) / "vendor/fonts"), "image/png"
    )


@blueprint.get("/v/<code>/qr.svg")
@public
def qr_svg(code: str) -> Response:
    """Draw the link's address as a QR code, for whoever lays out a poster."""
    return picture(drawing.qr_svg(link_address(paper_behind(code).link_code)), "image/svg+xml")


@blueprint.get("/v/<code>/qr.png")
@public
def qr_png(code: str) -> Response:
    """Draw the link's address as a QR code in pixels."""
    return picture(drawing.qr_png(link_address(paper_behind(code).link_code)), "image/png")
