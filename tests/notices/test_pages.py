"""The pages of notices: one's own and nobody else's, how they come, and what the admin sees of the outbox."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask

from sotong.core.db import db, transaction
from sotong.core.permissions import Role
from sotong.notices import jobs, outbox, queries, services
from sotong.notices.models import Message, Notice
from sotong.notices.rules import Digest, MessageState, Reach
from sotong.people.models import Account
from tests.browsers import Browser

BrowserOf = Callable[[Role], Browser]
Statements = Callable[[], AbstractContextManager[list[str]]]


def _tell(app: Flask, person: UUID, now: datetime, *, key: str = "x") -> UUID:
    with app.app_context():
        with transaction() as session:
            services.queue(
                session,
                to=[person],
                kind="notice.trial",
                facts={},
                link="/my/notices",
                dedupe_key=key,
                now=now,
                urgent=True,
            )
        return db.session.scalars(sa.select(Notice.id).where(Notice.dedupe_key == key)).one()


def _only(app: Flask, role: Role) -> UUID:
    with app.app_context():
        return db.session.scalars(sa.select(Account.id).where(Account.role == role)).one()


def test_a_notice_is_counted_until_it_is_opened_and_leads_where_it_points(
    app: Flask, browser: BrowserOf, now: datetime
) -> None:
    officer, admin = browser(Role.OFFICER), browser(Role.ADMIN)
    assert "아직 받은 알림이 없습니다" in officer.get("/notices").text
    notice = _tell(app, _only(app, Role.OFFICER), now)
    assert 'class="bell-count"' in officer.get("/my/notices").text
    assert "시험 알림" in officer.get("/notices").text
    assert "시험 알림입니다" not in admin.get("/notices").text
    assert admin.post(f"/notices/{notice}/open").status_code == 404
    assert officer.post(f"/notices/{notice}/open").headers["Location"] == "/my/notices"
    assert 'class="bell-count"' not in officer.get("/notices").text
    assert "읽지 않은 알림이 없습니다" in officer.get("/notices?show=unread").text


def test_what_one_wants_is_kept_and_what_is_wrong_is_said_at_the_field(
    app: Flask, browser: BrowserOf, now: datetime
) -> None:
    officer = browser(Role.OFFICER)
    wanted = {"mail": "urgent", "digest": "daily", "language": "en", "mail_address": "me@home.example"}
    assert officer.post("/my/notices", data=wanted).status_code == 303
    person = _only(app, Role.OFFICER)
    with app.app_context():
        kept = queries.wishes(db.session(), [person])[person]
    assert (kept.mail, kept.digest, kept.language) == (Reach.URGENT, Digest.DAILY, "en")
    assert (kept.mail_address, kept.texts, kept.quiet) == ("me@home.example", False, False)
    for wrong in ({"mail_address": "me"}, {"number": "02-2670-3114"}, {"mail": "sometimes"}):
        assert officer.post("/my/notices", data=wanted | wrong).status_code == 422


def test_the_admin_sees_what_went_out_in_the_readers_language_and_sends_again_what_could_not(
    app: Flask, browser: BrowserOf, now: datetime
) -> None:
    officer, admin = browser(Role.OFFICER), browser(Role.ADMIN)
    officer.post("/my/notices", data={"mail": "all", "digest": "soon", "language": "en"})
    officer.post("/my/notices/trial")
    assert "5분 뒤에" in officer.post("/my/notices/trial", follow_redirects=True).text
    with app.app_context():
        jobs.route()
        with transaction() as session:
            claimed = outbox.claim(session, now=now)
            assert claimed
            outbox.settle_failed(session, claimed, problem="smtp_550", for_good=True, now=now)
    failed = admin.get("/notices/outbox?state=given_up").text
    assert "보내지 못함" in failed
    assert "보내지 못한 메시지가 1건 있습니다" in admin.get("/notices").text
    assert "보내지 못한 메시지" not in officer.get("/notices").text
    assert officer.get("/notices/outbox").status_code == 403
    shown = admin.get(f"/notices/outbox/{claimed.id}").text
    assert "메일 서버가 받는 주소를 모른다고 답했습니다." in shown
    assert "trial notice" in shown
    assert admin.post(f"/notices/outbox/{claimed.id}/try-again").status_code == 303
    assert admin.post(f"/notices/outbox/{claimed.id}/try-again").status_code == 409
    with app.app_context():
        assert jobs.send() == 1
        assert db.session.scalars(sa.select(Message.state)).all() == [MessageState.SENT]
    assert admin.get(f"/notices/outbox/{uuid4()}").status_code == 404


def test_the_list_costs_the_same_with_one_notice_and_with_many(
    app: Flask, browser: BrowserOf, now: datetime, statements: Statements
) -> None:
    officer = browser(Role.OFFICER)
    person, costs = _only(app, Role.OFFICER), []
    for upto in (1, 8):
        for number in range(upto):
            _tell(app, person, now, key=f"k{upto}-{number}")
        with statements() as ran:
            officer.get("/notices")
        costs.append(len(ran))
    assert costs == [3, 3]
