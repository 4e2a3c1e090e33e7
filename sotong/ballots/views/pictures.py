"""Pictures of a vote link: the card of its preview, its QR code."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, make_response, request
from werkzeug.wrappers import Response

from sotong.ballots import drawing
from sotong.ballots.views.room import blueprint, link_address, paper_behind
from sotong.core import config
from sotong.core.access import public

AN_HOUR_S = 3600


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
    return _picture(
        drawing.draw_card(words, Path(str(current_app.static_folder)) / "vendor/fonts"), "image/png"
    )


@blueprint.get("/v/<code>/qr.svg")
@public
def qr_svg(code: str) -> Response:
    """Draw the link's address as a QR code, for whoever lays out a poster."""
    return _picture(drawing.qr_svg(link_address(paper_behind(code).link_code)), "image/svg+xml")


@blueprint.get("/v/<code>/qr.png")
@public
def qr_png(code: str) -> Response:
    """Draw the link's address as a QR code in pixels."""
    return _picture(drawing.qr_png(link_address(paper_behind(code).link_code)), "image/png")


def _picture(content: bytes, kind: str) -> Response:
    """Answer with a picture that others may show and keep for an hour."""
    answer = make_response(content)
    answer.content_type = kind
    answer.headers["Cache-Control"] = f"public, max-age={AN_HOUR_S}"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.add_etag()
    return answer.make_conditional(request)
