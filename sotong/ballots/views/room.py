"""What the room's views share: the blueprint, the paper behind a link, the visitor's tokens, the intake."""

from __future__ import annotations

from functools import cache
from typing import cast

from flask import Blueprint, Flask, current_app, g, make_response, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from sotong.ballots.intake import Intake
from sotong.ballots.rules import BallotPaper
from sotong.ballots.shelf import LASTS_S, PaperShelf
from sotong.ballots.tokens import Tokens
from sotong.ballots.visits import VISITS, VisitBook
from sotong.core import config
from sotong.core.db import db
from sotong.core.errors import NotFound
from sotong.core.labels import WORDS

blueprint = Blueprint("ballots", __name__)

DEVICE_COOKIE = "sotong_device"
DEVICE_COOKIE_S = 180 * 24 * 60 * 60
_INTAKE = "sotong_intake"
_SHELF = "sotong_paper_shelf"


def paper_behind(code: str) -> BallotPaper:
    """Return the ballot paper behind a vote link. Raises NotFound."""
    shelf: PaperShelf = current_app.extensions[_SHELF]
    paper = shelf.paper(code.lower(), db.session)  # typed from a poster, in capitals by the phone
    if paper is None:
        raise NotFound
    return paper


def link_address(code: str) -> str:
    """Return the whole address of a vote link, as it is posted on Band or Facebook."""
    return config.current().public_url + url_for("ballots.vote", code=code)


def tokens() -> Tokens:
    """Return what signs and reads papers, proofs and cookies."""
    return _tokens_of(config.current().secret_key)


@cache
def _tokens_of(secret: str) -> Tokens:
    return Tokens(secret)


def device_of_cookie() -> str | None:
    """Return the device that this request's cookie names, if it is ours."""
    if "device" not in g:
        g.device = tokens().read_device(request.cookies.get(DEVICE_COOKIE))
    return cast("str | None", g.device)


def with_device(answer: str | tuple[str, int] | Response, device: str) -> Response:
    """Let the browser keep which device it is, unless it has just told so itself."""
    response = make_response(answer)
    if request.method == "POST" and device_of_cookie() == device:
        return response
    response.set_cookie(
        DEVICE_COOKIE,
        tokens().write_device(device),
        max_age=DEVICE_COOKIE_S,
        secure=config.current().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def asker_address() -> str:
    """Return the network address that this request came from."""
    return request.remote_addr or ""


def intake() -> Intake:
    """Return the one writer of votes in this process."""
    return cast(Intake, current_app.extensions[_INTAKE])


def visit_book() -> VisitBook:
    """Return where this process counts visits."""
    return cast(VisitBook, current_app.extensions[VISITS])


def provider_word(name: str | None) -> str:
    """Return what a provider of sign-ins is called, in the reader's language."""
    return str(WORDS.get(f"SignIn.{name}", ""))


@blueprint.record_once
def _open_shop(state: BlueprintSetupState) -> None:
    app = cast(Flask, state.app)
    app.extensions[_INTAKE] = Intake(app.app_context)
    # Tests see at once what they change.
    app.extensions[_SHELF] = PaperShelf(0 if app.config["SETTINGS"].mode == "test" else LASTS_S)
    app.add_template_global(provider_word)
    app.extensions.setdefault(VISITS, VisitBook())
