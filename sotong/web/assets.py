"""Stylesheets, scripts and pictures name their version in their address, so that browsers keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Flask, request
from werkzeug.wrappers import Response

VERSION_LENGTH: Final = 12
A_YEAR_S: Final = 31_536_000
A_DAY_S: Final = 86_400


def prepare(app: Flask) -> None:
    """Name the version in each static address, and let browsers keep what was asked for by its version."""
    folder = str(app.static_folder)

    @app.url_defaults
    def name_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and (version := version_of(folder, values.get("filename", ""))):
            values.setdefault("v", version)

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and (keeping := _keeping(folder)):
            response.headers["Cache-Control"] = keeping
        return response


def _keeping(folder: str) -> str | None:
    name, asked = (request.view_args or {})["filename"], request.args.get("v")
    if asked and asked == version_of(folder, name):
        return f"public, max-age={A_YEAR_S}, immutable"
    if name.endswith(".woff2"):  # stylesheets name fonts without a version
        return f"public, max-age={A_DAY_S}"
    return None


def version_of(folder: str, name: str) -> str | None:
    """Return the beginning of the file's SHA-256, or None if there is no such file."""
    return _versions(folder).get(name)


@cache
def _versions(folder: str) -> dict[str, str]:
    """Everything that is served, read once a process."""
    top = Path(folder)
    return {
        path.relative_to(top).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:VERSION_LENGTH]
        for path in top.rglob("*")
        if path.is_file()
    }
