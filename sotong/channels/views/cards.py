"""The line for letters and business cards, department by department; vCard and QR code."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Response, redirect, url_for
from flask_babel import gettext as _

from sotong.audit.disclosure import disclose
from sotong.channels.queries import charges as queries
from sotong.channels.queries.charges import CardRow
from sotong.channels.rules import printed_address
from sotong.channels.vcards import MEDIA_TYPE, Card, write_card
from sotong.channels.views.room import blueprint
from sotong.core import clock, config, places
from sotong.core.access import acting, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.drawing import qr_png, qr_svg
from sotong.core.errors import NotFound
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.reasons import ReasonForm
from sotong.core.views import Page, page

OFFICE: Final = "office"
_KINDS: Final = {"vcf": MEDIA_TYPE, "svg": "image/svg+xml", "png": "image/png"}


@blueprint.get("/channels/cards")
@requires(Permission.CHANNEL_READ)
def cards() -> Page:
    """The lines of the office and its departments; an officer sees the office's and her department's."""
    found = [row for row in queries.cards(db.session(), korean_day(clock.now())) if _may_see(row)]
    return page("channels/cards.html", rows=[(row, card_key(row), card_line(row)) for row in found])


@blueprint.get("/channels/cards/<owner>.<kind>")
@requires(Permission.CHANNEL_READ)
def card_file(owner: str, kind: str) -> Page:
    """The card as a file: vCard, or a QR code of it as SVG or PNG; another department's for a reason."""
    row = _row(owner, kind)
    if not _is_own(row):
        return redirect(url_for(".take_card", owner=owner, kind=kind))
    return _file(row, kind)


@blueprint.route("/channels/cards/<owner>/<kind>", methods=["GET", "POST"])
@requires(Permission.CHANNEL_READ)
def take_card(owner: str, kind: str) -> Page:
    """Another department's card as a file, for a recorded reason: it has an officer's telephone."""
    row = _row(owner, kind)
    form = ReasonForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            disclose(
                session, form, what="channels.card", rows=1, selection={"card": card_key(row), "kind": kind}
            )
        if form.done:
            return _file(row, kind)
    return page("channels/take_card.html", form=form, row=row)


def _row(owner: str, kind: str) -> CardRow:
    """The card that an address means. Raises NotFound."""
    row = queries.card(db.session(), korean_day(clock.now()), _department_id(owner))
    if kind not in _KINDS or not _may_see(row):
        raise NotFound
    return row


def _file(row: CardRow, kind: str) -> Response:
    answer = Response(_content(write_card(_card(row)), kind), content_type=_KINDS[kind])
    shown = "attachment" if kind == "vcf" else "inline"
    name = row.department.code if row.department else OFFICE
    answer.headers["Content-Disposition"] = f'{shown}; filename="card-{name}.{kind}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _content(written: str, kind: str) -> bytes:
    if kind == "vcf":
        return written.encode()
    return qr_svg(written) if kind == "svg" else qr_png(written)


def card_key(row: CardRow) -> str:
    """What a card is called in addresses."""
    return str(row.department.id) if row.department else OFFICE


def card_line(row: CardRow) -> str:
    """One text to copy: who, telephone, e-mail, accounts."""
    who = places.department(row.department.name) if row.department else _office()
    accounts = [f"{word(channel.platform)} {printed_address(channel.url or '')}" for channel in row.channels]
    reached = [
        _("전화 %(number)s", number=row.phone) if row.phone else "",
        _("전자우편 %(address)s", address=row.email) if row.email else "",
    ]
    return " · ".join(part for part in (who, *reached, *accounts) if part)


def _card(row: CardRow) -> Card:
    return Card(
        office=_office(),
        department=places.department(row.department.name) if row.department else "",
        phone=row.phone,
        email=row.email,
        urls=[channel.url for channel in row.channels if channel.url],
    )


def _office() -> str:
    settings = config.current()
    return places.either(settings.office, settings.office_en)


def _is_own(row: CardRow) -> bool:
    """Whether a card has nobody's data but the person's own: the office's has its accounts alone."""
    return row.department is None or row.department.id == acting().department_id


def _may_see(row: CardRow) -> bool:
    """A department's telephone and e-mail are its officer's: hers, and for who may read people."""
    return _is_own(row) or acting().may(Permission.PEOPLE_READ)


def _department_id(owner: str) -> UUID | None:
    if owner == OFFICE:
        return None
    try:
        return UUID(owner)
    except ValueError as wrong:
        raise NotFound from wrong
