"""The assignments room's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.assignments.views import policy, samples, screenshots, work
from sotong.assignments.views.room import blueprint

__all__ = ["blueprint", "policy", "samples", "screenshots", "work"]
