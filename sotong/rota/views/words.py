"""What engines answer, as sentences of a page: names for ids, kinds of duty for slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flask_babel import format_date
from flask_babel import gettext as _

from sotong.core import labels
from sotong.core.labels import sentence
from sotong.rota import report
from sotong.rota.capacity import Balance, Capacity
from sotong.rota.checker import Broken
from sotong.rota.explain import Evenness, Reason
from sotong.rota.loosening import Loosening
from sotong.rota.report import Names
from sotong.rota.rules import ANYONE, Officer, RotaProblem


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells about one rota. `kinds` are the names of kinds of duty by code."""

    problem: RotaProblem
    kinds: Mapping[str, str]

    def broken(self, broken: Iterable[Broken]) -> list[str]:
        """A sentence for each rule broken."""
        named = [
            replace(
                each,
                slot_ids=tuple(map(self._kind, each.slot_ids)),
                role=role_word(each.role) if each.role else "",
            )
            for each in broken
        ]
        return list(report.broken_lines(named, Names(self.problem), labels))

    def capacity(self, capacity: Capacity) -> list[str]:
        """Sentences for what falls short, or is only just enough."""
        named = Capacity(
            tuple(map(_named, capacity.periods)),
            tuple(map(_named, capacity.stretches)),
            tuple(
                replace(seat, slot_id=self._slot(seat.slot_id), role=role_word(seat.role))
                for seat in capacity.empty_seats
            ),
        )
        return list(report.capacity_lines(named, labels))

    def ways(self, ways: Iterable[Loosening]) -> list[str]:
        """A sentence for each way out."""
        named = [
            replace(
                way,
                rules=tuple(
                    replace(
                        rule, subject=self.kinds.get(rule.subject, rule.subject), role=role_word(rule.role)
                    )
                    for rule in way.rules
                ),
            )
            for way in ways
        ]
        return list(report.way_lines(named, Names(self.problem), labels))

    def evenness(self, evenness: Iterable[Evenness]) -> list[str]:
        """A sentence for each measure, and for whoever lies outside the fair bounds."""
        return list(report.evenness_lines(evenness, Names(self.problem), labels))

    def name(self, officer_id: str | None) -> str:
        """An officer's name with the department."""
        return Names(self.problem).of([officer_id]) if officer_id else _("(비움)")

    def slot(self, slot_id: str) -> str:
        """A slot as people say it: its day and its kind."""
        return self._slot(slot_id)

    def _kind(self, slot_id: str) -> str:
        code = slot_id.partition("@")[0]
        return self.kinds.get(code, code)

    def _slot(self, slot_id: str) -> str:
        on = next((slot.on for slot in self.problem.slots if slot.id == slot_id), None)
        return f"{format_date(on, 'M. d.(EEE)')} {self._kind(slot_id)}" if on else slot_id


def why_texts(reasons: Iterable[Reason], officers: Mapping[str, Officer]) -> list[str]:
    """The reasons why somebody does not sit in a seat, as sentences with the days and people they name."""
    texts = []
    for reason in reasons:
        text = sentence(reason.code, **reason.facts)
        if on := reason.facts.get("other_on"):
            text += _(" (%(day)s 근무)", day=format_date(on, "y. M. d."))
        if other := officers.get(str(reason.facts.get("other", ""))):
            text += f" ({other.name})"
        if measure := reason.facts.get("measure"):
            text = f"{labels.word(measure)}: {text}"  # type: ignore[arg-type] # facts hold a Measure there
        texts.append(text)
    return texts


def role_word(role: str) -> str:
    """A role as it is shown; `any` is everybody's."""
    return _("누구나") if role == ANYONE else role


def _named(balance: Balance) -> Balance:
    return replace(balance, roles=tuple(role_word(role) for role in balance.roles))
