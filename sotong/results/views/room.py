"""What the room's views share: the blueprint."""

from __future__ import annotations

from flask import Blueprint, url_for

from sotong.core import config

blueprint = Blueprint("results", __name__)


def result_address(code: str) -> str:
    """Return the whole address of a contest's result, as it is shared and printed."""
    return config.current().public_url + url_for("results.result", code=code)
