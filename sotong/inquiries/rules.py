"""Who may do what with a question, and how its time stands. Facts and the time come in, a reason goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sotong.core.office_clock import A_DAYS_WORK, Closed, Span, working_time
from sotong.inquiries.clocks import Term, due_at
from sotong.inquiries.course import (
    COORDINATOR,
    HELD,
    MOST_REFUSALS,
    NOBODY,
    Course,
    Holder,
    InquiryState,
    Party,
    department,
)

LONGEST_TEXT: Final = 5_000
LONGEST_NOTE: Final = 1_000
LONGEST_NAME: Final = 60
TERMS: Final = (0, 1, 2, 3, 5, 7, 10, 14)
"""The terms that are offered, in days; 0 is at once."""
OLDEST: Final = timedelta(days=365)
ONE_MINUTE: Final = timedelta(minutes=1)


class Urgency(StrEnum):
    """How a question stands by its clock. DUE_SOON: within three working hours."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    LATE = "late"
    PAUSED = "paused"
    ANSWERED = "answered"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who wants to do something: for which department, and whether as the coordinator."""

    department_id: UUID | None
    is_coordinator: bool = False

    def holds(self, holder: Holder) -> bool:
        """Whether it is hers to do something; the coordinator may step in anywhere."""
        if self.is_coordinator:
            return True
        return self.department_id is not None and holder == department(self.department_id)


@dataclass(frozen=True, slots=True)
class Remaining:
    """How a clock stands, in working time: what is left, or by how much it is late; never both."""

    left: timedelta = timedelta()
    late_by: timedelta = timedelta()

    @property
    def parts(self) -> tuple[int, int, int]:
        """Either of them as days of eight working hours, hours, minutes."""
        minutes = (self.left or self.late_by) // ONE_MINUTE
        a_day = A_DAYS_WORK // ONE_MINUTE
        return minutes // a_day, minutes % a_day // 60, minutes % 60


@dataclass(frozen=True, slots=True)
class Moved:
    """Why a question is due at another time than was told: by how much, because of which."""

    by_holiday: bool
    by_pause: bool


def soon_until(now: datetime, closed: Closed) -> datetime:
    """What is due up to this instant is due soon: three working hours ahead."""
    return due_at(now, Term(0), closed)


def look_by(given_at: datetime, closed: Closed) -> datetime:
    """By when a holder is expected to have opened what was given: within three working hours."""
    return due_at(given_at, Term(0), closed)


def urgency(state: InquiryState, due: datetime, now: datetime, soon: datetime) -> Urgency:
    """How a question stands at `now`. `queries.urgency_column` says the same in SQL."""
    if state is not InquiryState.OPEN:
        return Urgency(state.value)
    if now > due:
        return Urgency.LATE
    return Urgency.DUE_SOON if due <= soon else Urgency.ON_TIME


def remaining(due: datetime, now: datetime, closed: Closed) -> Remaining:
    """How much working time is left until `due`, or has gone by since."""
    if now <= due:
        return Remaining(left=working_time(Span(now, due), closed))
    return Remaining(late_by=working_time(Span(due, now), closed))


def moved(told: datetime, unpaused: datetime, due: datetime) -> Moved:
    """Why what was told is not so any more; `unpaused` is the due time by today's calendar without pauses."""
    return Moved(by_holiday=told != unpaused, by_pause=unpaused != due)


def is_first_look(holder: Holder, seen_at: datetime | None, actor: Actor) -> bool:
    """Whether this person is the first of those who hold a question to open it.

    An admin who looks at a department's question is not: the department is still silent.
    """
    if seen_at is not None:
        return False
    if holder == COORDINATOR:
        return actor.is_coordinator
    return holder.department_id is not None and holder.department_id == actor.department_id


def why_not_record(received_at: datetime, now: datetime) -> str | None:
    """The reason why a question cannot have come in at that time, or None."""
    if received_at > now:
        return "inquiry.received_in_the_future"
    return "inquiry.received_too_long_ago" if now - received_at > OLDEST else None


def why_not_act(course: Course, actor: Actor) -> str | None:
    """The reason why nothing at all can be done with an open question by this person, or None."""
    if course.state not in HELD:
        return "inquiry.settled"
    return None if actor.holds(course.holder) else "inquiry.not_yours"


def why_not_move(course: Course, actor: Actor) -> str | None:
    """As `why_not_act`; and while the citizen is asked for something, a question stays where it is."""
    if why_not := why_not_act(course, actor):
        return why_not
    return "inquiry.paused" if course.state is InquiryState.PAUSED else None


def why_not_relay(course: Course, actor: Actor, to: Holder) -> str | None:
    """The reason why a question cannot be handed to another holder, or None."""
    if why_not := why_not_move(course, actor):
        return why_not
    if to in (NOBODY, course.holder):
        return "inquiry.same_holder"
    if to in course.refused_by and not actor.is_coordinator:
        return "inquiry.refused_there"
    return None


def why_not_refuse(course: Course, actor: Actor) -> str | None:
    """The reason why a department cannot say that a question is none of its business, or None."""
    if why_not := why_not_move(course, actor):
        return why_not
    if course.holder.party is not Party.DEPARTMENT or course.holder.department_id != actor.department_id:
        return "inquiry.not_yours"
    if course.refusals >= MOST_REFUSALS:
        return "inquiry.coordinator_decided"
    return None if course.senders else "inquiry.nobody_sent_it"


def why_not_return(course: Course, actor: Actor) -> str | None:
    """The reason why a question cannot go back to whoever sent it, or None."""
    if why_not := why_not_move(course, actor):
        return why_not
    return None if course.senders else "inquiry.nobody_sent_it"


def why_not_pause(course: Course, actor: Actor, due: datetime, now: datetime) -> str | None:
    """The reason why the clock cannot be stopped, or None: what is late stays late."""
    if why_not := why_not_move(course, actor):
        return why_not
    return "inquiry.too_late_to_pause" if now > due else None


def why_not_resume(course: Course, actor: Actor) -> str | None:
    """The reason why the clock cannot go on, or None."""
    if why_not := why_not_act(course, actor):
        return why_not
    return None if course.state is InquiryState.PAUSED else "inquiry.not_paused"


def why_not_reopen(course: Course, actor: Actor, recorded_for_id: UUID | None) -> str | None:
    """The reason why a settled question cannot be opened again, or None.

    Whoever answered it may, whoever took it down, and the coordinator.
    """
    if course.state in HELD:
        return "inquiry.still_open"
    took_it_down = recorded_for_id is not None and actor.department_id == recorded_for_id
    return None if took_it_down or actor.holds(course.last) else "inquiry.not_yours"


def why_not_merge(
    course: Course, actor: Actor, *, inquiry_id: UUID, main_id: UUID, main: Course, has_duplicates: bool
) -> str | None:
    """The reason why a question cannot be merged into another as its duplicate, or None."""
    if why_not := why_not_act(course, actor):
        return why_not
    if main_id == inquiry_id:
        return "inquiry.merge_itself"
    if main.state is InquiryState.MERGED:
        return "inquiry.main_is_merged"
    return "inquiry.has_duplicates" if has_duplicates else None


def why_not_edit_canned(owner_id: UUID | None, actor: Actor) -> str | None:
    """The reason why a canned reply is not this person's to change, or None: the office's are the admins'."""
    if actor.is_coordinator:
        return None
    return None if owner_id is not None and owner_id == actor.department_id else "canned.not_yours"
