"""Measure, as ratios within one run: `make bench`, or `python tools/bench.py [--quick] [rows]`.

Every figure stands beside its yardstick, taken in turn on this machine: the median of several rounds, and the
least and the most. The server is Granian as `sotong serve` starts it, the visitors are 64 keep-alive
connections from a process of their own, everything on loopback; databases are made for the run and thrown
away after it. Progress goes to standard error, the table to standard output; nothing else is written. Ends
with 1 if a figure misses what it must reach.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.factories.offices import Office
from tests.own_postgres import OwnPostgres, own_postgres
from tools import bench_boards, bench_channels, bench_rota, bench_show, bench_tally
from tools.bench_memory import held_in_memory
from tools.bench_office import fill, postgres_office, sqlite_office
from tools.bench_recount import recount
from tools.bench_table import Line, say, title
from tools.bench_votes import Extent, processes, stored, votes

FULL = Extent(rounds=5, seconds=6.0, stored=1_000_000)
QUICK = Extent(rounds=3, seconds=3.0, stored=100_000)


def postgres_votes(extent: Extent) -> Iterator[Line]:
    """The vote on PostgreSQL, one process."""
    with _postgres() as server, postgres_office(server) as office:
        yield from votes("PostgreSQL", office, extent, at_least=0.5)


def sqlite_votes(extent: Extent) -> Iterator[Line]:
    """The vote on SQLite."""
    with sqlite_office() as office:
        yield from votes("SQLite", office, extent, at_least=0.45)


def two_processes(extent: Extent) -> Iterator[Line]:
    """One and two processes on PostgreSQL."""
    with _postgres() as server, postgres_office(server) as office:
        yield from processes(office, extent)


def postgres_stored(extent: Extent) -> Iterator[Line]:
    """A million ballots on PostgreSQL: the rate, and the recount."""
    with _postgres() as server, postgres_office(server) as fresh, postgres_office(server) as full:
        data = Path(server.run("SHOW data_directory")[0][0])
        yield from _with_ballots(
            "PostgreSQL", fresh, full, extent, data=[data], settle=lambda: server.run("CHECKPOINT")
        )


def sqlite_stored(extent: Extent) -> Iterator[Line]:
    """A million ballots on SQLite: the rate, and the recount."""
    with sqlite_office() as fresh, sqlite_office() as full:
        yield from _with_ballots(
            "SQLite", fresh, full, extent, data=[fresh.home, full.home], settle=lambda: None
        )


def _with_ballots(
    kind: str,
    fresh: Office,
    full: Office,
    extent: Extent,
    *,
    data: Sequence[Path],
    settle: Callable[[], object],
) -> Iterator[Line]:
    """`data`: where the databases' files lie; `settle`: what lets the database come to rest once filled."""
    say(f"{kind}: storing {extent.stored:,} ballots")
    fill(full, extent.stored)
    settle()
    with held_in_memory(*data) as held:
        say(f"{kind}: {held / 2**20:,.0f} MiB of files held in memory")
        yield from recount(kind, full, extent.rounds)
        yield from stored(kind, fresh, full, extent)


@contextmanager
def _postgres() -> Iterator[OwnPostgres]:
    with tempfile.TemporaryDirectory(prefix="sotong-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # a server started by root runs as somebody else
        with own_postgres(folder / "postgres") as server:
            yield server


ROWS: dict[str, Callable[[Extent], Iterator[Line]]] = {
    "postgres": postgres_votes,
    "sqlite": sqlite_votes,
    "processes": two_processes,
    "postgres-stored": postgres_stored,
    "sqlite-stored": sqlite_stored,
}
OTHERS: dict[str, Callable[[], object]] = {
    "tally": bench_tally.main,
    "rota": bench_rota.main,
    "show": bench_show.main,
    "boards": bench_boards.boards,
    "pages": bench_boards.pages,
    "channels": bench_channels.main,
}


def main() -> int:
    """Run the rows that were asked for, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", nargs="*", help=f"of {', '.join([*ROWS, *OTHERS])}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="three short rounds, 100,000 stored ballots")
    asked = parser.parse_args()
    wanted = asked.rows or [*ROWS, *OTHERS]
    if unknown := set(wanted) - {*ROWS, *OTHERS}:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    return 0 if _measured(wanted, QUICK if asked.quick else FULL) else 1


def _measured(wanted: list[str], extent: Extent) -> bool:
    """Print the tables; return whether everything holds."""
    print(f"{os.cpu_count()} processors, {extent.rounds} rounds in turn of {extent.seconds:g} s\n\n{title()}")
    held = True
    for name in (name for name in ROWS if name in wanted):
        for line in ROWS[name](extent):
            print(line, flush=True)
            held = held and line.holds is not False
    for name in (name for name in OTHERS if name in wanted):
        print(f"\n{name}\n{'-' * len(name)}", flush=True)
        held = not OTHERS[name]() and held
    return held


if __name__ == "__main__":
    sys.exit(main())
