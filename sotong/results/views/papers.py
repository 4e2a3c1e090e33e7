"""Papers of a result: the workbook of formulas, the result sheet, the certificates, the picture card.

What everybody may have exists once the result is published, and not a moment before. Who may see the tally
has its workbook and its sheet as soon as it is made, to check before publishing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from flask import current_app
from flask_babel import get_locale
from werkzeug.wrappers import Response

from sotong.contests.queries import contest_by_code
from sotong.core import config
from sotong.core.access import public, requires
from sotong.core.canonical import sha256
from sotong.core.db import db
from sotong.core.drawing import draw_card
from sotong.core.errors import NotFound
from sotong.core.kept import Kept, drop_older
from sotong.core.office_head import Seal
from sotong.core.permissions import Permission
from sotong.core.spreadsheet import XLSX_MEDIA_TYPE
from sotong.core.views import picture
from sotong.results import queries
from sotong.results.views.room import blueprint, result_address
from sotong.results.wording import Wording
from sotong.results.workbook import workbook, written

PDF: Final = "application/pdf"
FOLDER: Final = "papers"
_kept: Final = Kept(patience_s=20, retry_after_s=5)


@blueprint.get("/contests/<code>/result/tally.xlsx")
@public
def result_workbook(code: str) -> Response:
    """Give the published tally as a workbook of formulas."""
    return _workbook(_published(code))


@blueprint.get("/contests/<code>/result/sheet.pdf")
@public
def result_sheet(code: str) -> Response:
    """Give the published result sheet for printing."""
    return _sheet(_published(code))


@blueprint.get("/contests/<code>/result/card.png")
@public
def result_card(code: str) -> Response:
    """Draw the card that Band, Facebook and KakaoTalk show under a shared result."""
    return picture(draw_card(_published(code).card(), _fonts()), "image/png")


@blueprint.get("/contests/<code>/result/certificates.pdf")
@requires(Permission.RESULT_PUBLISH)
def certificates(code: str) -> Response:
    """Give the certificates of a published result, a page an award; there are none where nobody won."""
    wording = _published(code)
    pages = wording.certificates()
    if not pages:
        raise NotFound

    def draw() -> bytes:
        from sotong.results import certificates as papers  # noqa: PLC0415 - see printed.py

        title = wording.title
        at = wording.contest.published_at or wording.outcome.record.made_at
        return papers.certificates(
            pages, _fonts(), office=wording.office, title=title, at=at, language=_language()
        )

    return _paper(wording, "certificates.pdf", PDF, draw)


@blueprint.get("/contests/<code>/tally/tally.xlsx")
@requires(Permission.TALLY_READ)
def tally_workbook(code: str) -> Response:
    """Give the newest tally as a workbook of formulas."""
    return _workbook(_made(code))


@blueprint.get("/contests/<code>/tally/sheet.pdf")
@requires(Permission.TALLY_READ)
def tally_sheet(code: str) -> Response:
    """Give the result sheet of the newest tally, marked as not to be shown while it is not published."""
    return _sheet(_made(code))


def _made(code: str) -> Wording:
    contest = contest_by_code(db.session(), code)
    outcome = queries.outcome(db.session(), contest)
    if outcome is None:
        raise NotFound
    settings, english = config.current(), _language() == "en"
    return Wording(
        contest,
        outcome.in_english(contest) if english else outcome,
        office=settings.office_en if english else settings.office,
        address=result_address(code),
        signer=settings.head.signs(english=english),
        sealed=settings.head.seal is Seal.PLACE,
    )


def _published(code: str) -> Wording:
    if contest_by_code(db.session(), code).published_at is None:
        raise NotFound
    return _made(code)


def _workbook(wording: Wording) -> Response:
    return _paper(wording, "tally.xlsx", XLSX_MEDIA_TYPE, lambda: written(workbook(wording.tallied())))


def _sheet(wording: Wording) -> Response:
    def draw() -> bytes:
        from sotong.results.score_paper import score_paper  # noqa: PLC0415 - see printed.py

        at = wording.contest.published_at or wording.outcome.record.made_at
        return score_paper(wording.score_paper(), _fonts(), at=at, language=_language())

    return _paper(wording, "sheet.pdf", PDF, draw)


def _paper(wording: Wording, name: str, media_type: str, make: Callable[[], bytes]) -> Response:
    """Send a paper, made once for a tally, its names, a language and an edition of this program, and kept."""
    contest = wording.contest
    folder, stem = config.current().home / FOLDER, f"{contest.id}-{wording.outcome.record.digest[:16]}"
    state = "published" if contest.published_at else "draft"
    names = sha256("\n".join(wording.names).encode()).hex()[:8]
    kept = f"{stem}-{state}-{_language()}-{_edition()}{names}-{name}"
    path = _kept.file(folder / kept, lambda: [make()])
    drop_older(folder, f"{contest.id}-*", keep=stem)
    return Response(
        path.read_bytes(),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="sotong-{contest.code}-{name}"'},
    )


@cache
def _edition() -> str:
    """Return what tells apart papers that other versions of this program have made."""
    sources = [
        *Path(queries.__file__).parents[1].rglob("*.py"),
        Path(config.__file__).with_name("printing.py"),
    ]
    return sha256(b"".join(source.read_bytes() for source in sorted(sources))).hex()[:8]


def _language() -> str:
    return str(get_locale() or "ko")


def _fonts() -> Path:
    return Path(str(current_app.static_folder)) / "vendor/fonts"
