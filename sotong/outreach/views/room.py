"""What the room's views share: the blueprint of posts and boards."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("outreach", __name__, url_prefix="/posts")
