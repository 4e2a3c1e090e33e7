"""One's own notices and how they come; for the admin, what went out and what could not."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.core import clock, config, directory
from sotong.core.access import acting_id, may_use, requires, signed_in
from sotong.core.counting import _n
from sotong.core.db import db, transaction
from sotong.core.forms import asked_page
from sotong.core.labels import word
from sotong.core.labels.notices import PROBLEMS
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.notices import address_book, letters, outbox, queries, routing, rules, services
from sotong.notices.address_book import Addresses
from sotong.notices.forms import WishesForm
from sotong.notices.models import Message
from sotong.notices.rules import MessageState

blueprint = Blueprint("notices", __name__)

SEE_OTHER: Final = 303


@blueprint.get("/notices")
@signed_in
def notices() -> Page:
    """List what one was told, the newest first."""
    only_unread = request.args.get("show") == "unread"
    found = queries.notices_of(db.session(), acting_id(), only_unread=only_unread, number=asked_page())
    return page(
        "notices/notices.html",
        notices=found,
        only_unread=only_unread,
        sentence_of=letters.sentence_of,
        given_up=queries.given_up(db.session()) if may_use("notices.messages") else 0,
    )


@blueprint.post("/notices/<uuid:notice_id>/open")
@signed_in
def open_notice(notice_id: UUID) -> Page:
    """Go where a notice points, and count it as read."""
    with transaction() as session:
        link = services.read(session, notice_id=notice_id, account_id=acting_id(), now=clock.now())
    return redirect(link, SEE_OTHER)


@blueprint.post("/notices/read")
@signed_in
def read_all() -> Page:
    """Count all that one was told so far as read."""
    with transaction() as session:
        number = services.read_all(session, account_id=acting_id(), now=clock.now())
    flash(_n("알림 %(number)d건을 읽음으로 표시했습니다.", by="number", number=number))
    return redirect(url_for("notices.notices"), SEE_OTHER)


@blueprint.route("/my/notices", methods=["GET", "POST"])
@signed_in
def my_wishes() -> Page:
    """Choose which notices one gets, and by which way."""
    form = WishesForm(queries.wishes(db.session(), [acting_id()])[acting_id()])
    if form.ready():
        with form.attempt(), transaction() as session:
            services.wish(session, account_id=acting_id(), wishes=form.wishes, now=clock.now())
        if form.done:
            flash(_("알림 설정을 저장했습니다."))
            return redirect(url_for("notices.my_wishes"), SEE_OTHER)
    posting, outside = config.current().posting, config.current().outside
    return page(
        "notices/my_wishes.html",
        form=form,
        office_has=address_book.addresses(db.session(), [acting_id()]).get(acting_id(), Addresses()),
        mobile=rules.mobile,
        quiet=routing.quiet_hours(),
        mail_is_sent=posting.kept or posting.mail is not None,
        texts_are_sent=posting.kept or outside.texts is not None,
    )


@blueprint.post("/my/notices/trial")
@signed_in
def try_out() -> Page:
    """Send oneself a notice, to see whether it arrives."""
    with transaction() as session:
        told = services.queue_trial(session, account_id=acting_id(), now=clock.now())
    flash(
        _("시험 알림을 보냈습니다.")
        if told
        else _("조금 전에 시험 알림을 보냈습니다. 5분 뒤에 다시 보낼 수 있습니다.")
    )
    return redirect(url_for("notices.notices"), SEE_OTHER)


@blueprint.get("/notices/outbox")
@requires(Permission.NOTICE_OUTBOX)
def messages() -> Page:
    """List the messages that carry notices out, by how they stand."""
    state = _asked_state()
    session = db.session()
    found = queries.messages(session, state, asked_page())
    ids = {row.message.to_account_id for row in found.rows if row.message.to_account_id}
    return page(
        "notices/messages.html",
        messages=found,
        state=state,
        states=_tabs(state),
        names=directory.names(session, ids),
        sentence_of=letters.sentence_of,
        kept=config.current().posting.kept,
    )


@blueprint.get("/notices/outbox/<uuid:message_id>")
@requires(Permission.NOTICE_OUTBOX)
def message(message_id: UUID) -> Page:
    """Show one message as its reader gets it, and what became of it."""
    session, settings = db.session(), config.current()
    found = queries.message(session, message_id)
    account_id = found.to_account_id
    language = queries.wishes(session, [account_id])[account_id].language if account_id else "ko"
    carried = queries.notices_in(session, [found.id])[found.id]
    return page(
        "notices/message.html",
        message=found,
        letter=letters.written(found.id, carried, settings, language),
        name=_name(found),
        most_tries=rules.MOST_TRIES,
        problem=PROBLEMS.get(found.problem or "", found.problem),
        kept=settings.posting.kept,
    )


@blueprint.post("/notices/outbox/<uuid:message_id>/try-again")
@requires(Permission.NOTICE_OUTBOX)
def try_again(message_id: UUID) -> Page:
    """Have a message that was given up sent after all."""
    with transaction() as session:
        outbox.try_again(session, message_id=message_id, actor_id=acting_id(), now=clock.now())
    flash(_("다시 보냅니다."))
    return redirect(url_for("notices.message", message_id=message_id), SEE_OTHER)


def _asked_state() -> MessageState | None:
    asked = request.args.get("state", "")
    return MessageState(asked) if asked in set(MessageState) else None


def _tabs(state: MessageState | None) -> list[dict[str, object]]:
    counts = queries.counts_by_state(db.session())
    ways: list[tuple[str, MessageState | None, int]] = [(_("모두"), None, sum(counts.values()))]
    ways += [(word(kind), kind, counts.get(kind, 0)) for kind in MessageState]
    return [
        {
            "label": label,
            "url": url_for("notices.messages", state=kind.value if kind else None),
            "active": kind is state,
            "count": count,
        }
        for label, kind, count in ways
    ]


def _name(found: Message) -> str:
    if found.to_account_id is None:
        return found.to_hook or ""
    known = directory.names(db.session(), [found.to_account_id])
    return known.get(found.to_account_id, _("지금은 없는 계정"))
