"""Real Chromium before a real server on this machine, whose clock the test sets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

TOP = Path(__file__).resolve().parents[2]
PICTURES = TOP / ".work/pictures"
AXE = TOP / ".work/axe/axe.min.js"


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which the build fetches for tests."""
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Serve the application with its check for forged requests on; give the address."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where journeys leave their pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
