"""Channels: a hundred thousand pasted addresses brought to one form, a hundred thousand figures from a file.

    python tools/bench_channels.py

The addresses are those of tests/channels/permalinks.tsv and refused.tsv over and over, good and bad; the
figures are of sixty accounts, day by day, and go into SQLite in one transaction.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sotong.channels.permalinks import parse
from sotong.channels.services import import_measures
from sotong.core import clock
from sotong.core.db import transaction
from tools.bench_office import sqlite_office
from tools.bench_table import Line, bounded, say, title

MANY = 100_000
ROUNDS = 3
TABLES = Path(__file__).resolve().parents[1] / "tests/channels"
PERMALINKS_UNDER_MS, IMPORT_UNDER_MS = 5_000, 20_000
ORGANISATIONS, MEASURES = 20, ("followers", "likes", "comments", "shares")
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
