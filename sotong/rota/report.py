"""A rota in words and as JSON: how it ended, how even it is, what it breaks, why there is none.

Codes become sentences through `Words`, which `sotong.core.labels` is; the engines stay without a language.
Amounts in JSON are exact texts: "7", or a fraction such as "365/54".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

from sotong.rota.capacity import Balance, Capacity
from sotong.rota.checker import Broken, Rule
from sotong.rota.explain import Evenness, Explainer, LedgerEntry
from sotong.rota.loosening import Loosened, Loosening
from sotong.rota.rules import Assignment, Officer, RotaProblem

Json = dict[str, Any]
MOST_LISTED = 20


class Words(Protocol):
    """Sentences for codes and words for enumerations; the module `sotong.core.labels` is one."""

    def sentence(self, reason: str, **facts: object) -> str:
        """The sentence of a code, its placeholders filled."""

    def word(self, status: Enum) -> str:
        """The word of an enumeration's member."""


def plain_slot(slot_id: str) -> str:
    """A slot as files write it, the day first: "2026-12-01 evening"."""
    kind, _, on = slot_id.rpartition("@")
    return f"{on} {kind}" if kind else slot_id


@dataclass(frozen=True)
class Names:
    """People by name where they have one: 'Kim (education)', else their id; duties as `slot` says them.

    `department` says what a department is called.
    """

    problem: RotaProblem
    slot: Callable[[str], str] = plain_slot
    department: Callable[[str], str] = str

    @cached_property
    def _officers(self) -> Mapping[str, Officer]:
        return {officer.id: officer for officer in self.problem.officers}

    @cached_property
    def _named_so(self) -> Mapping[str, int]:
        return Counter(officer.name for officer in self.problem.officers)

    def of(self, officer_ids: Iterable[str]) -> str:
        """The officers' names, with departments, in one text."""
        return ", ".join(self._full(officer_id) for officer_id in officer_ids)

    def short(self, officer_ids: Iterable[str]) -> str:
        """The officers' names in one text, with departments only where a name stands for several."""
        return ", ".join(self._short(officer_id) for officer_id in officer_ids)

    def _full(self, officer_id: str) -> str:
        officer = self._officers.get(officer_id)
        if officer is None or not officer.name:
            return officer_id
        return f"{officer.name} ({self.department(officer.department)})"

    def _short(self, officer_id: str) -> str:
        officer = self._officers.get(officer_id)
        alone = officer is not None and self._named_so[officer.name] == 1
        return officer.name if officer and officer.name and alone else self._full(officer_id)


def shown(amount: Fraction) -> str:
    """An amount for reading: whole, or to two places."""
    return str(amount) if amount.denominator == 1 else f"{float(amount):.2f}"


def evenness_lines(evenness: Iterable[Evenness], names: Names, words: Words) -> Iterator[str]:
    """One line a measure, and one more where somebody lies outside the fair bounds."""
    for each in evenness:
        yield words.sentence(
            "rota.evenness",
            measure=words.word(each.measure),
            duties=each.duties,
            fewest=each.fewest,
            most=each.most,
            spread=shown(each.spread),
        )
        if each.misses:
            who = ", ".join(f"{names.of([officer])} {miss:+d}" for officer, miss in each.misses.items())
            yield words.sentence("rota.misses", measure=words.word(each.measure), who=who)
        for officer, most in each.at_most.items():
            yield words.sentence("rota.cannot_serve_more", who=names.of([officer]), at_most=most)


def broken_lines(broken: Iterable[Broken], names: Names, words: Words) -> Iterator[str]:
    """One line for each rule broken, with people, duties and their days.

    Of two duties `duty` is the later one, `other` the earlier.
    """
    for each in broken:
        slots = [names.slot(slot_id) for slot_id in each.slot_ids]
        facts: dict[str, object] = {
            "who": names.short(each.officer_ids),
            "duty": slots[-1],
            "other": slots[0],
            "seat": (each.seat or 0) + 1,
            "role": each.role,
            "days": each.days,
            "needed": each.needed,
        }
        line = words.sentence(f"broken.{each.rule}", **facts)
        if each.rule is Rule.TOO_SOON:
            line += " " + words.sentence("broken.days_needed", needed=each.needed)
        yield line


def capacity_lines(capacity: Capacity, words: Words) -> Iterator[str]:
    """What falls short, or is only just enough; nothing if there is room."""
    for balance in (*capacity.periods, *capacity.stretches):
        if balance.short or balance.thin:
            code = "rota.balance_short" if balance.short else "rota.balance_thin"
            yield words.sentence(code, **_balance_facts(balance))
    for seat in capacity.empty_seats[:MOST_LISTED]:
        yield words.sentence("rota.nobody_may", slot=seat.slot_id, role=seat.role)
        for reason, people in seat.reasons.items():
            yield "  " + words.sentence("rota.reason_count", why=words.sentence(reason), people=people)


def way_lines(ways: Iterable[Loosening], names: Names, words: Words) -> Iterator[str]:
    """One line for each way out."""
    for way in ways:
        what = "; ".join(_loosened(rule, names, words) for rule in way.rules)
        if not way.rules:
            what = words.sentence("way.gap", gap_days=way.gap_days)
        code = "way.fewest" if way.fewest else "way.enough"
        yield words.sentence(code, what=what)


def plan_json(problem: RotaProblem, plan: Iterable[Assignment]) -> Json:
    """Assignments, evenness and ledger of a rota that names no unknown slot or officer."""
    plan = tuple(plan)
    slots = {slot.id: slot for slot in problem.slots}
    explainer = Explainer(problem, plan)
    return {
        "assignments": [
            {
                "date": slots[a.slot_id].on.isoformat(),
                "duty": slots[a.slot_id].kind_id,
                "seat": a.seat + 1,
                "role": slots[a.slot_id].seats[a.seat],
                "officer_id": a.officer_id,
            }
            for a in plan
        ],
        "evenness": {each.measure.value: _evenness_json(each) for each in explainer.evenness()},
        "ledger": [_ledger_json(entry) for entry in explainer.ledger()],
    }


def broken_json(broken: Iterable[Broken]) -> list[Json]:
    """The rules broken."""
    return [
        {
            "rule": each.rule.value,
            "on": each.on.isoformat(),
            "slots": list(each.slot_ids),
            "officers": list(each.officer_ids),
            "seat": None if each.seat is None else each.seat + 1,
            "role": each.role or None,
            "other_on": each.other_on.isoformat() if each.other_on else None,
            "days": each.days,
            "needed": each.needed,
        }
        for each in broken
    ]


def capacity_json(capacity: Capacity) -> Json:
    """The arithmetic of capacity."""
    return {
        "periods": [_balance_json(balance) for balance in capacity.periods],
        "tightest": [_balance_json(balance) for balance in capacity.stretches],
        "nobody_may": [
            {"slot": each.slot_id, "seat": each.seat + 1, "role": each.role, "reasons": dict(each.reasons)}
            for each in capacity.empty_seats
        ],
    }


def ways_json(ways: Iterable[Loosening]) -> list[Json]:
    """The ways out."""
    return [
        {
            "gap_days": way.gap_days,
            "fewest": way.fewest,
            "rules": [
                {
                    "rule": rule.rule,
                    "subject": rule.subject,
                    "role": rule.role or None,
                    "first_on": rule.first_on.isoformat() if rule.first_on else None,
                    "last_on": rule.last_on.isoformat() if rule.last_on else None,
                }
                for rule in way.rules
            ],
        }
        for way in ways
    ]


def _balance_facts(balance: Balance) -> dict[str, object]:
    return {
        "roles": "+".join(balance.roles),
        "first_on": balance.first_on,
        "last_on": balance.last_on,
        "needs": balance.needs,
        "people": balance.people,
        "each": shown(balance.each),
        "gap_days": balance.gap_days,
        "at_most": balance.at_most,
        "spare": abs(balance.spare),
    }


def _balance_json(balance: Balance) -> Json:
    return {
        "roles": list(balance.roles),
        "from": balance.first_on.isoformat(),
        "to": balance.last_on.isoformat(),
        "needs": balance.needs,
        "people": balance.people,
        "at_most": balance.at_most,
        "gap_days": balance.gap_days,
        "spare": balance.spare,
    }


def _loosened(rule: Loosened, names: Names, words: Words) -> str:
    who = names.of([rule.subject])
    facts: Mapping[str, object] = {
        "who": who,
        "duty": rule.subject,
        "role": rule.role,
        "first_on": rule.first_on,
        "last_on": rule.last_on,
    }
    return words.sentence(f"way.{rule.rule}", **facts)


def _evenness_json(each: Evenness) -> Json:
    return {
        "duties": each.duties,
        "fewest": each.fewest,
        "most": each.most,
        "spread": str(each.spread),
        "even": each.even,
        "misses": dict(each.misses),
        "at_most": dict(each.at_most),
    }


def _ledger_json(entry: LedgerEntry) -> Json:
    return {
        "officer_id": entry.officer_id,
        "rest_days": str(entry.rest_days),
        "wishes_passed_over": entry.wishes_passed_over,
        "measures": {
            measure.value: {
                "served": line.served,
                "fair": str(line.fair),
                "carried": str(line.carried),
                "balance": str(line.balance),
                "lowest": line.lowest,
                "highest": line.highest,
            }
            for measure, line in entry.lines.items()
        },
    }
