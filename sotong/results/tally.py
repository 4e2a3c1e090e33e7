"""The tally: judges' sheets and citizens' votes joined by the contest rule into totals, places and awards.

Exact from end to end: fractions, rounded only where the rule says so. The order in which entries, judges,
channels and sheets come in changes nothing. Each figure opens into its arithmetic (`results.figures`).

What happens with too little to go by is defined, never guessed (docs/tally.md tells it in words):

* no judge's sheet counts: the citizen score alone makes the total; no vote: the jury score alone; neither:
  nobody is placed.
* an entry without a jury score in a contest that has one (all its judges recused, say) is not placed.
* a withdrawn entry is listed without a place; its sheets and votes count nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import Combine, RoundingPoint, RoundingStep, TieBreak, TieBreakKind
from sotong.results.citizens import CitizenScores, citizen_scores
from sotong.results.facts import Decision, Entry, Note, Sheet, Votes, check_facts
from sotong.results.figures import Operation, Step, figure, given
from sotong.results.jury import JuryScores, jury_scores
from sotong.results.marking import Marking, mark
from sotong.results.placing import AwardResult, Place, Standing, give_awards, placings

NO_VOTES: Final = Votes()
NOTHING: Final = "tally.nothing_counted"


@dataclass(frozen=True, slots=True)
class Result:
    """One entry's result. Without a `place` it has a reason in `unplaced`.

    `tied_with` are those that share its place; `broken_by` the tie-breaks that told it apart from others of
    the same total.
    """

    entry: Entry
    place: int | None
    total: Step | None
    jury: Step | None
    citizens: Step | None
    votes: int
    tied_with: tuple[str, ...] = ()
    broken_by: tuple[TieBreak, ...] = ()
    unplaced: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """A contest's results, best place first (of those who share one, by id), then those without a place."""

    rule_digest: str
    results: tuple[Result, ...]
    awards: tuple[AwardResult, ...]
    notes: tuple[Note, ...]

    @property
    def winners(self) -> tuple[str, ...]:
        """The ids of those in first place."""
        return tuple(result.entry.id for result in self.results if result.place == 1)

    def result(self, entry_id: str) -> Result:
        """The result of one entry. Raises KeyError if there is none."""
        return {result.entry.id: result for result in self.results}[entry_id]

    def award_of(self, entry_id: str) -> str | None:
        """The id of the award that the entry has, if any."""
        return next((given_.award.id for given_ in self.awards if entry_id in given_.winners), None)


def tally(
    rule: ContestRule,
    entries: Sequence[Entry],
    sheets: Sequence[Sheet] = (),
    votes: Votes = NO_VOTES,
    decisions: Sequence[Decision] = (),
) -> Tally:
    """Compute a contest's results. Raises FactsInvalid if the facts fit neither the rule nor each other."""
    check_facts(rule, entries, sheets, votes, decisions)
    return tally_marked(MarkedContest(rule, entries, mark(rule, entries, sheets), votes, decisions))


@dataclass(frozen=True, slots=True)
class MarkedContest:
    """A contest whose sheets are marked: what whoever computes many variants of it starts from."""

    rule: ContestRule
    entries: Sequence[Entry]
    marking: Marking
    votes: Votes
    decisions: Sequence[Decision]


def tally_marked(contest: MarkedContest) -> Tally:
    """Compute the results of a contest whose facts have passed `check_facts`."""
    rule, entries, decisions = contest.rule, contest.entries, contest.decisions
    jury = jury_scores(rule, entries, contest.marking)
    citizens = citizen_scores(rule, entries, contest.votes)
    totals = join(rule, jury.scores, citizens.scores)
    places = placings(standings(totals, jury, citizens), rule.tie_breaks, decisions)
    awards = give_awards(rule.awards, places, {entry: step.rounded for entry, step in totals.items()})
    results = [
        *_placed(entries, places, totals, jury, citizens),
        *_unplaced(entries, totals, jury, citizens),
    ]
    notes = {
        *contest.marking.notes,
        *jury.notes,
        *citizens.notes,
        *_notes(rule, results, jury, citizens),
        *_tie_notes(rule, places, awards, decisions),
    }
    return Tally(rule.digest(), tuple(results), awards, tuple(sorted(notes)))


class _Side(NamedTuple):
    """The jury or the citizens: their scores, and what their part in the total is made with."""

    code: str
    scores: Mapping[str, Step]
    weight: Fraction
    rounding: RoundingStep | None


def join(rule: ContestRule, jury: Mapping[str, Step], citizens: Mapping[str, Step]) -> dict[str, Step]:
    """The total of every entry that has a score from each side that weighs and has scores at all."""
    both = (
        _Side("step.jury_part", jury, rule.jury.weight, rule.rounding(RoundingPoint.JURY_PART)),
        _Side("step.citizen_part", citizens, rule.citizens.weight, rule.rounding(RoundingPoint.CITIZEN_PART)),
    )
    sides = [side for side in both if side.scores and side.weight]
    scored = set.intersection(*(set(side.scores) for side in sides)) if sides else set()
    weights = sum((side.weight for side in sides), Fraction(0))
    return {
        entry: figure(
            "step.total",
            Operation.SUM,
            [_part(rule, side, entry, weights) for side in sides],
            rounding=rule.rounding(RoundingPoint.TOTAL),
        )
        for entry in sorted(scored)
    }


def _part(rule: ContestRule, side: _Side, entry: str, weights: Fraction) -> Step:
    """A side's part in the total; its score itself where weighing changes nothing."""
    score, whole = side.scores[entry], Fraction(1) if rule.combine is Combine.SUM else weights
    if side.weight == whole and side.rounding is None:
        return score
    factors = [score, given("step.weight", side.weight), given("step.weights", whole)]
    if rule.combine is Combine.SUM:
        return figure(side.code, Operation.PRODUCT, factors[:2], rounding=side.rounding)
    return figure(side.code, Operation.PROPORTION, factors, rounding=side.rounding)


def standings(totals: Mapping[str, Step], jury: JuryScores, citizens: CitizenScores) -> dict[str, Standing]:
    """What each entry that has a total is placed by."""
    return {
        entry: Standing(
            total=total.rounded,
            jury=_rounded(jury.scores.get(entry)),
            citizens=_rounded(citizens.scores.get(entry)),
            votes=citizens.votes[entry],
            averages=jury.averages.get(entry, {}),
        )
        for entry, total in totals.items()
    }


def _rounded(step: Step | None) -> Fraction | None:
    return None if step is None else step.rounded


def _placed(
    entries: Sequence[Entry],
    places: Sequence[Place],
    totals: Mapping[str, Step],
    jury: JuryScores,
    citizens: CitizenScores,
) -> Iterator[Result]:
    by_id = {entry.id: entry for entry in entries}
    for place in places:
        for entry in place.entries:
            yield Result(
                entry=by_id[entry],
                place=place.number,
                total=totals[entry],
                jury=jury.scores.get(entry),
                citizens=citizens.scores.get(entry),
                votes=citizens.votes[entry],
                tied_with=tuple(other for other in place.entries if other != entry),
                broken_by=place.broken_by,
            )


def _unplaced(
    entries: Sequence[Entry], totals: Mapping[str, Step], jury: JuryScores, citizens: CitizenScores
) -> Iterator[Result]:
    """Entries without a total: those that stand, then the withdrawn ones, each by id."""
    without = [entry for entry in entries if entry.id not in totals]
    for entry in sorted(without, key=lambda entry: (entry.withdrawn, entry.id)):
        yield Result(
            entry=entry,
            place=None,
            total=None,
            jury=jury.scores.get(entry.id),
            citizens=citizens.scores.get(entry.id),
            votes=citizens.votes.get(entry.id, 0),
            unplaced="entry.withdrawn" if entry.withdrawn else "entry.no_marks" if totals else NOTHING,
        )


def _notes(
    rule: ContestRule, results: Sequence[Result], jury: JuryScores, citizens: CitizenScores
) -> Iterator[Note]:
    """What the reader of the result should know of what was lacking."""
    standing = [result for result in results if not result.entry.withdrawn]
    if not standing:
        yield Note("tally.no_entries")
    if len(standing) == 1:
        yield Note("tally.one_entry", standing[0].entry.id)
    if rule.jury.weight and not jury.scores:
        yield Note("tally.no_judges")
    if rule.citizens.weight and not citizens.scores:
        yield Note("tally.no_votes")
    if standing and all(result.place is None for result in standing):
        yield Note(NOTHING)
    for result in results:
        if result.unplaced and result.unplaced != NOTHING:
            yield Note(result.unplaced, result.entry.id)


def _tie_notes(
    rule: ContestRule,
    places: Sequence[Place],
    awards: Sequence[AwardResult],
    decisions: Sequence[Decision],
) -> Iterator[Note]:
    """Ties that are left, and what they leave open."""
    for place in places:
        if len(place.entries) > 1:
            yield from (Note("tie.shared", entry) for entry in place.entries)
    for result in awards:
        yield from (Note("award.waiting", entry) for entry in result.waiting)
    if decisions and TieBreak(TieBreakKind.DECISION) not in rule.tie_breaks:
        yield Note("decision.not_in_rule")
