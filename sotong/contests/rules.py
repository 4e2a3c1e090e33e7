"""What may be done to a contest, and when. Facts and the time come in; a reason, or None, goes out.

A phase is a half-open window, `opens_at <= now < closes_at`, so that touching phases never share an instant.
Only the entry phase opens by the clock alone: vote, judging and publication wait for a locked rule, however
late it is, because nobody may vote or judge by a rule that can still change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import CitizenMethod, IdentityLevel, TieBreak, TieBreakKind
from sotong.core.permissions import Permission, Role, may


class PhaseKind(StrEnum):
    """The phases of a contest, in the order in which they come."""

    ENTRY = "entry"
    VOTE = "vote"
    JUDGING = "judging"
    PUBLICATION = "publication"


class Stage(StrEnum):
    """Where a contest stands, in one word."""

    PREPARING = "preparing"
    ENTRY = "entry"
    VOTE = "vote"
    JUDGING = "judging"
    COUNTING = "counting"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """One phase: what it is for, and its half-open window in UTC."""

    kind: PhaseKind
    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    def has_opened(self, now: datetime) -> bool:
        return self.opens_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.closes_at <= now


@dataclass(frozen=True, slots=True)
class ContestFacts:
    """What the rules need to know of a contest."""

    phases: tuple[PhaseFacts, ...]
    rule_locked: bool = False
    cancelled: bool = False
    published: bool = False

    def phase(self, kind: PhaseKind) -> PhaseFacts | None:
        """The phase of that kind, if it has been set."""
        return next((phase for phase in self.phases if phase.kind is kind), None)

    def is_open(self, kind: PhaseKind, now: datetime) -> bool:
        """Whether the phase of that kind is open: by the clock, under a locked rule, not cancelled."""
        phase = self.phase(kind)
        return phase is not None and not self.cancelled and self._takes_effect(kind) and phase.is_open(now)

    def has_opened(self, kind: PhaseKind, now: datetime) -> bool:
        """Whether the phase of that kind has opened, even if it is over."""
        phase = self.phase(kind)
        return phase is not None and self._takes_effect(kind) and phase.has_opened(now)

    def is_overdue(self, kind: PhaseKind, now: datetime) -> bool:
        """Whether the phase of that kind should have opened, but waits for the rule to be locked."""
        phase = self.phase(kind)
        return phase is not None and not self._takes_effect(kind) and phase.has_opened(now)

    def _takes_effect(self, kind: PhaseKind) -> bool:
        return self.rule_locked or kind is PhaseKind.ENTRY


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be done for a contest: the key of its sentence, whether it is, and the page for it.

    `before` is the key of the step that it comes before, if it has to.
    """

    key: str
    done: bool
    endpoint: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class NoteLink:
    """A link of a note: what it says, the page's endpoint and arguments, and a few words after it."""

    text: str
    endpoint: str
    values: Mapping[str, object]
    more: str = ""


@dataclass(frozen=True, slots=True)
class EntryNote:
    """What a room above adds to an entry's page: the key of its heading, links, and what can be done.

    The texts of `actions` are keys of sentences.
    """

    key: str
    links: Sequence[NoteLink] = ()
    actions: Sequence[NoteLink] = ()


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What the rules need to know of an entry."""

    department_id: UUID
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: whoever may write contests acts for every department, an officer for her own."""

    account_id: UUID
    role: Role
    department_id: UUID | None = None

    @property
    def runs_contests(self) -> bool:
        return may(self.role, Permission.CONTEST_WRITE)

    def acts_for(self, department_id: UUID | None) -> bool:
        """Whether this person may enter, edit and withdraw for that department; None: for any."""
        return self.runs_contests or (department_id is not None and self.department_id == department_id)


@dataclass(frozen=True, slots=True)
class PhaseFault:
    """Why a phase cannot be as it was wished."""

    why: str
    kind: PhaseKind

    @property
    def field(self) -> str:
        """Where on the form it is to be mended."""
        if self.why == "phase.reason_needed":
            return "reason"
        return f"{self.kind.value}.{'opens_at' if self.why in AT_ITS_OPENING else 'closes_at'}"


AT_ITS_OPENING = {"phase.has_opened", "phase.opens_in_the_past", "phase.rule_is_locked"}
FEWEST_ENTRIES = 2
"""With one there is nothing to choose."""
ORDERED = (
    (PhaseKind.ENTRY, PhaseKind.VOTE, "phase.entry_after_vote"),
    (PhaseKind.ENTRY, PhaseKind.JUDGING, "phase.entry_after_judging"),
    (PhaseKind.ENTRY, PhaseKind.PUBLICATION, "phase.entry_after_publication"),
    (PhaseKind.VOTE, PhaseKind.PUBLICATION, "phase.vote_after_publication"),
    (PhaseKind.JUDGING, PhaseKind.PUBLICATION, "phase.judging_after_publication"),
)
"""The first closes before the second opens, or else the reason. Vote and judging may run side by side."""
NOT_SET = {
    PhaseKind.ENTRY: "rule.entry_not_set",
    PhaseKind.VOTE: "rule.vote_not_set",
    PhaseKind.JUDGING: "rule.judging_not_set",
    PhaseKind.PUBLICATION: "rule.publication_not_set",
}


def phase_now(phases: Iterable[PhaseFacts], now: datetime) -> PhaseFacts | None:
    """Return the phase that is open by the clock; of two side by side, the one that opened last."""
    return max((phase for phase in phases if phase.is_open(now)), key=_opens_at, default=None)


def next_phase(phases: Iterable[PhaseFacts], now: datetime) -> PhaseFacts | None:
    """Return the phase that opens next."""
    return min((phase for phase in phases if not phase.has_opened(now)), key=_opens_at, default=None)


def stage_of(contest: ContestFacts, now: datetime) -> Stage:
    """Say in one word where the contest stands."""
    if contest.cancelled:
        return Stage.CANCELLED
    if contest.published:
        return Stage.PUBLISHED
    for kind in (PhaseKind.JUDGING, PhaseKind.VOTE, PhaseKind.ENTRY):
        if contest.is_open(kind, now):
            return Stage(kind.value)
    judged_or_voted = [phase for phase in contest.phases if phase.kind in (PhaseKind.VOTE, PhaseKind.JUDGING)]
    over = contest.rule_locked and judged_or_voted and all(phase.is_over(now) for phase in judged_or_voted)
    return Stage.COUNTING if over else Stage.PREPARING


def steps(contest: ContestFacts, entries: int) -> tuple[Step, ...]:
    """Return what this room asks for before a vote can open. `entries` counts those that stand."""
    all_set = all(contest.phase(kind) for kind in PhaseKind)
    return (
        Step("step.phases", all_set, "contests.phases"),
        Step("step.entries", entries >= FEWEST_ENTRIES, "contests.entries"),
        Step("step.lock_rule", contest.rule_locked, "contests.lock_rule"),
    )


def in_turn(own: Sequence[Step], others: Sequence[Step]) -> list[Step]:
    """Return all steps in the order of doing: the others last, unless they have to come before."""
    asked = {step.key for step in own}
    early = [step for step in others if step.before in asked]
    turns = [turn for step in own for turn in (*(one for one in early if one.before == step.key), step)]
    return [*turns, *(step for step in others if step not in early)]


def why_not_change(contest: ContestFacts) -> str | None:
    """Return why nothing at all of this contest can be changed any more, or None."""
    if contest.cancelled:
        return "contest.cancelled"
    return "contest.published" if contest.published else None


def why_not_describe(contest: ContestFacts, now: datetime) -> str | None:
    """Return why the title and summary cannot be changed, or None: people vote on what they have read."""
    if why := why_not_change(contest):
        return why
    return "contest.vote_has_opened" if _has_begun(contest, now) else None


def why_not_cancel(contest: ContestFacts, reason: str) -> str | None:
    """Return why the contest cannot be called off, or None."""
    if why := why_not_change(contest):
        return why
    return None if reason else "contest.reason_needed"


def why_not_change_phases(
    contest: ContestFacts, wanted: Sequence[PhaseFacts], now: datetime, *, reason: str | None
) -> str | None:
    """Return why the phases cannot become `wanted`, or None.

    A phase that has opened keeps its opening; before it closes, its close may be put later, for a reason.
    """
    if why := why_not_change(contest):
        return why
    return next((fault.why for fault in faults_of_phases(contest, wanted, now, reason=reason)), None)


def faults_of_phases(
    contest: ContestFacts, wanted: Sequence[PhaseFacts], now: datetime, *, reason: str | None
) -> Iterator[PhaseFault]:
    """Yield what keeps the phases from becoming `wanted`, the plainest first."""
    for phase in wanted:
        if phase.opens_at >= phase.closes_at:
            yield PhaseFault("phase.closes_before_it_opens", phase.kind)
    found = {phase.kind: phase for phase in wanted}
    for first, second, why in ORDERED:
        if first in found and second in found and found[first].closes_at > found[second].opens_at:
            yield PhaseFault(why, first)
    for kind in PhaseKind:
        if not_this := _why_not_become(contest, kind, found.get(kind), now, reason):
            yield PhaseFault(not_this, kind)


def why_not_write_rule(contest: ContestFacts) -> str | None:
    """Return why the contest's rule cannot be rewritten, or None."""
    if why := why_not_change(contest):
        return why
    return "rule.locked" if contest.rule_locked else None


def phases_needed(rule: ContestRule) -> tuple[PhaseKind, ...]:
    """Return the phases without which nothing could come of the rule."""
    weights = {PhaseKind.VOTE: rule.citizens.weight, PhaseKind.JUDGING: rule.jury.weight}
    return (*(kind for kind, weight in weights.items() if weight), PhaseKind.PUBLICATION)


def why_not_lock_rule(contest: ContestFacts, needed: Iterable[PhaseKind], now: datetime) -> str | None:
    """Return why the rule cannot be locked, or None. `needed` comes from `phases_needed`.

    The lock comes before the vote and the judging: a phase that is already due must be moved first.
    """
    if why := why_not_write_rule(contest):
        return why
    if missing := next((kind for kind in needed if contest.phase(kind) is None), None):
        return NOT_SET[missing]
    due = (PhaseKind.VOTE, PhaseKind.JUDGING, PhaseKind.PUBLICATION)
    return "rule.phase_is_due" if any(contest.is_overdue(kind, now) for kind in due) else None


def cautions(rule: ContestRule, entries: int) -> list[str]:
    """Return what should be thought over before the rule is locked, none of which forbids it.

    `entries` counts those that stand. How much each part really weighs is for the tally to show.
    """
    winners = sum(award.count for award in rule.awards)
    by_device = rule.identity.level is IdentityLevel.DEVICE and bool(rule.citizens.weight)
    last_word = TieBreak(TieBreakKind.DECISION)
    found = {
        "caution.few_entries": entries < FEWEST_ENTRIES,
        "caution.picks_all": FEWEST_ENTRIES <= entries <= rule.ballots.picks_to,
        "caution.more_winners_than_entries": FEWEST_ENTRIES <= entries < winners,
        "caution.no_awards": not rule.awards,
        "caution.device_level": by_device and bool(rule.awards),
        "caution.ties_may_stay": bool(rule.awards) and last_word not in rule.tie_breaks,
        "caution.shares_are_small": rule.citizens.method is CitizenMethod.SHARE and bool(rule.jury.weight),
    }
    return [code for code, holds in found.items() if holds]


def why_not_enter(
    contest: ContestFacts, department_id: UUID | None, actor: Actor, now: datetime
) -> str | None:
    """Return why this person cannot enter something for the department (None: for any), or None.

    An officer enters while the entry phase is open; whoever runs the contest also before it and after it,
    until citizens vote or judges score.
    """
    if why := why_not_change(contest):
        return why
    if not actor.acts_for(department_id):
        return "entry.not_yours"
    if _has_begun(contest, now):
        return "entry.vote_has_opened"
    if actor.runs_contests or contest.is_open(PhaseKind.ENTRY, now):
        return None
    return "entry.phase_over" if contest.has_opened(PhaseKind.ENTRY, now) else "entry.phase_not_open"


def why_not_edit_entry(contest: ContestFacts, entry: EntryFacts, actor: Actor, now: datetime) -> str | None:
    """Return why this person cannot change the entry, or None."""
    why = why_not_enter(contest, entry.department_id, actor, now)
    return why or ("entry.withdrawn" if entry.withdrawn else None)


def why_not_withdraw_entry(
    contest: ContestFacts, entry: EntryFacts, actor: Actor, now: datetime
) -> str | None:
    """Return why this person cannot withdraw the entry, or None.

    Once citizens vote or judges score only whoever runs the contest can, until the result is published.
    """
    if why := why_not_change(contest):
        return why
    if not actor.acts_for(entry.department_id):
        return "entry.not_yours"
    if entry.withdrawn:
        return "entry.withdrawn"
    closed_to_officers = _has_begun(contest, now) and not actor.runs_contests
    return "entry.vote_has_opened" if closed_to_officers else None


def why_not_restore_entry(
    contest: ContestFacts, entry: EntryFacts, actor: Actor, now: datetime
) -> str | None:
    """Return why this person cannot bring the withdrawn entry back, or None: whoever may enter, may."""
    why = why_not_enter(contest, entry.department_id, actor, now)
    return why or (None if entry.withdrawn else "entry.not_withdrawn")


def _has_begun(contest: ContestFacts, now: datetime) -> bool:
    """Whether citizens could vote or judges score already."""
    return any(contest.has_opened(kind, now) for kind in (PhaseKind.VOTE, PhaseKind.JUDGING))


def _why_not_become(
    contest: ContestFacts, kind: PhaseKind, wanted: PhaseFacts | None, now: datetime, reason: str | None
) -> str | None:
    """Why the phase of that kind cannot become `wanted` (None: be dropped)."""
    present = contest.phase(kind)
    if present == wanted:
        return None
    if present is not None and contest.has_opened(kind, now):
        return _why_not_extend(present, wanted, now, reason)
    if wanted is None:
        return "phase.rule_is_locked" if contest.rule_locked else None
    if wanted.is_over(now):
        return "phase.closes_in_the_past"
    if kind is not PhaseKind.ENTRY and wanted.opens_at < now:
        return "phase.opens_in_the_past"
    return None


def _why_not_extend(
    present: PhaseFacts, wanted: PhaseFacts | None, now: datetime, reason: str | None
) -> str | None:
    if present.is_over(now):
        return "phase.is_over"
    if wanted is None or wanted.opens_at != present.opens_at:
        return "phase.has_opened"
    if wanted.closes_at < present.closes_at:
        return "phase.only_later"
    return None if reason else "phase.reason_needed"


def _opens_at(phase: PhaseFacts) -> datetime:
    return phase.opens_at
