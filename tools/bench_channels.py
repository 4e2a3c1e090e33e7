"""Channels: a hundred thousand pasted addresses brought to one form; files of as many figures and activities.

    python tools/bench_channels.py

The addresses are those of tests/channels/permalinks.tsv and refused.tsv over and over, good and bad; the
figures are of sixty accounts, day by day, the activities of 54 officers; each file goes into SQLite in one
transaction.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sotong.channels.permalinks import parse
from sotong.channels.services import import_measures
from sotong.core import clock
from sotong.core.db import transaction
from sotong.outreach.services.activity import import_activity
from tests.factories.people import FIRST_DAY, make_account, make_city
from tools.bench_office import sqlite_office
from tools.bench_table import Line, bounded, say, title

MANY = 100_000
ROUNDS = 3
TABLES = Path(__file__).resolve().parents[1] / "tests/channels"
PERMALINKS_UNDER_MS, IMPORT_UNDER_MS = 5_000, 20_000
ORGANISATIONS, MEASURES = 20, ("followers", "likes", "comments", "shares")
OFFICERS, ACTIVITY = 54, "department,post,title,asked_at,due_at,done_at,proof"
PLATFORMS = ("facebook", "band", "instagram")


def permalinks() -> list[float]:
    """Milliseconds of processor time for a hundred thousand addresses, each round."""
    pasted = list(islice(cycle(_addresses()), MANY))
    return [_timed(lambda: [parse(text) for text in pasted]) for _ in range(ROUNDS)]


def figures() -> list[float]:
    """Milliseconds of processor time for a file of that many figures, each round into an empty office."""
    content = "\n".join(["organisation,platform,measured_on,measure,value", *islice(_lines(), MANY)]).encode()
    taken = []
    for number in range(ROUNDS):
        say(f"figures, round {number + 1} of {ROUNDS}")
        with sqlite_office() as office, office.app.app_context():
            taken.append(_timed(lambda: _import(content)))
    return taken


def activities() -> list[float]:
    """Milliseconds of processor time for a file of that many shares, each with its proof."""
    taken = []
    for number in range(ROUNDS):
        say(f"activities, round {number + 1} of {ROUNDS}")
        with sqlite_office() as office, office.app.app_context():
            with transaction() as session:
                make_city(session, OFFICERS)
                admin_id = make_account(session).id
            content = "\n".join([ACTIVITY, *islice(_activities(), MANY)]).encode()
            taken.append(_timed(partial(_import_activity, content, admin_id)))
    return taken


def _import_activity(content: bytes, actor_id: UUID) -> None:
    with transaction() as session:
        done = import_activity(session, content=content, actor_id=actor_id, now=clock.now())
    if done.added != MANY:
        raise AssertionError(f"{done.added} of {MANY} were written")


def _activities() -> Iterator[str]:
    """A post that everybody shares two hours after it was asked, and another."""
    for number in count(1):
        on = FIRST_DAY + timedelta(days=1 + number % 300)
        post = f"https://www.facebook.com/sotong/posts/{10**9 + number},{number}번 소식"
        for department in range(1, OFFICERS + 1):
            proof = f"https://blog.naver.com/dept{department}/{22_000_000_000 + number}"
            yield f"C{department:03},{post},{on} 09:00,{on} 18:00,{on} 11:{department:02},{proof}"


def _import(content: bytes) -> None:
    with transaction() as session:
        done = import_measures(
            session, content=content, source="bench", office="소통구청", actor_id=None, now=clock.now()
        )
    if done.added != MANY:
        raise AssertionError(f"{done.added} of {MANY} were written")


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1_000


def _addresses() -> Iterator[str]:
    for name in ("permalinks.tsv", "refused.tsv"):
        for line in (TABLES / name).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                yield re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), line.split("\t")[0])


def _lines() -> Iterator[str]:
    first_on = date(2020, 1, 1)
    for back in range(MANY):
        on = first_on + timedelta(days=back)
        for number in range(ORGANISATIONS):
            for platform in PLATFORMS:
                for measure in MEASURES:
                    yield f"시험{number}시,{platform},{on},{measure},{back * 7 + number}"


def lines() -> Iterator[Line]:
    """The lines of the table."""
    say("permalinks")
    yield bounded("100,000 permalinks", permalinks(), unit="ms", under=PERMALINKS_UNDER_MS)
    yield bounded("100,000 figures from a file", figures(), unit="ms", under=IMPORT_UNDER_MS)
    yield bounded("100,000 activities from a file", activities(), unit="ms", under=IMPORT_UNDER_MS)


def main() -> bool:
    """Print the table; return whether anything missed what it must reach."""
    print(title())
    missed = False
    for line in lines():
        print(line, flush=True)
        missed = missed or line.holds is False
    return missed


if __name__ == "__main__":
    sys.exit(main())
