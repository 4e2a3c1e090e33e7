"""The show on its pages: nothing before its step, one step a press, no publication before its end."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sotong.audit.models import AuditEntry
from sotong.core import clock
from sotong.core.canonical import Json, canonical_json
from sotong.core.db import transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.permissions import Role
from sotong.results import services
from sotong.results.models import AwardShow
from sotong.results.queries.showing import show_of
from sotong.results.rules import Move
from sotong.results.services import showing
from sotong.results.views.memory import Memory
from tests.browsers import Browser
from tests.factories.contests import MAKER, MadeContest, make_contest
from tests.factories.results import Judged, make_judged

BrowserOf = Callable[[Role], Browser]
Statements = Callable[[], AbstractContextManager[list[str]]]
DATE = {"Date"}
on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def judged(app: Flask, session: Session, now: datetime) -> Judged:
    return make_judged(app, session, now=now, judges=1)


@pytest.fixture
def contest(session: Session, now: datetime) -> MadeContest:
    """A contest that can be rehearsed: nobody has voted or judged yet."""
    return make_contest(session, now=now, entries=3)


@pytest.fixture
def after(judged: Judged) -> Iterator[datetime]:
    """The time stands still, after judging."""
    with clock.stopped_at(judged.after_judging):
        yield judged.after_judging


def tallied(judged: Judged) -> None:
    with transaction() as session:
        services.make_tally(session, judged.contest_id, actor_id=MAKER, now=judged.after_judging)


def staged(judged: Judged, *, start: bool = True) -> AwardShow:
    tallied(judged)
    with transaction() as session:
        show = showing.stage(session, judged.contest_id, singly=10, actor_id=MAKER, now=judged.after_judging)
    if start:
        with transaction() as session:
            showing.start(
                session, judged.contest_id, seen=show.version, actor_id=MAKER, now=judged.after_judging
            )
    return show


def rehearsed(contest_id: UUID) -> AwardShow:
    with transaction() as session:
        return showing.rehearse(session, contest_id, singly=10, actor_id=MAKER, now=clock.now())


def press(contest_id: UUID, move: Move = Move.NEXT) -> AwardShow:
    with transaction() as session:
        show = show_of(session, contest_id)
        assert show is not None
        return showing.move(
            session, contest_id, move=move, seen=show.version, actor_id=MAKER, now=clock.now()
        )


def to_the_end(judged: Judged) -> AwardShow:
    show = press(judged.contest_id)
    while show.position < show.length - 1:
        show = press(judged.contest_id)
    return show


def screen_of(client: Browser, show: AwardShow, app: Flask) -> str:
    fresh(app)
    return client.get(f"/show/{show.code}/screen").text


def fresh(app: Flask) -> None:
    app.extensions.pop("sotong_show_memory", None)


def heard(app: Flask, client: Browser, code: str) -> list[object]:
    """Everything that anybody without a sign-in can be answered, whole."""
    fresh(app)
    paths = ("", "/screen", "/qr.svg", "/result-qr.svg")
    told: list[TestResponse] = [client.get(f"/show/{code}{path}") for path in paths]
    told.append(client.get(f"/show/{code}", headers={"Accept-Language": "en"}))
    return [
        (one.status_code, [pair for pair in one.headers if pair[0] not in DATE], one.data) for one in told
    ]


def rewritten(show: AwardShow, script: list[Json]) -> None:
    """Put another script into the show, of whatever length."""
    with transaction() as session:
        session.execute(
            sa.update(AwardShow)
            .where(AwardShow.id == show.id)
            .values(script=canonical_json(script), length=max(len(script), show.length))
        )


@on_sqlite
def test_no_answer_before_a_step_holds_anything_of_what_comes_after(
    app: Flask, client: Browser, judged: Judged, after: datetime
) -> None:
    """At each step the script goes on otherwise than it did: not at all, or backwards and twice over."""
    show = staged(judged)
    script = json.loads(show.script)
    for at in range(show.length):
        told, coming = script[: at + 1], script[at + 1 :]
        honest = heard(app, client, show.code)
        rewritten(show, [*told, *reversed(coming), *coming] if at % 2 else told)
        assert heard(app, client, show.code) == honest
        rewritten(show, script)
        if coming:
            press(judged.contest_id)


@on_sqlite
def test_two_contests_that_differ_in_their_last_votes_look_alike_until_those_are_told(
    app: Flask, session: Session, client: Browser, now: datetime
) -> None:
    """The same marks, votes for others: up to the halfway screen not a byte differs."""
    contests = [
        make_judged(app, session, now=now, judges=1, votes=votes) for votes in ((3, 3, 1), (2, 2, 2, 1, 3))
    ]
    told: list[list[bytes]] = []
    for judged in contests:
        with clock.stopped_at(judged.after_judging):
            show = staged(judged)
            screens: list[bytes] = []
            while b"is-halfway" not in (screens[-1] if screens else b""):
                text = screen_of(client, show, app)
                screens.append(alike(text, judged, show).encode())
                press(judged.contest_id)
        told.append(screens)
    assert told[0] == told[1]


def alike(text: str, judged: Judged, show: AwardShow) -> str:
    """The screen without what two contests of one office are called."""
    text = text.replace(show.code, "CODE").replace(judged.poll.contest.title, "TITLE")
    return re.sub(r"시험\d+과", "시험과", text)


def test_a_press_on_a_page_that_another_host_has_moved_on_from_takes_no_step(
    contest: MadeContest, browser: BrowserOf
) -> None:
    version = rehearsed(contest.id).version
    address = f"/contests/{contest.code}/show"
    one, other = browser(Role.ADMIN), browser(Role.ADMIN)
    both = {"move": "next", "seen": version}
    assert one.post(f"{address}/move", data=both).status_code == 302
    late = other.post(f"{address}/move", data=both)
    assert late.status_code == 409
    assert "다른 진행자가 먼저 눌렀습니다" in late.text
    assert one.get(f"{address}/version").json == {"version": version + 1}


@on_sqlite
def test_each_press_is_on_record_with_who_pressed(session: Session, contest: MadeContest) -> None:
    rehearsed(contest.id)
    press(contest.id)
    press(contest.id, Move.BACK)
    query = sa.select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.body)
    rows = session.execute(query.where(AuditEntry.action.like("show.%")).order_by(AuditEntry.position)).all()
    assert [(row.action, row.actor_id) for row in rows] == [
        ("show.rehearse", MAKER),
        ("show.move", MAKER),
        ("show.move", MAKER),
    ]
    assert json.loads(rows[2].body) == {"move": "back", "rehearsal": True, "to": 0}


def test_a_result_is_published_only_when_the_hall_has_heard_it_all(
    client: Browser, judged: Judged, after: datetime, app: Flask
) -> None:
    show = staged(judged)
    result = f"/contests/{judged.poll.contest.code}/result"
    with pytest.raises(Refused, match="running"), transaction() as session:
        services.publish(session, judged.contest_id, actor_id=MAKER, now=after)
    to_the_end(judged)
    assert client.get(result).status_code == 404
    assert f'href="{result}"' not in screen_of(client, show, app)
    with transaction() as session:
        services.publish(session, judged.contest_id, actor_id=MAKER, now=after)
    assert client.get(result).status_code == 200
    assert f'href="{result}"' in screen_of(client, show, app)


@on_sqlite
def test_the_real_show_shows_its_title_until_it_is_started_and_is_never_rehearsed_after(
    app: Flask, client: Browser, judged: Judged, after: datetime
) -> None:
    show = staged(judged, start=False)
    with pytest.raises(Refused, match="not_started"):
        press(judged.contest_id)
    assert "is-title" in screen_of(client, show, app)
    with transaction() as session:
        showing.start(session, judged.contest_id, seen=show.version, actor_id=MAKER, now=after)
    for again in (showing.rehearse, showing.stage):
        with pytest.raises(Refused, match=r"show\.started"), transaction() as session:
            again(session, judged.contest_id, singly=10, actor_id=MAKER, now=after)
    press(judged.contest_id)
    with pytest.raises(Refused, match="only_in_rehearsal"):
        press(judged.contest_id, Move.TO_START)
    assert press(judged.contest_id, Move.BACK).position == 0


@on_sqlite
def test_a_tally_made_anew_is_staged_anew_even_in_the_middle_of_a_show(
    judged: Judged, after: datetime
) -> None:
    show = staged(judged)
    press(judged.contest_id)
    tallied(judged)
    with pytest.raises(Refused, match="tally_replaced"):
        press(judged.contest_id)
    with transaction() as session:
        again = showing.stage(session, judged.contest_id, singly=10, actor_id=MAKER, now=after)
    assert (again.position, again.started_at, again.code) == (0, None, show.code)


@on_sqlite
def test_every_screen_of_a_rehearsal_says_so_and_none_of_the_real_show_does(
    app: Flask, client: Browser, judged: Judged, after: datetime
) -> None:
    show = rehearsed(judged.contest_id)
    while True:
        assert "연습" in screen_of(client, show, app)
        if show.position == show.length - 1:
            break
        show = press(judged.contest_id)
    assert press(judged.contest_id, Move.TO_START).position == 0
    show = staged(judged)
    assert "연습" not in screen_of(client, show, app)


@on_sqlite
def test_a_poll_that_finds_nothing_new_is_a_304_that_asks_the_database_nothing(
    client: Browser, contest: MadeContest, statements: Statements, app: Flask
) -> None:
    show = rehearsed(contest.id)
    fresh(app)
    app.extensions["sotong_show_memory"] = Memory(60)
    etag = client.get(f"/show/{show.code}/screen").headers["ETag"]
    with statements() as ran:
        answers = [
            client.get(f"/show/{show.code}/screen", headers={"If-None-Match": etag}) for _poll in range(20)
        ]
    fresh(app)
    assert ran == []
    assert {(answer.status_code, answer.data) for answer in answers} == {(304, b"")}


@on_sqlite
def test_the_address_works_without_javascript_and_once_renewed_not_at_all(
    app: Flask, client: Browser, contest: MadeContest, browser: BrowserOf
) -> None:
    show = rehearsed(contest.id)
    code = show.code
    press(contest.id)
    page = client.get(f"/show/{code}").text
    assert '<meta http-equiv="refresh" content="5">' in page
    assert "is-lineup" in page
    browser(Role.ADMIN).post(f"/contests/{contest.code}/show/renew")
    assert client.get(f"/show/{code}/screen").status_code == 404
    assert client.get(f"/show/{'a' * 16}").status_code == 404


@on_sqlite
def test_the_host_alone_reads_what_the_next_press_reveals(
    app: Flask, client: Browser, judged: Judged, after: datetime, browser: BrowserOf
) -> None:
    show = staged(judged)
    press(judged.contest_id)
    desk = browser(Role.ADMIN).get(f"/contests/{judged.poll.contest.code}/show").text
    assert "심사 점수" in desk
    assert "70" in desk.partition("다음에 보일 것")[2]
    assert "심사 점수" not in screen_of(client, show, app)
    assert browser(Role.AUDITOR).get(f"/contests/{judged.poll.contest.code}/show").status_code == 403


@on_sqlite
def test_a_wrong_number_gets_a_sentence_at_its_field(
    session: Session, contest: MadeContest, browser: BrowserOf
) -> None:
    admin = browser(Role.ADMIN)
    for wrong in ("", "0", "많이"):
        answer = admin.post(f"/contests/{contest.code}/show/rehearse", data={"singly": wrong})
        assert answer.status_code == 422
        assert "field-error" in answer.text
    assert show_of(session, contest.id) is None


def test_what_many_ask_for_is_made_once_and_nobody_waits_for_what_another_is_making() -> None:
    tick = 0.0
    memory: Memory[str] = Memory(0.5, lambda: tick)
    assert [memory.ask("hall", lambda: "first"), memory.ask("hall", lambda: "late")] == ["first", "first"]
    tick = 0.6

    def make() -> str:
        """While this is being made, others ask: for the same, and for what there is not."""
        assert memory.ask("hall", lambda: "never") == "first"
        for _twice in range(2):
            with pytest.raises(NotFound):
                memory.ask("nowhere", nothing)
        return "second"

    assert memory.ask("hall", make) == "second"
    assert memory.ask("hall", lambda: "late") == "second"


def nothing() -> str:
    raise NotFound
