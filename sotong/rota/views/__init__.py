"""The rota's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.rota.views import (
    absences,
    approvals,
    duties,
    feeds,
    handovers,
    plans,
    seats,
    settings,
    swaps,
    wishes,
)
from sotong.rota.views.room import blueprint

__all__ = [
    "absences",
    "approvals",
    "blueprint",
    "duties",
    "feeds",
    "handovers",
    "plans",
    "seats",
    "settings",
    "swaps",
    "wishes",
]
