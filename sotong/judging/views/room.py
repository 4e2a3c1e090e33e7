"""What the room's views share: the blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("judging", __name__)
