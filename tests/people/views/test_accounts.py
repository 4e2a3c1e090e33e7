"""Accounts: made, invited, changed and closed by an admin; each person's own page."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.core import clock
from sotong.core.permissions import Role
from sotong.people.models import Account, LoginSession
from sotong.people.services.passwords import HASHER
from tests.browsers import Browser, signed_in_browser
from tests.factories.people import make_account, make_city, make_officer

BrowserOf = Callable[[Role], Browser]
Statements = Callable[[], AbstractContextManager[list[str]]]
PASSWORD = "correct horse battery"
NEW = {"new": PASSWORD, "again": PASSWORD}
LINK = re.compile(r"http://127\.0\.0\.1:8000(/invitations/[\w-]+)")


def deeds(session: Session) -> list[tuple[str, UUID | None, UUID | None]]:
    session.rollback()
    rows = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.position))
    return [(row.action, row.actor_id, row.subject_id) for row in rows if row.action != "log.open"]


def link_in(text: str) -> str:
    found = LINK.search(text)
    assert found is not None
    return found[1]


def account_named(session: Session, login: str) -> Account:
    session.rollback()
    return session.scalars(sa.select(Account).where(Account.login == login)).one()


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/my/sign-ins").status_code == 200


# Made and invited


def test_an_admin_makes_an_account_whose_link_is_shown_once_and_opens_once(
    browser: BrowserOf, client: Browser, session: Session, now: datetime
) -> None:
    admin = browser(Role.ADMIN)
    made = admin.post("/accounts/new", data={"login": "Judge.Lee", "name": "이심사", "role": "judge"})
    assert made.status_code == 200
    link = link_in(made.text)
    assert f'data-copy="http://127.0.0.1:8000{link}"' in made.text
    account = account_named(session, "judge.lee")
    assert link not in admin.get(f"/accounts/{account.id}").text

    for _ in range(2):  # looking at it, as link previews do, uses nothing up
        assert "이심사" in client.get(link).text
    assert client.post(link, data=NEW).headers["Location"] == "/sign-in"
    assert client.post("/sign-in", data={"login": "judge.lee", "password": PASSWORD}).status_code == 303
    used = client.get(link)
    assert used.status_code == 410
    assert "이미 사용한" in used.text
    assert client.post(link, data=NEW).status_code == 410
    assert deeds(session) == [
        ("account.create", admin.account_id, account.id),
        ("account.invite", admin.account_id, account.id),
        ("account.set_password", account.id, account.id),
        ("sign_in.begin", account.id, account.id),
    ]


def test_a_link_that_is_old_replaced_or_made_up_says_so(
    browser: BrowserOf, client: Browser, session: Session, now: datetime
) -> None:
    admin, kim = browser(Role.ADMIN), make_account(session, Role.JUDGE)
    first = link_in(admin.post(f"/accounts/{kim.id}/invite").text)
    second = link_in(admin.post(f"/accounts/{kim.id}/invite").text)
    assert "기한이 지난" in client.get(first).text
    assert client.get(second).status_code == 200
    with clock.stopped_at(now + timedelta(days=3)):
        late = client.post(second, data=NEW)
    assert (late.status_code, "기한이 지난" in late.text) == (410, True)
    unknown = client.get("/invitations/no-such-thing")
    assert (unknown.status_code, "없는 초대 링크" in unknown.text) == (404, True)
    admin.post(f"/accounts/{kim.id}/disable")
    assert "정지된 계정" in client.get(second).text


POOR_PASSWORDS: tuple[tuple[dict[str, str], str], ...] = (
    ({"new": "short", "again": "short"}, "10자 이상으로"),
    ({"new": PASSWORD, "again": PASSWORD + "x"}, "위에 입력하신 비밀번호와 다릅니다"),
    ({"new": "the-judge.kim-pw", "again": "the-judge.kim-pw"}, "로그인 이름을 넣을 수 없습니다"),
    ({"new": "1234567890", "again": "1234567890"}, "짐작하기 쉬운"),
    ({}, "반드시 입력"),
)


def test_a_poor_password_is_refused_at_its_field_and_the_link_stays_good(
    browser: BrowserOf, client: Browser, session: Session
) -> None:
    kim = make_account(session, Role.JUDGE, login="judge.kim")
    link = link_in(browser(Role.ADMIN).post(f"/accounts/{kim.id}/invite").text)
    for typed, sentence in POOR_PASSWORDS:
        refused = client.post(link, data=typed)
        assert refused.status_code == 422, typed
        assert sentence in refused.text, typed
    assert client.post(link, data=NEW).status_code == 302


def test_a_new_invitation_replaces_a_forgotten_password_and_ends_the_sign_ins(
    browser: BrowserOf, client: Browser, session: Session, now: datetime
) -> None:
    judge = browser(Role.JUDGE)
    link = link_in(browser(Role.ADMIN).post(f"/accounts/{judge.account_id}/invite").text)
    assert is_signed_in(judge)
    client.post(link, data=NEW)
    assert not is_signed_in(judge)


def test_an_officers_account_belongs_to_an_officer_without_one(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    admin = browser(Role.ADMIN)
    free, taken = make_officer(session, account=False), make_officer(session)
    asked = {"login": "sns.kim", "name": "김", "role": "officer"}
    assert admin.post("/accounts/new", data=asked).status_code == 422
    assert admin.post("/accounts/new", data=asked | {"officer": str(taken.id)}).status_code == 422
    assert admin.post("/accounts/new", data=asked | {"officer": str(free.id)}).status_code == 200
    assert account_named(session, "sns.kim").officer_id == free.id


BAD_ACCOUNTS: tuple[tuple[dict[str, str], int], ...] = (
    ({"login": "taken"}, 409),
    ({"login": "TAKEN"}, 409),
    ({"login": ""}, 422),
    ({"login": "한글"}, 422),
    ({"login": "a b"}, 422),
    ({"login": "x" * 101}, 422),
    ({"name": ""}, 422),
    ({"name": "이" * 61}, 422),
    ({"name": "이\0"}, 422),
    ({"role": ""}, 422),
    ({"role": "king"}, 422),
    ({"role": "officer", "officer": "x"}, 422),
    ({"role": "officer", "officer": str(UUID(int=7))}, 422),
)


def test_bad_input_saves_nothing_and_is_kept_on_the_page(browser: BrowserOf, session: Session) -> None:
    make_account(session, login="taken")
    admin = browser(Role.ADMIN)
    for change, status in BAD_ACCOUNTS:
        typed = {"login": "judge.lee", "name": "이심사", "role": "judge"} | change
        answer = admin.post("/accounts/new", data=typed)
        assert answer.status_code == status, change
        assert "field-errors" in answer.text, change
        kept = typed["login"] if "name" in change else typed["name"]
        assert f'value="{kept}"' in answer.text, change
    assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 2


# Changed and closed


@pytest.mark.parametrize(
    "act",
    [
        ("disable", {}),
        ("end-sign-ins", {}),
        ("edit", {"name": "새 이름", "role": "auditor"}),
    ],
)
def test_a_sign_in_is_over_at_once_when_the_admin_says_so(
    browser: BrowserOf, session: Session, now: datetime, act: tuple[str, dict[str, str]]
) -> None:
    judge, admin = browser(Role.JUDGE), browser(Role.ADMIN)
    assert is_signed_in(judge)
    path, typed = act
    assert admin.post(f"/accounts/{judge.account_id}/{path}", data=typed).status_code == 302
    assert not is_signed_in(judge)
    assert is_signed_in(admin)


def test_a_new_name_ends_no_sign_in(browser: BrowserOf, session: Session, now: datetime) -> None:
    judge = browser(Role.JUDGE)
    edit = f"/accounts/{judge.account_id}/edit"
    browser(Role.ADMIN).post(edit, data={"name": "새 이름", "role": "judge"})
    assert is_signed_in(judge)
    assert "새 이름" in judge.get("/my/sign-ins").text
    assert [deed for deed, _actor, _subject in deeds(session)] == ["account.rename"]


def test_a_disabled_account_can_be_used_again_once_it_is_let(
    browser: BrowserOf, client: Browser, session: Session, now: datetime
) -> None:
    admin = browser(Role.ADMIN)
    kim = make_account(session, Role.JUDGE, login="kim", password_hash=HASHER.hash(PASSWORD))
    typed = {"login": "kim", "password": PASSWORD}
    admin.post(f"/accounts/{kim.id}/disable")
    assert client.post("/sign-in", data=typed).status_code == 422
    assert admin.post(f"/accounts/{kim.id}/invite").status_code == 409
    admin.post(f"/accounts/{kim.id}/enable")
    assert client.post("/sign-in", data=typed).status_code == 303


def test_nobody_disables_or_demotes_herself_or_the_last_admin(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    admin = browser(Role.ADMIN)
    own = f"/accounts/{admin.account_id}"
    assert admin.post(f"{own}/disable").status_code == 409
    refused = admin.post(f"{own}/edit", data={"name": "나", "role": "judge"})
    assert (refused.status_code, "자기 계정" in refused.text) == (409, True)
    assert is_signed_in(admin)

    other = browser(Role.ADMIN)
    assert other.post(f"{own}/disable").status_code == 302
    assert not is_signed_in(admin)


def test_what_is_not_there_is_not_found(browser: BrowserOf, session: Session, now: datetime) -> None:
    admin = browser(Role.ADMIN)
    nobody = f"/accounts/{UUID(int=7)}"
    assert {admin.get(nobody).status_code, admin.get(f"{nobody}/edit").status_code} == {404}
    for act in ("invite", "disable", "enable", "end-sign-ins"):
        assert admin.post(f"{nobody}/{act}").status_code == 404


@pytest.mark.parametrize("officers", [1, 54])
def test_the_list_runs_a_fixed_number_of_statements(
    browser: BrowserOf, session: Session, statements: Statements, officers: int
) -> None:
    make_city(session, officers)
    admin = browser(Role.ADMIN)
    with statements() as ran:
        assert admin.get("/accounts").status_code == 200
    assert len(ran) == 3


def test_the_list_is_searched_and_shows_e_mails_only_in_part(browser: BrowserOf, session: Session) -> None:
    admin = browser(Role.ADMIN)
    make_account(session, Role.JUDGE, login="judge_kim@example.go.kr", name="김심사")
    make_account(session, Role.AUDITOR, login="audit", name="감사")
    shown = admin.get("/accounts").text
    assert "ju***@example.go.kr" in shown
    assert "judge_kim@" not in shown
    for query, found in (
        ("text=심사", {"김심사"}),
        ("text=judge_k", {"김심사"}),
        ("text=%25", set()),
        ("text=judge%00", {"김심사", "감사"}),
        ("role=auditor", {"감사"}),
        ("role=king&page=x", {"김심사", "감사"}),
    ):
        text = admin.get(f"/accounts?{query}").text
        assert {name for name in ("김심사", "감사") if f">{name}</a>" in text} == found, query


# One's own


def test_everybody_sees_where_she_is_signed_in_and_ends_the_others(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    here = browser(Role.JUDGE)
    there, third = (signed_in_browser(here.application, Role.JUDGE, here.account_id) for _ in range(2))
    page = here.get("/my/sign-ins").text
    assert page.count('action="/my/sign-ins/') == 3  # two others, and all others at once
    (one, *_rest) = re.findall(r'action="(/my/sign-ins/[0-9a-f-]{36}/end)"', page)
    assert here.post(one).status_code == 302
    assert [is_signed_in(there), is_signed_in(third)].count(True) == 1
    assert here.post("/my/sign-ins/end-others").status_code == 302
    assert [is_signed_in(each) for each in (here, there, third)] == [True, False, False]


def test_nobody_ends_a_strangers_sign_in(browser: BrowserOf, session: Session, now: datetime) -> None:
    judge, admin = browser(Role.JUDGE), browser(Role.ADMIN)
    theirs = session.scalars(
        sa.select(LoginSession.id).where(LoginSession.account_id == judge.account_id)
    ).one()
    assert admin.post(f"/my/sign-ins/{theirs}/end").status_code == 404
    assert is_signed_in(judge)


def test_a_password_is_changed_by_who_knows_the_old_one(
    browser: BrowserOf, client: Browser, session: Session, now: datetime
) -> None:
    kim = make_account(session, Role.JUDGE, login="judge.kim", password_hash=HASHER.hash("old password 1"))
    here = signed_in_browser(client.application, Role.JUDGE, kim.id)
    there = signed_in_browser(client.application, Role.JUDGE, kim.id)
    wrong = here.post("/my/password", data=NEW | {"old": "guess"})
    assert (wrong.status_code, "지금 비밀번호가 맞지 않습니다" in wrong.text) == (409, True)
    poor = here.post(
        "/my/password", data={"old": "old password 1", "new": "judge.kim!", "again": "judge.kim!"}
    )
    assert (poor.status_code, "로그인 이름을 넣을 수 없습니다" in poor.text) == (422, True)
    assert here.post("/my/password", data=NEW | {"old": "old password 1"}).status_code == 302
    assert [is_signed_in(here), is_signed_in(there)] == [True, False]
    assert client.post("/sign-in", data={"login": "judge.kim", "password": PASSWORD}).status_code == 303
