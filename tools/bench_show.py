"""Judges save their sheets while a hall full of phones follows the show: no save may be lost or slow.

    python tools/bench_show.py [--quick]

30 judges each save a sheet every second, going over their entries in turn; 500 phones ask every two and a
half seconds, with jitter, whether the screen has changed; a host moves the show on every five seconds. All
of them come to one server of one process, as `sotong serve` starts it, over real connections from a process
beside it. A save is lost if it is not answered by "saved", or if the table holds another version in the end
than was answered. A save waits for the disk, so the disk's own time to force a page is measured beside it.
"""

from __future__ import annotations

import argparse
import random
import re
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa
from itsdangerous import URLSafeTimedSerializer

from sotong.core import clock
from sotong.core.db import db, transaction
from sotong.core.permissions import Role
from sotong.judging.models import ScoreSheet
from sotong.results.services import showing
from sotong.web.burst import OK, Address, Exchange, Request, Visit, get, post, storm
from sotong.web.side_server import serving
from tests.browsers import signed_in_browser
from tests.factories.judging import FULL_MARKS, MadePanel, make_panel
from tests.factories.offices import Office
from tests.own_postgres import own_postgres
from tools.bench_disk import pages_forced
from tools.bench_office import postgres_office, sqlite_office
from tools.bench_table import Line, bounded, say, title

JUDGES, PHONES, ENTRIES = 30, 500, 10
SAVES_EVERY_S, ASKS_EVERY_S, HOST_EVERY_S = 1.0, 2.5, 5.0
JITTER = 0.4
SAVE_P99_MS = 300
COMING_S = 5.0
"""So long all phones, which come at once, have to open the page; then the figures begin."""
NOT_CHANGED, FOUND = 304, 302
ROUNDS, SECONDS = 3, 15.0
_ETAG = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)


@dataclass
class Person:
    """Somebody signed in: her cookie, her token against forged requests, the versions that she has seen."""

    cookie: str
    token: str
    versions: Counter[int] = field(default_factory=Counter)


@dataclass
class Hall:
    """A contest in the middle of its judging, its rehearsal running, and everybody in it."""

    address: Address
    panel: MadePanel
    code: str
    host: Person
    judges: Sequence[Person]
    etags: dict[int, str] = field(default_factory=dict)
    turns: int = 0

    def save(self, number: int, turn: int) -> Visit:
        """A judge's tablet saves one of the entries, as its script does."""
        judge, entry = self.judges[number], turn % ENTRIES + 1
        marks = {f"mark_{name}": str(high - turn % 10) for name, high in FULL_MARKS.items()}
        form = {"csrf_token": judge.token, "seen": judge.versions[entry], "comment": "", "note": "", **marks}
        path, content = f"/judging/{self.panel.contest.code}/{entry}", urlencode(form).encode()
        asked = post(self.address, path, content, cookie=judge.cookie)
        answer = yield Request("save", _with(asked, "Accept: application/json"))
        judge.versions[entry] += answer.status == OK

    def come(self, phone: int) -> Visit:
        """A phone opens the page, and learns how its screen is marked by asking once."""
        yield Request("page", get(self.address, f"/show/{self.code}"))
        yield from self.ask(phone)

    def ask(self, phone: int) -> Visit:
        """A phone asks whether the screen has changed."""
        asked = get(self.address, f"/show/{self.code}/screen")
        etag = self.etags.get(phone)
        answer = yield Request("ask", _with(asked, f"If-None-Match: {etag}") if etag else asked)
        if found := _ETAG.search(b"\r\n" + answer.head):
            self.etags[phone] = found[1].decode()

    def move(self) -> Visit:
        """The host moves the show on."""
        form = {"csrf_token": self.host.token, "seen": self.host.versions[0], "move": "next"}
        path = f"/contests/{self.panel.contest.code}/show/move"
        asked = post(self.address, path, urlencode(form).encode(), cookie=self.host.cookie)
        answer = yield Request("move", asked)
        self.host.versions[0] += answer.status == FOUND


@dataclass(frozen=True)
class Figures:
    """What came of one round."""

    saves: int
    lost: int
    save_p99_ms: float
    disk_p99_ms: float
    ask_p99_ms: float
    asks_a_second: float
    unchanged: float
    strays: int


def show(kind: str, office: Office, rounds: int, seconds: float) -> Iterator[Line]:
    """Run the rounds; return their lines."""
    with serving(office.server()) as server:
        hall = _open_hall(office, server.address)
        taken = []
        for number in range(rounds):
            say(f"{kind}: round {number + 1} of {rounds}")
            taken.append(_round(hall, seconds, office.log.parent))
        gone = _versions_gone(office, hall)
    p99 = [one.save_p99_ms for one in taken]
    lost, saves = gone + sum(one.lost for one in taken), sum(one.saves for one in taken)
    yield bounded(f"{kind}: a save beside {PHONES} phones, p99", p99, unit="ms", under=SAVE_P99_MS)
    disk = [one.disk_p99_ms for one in taken]
    yield Line(f"{kind}: a page forced to the disk meanwhile, p99", f"{median(disk):.0f} ms", _between(disk))
    yield Line(f"{kind}: saves lost", f"{lost} of {saves:,}", must="0", holds=lost == 0)
    yield bounded(f"{kind}: a phone's answer, p99", [one.ask_p99_ms for one in taken], unit="ms", under=1_000)
    asked = f"{sum(one.asks_a_second for one in taken) / rounds:,.0f}/s"
    yield Line(f"{kind}: phones asked, and were told nothing new", asked, f"{taken[-1].unchanged:.0%} 304")
    strays = sum(one.strays for one in taken)
    yield Line(f"{kind}: other answers to phones and host", str(strays), must="0", holds=strays == 0)


def _between(series: Sequence[float]) -> str:
    return f"{min(series):.0f} - {max(series):.0f} ms"


def _round(hall: Hall, seconds: float, folder: Path) -> Figures:
    times, visits = zip(*_timetable(hall, seconds), strict=True)
    with pages_forced(folder) as forced:
        exchanges = storm(hall.address, visits, connections=PHONES + JUDGES + 1, due=times)
    return _figures(exchanges, seconds, _p99(forced))


def _timetable(hall: Hall, seconds: float) -> list[tuple[float, Visit]]:
    """Who does what when: all phones at once, each on a connection of its own, then everybody by turns."""
    chance = random.Random(54)
    plan: list[tuple[float, Visit]] = [(0.0, hall.come(phone)) for phone in range(PHONES)]
    ends_s = COMING_S + seconds
    for phone in range(PHONES):
        at = COMING_S + chance.uniform(0, ASKS_EVERY_S)
        while at < ends_s:
            plan.append((at, hall.ask(phone)))
            at += ASKS_EVERY_S * (1 + JITTER * (chance.random() - 0.5))
    for number in range(JUDGES):
        first = COMING_S + number * SAVES_EVERY_S / JUDGES
        plan += [
            (first + turn * SAVES_EVERY_S, hall.save(number, hall.turns + turn))
            for turn in range(int(seconds))
        ]
    hall.turns += int(seconds)
    moves = int(seconds / HOST_EVERY_S)
    plan += [(COMING_S + (turn + 0.5) * HOST_EVERY_S, hall.move()) for turn in range(moves)]
    return sorted(plan, key=lambda one: one[0])


def _figures(exchanges: Sequence[Exchange], seconds: float, disk_p99_ms: float) -> Figures:
    saves = [one for one in exchanges if one.name == "save"]
    asks = [one for one in exchanges if one.name == "ask"]
    statuses = Counter((one.name, one.status) for one in exchanges)
    good = {("save", OK), ("page", OK), ("ask", OK), ("ask", NOT_CHANGED), ("move", FOUND)}
    late = [one for one in asks if one.due_s >= COMING_S]
    return Figures(
        saves=len(saves),
        lost=sum(one.status != OK for one in saves),
        save_p99_ms=_p99_ms(saves),
        disk_p99_ms=disk_p99_ms,
        ask_p99_ms=_p99_ms(late),
        asks_a_second=len(late) / seconds,
        unchanged=statuses["ask", NOT_CHANGED] / len(asks),
        strays=sum(number for which, number in statuses.items() if which not in good and which[0] != "save"),
    )


def _p99_ms(exchanges: Sequence[Exchange]) -> float:
    return _p99([one.took_s * 1_000 for one in exchanges])


def _p99(series: Sequence[float]) -> float:
    return quantiles(series, n=100)[98]


def _with(asked: bytes, header: str) -> bytes:
    head, _end, body = asked.partition(b"\r\n\r\n")
    return head + b"\r\n" + header.encode("ascii") + b"\r\n\r\n" + body


def _open_hall(office: Office, address: Address) -> Hall:
    """Make the contest, seat the judges, begin the rehearsal, and sign everybody in."""
    say("seating the judges")
    with office.app.app_context():
        panel = make_panel(db.session(), now=clock.now(), judges=JUDGES, entries=ENTRIES)
        with transaction() as session:
            made = showing.rehearse(session, panel.contest.id, singly=ENTRIES, actor_id=None, now=clock.now())
            code, version = made.code, made.version
        db.session.remove()
    host = _signed_in(office, Role.ADMIN)
    host.versions[0] = version
    judges = [_signed_in(office, Role.JUDGE, account_id) for account_id in panel.judges]
    return Hall(address, panel, code, host, judges)


def _signed_in(office: Office, role: Role, account_id: UUID | None = None) -> Person:
    """Sign somebody in, with a token as Flask-WTF gives one to each form."""
    browser = signed_in_browser(office.app, role, account_id)
    raw = secrets.token_hex(20)
    with browser.session_transaction(base_url="https://localhost") as kept:
        kept["csrf_token"] = raw
    cookie = browser.get_cookie("sotong")
    token = URLSafeTimedSerializer(office.secret, salt="wtf-csrf-token").dumps(raw)
    return Person(f"sotong={cookie.value if cookie else ''}", str(token))


def _versions_gone(office: Office, hall: Hall) -> int:
    """How many saves were told to be stored and are not in the table."""
    with office.app.app_context():
        total = sa.select(sa.func.sum(ScoreSheet.version)).where(
            ScoreSheet.contest_id == hall.panel.contest.id
        )
        stored = db.session.scalar(total) or 0
        db.session.remove()
        db.engine.dispose()
    return abs(sum(judge.versions.total() for judge in hall.judges) - stored)


@contextmanager
def _postgres() -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="sotong-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # a server started by root runs as somebody else
        with own_postgres(folder / "postgres") as server, postgres_office(server) as office:
            yield office


def main(*, quick: bool = False) -> int:
    """Print the table. Returns 1 if a figure misses what it must reach."""
    rounds, seconds = (1, 8.0) if quick else (ROUNDS, SECONDS)
    print(f"{rounds} rounds of {seconds:g} s\n\n{title()}")
    held = True
    for kind, opened in (("SQLite", sqlite_office), ("PostgreSQL", _postgres)):
        with opened() as office:
            for line in show(kind, office, rounds, seconds):
                print(line, flush=True)
                held = held and line.holds is not False
    return 0 if held else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one short round")
    sys.exit(main(quick=parser.parse_args().quick))
