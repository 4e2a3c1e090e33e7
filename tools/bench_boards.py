"""Boards over a year of activity: 500,000 assignments, 54 officers, then the 1,350 of 25 districts.

    python tools/bench_boards.py [--quick]

`board`: the year's scorecards beside the bare SQL they rest on, run on the driver's own cursor in turn with
them; and the time with 1,350 officers beside that with 54, over the same number of rows. `pages`: the 95th
percentile of each page, asked of the application in this process, without a network; where an officer's page
shows what is hers, it is the page of one who has done a year's work. --quick: 100,000 rows.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa
from flask import Flask

from sotong.assignments.models import Assignment, Proof
from sotong.assignments.rules import Act, AssignmentState, ProofKind, ProofStanding, SubjectKind
from sotong.channels.platforms import Platform
from sotong.core import clock
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.months import Month
from sotong.core.permissions import Role
from sotong.outreach.models import Post
from sotong.reports.queries.scorecards import Asked, counting, lines
from tests.browsers import signed_in_browser
from tests.factories.people import MadeOfficer, make_account, make_city
from tools.bench_office import sqlite_office
from tools.bench_table import say

ROWS, QUICK_ROWS, AT_ONCE = 500_000, 100_000, 10_000
OFFICERS, DISTRICTS = 54, 25
YEAR = timedelta(days=365)
ROUNDS, ASKED = 7, 20
MOST_RATIO, MOST_GROWTH, PAGE_P95_MS = 1.5, 1.5, 500
DONE, OPEN = 0.93, 0.97
"""Up to the first part of all is done, up to the second still open; the rest is excused."""
PAGES = (
    (Role.ADMIN, "/posts/board"),
    (Role.ADMIN, "/posts/board/officers"),
    (Role.ADMIN, "/assignments/review"),
    (Role.ADMIN, "/reports/scorecards"),
    (Role.ADMIN, "/reports/scorecards/year"),
    (Role.OFFICER, "/assignments/today"),
)


def main() -> int:
    """Print both tables; 1 if a figure misses what it must reach."""
    rows = QUICK_ROWS if "--quick" in sys.argv else ROWS
    held = True
    times: dict[int, float] = {}
    for officers in (OFFICERS, OFFICERS * DISTRICTS):
        with _office(officers, rows) as (app, made):
            held = _board(officers, rows, times) and held
            held = _pages(app, officers, made) and held
    growth = times[OFFICERS * DISTRICTS] / times[OFFICERS]
    fits = growth <= MOST_GROWTH
    many = OFFICERS * DISTRICTS
    print(f"board     {many:5} officers take {growth:.2f} x the time of {OFFICERS}  {_mark(fits)}")
    return 0 if held and fits else 1


@contextmanager
def _office(officers: int, rows: int) -> Iterator[tuple[Flask, list[MadeOfficer]]]:
    with sqlite_office() as office, office.app.app_context():
        now = clock.now()
        with transaction() as session:
            made = make_city(session, officers)
            admin_id = make_account(session, Role.ADMIN).id
        say(f"{officers} officers: storing {rows:,} assignments")
        _fill(made, rows, admin_id, now)
        db.session.remove()
        yield office.app, made
        db.engine.dispose()


def _fill(made: list[MadeOfficer], rows: int, admin_id: UUID, now: datetime) -> None:
    """A post for every round of officers, spread evenly over the year that ends now."""
    chance = Random(1)
    posts = -(-rows // len(made))
    left = rows
    with transaction() as session:
        batch: list[dict[str, Any]] = []
        proofs: list[dict[str, Any]] = []
        for number in range(posts):
            assigned_at = now - YEAR + YEAR * (number / posts)
            post_id = _add_post(session, number, assigned_at, admin_id)
            for officer in made[: min(left, len(made))]:
                row = _assignment(chance, officer, post_id, assigned_at, admin_id)
                batch.append(row)
                if row["handed_in_at"]:
                    proofs.append(_proof(row, admin_id))
            left -= min(left, len(made))
            if len(batch) >= AT_ONCE or not left:
                session.execute(sa.insert(Assignment), batch)
                session.execute(sa.insert(Proof), proofs)
                batch, proofs = [], []
        session.execute(sa.text("ANALYZE"))


def _add_post(session: Any, number: int, posted_at: datetime, admin_id: UUID) -> UUID:
    post_id = uuid4()
    session.execute(
        sa.insert(Post).values(
            id=post_id,
            title=f"{number}번 글",
            permalink=f"https://x.com/i/status/{number + 1}",
            platform=Platform.X,
            text="함께해요",
            posted_at=posted_at,
            recorded_at=posted_at,
            recorded_by_id=admin_id,
        )
    )
    return post_id


def _assignment(
    chance: Random, officer: MadeOfficer, post_id: UUID, assigned_at: datetime, admin_id: UUID
) -> dict[str, Any]:
    kind = chance.random()
    state = AssignmentState.DONE if kind < DONE else AssignmentState.OPEN
    state = AssignmentState.EXCUSED if kind >= OPEN else state
    due_at = assigned_at + timedelta(days=1)
    handed_in_at = (
        assigned_at + timedelta(hours=chance.random() * 26) if state is AssignmentState.DONE else None
    )
    excused = state is AssignmentState.EXCUSED
    return {
        "id": uuid4(),
        "officer_id": officer.id,
        "department_id": officer.department_id,
        "subject_kind": SubjectKind.POST,
        "subject_id": post_id,
        "act": Act.SHARE,
        "proof_kind": ProofKind.PERMALINK,
        "title": "봄꽃축제 안내",
        "link": "https://x.com/i/status/1",
        "text": "함께해요",
        "assigned_at": assigned_at,
        "assigned_by_id": admin_id,
        "due_at": due_at,
        "state": state,
        "first_seen_at": handed_in_at and assigned_at,
        "handed_in_at": handed_in_at,
        "decided_at": assigned_at if excused else None,
        "decided_by_id": admin_id if excused else None,
        "reason": "출장" if excused else None,
    }


def _proof(row: dict[str, Any], admin_id: UUID) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "assignment_id": row["id"],
        "permalink": f"https://x.com/i/status/{row['id'].int}",
        "platform": Platform.X.value,
        "handed_in_at": row["handed_in_at"],
        "handed_in_by_id": admin_id,
        "is_duplicate": False,
        "other_flags": frozenset(),
        "standing": ProofStanding.ACCEPTED,
    }


def _board(officers: int, rows: int, times: dict[int, float]) -> bool:
    """The year's scorecards beside their one counting statement on the driver's own cursor."""
    now = clock.now()
    month = Month.of(korean_day(now))
    months = [month]
    while len(months) < 12:  # noqa: PLR2004 - a year
        months.insert(0, months[0].before)
    asked = Asked(months, now)
    engine = db.engine
    statement, parameters = _counting(engine, asked)
    bare_s, ours_s = [], []
    for _round in range(ROUNDS):
        bare_s.append(_seconds(lambda: _bare(engine, statement, parameters)))
        ours_s.append(_seconds(lambda: lines(db.session(), asked)))
        db.session.remove()
    times[officers] = median(ours_s)
    ratio = median(ours_s) / median(bare_s)
    fits = ratio <= MOST_RATIO
    print(
        f"board     {officers:5} officers x 12 months, {rows:,} rows: {median(ours_s) * 1000:7.0f} ms, "
        f"bare SQL {median(bare_s) * 1000:7.0f} ms, {ratio:.2f} x  {_mark(fits)}",
        flush=True,
    )
    return fits


def _counting(engine: sa.Engine, asked: Asked) -> tuple[str, Any]:
    """The statement that counts, and its parameters, as the driver gets them."""
    ran: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        ran.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        db.session.execute(counting(asked)).all()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    db.session.remove()
    return ran[-1]


def _bare(engine: sa.Engine, statement: str, parameters: Any) -> list[Any]:
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
    finally:
        raw.close()


def _pages(app: Flask, officers: int, made: list[MadeOfficer]) -> bool:
    held = True
    for role, address in PAGES:
        browser = signed_in_browser(app, role, made[0].account_id if role is Role.OFFICER else None)
        browser.get(address)  # templates are compiled once
        took = []
        for _time in range(ASKED):
            answer_ms = _seconds(lambda: _get(browser, address)) * 1000  # noqa: B023 - called at once
            took.append(answer_ms)
        p95 = quantiles(took, n=20)[-1]
        fits = p95 <= PAGE_P95_MS
        held = held and fits
        print(f"pages     {officers:5} officers {address:28} p95 {p95:6.0f} ms  {_mark(fits)}", flush=True)
    return held


def _get(browser: Any, address: str) -> None:
    answer = browser.get(address)
    if answer.status_code != 200:  # noqa: PLR2004 - a page
        raise SystemExit(f"{address}: {answer.status_code}")


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _mark(fits: bool) -> str:  # noqa: FBT001
    return "met" if fits else "MISSED"


if __name__ == "__main__":
    sys.exit(main())
