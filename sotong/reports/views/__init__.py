"""The reports room's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.reports.views import public_log, scorecards
from sotong.reports.views.room import blueprint

__all__ = ["blueprint", "public_log", "scorecards"]
