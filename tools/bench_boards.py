"""Boards and pages over a year of activity: 500,000 assignments, 54 officers, then the 1,350 of 25 districts.

    python tools/bench_boards.py [--quick] [--sqlite | --postgres]

`boards`: the year's scorecards beside the bare SQL they rest on, run on the driver's own cursor in turn with
them; and the time with 1,350 officers beside that with 54, over the same number of rows. `pages`: the 95th
percentile of every page that an admin and an officer can open by its address alone, and of a post and a
department, asked of the application in this process, without a network; an officer's are those of one who has
done a year's work. Both on SQLite and on PostgreSQL. --quick: 100,000 rows.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
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
from tests.browsers import Browser, signed_in_browser
from tests.factories.offices import Office
from tests.factories.people import MadeOfficer, make_account, make_city
from tests.own_postgres import own_postgres
from tools.bench_office import postgres_office, sqlite_office
from tools.bench_table import say

ROWS, QUICK_ROWS, AT_ONCE = 500_000, 100_000, 10_000
OFFICERS, DISTRICTS = 54, 25
YEAR, MONTHS = timedelta(days=365), 12
ROUNDS, ASKED = 7, 20
MOST_RATIO, MOST_GROWTH, PAGE_P95_MS = 1.5, 1.5, 500
DONE, OPEN = 0.93, 0.97
"""Up to the first part of all is done, up to the second still open; the rest is excused."""
SLOWEST_NAMED = 5
NO_PAGES = ("/static/", "/sign-out")
OK = 200


@dataclass(frozen=True)
class Filled:
    """An office with a year of activity in it."""

    kind: str
    app: Flask
    made: list[MadeOfficer]
    rows: int

    @property
    def name(self) -> str:
        """What a line begins with."""
        return f"{self.kind:10} {len(self.made):5} officers"


Opener = Callable[[], AbstractContextManager[Office]]
_ours: dict[tuple[str, int], float] = {}
"""Seconds that the cards took, by kind of database and number of officers."""


def main() -> int:
    """Print both tables, each office filled once; 1 if a figure misses what it must reach."""
    return _measured(_board, _pages)


def boards() -> int:
    """Print the boards' table alone."""
    return _measured(_board)


def pages() -> int:
    """Print the pages' table alone."""
    return _measured(_pages)


def _measured(*tables: Callable[[Filled], bool]) -> int:
    """Fill each office and let the tables be taken of it. Returns the exit status."""
    held: list[bool] = []
    for kind, opened in _kinds():
        with opened as open_one:
            for officers in (OFFICERS, OFFICERS * DISTRICTS):
                with _office(kind, open_one, officers) as filled:
                    held += [table(filled) for table in tables]
    return 0 if all(held) else 1


def _kinds() -> Iterator[tuple[str, AbstractContextManager[Opener]]]:
    """The databases that were asked for: both, unless one is named."""
    if "--postgres" not in sys.argv:
        yield "SQLite", nullcontext(sqlite_office)
    if "--sqlite" not in sys.argv:
        yield "PostgreSQL", _on_postgres()


@contextmanager
def _on_postgres() -> Iterator[Opener]:
    with tempfile.TemporaryDirectory(prefix="sotong-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # a server started by root runs as somebody else
        with own_postgres(folder / "postgres") as server:
            yield lambda: postgres_office(server)


@contextmanager
def _office(kind: str, open_one: Opener, officers: int) -> Iterator[Filled]:
    rows = QUICK_ROWS if "--quick" in sys.argv else ROWS
    with open_one() as office, office.app.app_context():
        now = clock.now()
        with transaction() as session:
            made = make_city(session, officers)
            admin_id = make_account(session, Role.ADMIN).id
        say(f"{kind}, {officers} officers: storing {rows:,} assignments")
        _fill(made, rows, admin_id, now)
        db.session.remove()
        yield Filled(kind, office.app, made, rows)
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


def _board(filled: Filled) -> bool:
    """The year's scorecards beside their one counting statement on the driver's own cursor."""
    asked = _year()
    engine = db.engine
    statement, parameters = _counting(engine, asked)
    bare_s, ours_s = [], []
    for _round in range(ROUNDS):
        bare_s.append(_seconds(lambda: _bare(engine, statement, parameters)))
        ours_s.append(_seconds(lambda: lines(db.session(), asked)))
        db.session.remove()
    ratio = median(ours_s) / median(bare_s)
    told = (
        f"boards {filled.name} x 12 months, {filled.rows:,} rows: {median(ours_s) * 1000:7.0f} ms, "
        f"bare SQL {median(bare_s) * 1000:7.0f} ms, {ratio:.2f} x"
    )
    return _told(told, fits=ratio <= MOST_RATIO) and _is_flat(filled, median(ours_s))


def _is_flat(filled: Filled, took_s: float) -> bool:
    """Whether many officers cost no more than few, once both are known."""
    _ours[filled.kind, len(filled.made)] = took_s
    few = _ours.get((filled.kind, OFFICERS))
    if few is None or len(filled.made) == OFFICERS:
        return True
    growth = took_s / few
    told = f"boards {filled.name} take {growth:.2f} x the time of {OFFICERS}"
    return _told(told, fits=growth <= MOST_GROWTH)


def _year() -> Asked:
    now = clock.now()
    months = [Month.of(korean_day(now))]
    while len(months) < MONTHS:
        months.insert(0, months[0].before)
    return Asked(months, now)


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


def _pages(filled: Filled) -> bool:
    """The 95th percentile of each page; those that miss it, and the slowest, are named."""
    took: dict[str, float] = {}
    for role in (Role.ADMIN, Role.OFFICER):
        browser = signed_in_browser(
            filled.app, role, filled.made[0].account_id if role is Role.OFFICER else None
        )
        for address in _addresses(filled, browser):
            answers_ms = [_seconds(partial(browser.get, address)) * 1000 for _time in range(ASKED)]
            took[f"{role.value:8} {address}"] = quantiles(answers_ms, n=20)[-1]
    slowest = sorted(took, key=lambda page: -took[page])
    shown = [page for page in slowest if took[page] > PAGE_P95_MS or page in slowest[:SLOWEST_NAMED]]
    held = [
        _told(f"pages  {filled.name} {page:50} p95 {took[page]:6.0f} ms", fits=took[page] <= PAGE_P95_MS)
        for page in shown
    ]
    rest = took[slowest[min(len(shown), len(slowest) - 1)]]
    print(
        f"pages  {filled.name} the other {len(took) - len(shown)} pages: {rest:.0f} ms at the most",
        flush=True,
    )
    return all(held)


def _addresses(filled: Filled, browser: Browser) -> list[str]:
    """The pages that this person can open: asked once, which also compiles their templates."""
    one = db.session.scalars(sa.select(Post.id).order_by(Post.posted_at.desc()).limit(1)).one()
    some = [f"/posts/{one}", f"/posts/departments/{filled.made[0].department_id}"]
    plain = [
        rule.rule
        for rule in filled.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith(NO_PAGES)
    ]
    answers = {address: browser.get(address) for address in sorted(plain) + some}
    return [
        address
        for address, answer in answers.items()
        if answer.status_code == OK and answer.mimetype == "text/html"
    ]


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _told(line: str, *, fits: bool) -> bool:
    print(f"{line}  {'met' if fits else 'MISSED'}", flush=True)
    return fits


if __name__ == "__main__":
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
    sys.exit(main())
