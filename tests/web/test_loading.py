"""A server is asked to stop while one of its processes is still loading, as on a busy machine it long is."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core.processors import Seats
from sotong.web import server
from sotong.web.side_server import STARTS_WITHIN_S, SideServer, serving, sotong
from tests.factories.offices import office_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BEGUN = "second-has-begun"


def one_of_two_loads_for_ever(arguments: Sequence[str]) -> None:
    """Be `sotong serve`, of whose processes the first alone gets through loading."""
    load, home = server._made, Path(os.environ["SOTONG_HOME"])

    def loaded(seats: Seats, target: str) -> WSGIApplication:
        try:
            (home / "first").touch(exist_ok=False)
        except FileExistsError:
            (home / BEGUN).touch()
            time.sleep(3600)
        return load(seats, target)

    server._made = loaded  # in a process of its own
    sotong(arguments)


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_who_is_asked_to_stop_while_loading_stops(app: Flask, session: Session, work: Path) -> None:
    office = office_of(app, session, work)
    env = {**office.env, "SOTONG_HOME": str(work)}
    side = SideServer(env, office.log, processes=2, program=one_of_two_loads_for_ever)
    with serving(side):
        ends_at = time.monotonic() + STARTS_WITHIN_S
        while not (work / BEGUN).exists():
            assert time.monotonic() < ends_at
            time.sleep(0.01)
        assert side.stop() == 0
    assert "refused to gracefully stop" not in office.log.read_text(encoding="utf-8")
