"""What the room's views share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("channels", __name__)
