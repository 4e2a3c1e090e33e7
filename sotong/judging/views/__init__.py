"""The judging room's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.judging.views import comments, orders, panels, practice, sheets, unlocking
from sotong.judging.views.room import blueprint

__all__ = ["blueprint", "comments", "orders", "panels", "practice", "sheets", "unlocking"]
