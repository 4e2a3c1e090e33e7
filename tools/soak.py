"""The ordeals of the fault tests at full length: `make soak`, or `python tools/soak.py [--kills 500] [...]`.

Everything runs on databases and servers made for it, on this machine, and is thrown away. Prints a line for
each ordeal that was survived; ends with the first promise that was broken.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import ordeals
from tests.factories.offices import Office, open_office
from tests.own_postgres import OwnPostgres, own_postgres

Offices = Callable[[], Office]
"""Opens one more office, on an empty database."""


def main() -> None:
    """Run every ordeal on SQLite, then on PostgreSQL."""
    asked, numbers = _asked(), itertools.count(1)
    with _folder() as folder:
        _ordeals_of_servers("SQLite", lambda: _on_sqlite(folder / str(next(numbers))), asked, processes=1)
    with _folder() as folder, own_postgres(folder / "postgres") as postgres:
        offices = partial(_on_postgres, postgres, folder, numbers)
        _ordeals_of_servers("PostgreSQL", offices, asked, processes=2)
        _survived(
            f"PostgreSQL stopped hard {asked.stops} times: ballots, slowest recovery in seconds",
            lambda: ordeals.the_database_is_stopped(offices(), postgres, asked.stops),
        )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--voters", type=int, default=200, help="who press 64 times at once")
    parser.add_argument("--kills", type=int, default=500, help="of the server, on each database")
    parser.add_argument("--stops", type=int, default=20, help="of PostgreSQL, and of the server by SIGTERM")
    return parser.parse_args()


def _ordeals_of_servers(kind: str, offices: Offices, asked: argparse.Namespace, *, processes: int) -> None:
    _survived(
        f"{kind}: {asked.voters} voters press 64 times at once",
        lambda: ordeals.everybody_presses_at_once(offices(), asked.voters, processes=processes),
    )
    _survived(
        f"{kind}: killed {asked.kills} times: ballots, requests that died",
        lambda: ordeals.the_server_is_killed(offices(), asked.kills, processes=processes),
    )
    _survived(
        f"{kind}: stopped {asked.stops} times: ballots",
        lambda: ordeals.the_server_is_asked_to_stop(offices(), asked.stops, processes=processes),
    )


def _survived(what: str, ordeal: Callable[[], object]) -> None:
    began_at = time.monotonic()
    outcome = ordeal()
    told = "" if outcome is None else f" {outcome}"
    print(f"survived in {time.monotonic() - began_at:.0f} s  {what}{told}", flush=True)


def _on_sqlite(home: Path) -> Office:
    home.mkdir()
    return open_office(f"sqlite:///{home / 'sotong.db'}", home)


def _on_postgres(postgres: OwnPostgres, folder: Path, numbers: Iterator[int]) -> Office:
    name = f"office_{next(numbers)}"
    postgres.run(f"CREATE DATABASE {name}")
    home = folder / name
    home.mkdir()
    return open_office(postgres.url_of(name), home)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sotong-soak-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # a PostgreSQL started by root runs as somebody else
        yield folder


if __name__ == "__main__":
    main()
