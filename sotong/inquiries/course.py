"""The course of a question: its steps, who holds it after each, how long, and when it stood still.

Pure. A question's steps are never changed, so all that is known of it follows from them: `course_of` goes
through them in order. An open question has exactly one holder, which every `Course` checks of itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sotong.core.office_clock import Closed, Span
from sotong.inquiries.clocks import charged

MOST_REFUSALS: Final = 2
"""So often departments may say 'not ours'; then the coordinator says whose it is."""


class Party(StrEnum):
    """What kind of holder: a department, the coordinator (the PR department's admins), or nobody any more."""

    DEPARTMENT = "department"
    COORDINATOR = "coordinator"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a question. Raises ValueError for a department without an id, or an id without one."""

    party: Party
    department_id: UUID | None = None

    def __post_init__(self) -> None:
        if (self.party is Party.DEPARTMENT) != (self.department_id is not None):
            raise ValueError(f"{self.party.value} with {self.department_id}")


COORDINATOR: Final = Holder(Party.COORDINATOR)
NOBODY: Final = Holder(Party.NOBODY)


def department(department_id: UUID) -> Holder:
    """A department as a holder."""
    return Holder(Party.DEPARTMENT, department_id)


class InquiryState(StrEnum):
    """Where a question stands. PAUSED: the citizen is being asked for something; MERGED: see the main one."""

    OPEN = "open"
    PAUSED = "paused"
    ANSWERED = "answered"
    MERGED = "merged"


class StepKind(StrEnum):
    """What was done with a question. REFUSED: not ours; RETURNED: back to whoever sent it, with a reply."""

    RECEIVED = "received"
    RELAYED = "relayed"
    REFUSED = "refused"
    RETURNED = "returned"
    PAUSED = "paused"
    RESUMED = "resumed"
    ANSWERED = "answered"
    MERGED = "merged"
    REOPENED = "reopened"


HELD: Final = frozenset({InquiryState.OPEN, InquiryState.PAUSED})
"""States in which somebody has to do something."""
_STATE_AFTER: Final = {
    StepKind.PAUSED: InquiryState.PAUSED,
    StepKind.ANSWERED: InquiryState.ANSWERED,
    StepKind.MERGED: InquiryState.MERGED,
}
_ENDS: Final = frozenset({StepKind.ANSWERED, StepKind.MERGED})


@dataclass(frozen=True, slots=True)
class Step:
    """What was done, when, and who held the question afterwards."""

    kind: StepKind
    at: datetime
    to: Holder


@dataclass(frozen=True, slots=True)
class Course:
    """How a question stands after its steps.

    `senders`: who handed it on to whom, the last one first to get it back. `refused_by` and `refusals` count
    since it was received or reopened; `last`: who held it when it was answered or merged.
    Raises ValueError for an open question without a holder, or a settled one with one.
    """

    state: InquiryState
    holder: Holder
    senders: tuple[Holder, ...] = ()
    refused_by: frozenset[Holder] = field(default_factory=frozenset)
    refusals: int = 0
    last: Holder = NOBODY

    def __post_init__(self) -> None:
        if (self.state in HELD) != (self.holder != NOBODY):
            raise ValueError(f"{self.state.value} and held by {self.holder.party.value}")

    @property
    def sender(self) -> Holder:
        """To whom it would go back: nobody if nobody handed it on."""
        return self.senders[-1] if self.senders else NOBODY


def goes_to(course: Course, kind: StepKind, chosen: Holder = NOBODY) -> Holder:
    """Who holds a question after a step of this kind; `chosen` is where a relay leads."""
    match kind:
        case StepKind.RECEIVED | StepKind.RELAYED:
            return chosen
        case StepKind.REFUSED:
            return COORDINATOR if course.refusals + 1 >= MOST_REFUSALS else course.sender
        case StepKind.RETURNED:
            return course.sender
        case StepKind.REOPENED:
            return course.last
        case StepKind.ANSWERED | StepKind.MERGED:
            return NOBODY
        case _:
            return course.holder


def after(course: Course | None, step: Step) -> Course:
    """How a question stands after one more step; `course` is None before the first."""
    if course is None or step.kind is StepKind.REOPENED:
        return Course(InquiryState.OPEN, step.to)
    if step.kind in _ENDS:
        return Course(_STATE_AFTER[step.kind], NOBODY, last=course.holder)
    moved = replace(
        course,
        state=_STATE_AFTER.get(step.kind, InquiryState.OPEN),
        holder=step.to,
        senders=_senders(course, step),
    )
    if step.kind is not StepKind.REFUSED:
        return moved
    return replace(moved, refusals=course.refusals + 1, refused_by=course.refused_by | {course.holder})


def _senders(course: Course, step: Step) -> tuple[Holder, ...]:
    if step.kind is StepKind.RELAYED:
        return (*course.senders, course.holder)
    if step.to == course.holder:
        return course.senders
    return course.senders[:-1] if step.to == course.sender else ()


def course_of(steps: Sequence[Step]) -> Course:
    """How a question stands after all its steps, in order. Raises ValueError without a step."""
    course: Course | None = None
    for step in steps:
        course = after(course, step)
    if course is None:
        raise ValueError("a question has been received at least")
    return course


def pauses(steps: Sequence[Step], until: datetime) -> list[Span]:
    """When the question stood still; a pause that has not ended ends at `until`."""
    found: list[Span] = []
    since: datetime | None = None
    for step in steps:
        if since is not None:
            found.append(Span(since, step.at))
        since = step.at if step.kind is StepKind.PAUSED else None
    return [*found, Span(since, until)] if since is not None and since < until else found


def charges(
    steps: Sequence[Step], received_at: datetime, until: datetime, closed: Closed
) -> dict[Holder, timedelta]:
    """How much working time each holder had the question, without the pauses, up to `until`.

    The first holder is charged from the receipt, which may lie before the question was written down. While it
    was settled nobody is charged, so the parts add up to the working time that it was open and not paused.
    """
    if not steps:
        return {}
    since = [received_at, *(step.at for step in steps[1:])]
    holders = [(step.to, begins_at) for step, begins_at in zip(steps, since, strict=True)]
    times = charged(holders, until, closed, pauses(steps, until))
    return {holder: spent for holder, spent in times.items() if holder != NOBODY}
