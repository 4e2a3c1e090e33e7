"""The log is one JSON object a line."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest
import structlog
from flask import Flask

from sotong.web import logs


class Written(io.StringIO):
    """Keeps what each write was given, as the system would be."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def write(self, text: str) -> int:
        self.pieces.append(text)
        return len(text)


def test_a_line_is_written_whole_so_that_those_of_two_processes_never_mix(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = structlog.get_config()
    written = Written()
    monkeypatch.setattr(sys, "stderr", written)
    try:
        logs.configure(production=True, least=logging.INFO)
        structlog.get_logger("sotong").info("request", endpoint="소통")
    finally:
        structlog.configure(**before)
    assert [json.loads(piece)["endpoint"] for piece in written.pieces] == ["소통"]
    assert written.pieces[0].endswith("}\n")
