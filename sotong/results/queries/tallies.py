"""Nouns of results: the facts of a contest, its tally as it was made, the published result."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.ballots import desk
from sotong.ballots import queries as ballots
from sotong.contests.models import Contest
from sotong.contests.models import Entry as EntryRow
from sotong.contests.queries import entries as contest_entries
from sotong.contests.queries import rule_of
from sotong.contests.rule_parts import Format
from sotong.core.canonical import Json
from sotong.core.places import titled
from sotong.judging import queries as judging
from sotong.results.facts import Decision, Entry, Sheet, Votes
from sotong.results.judge_sheet import JudgeLine, judge_sheet
from sotong.results.models import Placing, TallyRecord, TieDecision
from sotong.results.rules import TallyFacts
from sotong.results.stability import StabilitySheet, stability
from sotong.results.tally import Result, Tally, tally
from sotong.results.weights import DEFAULT_CHANNELS, EffectiveWeights, Levels, meter, past_levels

PAST_CONTESTS: Final = 5
USUAL_JUDGES: Final = 5


@dataclass(frozen=True, slots=True)
class Facts:
    """What a tally is made from, by entry number and judge number: nobody's name.

    Votes held apart are those of void ballots. `set_apart` is how many participations were in quarantine at
    the tally without being void: they are counted.
    """

    entries: tuple[Entry, ...]
    sheets: tuple[Sheet, ...]
    votes: Votes
    decisions: tuple[Decision, ...]
    set_apart: int = 0

    def to_json(self) -> dict[str, Json]:
        """Write the facts so that they can be hashed and read again."""
        return {
            "entries": [
                {
                    "id": entry.id,
                    "label": entry.label,
                    "format": entry.format.value if entry.format else None,
                    "withdrawn": entry.withdrawn,
                }
                for entry in self.entries
            ],
            "sheets": [
                {
                    "judge": sheet.judge,
                    "entry": sheet.entry,
                    "recused": sheet.recused,
                    "marks": {criterion: str(mark) for criterion, mark in sheet.marks.items()},
                }
                for sheet in self.sheets
            ],
            "votes": {channel: dict(counts) for channel, counts in self.votes.counts.items()},
            "voided": {channel: dict(counts) for channel, counts in self.votes.quarantined.items()},
            "set_apart": self.set_apart,
            "decisions": [{"order": list(one.order), "reason": one.reason} for one in self.decisions],
        }

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Facts:
        """Read what `to_json` wrote."""
        return cls(
            entries=tuple(
                Entry(
                    one["id"],
                    one["label"],
                    Format(one["format"]) if one["format"] else None,
                    one["withdrawn"],
                )
                for one in body["entries"]
            ),
            sheets=tuple(
                Sheet(
                    one["judge"],
                    one["entry"],
                    {criterion: Fraction(mark) for criterion, mark in one["marks"].items()},
                    recused=one["recused"],
                )
                for one in body["sheets"]
            ),
            votes=Votes(body["votes"], body["voided"]),
            decisions=tuple(Decision(tuple(one["order"]), one["reason"]) for one in body["decisions"]),
            set_apart=body["set_apart"],
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A tally that was made: its record, and the figures, computed again from the recorded facts."""

    record: TallyRecord
    facts: Facts
    tally: Tally
    departments: dict[str, str]
    departments_en: dict[str, str]
    titles_en: dict[str, str]
    """Of the entries that have one."""

    def in_english(self, contest: Contest) -> Outcome:
        """The same outcome, its entries and departments called by their English names where they have one."""
        facts = replace(self.facts, entries=tuple(map(self._in_english, self.facts.entries)))
        computed = tally(rule_of(contest), facts.entries, facts.sheets, facts.votes, facts.decisions)
        return replace(self, facts=facts, tally=computed, departments=self.departments_en)

    def _in_english(self, entry: Entry) -> Entry:
        return replace(entry, label=self.titles_en.get(entry.id, entry.label))

    @property
    def anybody_won(self) -> bool:
        """Whether there is anybody to hand a certificate to."""
        return any(award.winners for award in self.tally.awards)

    @property
    def waiting(self) -> tuple[str, ...]:
        """Entries that share a place which only a recorded decision can divide."""
        return tuple(dict.fromkeys(entry for award in self.tally.awards for entry in award.waiting))

    def award_label(self, result: Result) -> str:
        """The label of the award that this result has, or nothing."""
        return next((one.award.label for one in self.tally.awards if result.entry.id in one.winners), "")

    def void_votes(self, result: Result) -> int:
        """How many void ballots chose this entry."""
        return sum(votes.get(result.entry.id, 0) for votes in self.facts.votes.quarantined.values())


def gather(session: Session, contest: Contest) -> Facts:
    """Gather the facts of a contest as they stand. For the tally only: nothing of this is shown before."""
    sheets = [
        Sheet(
            str(sheet.judge_number),
            str(sheet.entry_number),
            {criterion: Fraction(mark) for criterion, mark in sheet.marks.items()},
        )
        for sheet in judging.signed_sheets(session, contest.id)
    ]
    recused = [
        Sheet(str(judge), str(entry), {}, recused=True)
        for judge, entry in sorted(judging.recused_pairs(session, contest.id))
    ]
    return Facts(
        entries=tuple(
            Entry(str(entry.number), entry.title, Format(entry.format.value), entry.withdrawn_at is not None)
            for entry in contest_entries(session, contest.id)
        ),
        sheets=(*sheets, *recused),
        votes=Votes(
            _by_channel(ballots.counts(session, contest.id)),
            _by_channel(ballots.void_counts(session, contest.id)),
        ),
        decisions=tuple(
            Decision(tuple(json.loads(one.numbers)), one.reason) for one in decisions(session, contest.id)
        ),
        set_apart=desk.void_totals(session, contest.id).set_apart,
    )


def _by_channel(counts: ballots.Counts) -> dict[str, dict[str, int]]:
    return {
        channel.value: {str(entry): number for entry, number in votes.items()}
        for channel, votes in counts.by_channel.items()
    }


def decisions(session: Session, contest_id: UUID) -> Sequence[TieDecision]:
    """Return the recorded decisions on ties, oldest first."""
    query = sa.select(TieDecision).where(TieDecision.contest_id == contest_id)
    return session.scalars(query.order_by(TieDecision.decided_at)).all()


def newest_record(session: Session, contest_id: UUID) -> TallyRecord | None:
    """Return the newest tally of a contest, if any was made."""
    query = sa.select(TallyRecord).where(TallyRecord.contest_id == contest_id)
    return session.scalars(query.order_by(TallyRecord.number.desc()).limit(1)).one_or_none()


def outcome(session: Session, contest: Contest) -> Outcome | None:
    """Return the newest tally, its figures computed anew from the recorded facts. None if none was made."""
    record = newest_record(session, contest.id)
    if record is None:
        return None
    facts = Facts.from_json(json.loads(record.facts))
    computed = tally(rule_of(contest), facts.entries, facts.sheets, facts.votes, facts.decisions)
    entered = {str(entry.number): entry for entry in contest_entries(session, contest.id)}
    return Outcome(
        record,
        facts,
        computed,
        departments={number: entry.department.name for number, entry in entered.items()},
        departments_en={
            number: entry.department.name_en or entry.department.name for number, entry in entered.items()
        },
        titles_en={number: entry.title_en for number, entry in entered.items() if entry.title_en},
    )


def stability_of(contest: Contest, outcome: Outcome) -> StabilitySheet:
    """Return the stability sheet of a tally that was made, from its recorded facts."""
    facts = outcome.facts
    return stability(rule_of(contest), facts.entries, facts.sheets, facts.votes, facts.decisions)


def judges_of(contest: Contest, outcome: Outcome) -> list[JudgeLine]:
    """Return the judge sheet of a tally that was made, by the judges' numbers."""
    facts = outcome.facts
    if not facts.sheets:
        return []
    lines = judge_sheet(rule_of(contest), facts.entries, facts.sheets)
    return sorted(lines, key=lambda line: int(line.judge))


def meter_of(session: Session, contest: Contest) -> tuple[EffectiveWeights, ...]:
    """Try the contest's rule, with its channels and number of judges, on made-up and past contests."""
    links = ballots.vote_links(session, contest.id)
    channels = sorted({link.channel.value for link in links if link.retired_at is None})
    return meter(
        rule_of(contest),
        past_contests(session),
        judges=len(judging.panel(session, contest.id)) or USUAL_JUDGES,
        channels=channels or DEFAULT_CHANNELS,
    )


def past_contests(session: Session) -> list[Levels]:
    """Return the marks and votes of the contests published last, newest first, from their recorded facts."""
    last = sa.select(sa.func.max(TallyRecord.number)).where(TallyRecord.contest_id == Contest.id)
    query = (
        sa.select(Contest, TallyRecord.facts)
        .join(TallyRecord, TallyRecord.contest_id == Contest.id)
        .where(
            Contest.published_at.is_not(None), TallyRecord.number == last.correlate(Contest).scalar_subquery()
        )
        .order_by(Contest.published_at.desc())
        .limit(PAST_CONTESTS)
    )
    found = [
        _levels_of(contest, Facts.from_json(json.loads(facts))) for contest, facts in session.execute(query)
    ]
    return [levels for levels in found if levels is not None]


def _levels_of(contest: Contest, facts: Facts) -> Levels | None:
    rule, name = rule_of(contest), titled(contest)
    return past_levels(rule, facts.entries, facts.sheets, facts.votes, code=contest.code, name=name)


def tally_facts(session: Session, contest: Contest) -> TallyFacts:
    """Return what the rules of tallying need to know."""
    rule = rule_of(contest)
    record = newest_record(session, contest.id)
    waiting = record is not None and any(award["waiting"] for award in json.loads(record.outcome)["awards"])
    return TallyFacts(
        jury_weight=rule.jury.weight,
        citizen_weight=rule.citizens.weight,
        ballots_closed=ballots.close_of(session, contest.id) is not None,
        tallied=record is not None,
        waiting=waiting,
        voided_since=record is not None and desk.last_void(session, contest.id) > record.position,
        sheet_reopened=bool(judging.reopened(session, contest.id)),
        judging_changed_since=record is not None and judging.last_change(session, contest) > record.position,
    )


def placings(session: Session, contest_id: UUID) -> Sequence[tuple[Placing, EntryRow]]:
    """Return the published placings, best first, those without a place last."""
    query = (
        sa.select(Placing, EntryRow)
        .join(EntryRow, EntryRow.id == Placing.entry_id)
        .where(Placing.contest_id == contest_id)
        .order_by(Placing.place.is_(None), Placing.place, EntryRow.number)
    )
    return [(placing, entry) for placing, entry in session.execute(query)]
