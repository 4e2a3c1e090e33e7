"""The pages of contests: who sees what, what is refused, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.contests import queries, services
from sotong.contests.models import Contest, Entry
from sotong.contests.rules import PhaseKind
from sotong.core import clock
from sotong.core.db import transaction
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.contests.form_reading import shown_fields
from tests.factories.contests import DAY, NOW, make_contest
from tests.factories.people import make_department

pytestmark = pytest.mark.usefixtures("now")

Counted = Callable[[], AbstractContextManager[list[str]]]
Signed = Callable[[Role], Browser]
TICK = timedelta(microseconds=1)
ENTRY = {
    "title": "주간꿀팁",
    "format": "skit",
    "summary": "월요일마다 한 가지.",
    "story": "매주 월요일에 올렸습니다.\r\n시민이 답했습니다.",
    "presenters": "김하나",
    "media_url": "https://www.facebook.com/suncheoncity/posts/1234567890",
}

WRONG_DESCRIPTIONS: list[dict[str, str]] = [
    {"title": ""},
    {"title": "   "},
    {"title": "가" * 101},
    {"title_en": "a" * 101},
    {"summary": ""},
    {"summary": "가" * 301},
    {"title": "이름\x00"},
    {"summary": "소개\x1b[31m"},
]
WRONG_TIMES: list[tuple[dict[str, str], str]] = [
    ({"vote-opens_at": "내일"}, "vote-opens_at"),
    ({"vote-opens_at": "2026-02-30T10:00"}, "vote-opens_at"),
    ({"vote-opens_at": "0001-01-01T00:00"}, "vote-opens_at"),
    ({"vote-closes_at": "9999-12-31T23:59"}, "vote-closes_at"),
    ({"vote-closes_at": ""}, "vote-closes_at"),
    ({"judging-opens_at": ""}, "judging-opens_at"),
    ({"entry-opens_at": "2026-11-23T09:00\x00"}, "entry-opens_at"),
    ({"reason": "가" * 501}, "reason"),
]
WRONG_ENTRIES: list[tuple[dict[str, str], str]] = [
    ({"title": ""}, "title"),
    ({"title": "가" * 101}, "title"),
    ({"format": "opera"}, "format-0"),
    ({"format": ""}, "format-0"),
    ({"summary": "가" * 301}, "summary"),
    ({"story": "가" * 5001}, "story"),
    ({"story": "이야기\x00"}, "story"),
    ({"presenters": "가" * 201}, "presenters"),
    ({"media_url": "javascript:alert(1)"}, "media_url"),
    ({"media_url": "https://evil.example/posts/1"}, "media_url"),
    ({"media_url": "https://www.facebook.com/" + "a" * 2000}, "media_url"),
]


def contests(session: Session) -> list[Contest]:
    return list(session.scalars(sa.select(Contest).order_by(Contest.code)))


# Lists


@pytest.mark.parametrize("rows", [1, 54])
def test_the_list_of_contests_costs_the_same_however_long(
    session: Session, browser: Signed, statements: Counted, rows: int
) -> None:
    with transaction() as writing:
        departments = [make_department(writing).id]
        for number in range(rows):
            make_contest(writing, departments=departments, title=f"콘테스트 {number}")
    admin = browser(Role.ADMIN)
    with statements() as ran:
        assert admin.get("/contests/").status_code == 200
    assert len(ran) == 4  # who asks, how many there are, the rows, their phases


@pytest.mark.parametrize("path", ["", "/entries", "/rule/lock"])
def test_pages_of_a_contest_cost_the_same_however_many_entries(
    session: Session, browser: Signed, statements: Counted, path: str
) -> None:
    admin, costs = browser(Role.ADMIN), []
    for entries in (1, 54):
        made = make_contest(session, entries=entries)
        with statements() as ran:
            assert admin.get(f"/contests/{made.code}{path}").status_code == 200
        costs.append(len(ran))
    assert costs[0] == costs[1]
    assert path != "/entries" or costs == [4, 4]  # who asks, the contest, its phases, its entries


def test_the_list_shows_open_or_finished_contests(session: Session, browser: Signed) -> None:
    make_contest(session, entries=0, title="열린 콘테스트")
    done = make_contest(session, entries=0, title="지난 콘테스트")
    with transaction() as writing:
        services.cancel_contest(writing, contest_id=done.id, reason="태풍", actor_id=uuid4(), now=NOW)
    admin = browser(Role.ADMIN)
    for show, seen in (
        ("", {"열린"}),
        ("open", {"열린"}),
        ("finished", {"지난"}),
        ("all", {"열린", "지난"}),
        ("x", {"열린"}),
    ):
        text = admin.get(f"/contests/?show={show}&page=1").text
        assert {word for word in ("열린", "지난") if f"{word} 콘테스트" in text} == seen


# Setting up


def test_an_admin_sets_up_a_contest_and_is_led_to_what_comes_next(session: Session, browser: Signed) -> None:
    admin = browser(Role.ADMIN)
    typed = {"title": "SNS 콘테스트", "title_en": "", "summary": "어느 부서가 가장 잘 소통했나요?"}
    answer = admin.post("/contests/new", data=typed, follow_redirects=True)
    assert answer.status_code == 200
    (contest,) = contests(session)
    assert (contest.title, contest.title_en, contest.created_at) == ("SNS 콘테스트", None, NOW)
    assert "일정 정하기" in answer.text


def test_a_description_that_cannot_be_kept_is_told_at_its_field(
    session: Session, browser: Signed, subtests: pytest.Subtests
) -> None:
    admin = browser(Role.ADMIN)
    for wrong in WRONG_DESCRIPTIONS:
        with subtests.test(str(wrong)[:80]):
            typed = {"title": "SNS 콘테스트", "summary": "입력한 소개 글", **wrong}
            answer = admin.post("/contests/new", data=typed)
            assert answer.status_code == 422
            assert 'aria-invalid="true"' in answer.text
            kept = shown_fields(answer.text)
            assert {name: kept[name].strip() for name in typed} == {
                name: text.strip() for name, text in typed.items()
            }
    assert contests(session) == []


def test_a_description_is_changed_until_the_vote_opens(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    admin, path = browser(Role.ADMIN), f"/contests/{made.code}/edit"
    assert shown_fields(admin.get(path).text)["title"] == made.title
    typed = {"title": "새 이름", "summary": "새 소개"}
    assert admin.post(path, data=typed).status_code == 302
    with clock.stopped_at(made.windows[PhaseKind.VOTE][0]):
        answer = admin.post(path, data={**typed, "title": "늦은 이름"})
    assert answer.status_code == 409
    assert shown_fields(answer.text)["title"] == "늦은 이름"
    assert session.get_one(Contest, made.id).title == "새 이름"


def test_a_contest_is_cancelled_with_its_reason_for_all_to_see(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=0)
    admin = browser(Role.ADMIN)
    assert admin.post(f"/contests/{made.code}/cancel", data={"reason": " "}).status_code == 422
    assert admin.post(f"/contests/{made.code}/cancel", data={"reason": "태풍 북상"}).status_code == 302
    assert "태풍 북상" in browser(Role.OFFICER).get(f"/contests/{made.code}").text
    assert admin.post(f"/contests/{made.code}/cancel", data={"reason": "또"}).status_code == 409


# Phases


PHASES = {
    "entry-opens_at": "2026-11-23T09:00",
    "entry-closes_at": "2026-12-12T18:00",
    "vote-opens_at": "2026-12-14T00:00",
    "vote-closes_at": "2026-12-15T00:00",
    "judging-opens_at": "2026-12-15T14:00",
    "judging-closes_at": "2026-12-15T18:00",
    "publication-opens_at": "2026-12-16T10:00",
    "publication-closes_at": "2026-12-23T10:00",
    "reason": "",
}


def test_phases_are_typed_in_korean_time_and_kept_in_utc(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=0, windows={}, locked=False)
    admin, path = browser(Role.ADMIN), f"/contests/{made.code}/phases"
    assert admin.post(path, data=PHASES).status_code == 302
    vote = session.get_one(Contest, made.id).windows[PhaseKind.VOTE]
    assert vote.opens_at == datetime.fromisoformat("2026-12-13T15:00:00+00:00")
    shown = shown_fields(admin.get(path).text)
    assert {name: shown[name] for name in PHASES} == PHASES


def test_a_phase_that_was_set_to_the_second_is_left_alone_by_a_page_of_minutes(
    session: Session, browser: Signed
) -> None:
    made = make_contest(session, entries=0, now=NOW + timedelta(seconds=7), during=PhaseKind.VOTE)
    admin, path = browser(Role.ADMIN), f"/contests/{made.code}/phases"
    typed = shown_fields(admin.get(path).text) | {"publication-closes_at": "2026-12-31T18:00"}
    assert admin.post(path, data=typed).status_code == 302
    windows = session.get_one(Contest, made.id).windows
    vote = windows[PhaseKind.VOTE]
    assert (vote.opens_at, vote.closes_at) == made.windows[PhaseKind.VOTE]
    assert windows[PhaseKind.PUBLICATION].closes_at == datetime.fromisoformat("2026-12-31T09:00:00+00:00")


def test_a_wrong_time_is_told_at_its_field_and_the_rest_is_kept(
    session: Session, browser: Signed, subtests: pytest.Subtests
) -> None:
    made = make_contest(session, entries=0, windows={}, locked=False)
    admin = browser(Role.ADMIN)
    for wrong, field in WRONG_TIMES:
        with subtests.test(str(wrong)[:80]):
            answer = admin.post(f"/contests/{made.code}/phases", data={**PHASES, **wrong})
            assert answer.status_code == 422
            assert f'href="#{field}"' in answer.text
            assert shown_fields(answer.text)["publication-closes_at"] == PHASES["publication-closes_at"]
    assert session.get_one(Contest, made.id).phases == []


def test_phases_out_of_order_are_refused_in_words(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=0, windows={}, locked=False)
    typed = {**PHASES, "entry-closes_at": "2026-12-14T00:01"}
    answer = browser(Role.ADMIN).post(f"/contests/{made.code}/phases", data=typed)
    assert answer.status_code == 409
    assert "출품은 사전투표가 열리기 전에 닫혀야 합니다." in answer.text
    assert 'href="#entry-closes_at"' in answer.text
    assert shown_fields(answer.text)["entry-closes_at"] == "2026-12-14T00:01"


def test_a_vote_that_waits_for_its_rule_is_pointed_out(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=2, during=PhaseKind.VOTE, locked=False)
    assert "규칙 확정을 기다림" in browser(Role.ADMIN).get(f"/contests/{made.code}").text


# Locking and the public rule


def test_a_citizen_reads_the_rule_once_it_is_locked_and_not_before(
    session: Session, browser: Signed, client: Browser
) -> None:
    made = make_contest(session, entries=2, during=None, locked=False)
    admin, path = browser(Role.ADMIN), f"/contests/{made.code}/rule"
    for hidden in (path, f"{path}.json"):
        assert client.get(hidden).status_code == 404
    assert "아직 확정하지 않은 규칙" in admin.get(path).text
    assert admin.post(f"{path}/lock", data=shown_fields(admin.get(f"{path}/lock").text)).status_code == 302
    text = client.get(path).text
    assert "심사위원 점수와 시민 점수를 70 대 30의 비중으로 반영합니다." in text
    assert made.rule.digest() in text
    assert client.get(f"{path}.json").data == made.rule.canonical()


def test_a_rule_that_changed_since_it_was_read_is_not_locked_unread(
    session: Session, browser: Signed
) -> None:
    made = make_contest(session, entries=2, during=None, locked=False)
    admin, path = browser(Role.ADMIN), f"/contests/{made.code}/rule/lock"
    answer = admin.post(path, data={"digest": "0" * 64})
    assert answer.status_code == 409
    assert session.get_one(Contest, made.id).rule_locked_at is None
    assert shown_fields(answer.text)["digest"] == made.rule.digest()


def test_before_locking_the_page_says_what_stands_in_the_way(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=1, windows={}, locked=False)
    text = browser(Role.ADMIN).get(f"/contests/{made.code}/rule/lock").text
    assert "사전투표 일정을 먼저 정해 주십시오" in text
    assert "출품작이 둘이 안 됩니다" in text
    assert "기기 단위 투표가 시상에 반영됩니다" in text


def test_every_version_of_the_rule_is_listed(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=0, locked=False)
    assert made.rule.digest() in browser(Role.AUDITOR).get(f"/contests/{made.code}/rule/versions").text


# Entries


def test_an_officer_enters_her_departments_case_and_finds_it_again(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    officer, path = browser(Role.OFFICER), f"/contests/{made.code}/my-entry"
    answer = officer.post(path, data=ENTRY)
    assert answer.status_code == 302
    entry = session.scalars(sa.select(Entry)).one()
    assert entry.department_id == officer.department_id
    assert entry.media_url == "https://www.facebook.com/suncheoncity/posts/1234567890"
    assert officer.get(path).location == f"/contests/{made.code}/entries/1"
    page = officer.get(f"/contests/{made.code}/entries/1").text
    assert "김하나" in page
    assert "<p>시민이 답했습니다.</p>" in page


def test_a_second_press_leads_to_the_entry_and_makes_no_other(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    officer, path = browser(Role.OFFICER), f"/contests/{made.code}/my-entry"
    assert [officer.post(path, data=ENTRY).status_code for _ in range(2)] == [302, 302]
    assert len(session.scalars(sa.select(Entry)).all()) == 1


def test_an_entry_that_cannot_be_kept_is_told_at_its_field(
    session: Session, browser: Signed, subtests: pytest.Subtests
) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    officer = browser(Role.OFFICER)
    for wrong, field in WRONG_ENTRIES:
        with subtests.test(str(wrong)[:80]):
            typed = {**ENTRY, **wrong}
            answer = officer.post(f"/contests/{made.code}/my-entry", data=typed)
            assert answer.status_code == 422
            assert f'href="#{field}"' in answer.text
            assert shown_fields(answer.text)["title"] == typed["title"]
    assert session.scalars(sa.select(Entry)).all() == []


def test_too_late_to_enter_is_said_and_nothing_typed_is_lost(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    officer, path = browser(Role.OFFICER), f"/contests/{made.code}/my-entry"
    closes_at = made.windows[PhaseKind.ENTRY][1]
    with clock.stopped_at(closes_at):
        assert "출품 기간이 끝났습니다." in officer.get(path).text
        answer = officer.post(path, data=ENTRY)
    assert answer.status_code == 409
    assert shown_fields(answer.text)["story"].splitlines() == ENTRY["story"].splitlines()
    with clock.stopped_at(closes_at - TICK):
        assert officer.post(path, data=ENTRY).status_code == 302


def test_an_officer_edits_withdraws_and_brings_back_her_own_entry(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    officer = browser(Role.OFFICER)
    officer.post(f"/contests/{made.code}/my-entry", data=ENTRY)
    path = f"/contests/{made.code}/entries/1"
    shown = shown_fields(officer.get(f"{path}/edit").text)
    assert {name: shown[name].splitlines() for name in ENTRY} == {
        name: text.splitlines() for name, text in ENTRY.items()
    }
    assert officer.post(f"{path}/edit", data={**ENTRY, "title": "새 제목"}).status_code == 302
    assert officer.post(f"{path}/withdraw", data={"reason": ""}).status_code == 422
    assert officer.post(f"{path}/withdraw", data={"reason": "발표자 사정"}).status_code == 302
    withdrawn = officer.get(path).text
    assert "발표자 사정" in withdrawn
    assert f"{path}/edit" not in withdrawn
    assert officer.post(f"{path}/edit", data=ENTRY).status_code == 409
    assert officer.post(f"{path}/restore").status_code == 302
    entry = session.scalars(sa.select(Entry)).one()
    assert (entry.title, entry.withdrawn_at) == ("새 제목", None)


def test_an_officer_reads_but_never_touches_another_departments_entry(
    session: Session, browser: Signed
) -> None:
    made = make_contest(session, entries=1, during=PhaseKind.ENTRY)
    officer, path = browser(Role.OFFICER), f"/contests/{made.code}/entries/1"
    page = officer.get(path)
    assert page.status_code == 200
    assert f"{path}/edit" not in page.text
    assert officer.get(f"{path}/edit").status_code == 404
    assert officer.post(f"{path}/edit", data=ENTRY).status_code == 404
    assert officer.post(f"{path}/withdraw", data={"reason": "방해"}).status_code == 404
    assert officer.post(f"{path}/restore").status_code == 404


def test_an_admin_enters_for_a_department_that_has_not_entered(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=1, during=None)
    other = make_department(session, name="도서관운영과")
    admin, path = browser(Role.ADMIN), f"/contests/{made.code}/entries/new"
    page = admin.get(path).text
    assert "도서관운영과" in page
    assert str(made.entries[0].department_id) not in page
    for wrong in ("", "x\x00", str(uuid4()), str(made.entries[0].department_id)):
        answer = admin.post(path, data={**ENTRY, "department": wrong})
        assert answer.status_code == 422
        assert 'href="#department"' in answer.text
    assert admin.post(path, data={**ENTRY, "department": str(other.id)}).status_code == 302
    assert [entry.department_name for entry in queries.ballot_entries(session, made.id)][1:] == [
        "도서관운영과"
    ]


def test_whoever_has_no_department_is_told_so(session: Session, browser: Signed) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    assert "맡으신 부서가 없어" in browser(Role.ADMIN).get(f"/contests/{made.code}/my-entry").text


# What does not exist


def test_a_contest_or_entry_that_does_not_exist_is_not_found(
    session: Session, browser: Signed, client: Browser, subtests: pytest.Subtests
) -> None:
    made = make_contest(session, entries=1)
    admin = browser(Role.ADMIN)
    for code in ("2016-99", "x%00y", "%F0%9F%8E%84", "a" * 500, "..%2F.."):
        with subtests.test(code[:80]):
            assert admin.get(f"/contests/{code}").status_code == 404
            assert client.get(f"/contests/{code}/rule").status_code == 404
    for number in ("0", "2", "99999999999999999999", "-1", "x"):
        with subtests.test(number):
            assert admin.get(f"/contests/{made.code}/entries/{number}").status_code == 404


# Reads for other rooms


def test_an_officer_is_called_to_enter_while_entries_are_taken(session: Session) -> None:
    department_id = make_department(session).id
    made = make_contest(session, departments=[department_id], during=PhaseKind.ENTRY)
    make_contest(session, entries=0, windows={PhaseKind.VOTE: (NOW - DAY, NOW + DAY)})
    opens_at, closes_at = made.windows[PhaseKind.ENTRY]
    for now, calls in ((opens_at - TICK, 0), (opens_at, 1), (closes_at - TICK, 1), (closes_at, 0)):
        assert len(queries.calls_for_entries(session, department_id, now)) == calls
    (call,) = queries.calls_for_entries(session, department_id, NOW)
    assert call.entry is not None
    assert call.contest.id == made.id
    (elsewhere,) = queries.calls_for_entries(session, make_department(session).id, NOW)
    assert elsewhere.entry is None


def test_open_contests_are_those_of_which_a_phase_is_open(session: Session) -> None:
    voting = make_contest(session, entries=0, during=PhaseKind.VOTE)
    make_contest(session, entries=0, during=PhaseKind.VOTE, locked=False)
    entering = make_contest(session, entries=0, during=PhaseKind.ENTRY, locked=False)
    make_contest(session, entries=0, during=None)
    assert {contest.id for contest in queries.open_contests(session, NOW)} == {voting.id, entering.id}
    assert queries.open_contests(session, NOW + 90 * DAY) == []


@pytest.mark.parametrize("path", ["phases", "edit", "cancel", "rule/edit", "entries/new", "entries/1/edit"])
def test_a_form_that_could_only_be_refused_is_not_offered(
    session: Session, browser: Signed, path: str
) -> None:
    made = make_contest(session, entries=2)
    with transaction() as writing:
        writing.get_one(Contest, made.id).published_at = made.windows[PhaseKind.PUBLICATION][0]
    shown = browser(Role.ADMIN).get(f"/contests/{made.code}/{path}")
    assert shown.status_code == 200
    assert "결과를 공개한 콘테스트" in shown.text
    assert '<form method="post"' not in shown.text.split("<main", 1)[1]
