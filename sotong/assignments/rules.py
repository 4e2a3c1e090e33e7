"""What may be done with an assignment, and how it stands.

Facts and the time come in; a reason, or a value, goes out.

Whoever hands in at the due instant itself is on time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sotong.channels.permalinks import possibly_same
from sotong.channels.platforms import LinkFlag, LinkKind, Permalink
from sotong.channels.post_times import posted_at
from sotong.core.days import korean_day

SOON = timedelta(hours=4)
"""Half a working day: there is still time for a telephone call."""
MAX_REASON_LENGTH = 500


class SubjectKind(StrEnum):
    """What an assignment is about. The room above that assigns knows the subject; this room knows its id."""

    POST = "post"
    INQUIRY = "inquiry"
    GUIDELINE = "guideline"
    ALERT = "alert"
    CASE = "case"


class Act(StrEnum):
    """What is asked of the officer."""

    SHARE = "share"
    COMMENT = "comment"
    REPOST = "repost"
    READ = "read"
    REPLY = "reply"
    ACKNOWLEDGE = "acknowledge"
    ADOPT = "adopt"


class ProofKind(StrEnum):
    """How the officer shows that it was done: a permalink, or nothing but the officer's word."""

    PERMALINK = "permalink"
    NONE = "none"


class Choice(StrEnum):
    """What an officer answers for her department: as it is, with changes, or not at all."""

    ADOPT = "adopt"
    ADAPT = "adapt"
    DECLINE = "decline"


class AssignmentState(StrEnum):
    """Where an assignment is on its way. REJECTED is to be done again, with the reviewer's reason."""

    OPEN = "open"
    HANDED_IN = "handed_in"
    DONE = "done"
    REJECTED = "rejected"
    EXCUSED = "excused"
    CANCELLED = "cancelled"


class ProofStanding(StrEnum):
    """What became of a proof. WAITING and ACCEPTED are current: an assignment has one of these at most."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ProofFlag(StrEnum):
    """Why a proof waits for a reviewer instead of settling the assignment at once.

    DUPLICATE: the same permalink is another assignment's proof. ORIGINAL: the post itself was handed in.
    POSSIBLY_SAME: under an address that may be another form of the original, or of another officer's proof.
    SHARE_LINK: made by an app's share button, names neither account nor post. EXPIRES: gone after a day.
    EARLY: made before the assignment was given, as the platform's own numbering tells. NOT_REGISTERED: the
    address names an account that is not the office's, where the office asks for its own. SCREENSHOT: a
    picture without an address, which only a person can judge.
    """

    DUPLICATE = "duplicate"
    ORIGINAL = "original"
    WRONG_PLATFORM = "wrong_platform"
    POSSIBLY_SAME = "possibly_same"
    SHARE_LINK = "share_link"
    EXPIRES = "expires"
    EARLY = "early"
    NOT_REGISTERED = "not_registered"
    SCREENSHOT = "screenshot"


class Decision(StrEnum):
    """What a reviewer may decide."""

    APPROVE = "approve"
    REJECT = "reject"
    EXCUSE = "excuse"
    CANCEL = "cancel"
    REOPEN = "reopen"


class Standing(StrEnum):
    """How an assignment stands at an instant: what the boards count. Each assignment has exactly one.

    LATE: past due, was seen. SILENT: past due, never seen, so nobody knows whether it arrived.
    """

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    LATE = "late"
    SILENT = "silent"
    WAITING = "waiting"
    DONE = "done"
    EXCUSED = "excused"
    CANCELLED = "cancelled"


class DayPart(StrEnum):
    """Under which heading of an officer's day an assignment stands."""

    LATE = "late"
    TODAY = "today"
    COMING = "coming"
    FINISHED = "finished"


S = AssignmentState

TO_DO = frozenset({S.OPEN, S.REJECTED})
"""States in which the officer still has something to do."""
HELD = frozenset({ProofStanding.WAITING, ProofStanding.ACCEPTED})
"""Proofs that count at present."""
FROM: dict[Decision, frozenset[AssignmentState]] = {
    Decision.APPROVE: frozenset({S.HANDED_IN}),
    # What was accepted unseen may turn out to be no proof.
    Decision.REJECT: frozenset({S.HANDED_IN, S.DONE}),
    # Work that was handed in is reviewed, never waved away.
    Decision.EXCUSE: TO_DO,
    Decision.CANCEL: TO_DO,
    Decision.REOPEN: frozenset({S.EXCUSED, S.CANCELLED}),
}
TO: dict[Decision, AssignmentState] = {
    Decision.APPROVE: S.DONE,
    Decision.REJECT: S.REJECTED,
    Decision.EXCUSE: S.EXCUSED,
    Decision.CANCEL: S.CANCELLED,
    Decision.REOPEN: S.OPEN,
}
NEEDS_REASON = frozenset({Decision.REJECT, Decision.EXCUSE, Decision.CANCEL})
BESIDE_THE_ORIGINAL = frozenset({Act.COMMENT, Act.REPOST})
"""Acts that are possible on the original's platform only; a share may be carried anywhere."""
ANSWERED = frozenset({Act.ADOPT})
"""Acts that are settled by an answer: neither by a permalink nor by a bare word."""
ON_ITS_OWN_PAGE = frozenset({Act.ACKNOWLEDGE})
"""Acts that are settled on the subject's own page, where it is read, and that are not taken back."""
TAKEN_UP = frozenset({Choice.ADOPT, Choice.ADAPT})
"""Answers after which something is to be carried out."""
NEEDS_TEXT = frozenset({Choice.ADAPT, Choice.DECLINE})
"""Answers that say nothing without a text: what is changed, or why not."""
OF_ACCOUNTS = frozenset({Act.SHARE, Act.COMMENT, Act.REPOST})
"""Acts that are done with an account on a platform, one's own or the department's."""
NO_PROOF_KINDS = frozenset({LinkKind.PROFILE, LinkKind.GROUP, LinkKind.ALBUM, LinkKind.EVENT})


@dataclass(frozen=True, slots=True)
class Subject:
    """What an assignment is about, as the room that assigns describes it to the officer.

    `link` is the canonical permalink of the original, if there is one; `text` is what the officer may copy.
    """

    kind: SubjectKind
    id: UUID
    title: str
    link: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """What the rules need to know of an assignment.

    `decided`: a reviewer has ruled on its present state. `takes_answer`: its act is one of `ANSWERED`.
    """

    state: AssignmentState
    due_at: datetime
    proof_kind: ProofKind = ProofKind.PERMALINK
    first_seen_at: datetime | None = None
    handed_in_at: datetime | None = None
    decided: bool = False
    takes_answer: bool = False
    on_its_own_page: bool = False


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """How the office asks for shares. The defaults hold until something else is decided."""

    ranking_shown: bool = True
    registered_accounts_only: bool = False

    def told(self) -> dict[str, bool]:
        """As the record names it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a proof is held against: the act, the original if any, and what others handed in for it.

    `strange_account`: the office asks for proofs from its registered accounts, and this names another.
    """

    act: Act
    original: Permalink | None = None
    others: Sequence[Permalink] = ()
    assigned_at: datetime | None = None
    strange_account: bool = False


def standing(facts: AssignmentFacts, now: datetime) -> Standing:
    """How an assignment stands at `now`. `queries.standing_column` says the same in SQL."""
    if facts.state not in TO_DO:
        return Standing.WAITING if facts.state is S.HANDED_IN else Standing(facts.state.value)
    if now > facts.due_at:
        return Standing.SILENT if facts.first_seen_at is None else Standing.LATE
    return Standing.DUE_SOON if now > facts.due_at - SOON else Standing.ON_TIME


def lateness(facts: AssignmentFacts, now: datetime) -> timedelta:
    """By how much the due time was missed, or is being missed at `now`; zero if it was not."""
    ended_at = now if facts.state in TO_DO else facts.handed_in_at or facts.due_at
    return max(timedelta(0), ended_at - facts.due_at)


def day_part(facts: AssignmentFacts, now: datetime) -> DayPart:
    """Under which heading the assignment stands on the officer's page; days change at midnight in Korea."""
    if facts.state not in TO_DO:
        return DayPart.FINISHED
    if now > facts.due_at:
        return DayPart.LATE
    return DayPart.TODAY if korean_day(facts.due_at) == korean_day(now) else DayPart.COMING


def why_not_assign(due_at: datetime, now: datetime) -> str | None:
    """Why nothing can be assigned with this due time."""
    return "assignment.due_in_the_past" if due_at <= now else None


def why_not_hand_in(facts: AssignmentFacts, brings: ProofKind) -> str | None:
    """Why the officer cannot hand in a permalink, or confirm without one, now. Being late is no reason."""
    if facts.proof_kind is not brings or facts.takes_answer or facts.on_its_own_page:
        return "assignment.other_kind_of_proof"
    return why_not_settle(facts)


def why_not_settle(facts: AssignmentFacts) -> str | None:
    """Why an assignment cannot be settled in the state in which it is."""
    return {
        S.HANDED_IN: "assignment.already_handed_in",
        S.DONE: "assignment.already_done",
        S.EXCUSED: "assignment.excused",
        S.CANCELLED: "assignment.cancelled",
    }.get(facts.state)


def why_not_proof(link: Permalink) -> str | None:
    """Why an address can be no proof of anything done: it leads to an account, not to a post."""
    return "assignment.not_a_post" if link.kind in NO_PROOF_KINDS else None


def why_not_answer(facts: AssignmentFacts, choice: Choice, text: str, now: datetime) -> str | None:
    """Why the officer cannot answer so now. A first answer may be late; a change of mind may not."""
    if not facts.takes_answer:
        return "assignment.other_kind_of_proof"
    let_off = {S.EXCUSED: "assignment.excused", S.CANCELLED: "assignment.cancelled"}
    if facts.state in let_off:
        return let_off[facts.state]
    if facts.state is S.DONE and now > facts.due_at:
        return "assignment.answer_stands"
    return "assignment.text_missing" if choice in NEEDS_TEXT and not text.strip() else None


def why_not_report(facts: AssignmentFacts, choice: Choice | None) -> str | None:
    """Why it cannot be said that something was carried out: it was never taken up."""
    taken_up = facts.state is S.DONE and choice in TAKEN_UP
    return None if taken_up else "assignment.not_taken_up"


def why_not_withdraw(facts: AssignmentFacts) -> str | None:
    """Why the officer cannot take the proof back: nothing lies there, or a reviewer has ruled on it.

    An answer is not withdrawn but changed.
    """
    if facts.takes_answer or facts.on_its_own_page:
        return "assignment.other_kind_of_proof"
    if facts.state not in (S.HANDED_IN, S.DONE):
        return "assignment.nothing_handed_in"
    return "assignment.already_reviewed" if facts.decided else None


def why_not_decide(facts: AssignmentFacts, decision: Decision, reason: str | None) -> str | None:
    """Why a reviewer cannot decide so."""
    no_proof = decision is Decision.REJECT and facts.proof_kind is ProofKind.NONE
    from_states = FROM[decision]
    if decision is Decision.REOPEN and facts.takes_answer:
        from_states |= {S.DONE}
    if decision is Decision.APPROVE and facts.proof_kind is ProofKind.PERMALINK and not facts.decided:
        from_states |= {S.DONE}  # accepted unseen, and now looked at
    if facts.state not in from_states or no_proof:
        return {
            Decision.APPROVE: "assignment.cannot_approve",
            Decision.REJECT: "assignment.cannot_reject",
            Decision.EXCUSE: "assignment.cannot_excuse",
            Decision.CANCEL: "assignment.cannot_cancel",
            Decision.REOPEN: "assignment.cannot_reopen",
        }[decision]
    if decision in NEEDS_REASON and not (reason or "").strip():
        return "assignment.reason_missing"
    return None


def flags_of(link: Permalink, asked: Asked) -> frozenset[ProofFlag]:
    """What a reviewer should look at before `link` counts.

    Whether the same permalink was handed in before is for the table to say, not for these facts.
    """
    original = asked.original
    is_original = original is not None and link.url == original.url
    elsewhere = original is not None and link.platform is not original.platform
    found = {
        ProofFlag.ORIGINAL: is_original,
        ProofFlag.WRONG_PLATFORM: elsewhere and asked.act in BESIDE_THE_ORIGINAL,
        ProofFlag.POSSIBLY_SAME: not is_original and _possibly_same(link, asked),
        ProofFlag.SHARE_LINK: LinkFlag.SHARE_LINK in link.flags,
        ProofFlag.EXPIRES: LinkFlag.EXPIRES in link.flags,
        ProofFlag.EARLY: _is_early(link, asked.assigned_at),
        ProofFlag.NOT_REGISTERED: asked.strange_account,
    }
    return frozenset(flag for flag, applies in found.items() if applies)


def _is_early(link: Permalink, assigned_at: datetime | None) -> bool:
    made_at = posted_at(link)
    return made_at is not None and assigned_at is not None and made_at < assigned_at


def has_other_forms(link: Permalink) -> bool:
    """Whether the same thing may stand under another address, so that it must be held against the others'."""
    return LinkFlag.OTHER_FORMS in link.flags


def _possibly_same(link: Permalink, asked: Asked) -> bool:
    known = [*asked.others, *([asked.original] if asked.original else [])]
    return any(link.url != other.url and possibly_same(link, other) for other in known)
