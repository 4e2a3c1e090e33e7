"""The log is one JSON object a line."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog
from flask import Flask
from granian.log import LogLevels, configure_logging

from sotong.web import logs
from sotong.web.server import SAYING


class Written(io.StringIO):
    """Keeps what each write was given, as the system would be."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def write(self, text: str) -> int:
        self.pieces.append(text)
        return len(text)


@contextmanager
def _production_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    before = structlog.get_config()
    written = Written()
    monkeypatch.setattr(sys, "stderr", written)
    try:
        logs.configure(production=True, least=logging.INFO)
        yield written
    finally:
        structlog.configure(**before)


def test_a_line_is_written_whole_so_that_those_of_two_processes_never_mix(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _production_log(monkeypatch) as written:
        structlog.get_logger("sotong").info("request", endpoint="소통")
    assert [json.loads(piece)["endpoint"] for piece in written.pieces] == ["소통"]
    assert written.pieces[0].endswith("}\n")


def test_what_the_server_itself_has_to_say_is_a_line_like_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    servers = logging.getLogger("_granian")
    level, handlers, passes_on = servers.level, servers.handlers[:], servers.propagate
    try:
        with _production_log(monkeypatch) as written:
            configure_logging(LogLevels.warning, SAYING)
            servers.info("Starting")
            servers.error("Unexpected exit from worker-%s", 1)
            servers.error("Application callable raised an exception", exc_info=ValueError("소통"))
    finally:
        servers.handlers[:], servers.propagate = handlers, passes_on
        servers.setLevel(level)
    lines = [json.loads(piece) for piece in written.pieces]
    assert [(line["event"], line["level"]) for line in lines] == [("server", "error")] * 2
    assert lines[0]["says"] == "Unexpected exit from worker-1"
    assert "ValueError: 소통" in lines[1]["exception"]
