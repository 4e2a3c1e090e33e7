"""What the room's views share: the blueprint."""

from __future__ import annotations

from flask import Blueprint, url_for

from sotong.core import config
from sotong.results.tally_report import exact, is_shortened

blueprint = Blueprint("results", __name__)
blueprint.add_app_template_filter(exact)
blueprint.add_app_template_test(is_shortened, "shortened")


def result_address(code: str) -> str:
    """Return the whole address of a contest's result, as it is shared and printed."""
    return config.current().public_url + url_for("results.result", code=code)
