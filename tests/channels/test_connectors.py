"""Figures come from addresses that the settings allow, through the same reader as a file, or not at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.channels.connectors import LARGEST, NotFetched, TableAt, connector_for, table_of_json
from sotong.channels.jobs.figures import FETCHED_EVERY, fetch_figures
from sotong.channels.models import ChannelMeasure
from sotong.core.config import Settings, SettingsInvalid
from sotong.core.outside import FigureSource
from sotong.notices.models import ChoreTime

HEAD = "organisation,platform,measured_on,measure,value"
CSV = f"{HEAD}\n순천시,facebook,2026-11-22,likes,31000\n".encode()
JSON = b"""[{"organisation": "A", "platform": "band", "measured_on": "2026-11-22", "measure": "members",
    "value": 5400}]"""


@contextmanager
def served(content: bytes, status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """An address at which something stands, and who asked for it."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/figures", asked
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def allowed(app: Flask, address: str) -> Iterator[None]:
    before: Settings = app.config["SETTINGS"]
    outside = replace(before.outside, figures={"city": FigureSource("table", address)})
    app.config["SETTINGS"] = replace(before, outside=outside)
    try:
        yield
    finally:
        app.config["SETTINGS"] = before


def kept(session: Session) -> list[int]:
    session.rollback()
    return list(session.scalars(sa.select(ChannelMeasure.value)))


def test_nothing_is_fetched_unless_an_address_is_allowed(session: Session, now: datetime) -> None:
    assert fetch_figures(now) == 0
    assert session.scalars(sa.select(ChoreTime)).all() == []


def test_allowed_figures_are_fetched_when_their_time_has_come_and_a_broken_file_changes_nothing(
    app: Flask, session: Session, now: datetime
) -> None:
    with served(CSV) as (address, asked), allowed(app, address):
        assert (fetch_figures(now), fetch_figures(now)) == (1, 0)
        assert asked == ["/figures"]
        assert fetch_figures(now + FETCHED_EVERY) == 1
    assert kept(session) == [31_000]
    with served(CSV.replace(b"31000", b"many")) as (address, _), allowed(app, address):
        assert fetch_figures(now + 2 * FETCHED_EVERY) == 0
    row = session.scalars(sa.select(ChoreTime)).one()
    assert (kept(session), row.problem) == ([31_000], "channel.not_a_count")
    assert row.due_at <= now + 2 * FETCHED_EVERY + timedelta(minutes=5)


@pytest.mark.parametrize(("status", "content"), [(302, CSV), (500, CSV), (200, b"[1, 2]"), (200, b"{")])
def test_redirects_failures_and_odd_answers_are_not_taken(status: int, content: bytes) -> None:
    with served(content, status) as (address, asked), pytest.raises(NotFetched):
        TableAt(address).fetch()
    assert asked == ["/figures"]


def test_what_is_too_large_is_not_read_to_its_end() -> None:
    with served(b"x" * (LARGEST + 1)) as (address, _), pytest.raises(NotFetched, match="too large"):
        TableAt(address).fetch()


def test_json_is_a_table_too() -> None:
    assert table_of_json(JSON).decode().splitlines() == [
        HEAD,
        "A,band,2026-11-22,members,5400",
    ]


def test_settings_name_the_addresses_and_a_connector_that_is_there() -> None:
    env = {
        "SOTONG_MODE": "test",
        "SOTONG_FIGURES": "city=https://data.example/a.csv b=table:https://b.example/x",
    }
    figures = Settings.from_env(env).outside.figures
    assert figures["city"] == FigureSource("table", "https://data.example/a.csv")
    assert figures["b"].address == "https://b.example/x"
    for wrong in (
        "city=http://data.example/a.csv",
        "https://data.example",
        "a-b=https://x.example",
        "a=table:",
    ):
        with pytest.raises(SettingsInvalid, match="SOTONG_FIGURES"):
            Settings.from_env({"SOTONG_MODE": "test", "SOTONG_FIGURES": wrong})
    with pytest.raises(NotFetched, match="no connector"):
        connector_for(FigureSource("telepathy", "https://b.example/x"))
