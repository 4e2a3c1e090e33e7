"""A contest from a judge's chair: the entries to score, each with her own sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest, Entry
from sotong.contests.queries import PublicEntry, ballot_entries, rule_of
from sotong.contests.rule_parts import Criterion
from sotong.core.errors import NotFound
from sotong.judging.models import Judge, Recusal, ScoreSheet, facts_of
from sotong.judging.queries.chairs import is_own
from sotong.judging.queries.orders import turns
from sotong.judging.rules import SheetFacts, SheetState, state_of


@dataclass(frozen=True, slots=True)
class EntryToScore:
    """An entry as a judge meets it, with her own sheet."""

    entry: PublicEntry
    rubric: Sequence[Criterion]
    sheet: ScoreSheet | None
    recusal: Recusal | None
    own_department: bool
    """Whether the judge's department entered it: she is recused, though no row may say so yet."""
    turn: int | None = None
    """Whose turn it is to present, by the draw; None if it was in none, or this entry alone was asked for."""

    @property
    def facts(self) -> SheetFacts:
        """What the rules need to know of her sheet as it was read."""
        return replace(facts_of(self.sheet, self.recusal), recused=self.recused)

    @property
    def recused(self) -> bool:
        return self.recusal is not None or self.own_department

    @property
    def state(self) -> SheetState:
        begun = self.sheet is not None or self.recused
        return state_of(self.facts if begun else None, self.rubric)


@dataclass(frozen=True, slots=True)
class Bench:
    """A contest from a judge's chair."""

    contest: Contest
    judge: Judge
    rule: ContestRule
    entries: tuple[EntryToScore, ...]
    """In the order of presentation."""


def panels_of(session: Session, account_id: UUID) -> Sequence[Contest]:
    """Return the contests on whose panel the account sits, newest first."""
    query = (
        sa.select(Contest)
        .join(Judge, Judge.contest_id == Contest.id)
        .where(Judge.account_id == account_id, Judge.removed_at.is_(None), Contest.cancelled_at.is_(None))
        .order_by(Contest.created_at.desc())
    )
    return session.scalars(query).all()


def bench(session: Session, contest_code: str, account_id: UUID, *, only: int | None = None) -> Bench:
    """Return a contest as one of its judges sees it, or `only` the entry of that number.

    Raises NotFound for everybody who is no judge of it.
    """
    asked = {"code": contest_code, "account_id": account_id}
    row = session.execute(_seated(), asked).one_or_none()
    if row is None:
        raise NotFound
    contest, judge = row
    rule, hers = rule_of(contest), _hers(session, judge, only)
    order = turns(session, contest.id) if only is None else {}
    to_score = tuple(
        EntryToScore(
            entry,
            rule.rubric(entry.format) or (),
            *hers[entry.id],
            turn=order.get(entry.number),
        )
        for entry in ballot_entries(session, contest.id, only=only)
    )
    in_order = sorted(to_score, key=lambda one: (one.turn is None, one.turn, one.entry.number))
    return Bench(contest, judge, rule, tuple(in_order))


def _hers(
    session: Session, judge: Judge, only: int | None
) -> dict[UUID, tuple[ScoreSheet | None, Recusal | None, bool]]:
    """Return her newest sheet of each entry, her recusal, and whether her own department entered it."""
    asked = {"contest_id": judge.contest_id, "judge_id": judge.id, "only": only}
    found = session.execute(_given(one=only is not None), asked)
    return {
        entry_id: (sheet, recusal, is_own(judge, department_id))
        for entry_id, sheet, recusal, department_id in found
    }


@cache
def _seated() -> sa.Select[Contest, Judge]:
    """The contest of a code and its judge of an account. Tablets ask it at each save: it is built once."""
    return (
        sa.select(Contest, Judge)
        .join(Judge, Judge.contest_id == Contest.id)
        .where(
            Contest.code == sa.bindparam("code"),
            Judge.account_id == sa.bindparam("account_id"),
            Judge.removed_at.is_(None),
        )
    )


@cache
def _given(*, one: bool) -> sa.Select[UUID, ScoreSheet, Recusal, UUID]:
    """What a judge has given to entries; of several revisions of a sheet the newest comes last."""
    judge_id = sa.bindparam("judge_id", type_=sa.Uuid())
    query = (
        sa.select(Entry.id, ScoreSheet, Recusal, Entry.department_id)
        .outerjoin(ScoreSheet, sa.and_(ScoreSheet.entry_id == Entry.id, ScoreSheet.judge_id == judge_id))
        .outerjoin(Recusal, sa.and_(Recusal.entry_id == Entry.id, Recusal.judge_id == judge_id))
        .where(Entry.contest_id == sa.bindparam("contest_id"))
        .order_by(ScoreSheet.revision)
    )
    return query.where(Entry.number == sa.bindparam("only")) if one else query


def entry_to_score(
    session: Session, contest_code: str, account_id: UUID, number: int
) -> tuple[Bench, EntryToScore]:
    """Return one entry with the judge's own sheet, on a bench of no other entry. Raises NotFound."""
    seen = bench(session, contest_code, account_id, only=number)
    if not seen.entries:
        raise NotFound
    return seen, seen.entries[0]
