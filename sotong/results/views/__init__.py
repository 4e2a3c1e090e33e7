"""The results room's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.results.views import adoptions, cases, citations, papers, show, tallies
from sotong.results.views.room import blueprint

__all__ = ["adoptions", "blueprint", "cases", "citations", "papers", "show", "tallies"]
