"""Structured log lines: one a request, without names, addresses or query strings."""

from __future__ import annotations

import logging
import sys
import time

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

log = structlog.get_logger("sotong")


def prepare(app: Flask) -> None:
    """Write a line for each request of the application."""
    settings = app.config["SETTINGS"]
    configure(
        production=settings.production,
        least=logging.WARNING if settings.mode in ("test", "demo") else logging.INFO,
    )
    app.before_request(_start)
    app.after_request(_finish)


def configure(*, production: bool, least: int) -> None:
    """Write log lines of at least that level to standard error, as JSON in production.

    A line and its end are written in one piece: lines of several processes never mix.
    """
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if production
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    elapsed_ms = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    log.info(
        "request",
        method=request.method,
        endpoint=request.endpoint,
        status=response.status_code,
        ms=round(elapsed_ms, 1),
    )
    return response
