"""The time line of an alert, played again: how everything stood after so many minutes.

Only the events tell; no present state is asked, so that the replay of a drill is the same in a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sotong.outreach.alert_rules import AlertDeed, AlertLevel, AlertStage, Answering, minutes_after


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of a time line. `who` is a name, or empty where the clock itself acted."""

    number: int
    at: datetime
    deed: AlertDeed
    department_id: UUID | None = None
    level: AlertLevel | None = None
    stage: AlertStage | None = None
    who: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentThen:
    """How a department stood: who was waited for, and after how many minutes it acknowledged, if it had."""

    department_id: UUID
    level: AlertLevel
    minutes: int | None = None
    who: str = ""

    @property
    def answering(self) -> Answering:
        """The one state in which the department was."""
        if self.minutes is not None:
            return Answering.ACKNOWLEDGED
        return Answering.WAITING if self.level is AlertLevel.OFFICER else Answering.PASSED_ON


@dataclass(frozen=True, slots=True)
class Frame:
    """An alert as it stood `minute` minutes after it was opened."""

    minute: int
    happened: Sequence[Happening]
    stage: AlertStage
    closed: bool
    departments: Sequence[DepartmentThen]

    @property
    def silent(self) -> list[DepartmentThen]:
        """The departments that had not acknowledged."""
        return [one for one in self.departments if one.minutes is None]

    @property
    def acknowledged(self) -> list[DepartmentThen]:
        """The departments that had, the quickest first."""
        done = [one for one in self.departments if one.minutes is not None]
        return sorted(done, key=lambda one: one.minutes or 0)


@dataclass(frozen=True, slots=True)
class Steps:
    """Where a replay can go from a minute: the first, the one before, the next and the last with an event."""

    minute: int
    last: int
    before: int | None
    after: int | None


@dataclass(slots=True)
class _Fold:
    start: datetime
    stage: AlertStage = AlertStage.SHARED
    closed: bool = False
    departments: dict[UUID, DepartmentThen] = field(default_factory=dict)

    def take(self, one: Happening) -> None:
        if one.deed is AlertDeed.ISSUED and one.stage is not None:
            self.stage = one.stage
        elif one.deed is AlertDeed.CLOSED:
            self.closed = True
        if one.department_id is not None:
            self._department(one, one.department_id)

    def _department(self, one: Happening, key: UUID) -> None:
        if one.deed in (AlertDeed.ASKED, AlertDeed.PASSED_ON) and one.level is not None:
            self.departments[key] = DepartmentThen(key, one.level)
        elif one.deed is AlertDeed.ACKNOWLEDGED:
            level = self.departments[key].level
            self.departments[key] = DepartmentThen(key, level, minutes_after(self.start, one.at), one.who)


def frame(happenings: Sequence[Happening], minute: int | None = None) -> Frame:
    """Return how everything stood at the end of minute `minute` (from 0); None: as it stands at last.

    `happenings` in order, the opening first. Raises ValueError if there are none.
    """
    if not happenings:
        raise ValueError("an alert begins with its opening")
    start = happenings[0].at
    at = last_minute(happenings) if minute is None else min(max(minute, 0), last_minute(happenings))
    until = start + timedelta(minutes=at + 1)
    # By number up to the last one in time: clocks of two servers may differ by a breath.
    seen = happenings[: 1 + max(place for place, one in enumerate(happenings) if one.at < until)]
    fold = _Fold(start)
    for one in seen:
        fold.take(one)
    return Frame(at, seen, fold.stage, fold.closed, list(fold.departments.values()))


def last_minute(happenings: Sequence[Happening]) -> int:
    """The minute in which the last thing happened."""
    return max(_minutes(happenings))


def steps(happenings: Sequence[Happening], minute: int) -> Steps:
    """Return the minutes around `minute` in which something happened."""
    minutes = sorted(_minutes(happenings))
    return Steps(
        minute,
        minutes[-1],
        max((one for one in minutes if one < minute), default=None),
        min((one for one in minutes if one > minute), default=None),
    )


def _minutes(happenings: Sequence[Happening]) -> Iterable[int]:
    return {minutes_after(happenings[0].at, one.at) for one in happenings}
