"""Duties as a calendar to subscribe to.

Each seat of a duty is one event for ever: its UID is made from the seat, its SEQUENCE grows with each change,
and where the duty is somebody else's now, or no longer held, the event stays for a time as CANCELLED.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

KEPT_CANCELLED: Final = timedelta(days=60)
"""So long after its last change a removed duty is still told as cancelled."""
PRODUCT: Final = "-//sotong//rota//KO"


class FeedScope(StrEnum):
    """Whose duties a feed tells."""

    OWN = "own"
    ALL = "all"
