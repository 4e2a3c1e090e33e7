"""The results room's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.results.views import papers, show, tallies
from sotong.results.views.room import blueprint

__all__ = ["blueprint", "papers", "show", "tallies"]
