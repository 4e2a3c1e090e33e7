"""A real server on a free port of this machine, for journeys and pictures; ended by its process id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sotong.web.ports import free_port

TOP = Path(__file__).resolve().parent.parent
PATIENCE_S = 120
SOTONG = "from sotong.web.cli import main; main()"


@contextmanager
def demo_server(
    home: Path, *, program: tuple[str, ...] = (sys.executable, "-c", SOTONG), folder: Path = TOP
) -> Iterator[str]:
    """Build the demo city in `home` and serve it; give its address. `program` is run in `folder`."""
    port = free_port()
    command = [*program, "demo", "--home", str(home), "--port", str(port)]
    with (home.parent / f"{home.name}.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env={**os.environ})
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(server, f"{address}/healthz")
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=PATIENCE_S)


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends_at:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with status {server.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(address)
