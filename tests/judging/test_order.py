"""The order of presentation is drawn on the contest's log, and anybody can draw it again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry, AuditHead
from sotong.contests.models import Entry
from sotong.contests.rules import PhaseKind
from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.core.permissions import Role
from sotong.judging import queries, rules, services
from sotong.results.services.showing import presentation_order
from tests.browsers import Browser, signed_in_browser
from tests.factories.contests import MAKER
from tests.factories.judging import MadePanel, make_panel

WHY = "한 부서가 시간에 오지 못합니다."


@pytest.fixture
def panel(session: Session, now: datetime) -> MadePanel:
    """Five entries, while the vote runs and before judging opens."""
    return make_panel(session, now=now, judges=1, entries=5, during=PhaseKind.VOTE)


def draw(panel: MadePanel, at: datetime, reason: str = "") -> list[int]:
    with transaction() as session:
        made = services.draw_order(session, panel.contest.id, reason=reason, actor_id=MAKER, now=at)
        return list(json.loads(made.numbers))


def test_the_order_follows_from_the_logs_root_and_the_instant_alone(
    session: Session, panel: MadePanel, now: datetime
) -> None:
    order = draw(panel, now)
    session.rollback()
    stream = panel.contest.log_stream_id
    entry = session.scalars(
        sa.select(AuditEntry).where(AuditEntry.stream_id == stream, AuditEntry.action == "order")
    ).one()
    head = session.get_one(AuditHead, (stream, entry.position))
    seed = f"sotong order v1\n{head.root.hex()}\n2026-11-23T01:00:00.000000Z\n"
    assert order == sorted(range(1, 6), key=lambda one: sha256(f"{seed}{one}".encode()).digest())
    assert json.loads(entry.body) == {"order": order, "reason": None}


@settings(deadline=None, max_examples=30)
@given(st.binary(min_size=32, max_size=32), st.sets(st.integers(1, 300), min_size=2, max_size=60))
def test_a_draw_leaves_nobody_out_and_does_not_care_how_entries_are_listed(
    root: bytes, numbers: set[int]
) -> None:
    at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    order = rules.drawn_order(sorted(numbers), root=root, at=at)
    assert sorted(order) == sorted(numbers)
    assert order == rules.drawn_order(sorted(numbers, reverse=True), root=root, at=at)
    later = rules.drawn_order(numbers, root=root, at=at + timedelta(microseconds=1))
    assert len(numbers) < 8 or later != order, "a microsecond later it is another order"


def test_it_is_drawn_again_only_for_a_reason_and_not_once_judging_has_opened(
    session: Session, panel: MadePanel, now: datetime
) -> None:
    draw(panel, now)
    with pytest.raises(Refused, match=r"order\.reason_needed"):
        draw(panel, now)
    second = draw(panel, now + timedelta(seconds=1), WHY)
    session.rollback()
    assert list(queries.turns(session, panel.contest.id)) == second
    assert [made.reason for made in queries.draws(session, panel.contest.id)] == [WHY, None]
    with pytest.raises(Refused, match=r"order\.judging_has_opened"):
        draw(panel, panel.contest.windows[PhaseKind.JUDGING][0], WHY)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as writing:
        writing.execute(sa.text("DELETE FROM presentation_draw"))


def test_judges_and_the_hall_follow_the_order_and_latecomers_come_last(
    app: Flask, session: Session, panel: MadePanel, now: datetime
) -> None:
    with transaction() as writing:
        late = writing.get_one(Entry, panel.contest.entries[1].id)
        late.withdrawn_at, late.withdrawn_reason = now, "사정"
    order = draw(panel, now)
    with transaction() as writing:
        late = writing.get_one(Entry, panel.contest.entries[1].id)
        late.withdrawn_at = late.withdrawn_reason = None
    assert sorted(order) == [1, 3, 4, 5]
    session.rollback()
    bench = queries.bench(session, panel.contest.code, panel.judges[0])
    assert [one.entry.number for one in bench.entries] == [*order, 2]
    assert presentation_order(session, panel.contest.id) == tuple(map(str, [*order, 2]))
    session.rollback()
    page = signed_in_browser(app, Role.JUDGE, panel.judges[0]).get(f"/judging/{panel.contest.code}").text
    places = [page.index(f'/judging/{panel.contest.code}/{number}"') for number in [*order, 2]]
    assert places == sorted(places)


def test_the_office_draws_on_its_page_and_an_auditor_only_reads(
    session: Session, panel: MadePanel, browser: Callable[[Role], Browser]
) -> None:
    admin, page = browser(Role.ADMIN), f"/contests/{panel.contest.code}/order"
    assert "아직 추첨하지 않아" in admin.get(page).text
    assert browser(Role.AUDITOR).post(f"{page}/draw").status_code == 403
    assert admin.post(f"{page}/draw").status_code == 302
    refused = admin.post(f"{page}/draw", data={"reason": " "})
    assert (refused.status_code, "까닭을 적어 주십시오" in refused.text) == (409, True)
    assert admin.post(f"{page}/draw", data={"reason": WHY}).status_code == 302
    assert WHY in browser(Role.AUDITOR).get(page).text
