"""On which days is the office closed? The rooms below the rota ask here without knowing that room.

The rota keeps the office's own days beside Korea's holidays; whoever joins the rooms registers it. Until then
only weekends are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Protocol

from sqlalchemy.orm import Session

from sotong.core.appointed import Appointed
from sotong.core.days import OfficeDays

_SATURDAY = 5


class Keeper(Protocol):
    """Who knows the office's days."""

    def between(self, session: Session, first_on: date, last_on: date) -> OfficeDays:
        """Return the days from the first to the last, both included. At most one statement."""


class _WeekendsOnly:
    def is_holiday(self, _on: date) -> bool:
        return False

    def is_closed(self, on: date) -> bool:
        return on.weekday() >= _SATURDAY

    def names_of(self, _on: date) -> Sequence[str]:
        return ()


WEEKENDS_ONLY: OfficeDays = _WeekendsOnly()


class _Nobody:
    def between(self, _session: Session, _first_on: date, _last_on: date) -> OfficeDays:
        return WEEKENDS_ONLY


_keeper: Final = Appointed[Keeper](_Nobody())
register = _keeper.register


def between(session: Session, first_on: date, last_on: date) -> OfficeDays:
    """Return the office's days from the first to the last, both included."""
    return _keeper.one.between(session, first_on, last_on)
