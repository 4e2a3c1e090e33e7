"""When an alert may go on, who is asked next, and who may speak for the office.

Seoul's three stages (소셜특별시, 2015): 1 shared inside, with the departments concerned; 2 a first official
message; 3 a second one with what to do. Each department concerned is asked to acknowledge: first its officer;
after her silence its deputy; after the deputy's, the admins. Each is passed on to once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final
from uuid import UUID

MAX_TITLE_LENGTH: Final = 80
MAX_KNOWN_LENGTH: Final = 2_000
MAX_MESSAGE_LENGTH: Final = 5_000
MAX_NOTE_LENGTH: Final = 1_000
DEFAULT_MINUTES: Final = 10
SENT_TWICE_WITHIN: Final = timedelta(minutes=10)
DRILL_MARK: Final = "[훈련]"
"""Stands before each line of what a drill says, in the language in which the office speaks."""
LONGEST_MINUTES: Final = 120


class AlertStage(IntEnum):
    """How far an alert has come. It only goes forward."""

    SHARED = 1
    FIRST_MESSAGE = 2
    WHAT_TO_DO = 3


class AlertLevel(StrEnum):
    """Who of a department is being waited for."""

    OFFICER = "officer"
    DEPUTY = "deputy"
    ADMIN = "admin"


class Answering(StrEnum):
    """How a department concerned stands: always exactly one of these."""

    WAITING = "waiting"
    PASSED_ON = "passed_on"
    ACKNOWLEDGED = "acknowledged"


class AlertState(StrEnum):
    """Whether an alert is going on."""

    OPEN = "open"
    CLOSED = "closed"


class AlertDeed(StrEnum):
    """What happened in an alert. Each is a line of its time line, which is never changed."""

    OPENED = "opened"
    ASKED = "asked"
    ACKNOWLEDGED = "acknowledged"
    PASSED_ON = "passed_on"
    WRITTEN = "written"
    SENT_BACK = "sent_back"
    ISSUED = "issued"
    POSTED = "posted"
    CLOSED = "closed"


ORDER: Final = (AlertLevel.OFFICER, AlertLevel.DEPUTY, AlertLevel.ADMIN)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a department has an officer, and a deputy, on the day."""

    has_officer: bool
    has_deputy: bool

    def first(self) -> AlertLevel:
        """Who is asked first."""
        return AlertLevel.OFFICER if self.has_officer else self.after(AlertLevel.OFFICER)

    def after(self, level: AlertLevel) -> AlertLevel:
        """Who is asked after the silence of `level`; after the admins there is nobody."""
        return AlertLevel.DEPUTY if level is AlertLevel.OFFICER and self.has_deputy else AlertLevel.ADMIN


@dataclass(frozen=True, slots=True)
class Asked:
    """How a department concerned is being asked. `due_at` is when silence passes on; None: it does not."""

    level: AlertLevel
    due_at: datetime | None
    acknowledged_at: datetime | None = None

    @property
    def answering(self) -> Answering:
        """The one state in which the department is."""
        if self.acknowledged_at is not None:
            return Answering.ACKNOWLEDGED
        return Answering.WAITING if self.level is AlertLevel.OFFICER else Answering.PASSED_ON


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """What the rules need to know of an alert."""

    stage: AlertStage
    drill: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What the rules need to know of a message. `department_ids`: whose officers are concerned."""

    stage: AlertStage
    written_by_id: UUID
    issued: bool
    sent_back: bool


@dataclass(frozen=True, slots=True)
class Official:
    """Who takes the second look: an admin, or the officer of a department."""

    account_id: UUID
    department_ids: Collection[UUID]
    is_admin: bool


def asked_first(reach: Reach, now: datetime, minutes: int) -> Asked:
    """How a department is asked when an alert is opened."""
    return _asked(reach.first(), now, minutes)


def passed_on(asked: Asked, reach: Reach, now: datetime, minutes: int) -> Asked | None:
    """How a silent department is asked from now on; None if it is not silent, or nobody is left to ask.

    The next person gets the whole time from now: however late the clock is looked at, nobody is skipped, and
    a second look at the same instant finds nothing to do.
    """
    if asked.acknowledged_at is not None or asked.due_at is None or now < asked.due_at:
        return None
    return _asked(reach.after(asked.level), now, minutes)


def acknowledged(asked: Asked, now: datetime) -> Asked:
    """How a department stands once somebody has acknowledged: no clock runs any more."""
    return replace(asked, acknowledged_at=now, due_at=None)


def why_not_open(*, departments: int, drill: bool, said: str, words: str) -> str | None:
    """Why an alert cannot be opened. A real one needs its words: `said` is what was typed for `words`."""
    if not departments:
        return "alert.nobody_concerned"
    if not drill and "".join(said.split()) != "".join(words.split()):
        return "alert.words_missing"
    return None


def why_not_acknowledge(facts: AlertFacts, asked: Asked, *, concerned: bool) -> str | None:
    """Why somebody cannot acknowledge now. Being late is no reason."""
    if facts.closed:
        return "alert.closed"
    if asked.acknowledged_at is not None:
        return "alert.acknowledged_already"
    return None if concerned else "alert.not_concerned"


def next_stage(facts: AlertFacts) -> AlertStage | None:
    """Which stage can follow; None after the last, or when the alert is closed."""
    if facts.closed or facts.stage is AlertStage.WHAT_TO_DO:
        return None
    return AlertStage(facts.stage + 1)


def why_not_write(facts: AlertFacts, stage: AlertStage, *, waiting: bool) -> str | None:
    """Why no message of this stage can be written. `waiting`: one lies there for the second look."""
    if facts.closed:
        return "alert.closed"
    if next_stage(facts) is not stage:
        return "alert.other_stage"
    return "alert.message_waits" if waiting else None


def why_not_look(
    facts: AlertFacts, message: MessageFacts, official: Official, concerned: Collection[UUID]
) -> str | None:
    """Why this official cannot take the second look: she wrote it, or is neither admin nor concerned."""
    if facts.closed:
        return "alert.closed"
    if message.issued or message.sent_back:
        return "alert.looked_at"
    if next_stage(facts) is not message.stage:
        return "alert.other_stage"
    if message.written_by_id == official.account_id:
        return "alert.own_message"
    if not official.is_admin and not set(official.department_ids) & set(concerned):
        return "alert.not_concerned"
    return None


def why_not_post(facts: AlertFacts, message: MessageFacts, *, posted: bool) -> str | None:
    """Why a message cannot be noted as posted on a channel."""
    if not message.issued:
        return "alert.not_issued"
    if posted:
        return "alert.posted_already"
    return "alert.closed" if facts.closed else None


def why_not_close(facts: AlertFacts) -> str | None:
    """Why an alert cannot be closed."""
    return "alert.closed" if facts.closed else None


def is_public(facts: AlertFacts) -> bool:
    """Whether citizens hear of an alert: it is real, open, and its first message is out."""
    return not facts.drill and not facts.closed and facts.stage >= AlertStage.FIRST_MESSAGE


def marked(text: str, *, drill: bool) -> str:
    """Return a text as it goes out: each line of a drill's says so once, for lines are quoted alone."""
    if not drill:
        return text
    return "\n".join(_marked_line(line) for line in text.splitlines())


def minutes_after(start: datetime, at: datetime) -> int:
    """Whole minutes from `start` to `at`, never negative."""
    return max(0, int((at - start).total_seconds() // 60))


def _asked(level: AlertLevel, now: datetime, minutes: int) -> Asked:
    due_at = None if level is AlertLevel.ADMIN else now + timedelta(minutes=minutes)
    return Asked(level, due_at)


def _marked_line(line: str) -> str:
    return line if not line.strip() or line.startswith(DRILL_MARK) else f"{DRILL_MARK} {line}"
