"""What the room's views share: the blueprint of public logs and of scorecards."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("reports", __name__)
