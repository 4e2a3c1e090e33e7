"""The vote under load, against its yardsticks in the same server; in turn, over several rounds."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from statistics import median

from sotong.web.side_server import SideServer, serving
from tests.factories.offices import Office
from tools.bench_load import Figures, Load, run, visitors
from tools.bench_office import server_of
from tools.bench_table import Line, bounded, compared, in_turn

WARM_UP_S = 2.0
P99_MS = 100


@dataclass(frozen=True)
class Extent:
    """How long the bench takes: rounds, seconds a load, ballots that are stored beforehand."""

    rounds: int
    seconds: float
    stored: int


def votes(kind: str, office: Office, extent: Extent, *, at_least: float) -> Iterator[Line]:
    """The vote against one that is not written, and the plain way; the p99s; the vote page."""
    with serving(server_of(office)) as server, visitors() as crowd:
        stroke = partial(_stroke, crowd, office, server, extent)
        for way in ("", "/empty", "/plain"):
            _stroke(crowd, office, server, Extent(1, WARM_UP_S, 0), way)
        taken = in_turn(
            extent.rounds,
            {
                f"{kind}: vote": stroke,
                f"{kind}: nothing written": partial(stroke, "/empty"),
                f"{kind}: plain way": partial(stroke, "/plain"),
                f"{kind}: no application": partial(stroke, "/bare", votes=False),
            },
        )
        full, empty, plain, bare = taken.values()
        yield compared(
            f"{kind}: vote / nothing written", _rates(full), _rates(empty), unit="votes/s", at_least=at_least
        )
        yield compared(
            f"{kind}: vote / an ORM commit a vote", _rates(full), _rates(plain), unit="votes/s", at_least=3
        )
        yield bounded(f"{kind}: vote, p99", _p99s(full), unit="ms", under=P99_MS)
        yield compared(
            f"{kind}: p99 of a vote / of nothing written", _p99s(full), _p99s(empty), unit="ms", at_most=2
        )
        yield _beside(f"{kind}: p99 of the yardsticks", empty, plain)
        yield _alone(f"{kind}: no application at all, p99", bare)
        yield from _strays(taken)
        yield _page(kind, crowd, office, server, extent)


def _page(kind: str, crowd: ProcessPoolExecutor, office: Office, server: SideServer, extent: Extent) -> Line:
    look = partial(_stroke, crowd, office, server, extent, votes=False)
    taken = in_turn(
        extent.rounds, {f"{kind}: page": look, f"{kind}: page rendered only": partial(look, "/still")}
    )
    real, still = taken.values()
    return compared(
        f"{kind}: vote page / its template alone", _rates(real), _rates(still), unit="pages/s", at_least=0.6
    )


def stored(kind: str, fresh: Office, full: Office, extent: Extent) -> Iterator[Line]:
    """The rate with many ballots stored against the rate with none: two offices, two servers, in turn."""
    with serving(server_of(fresh)) as new, serving(server_of(full)) as old, visitors() as crowd:
        ways = {"none stored": (fresh, new), f"{extent.stored:,} stored": (full, old)}
        for office, server in ways.values():
            _stroke(crowd, office, server, Extent(1, WARM_UP_S, 0))
        taken = in_turn(
            extent.rounds,
            {
                f"{kind}: {name}": partial(_stroke, crowd, office, server, extent)
                for name, (office, server) in ways.items()
            },
        )
        none, many = taken.values()
        name = f"{kind}: {extent.stored:,} stored / none"
        yield compared(name, _rates(many), _rates(none), unit="votes/s", at_least=0.9)
        yield bounded(f"{kind}: {extent.stored:,} stored, p99", _p99s(many), unit="ms", under=P99_MS)


def processes(office: Office, extent: Extent) -> Iterator[Line]:
    """Two processes on PostgreSQL against one, on the same database."""
    with (
        serving(server_of(office)) as one,
        serving(server_of(office, processes=2)) as two,
        visitors() as crowd,
    ):
        for server in (one, two):
            _stroke(crowd, office, server, Extent(1, WARM_UP_S, 0))
        taken = in_turn(
            extent.rounds,
            {
                "PostgreSQL: one process": partial(_stroke, crowd, office, one, extent),
                "PostgreSQL: two processes": partial(_stroke, crowd, office, two, extent),
            },
        )
        single, double = taken.values()
        yield compared(
            "PostgreSQL: two processes / one", _rates(double), _rates(single), unit="votes/s", at_least=1
        )
        yield _beside("PostgreSQL: p99 of two, and of one", double, single)


def _stroke(
    crowd: ProcessPoolExecutor,
    office: Office,
    server: SideServer,
    extent: Extent,
    mount: str = "",
    *,
    votes: bool = True,
) -> Figures:
    """Let the visitors come once, to one of the applications that the server mounts."""
    path = f"{mount}/v/{office.poll.link_code}"
    load = Load(server.address, path, office.poll.link_code, office.secret, extent.seconds, votes=votes)
    return crowd.submit(run, load).result()


def _rates(figures: list[Figures]) -> list[float]:
    return [one.rate for one in figures]


def _p99s(figures: list[Figures]) -> list[float]:
    return [one.p99_ms for one in figures]


def _beside(figure: str, one: list[Figures], other: list[Figures]) -> Line:
    told, beside = (f"{median(each.p99_ms for each in series):,.0f} ms" for series in (one, other))
    return Line(figure, told, beside)


def _alone(figure: str, bare: list[Figures]) -> Line:
    rate = f"{median(each.rate for each in bare):,.0f} a second"
    return Line(figure, f"{median(each.p99_ms for each in bare):,.0f} ms", rate)


def _strays(taken: dict[str, list[Figures]]) -> Iterator[Line]:
    """Answers that were not 200: there must be none."""
    for name, series in taken.items():
        if number := sum(sum(one.others.values()) for one in series):
            yield Line(f"{name}: answers other than 200", f"{number}", must="0", holds=False)
