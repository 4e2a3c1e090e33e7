"""`sotong serve`, but with the yardsticks of tools/bench_app.py in it: the same Granian, the same threads."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from sotong.web import server


def main(arguments: Sequence[str]) -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("--host", required=True)
    for name in ("--port", "--processes"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--threads", type=int, default=64)
    asked = parser.parse_args(arguments)
    server.serve(
        asked.host,
        asked.port,
        processes=asked.processes,
        threads=asked.threads,
        target="tools.bench_app:create_app",
    )
