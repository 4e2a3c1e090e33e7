"""What a judge may enter, and when; pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sotong.audit.rules import instant
from sotong.contests.rule_parts import Criterion
from sotong.contests.rules import ContestFacts, PhaseKind
from sotong.core.canonical import Json, canonical_bytes

MOST_PLACES = 2
LONGEST_MARK = 10
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
"""As people write marks; sheet.js counts by the same form."""
FEWEST_DRAWN = 2
"""Of one entry there is no order."""


class SheetState(StrEnum):
    """Where a judge stands with an entry."""

    EMPTY = "empty"
    BEGUN = "begun"
    COMPLETE = "complete"
    SIGNED = "signed"
    RECUSED = "recused"


class RecusalKind(StrEnum):
    """Why a judge does not score an entry."""

    OWN_DEPARTMENT = "own_department"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A score sheet as the rules see it: criterion id to mark; what is not entered is not there."""

    marks: Mapping[str, Decimal]
    version: int
    signed: bool
    recused: bool
    reopened: bool = False
    """Whether an unlock has opened it again after it was signed."""


@dataclass(frozen=True, slots=True)
class Official:
    """Who unlocks: an account, and the department that it says it works in (None: none of the list)."""

    account_id: UUID
    department_id: UUID | None


@dataclass(frozen=True, slots=True)
class UnlockFacts:
    """A sheet as those who would unlock it must know it. `entrants`: departments that have entered."""

    signed: bool
    replaced: bool
    judge_account: UUID
    entrants: Collection[UUID]
    proposed_by: UUID | None


def read_mark(text: str, criterion: Criterion) -> Decimal | None:
    """Read a mark as typed, also in the wide digits of a Korean keyboard; blank is None, never zero.

    Raises ValueError with a reason code: "mark.not_a_number", "mark.too_fine", "mark.beyond".
    """
    text = unicodedata.normalize("NFKC", text).strip().replace(",", ".")
    if not text:
        return None
    if len(text) > LONGEST_MARK or not _PLAIN_NUMBER.fullmatch(text):
        raise ValueError("mark.not_a_number")
    mark = Decimal(text)
    if -int(mark.as_tuple().exponent) > MOST_PLACES:
        raise ValueError("mark.too_fine")
    if not criterion.low <= mark <= criterion.high:
        raise ValueError("mark.beyond")
    return mark


def state_of(sheet: SheetFacts | None, rubric: Sequence[Criterion]) -> SheetState:
    """Return where the judge stands with an entry of this rubric."""
    if sheet is None:
        return SheetState.EMPTY
    if sheet.recused:
        return SheetState.RECUSED
    if sheet.signed:
        return SheetState.SIGNED
    if not sheet.marks:
        return SheetState.EMPTY
    complete = all(criterion.id in sheet.marks for criterion in rubric)
    return SheetState.COMPLETE if complete else SheetState.BEGUN


def why_not_score(contest: ContestFacts, sheet: SheetFacts, now: datetime) -> str | None:
    """Return why a sheet cannot be written in now, or None. One opened again waits for no phase."""
    if contest.cancelled:
        return "judging.cancelled"
    if contest.published:
        return "judging.published"
    if not contest.rule_locked or not (sheet.reopened or contest.is_open(PhaseKind.JUDGING, now)):
        return "judging.not_open"
    if sheet.recused:
        return "judging.recused"
    return "judging.signed" if sheet.signed else None


def why_not_save(contest: ContestFacts, sheet: SheetFacts, *, seen: int, now: datetime) -> str | None:
    """Return why this edit cannot be saved: not open, or the sheet moved on since it was `seen`."""
    return why_not_score(contest, sheet, now) or ("judging.moved_on" if seen != sheet.version else None)


def why_not_sign(
    contest: ContestFacts, sheet: SheetFacts, rubric: Sequence[Criterion], *, seen: int, now: datetime
) -> str | None:
    """Return why this sheet cannot be signed, or None. What was shown must be what is signed."""
    if reason := why_not_save(contest, sheet, seen=seen, now=now):
        return reason
    complete = all(criterion.id in sheet.marks for criterion in rubric)
    return None if complete else "judging.incomplete"


def why_not_recuse(contest: ContestFacts, sheet: SheetFacts) -> str | None:
    """Return why a judge cannot step back from an entry, or None."""
    if contest.published:
        return "judging.published"
    if sheet.recused:
        return "judging.recused"
    return "judging.signed" if sheet.signed else None


def why_not_change_panel(contest: ContestFacts) -> str | None:
    """Return why judges cannot be added or taken off, or None."""
    return "judging.published" if contest.published else None


def why_not_propose_unlock(contest: ContestFacts, sheet: UnlockFacts, official: Official) -> str | None:
    """Return why this official cannot propose to open the sheet again, or None."""
    if reason := _why_not_unlock_at_all(contest, sheet, official):
        return reason
    if not sheet.signed or sheet.replaced:
        return "unlock.not_signed"
    return "unlock.proposed_already" if sheet.proposed_by else None


def why_not_unlock(contest: ContestFacts, sheet: UnlockFacts, official: Official) -> str | None:
    """Return why this official cannot open the sheet again, or None: it takes a second one."""
    if reason := _why_not_unlock_at_all(contest, sheet, official):
        return reason
    if sheet.proposed_by is None:
        return "unlock.not_proposed"
    if sheet.replaced:
        return "unlock.done_already"
    return "unlock.same_person" if sheet.proposed_by == official.account_id else None


def why_not_withdraw_unlock(sheet: UnlockFacts, account_id: UUID) -> str | None:
    """Return why this account cannot withdraw a proposal, or None: only its own, and not once confirmed."""
    if sheet.proposed_by is None:
        return "unlock.not_proposed"
    if sheet.replaced:
        return "unlock.done_already"
    return None if sheet.proposed_by == account_id else "unlock.not_yours"


def _why_not_unlock_at_all(contest: ContestFacts, sheet: UnlockFacts, official: Official) -> str | None:
    if contest.cancelled:
        return "judging.cancelled"
    if contest.published:
        return "judging.published"
    if official.account_id == sheet.judge_account:
        return "unlock.own_sheet"
    return "unlock.entrants_department" if official.department_id in sheet.entrants else None


def why_not_draw(
    contest: ContestFacts, *, entries: int, drawn_before: bool, reason: str, now: datetime
) -> str | None:
    """Return why the order of presentation cannot be drawn, or None. `entries` counts those that stand."""
    if contest.cancelled:
        return "judging.cancelled"
    if contest.published:
        return "judging.published"
    if not contest.rule_locked:
        return "order.rule_not_locked"
    if contest.has_opened(PhaseKind.JUDGING, now):
        return "order.judging_has_opened"
    if entries < FEWEST_DRAWN:
        return "order.too_few"
    return "order.reason_needed" if drawn_before and not reason else None


def drawn_order(numbers: Iterable[int], *, root: bytes, at: datetime) -> list[int]:
    """Return the order that a draw gives: entry numbers by SHA-256 of the seed and their number.

    The seed is the root of the contest's log (32 bytes) before the draw, and the draw's instant to the
    microsecond: nobody chooses either, and the log shows both to everybody.
    """
    seed = f"sotong order v1\n{root.hex()}\n{instant(at)}\n"
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}{number}".encode()).digest())


def why_not_read_comments(contest: ContestFacts, *, own: bool) -> str | None:
    """Return why judges' comments on an entry cannot be read, or None: by its department, once published."""
    if not own:
        return "comments.not_yours"
    return None if contest.published else "comments.not_published"


def unlock_entry(*, sheet: str, officials: Sequence[UUID], reason: str, salt: bytes) -> dict[str, Json]:
    """Return what the contest's log says of an unlock: which sheet, who, and a salted SHA-256 of why."""
    body: dict[str, Json] = {"reason": reason, "salt": salt.hex()}
    return {
        "officials": [str(one) for one in officials],
        "reason": hashlib.sha256(canonical_bytes(["unlock", body])).hexdigest(),
        "sheet": sheet,
    }


def sheet_digest(
    *, salt: bytes, entry_number: int, judge_number: int, marks: Mapping[str, Decimal], revision: int
) -> str:
    """Return what the contest's log holds of a signed sheet: SHA-256, salted so that nobody can guess it."""
    body: dict[str, Json] = {
        "entry": entry_number,
        "judge": judge_number,
        "marks": {criterion: str(mark) for criterion, mark in marks.items()},
        "revision": revision,
        "salt": salt.hex(),
    }
    return hashlib.sha256(canonical_bytes(["sheet", body])).hexdigest()


def recusal_needed(judge_department: UUID | None, entry_department: UUID) -> bool:
    """Whether the judge is of the entrant's own department."""
    return judge_department is not None and judge_department == entry_department
