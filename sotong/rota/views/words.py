"""What engines answer, as sentences of a page: names for ids, kinds of duty for slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from flask_babel import gettext as _

from sotong.core import labels, places
from sotong.core.labels import sentence
from sotong.rota import report
from sotong.rota.capacity import Balance, Capacity
from sotong.rota.checker import Broken
from sotong.rota.explain import Evenness, Reason
from sotong.rota.fairness import Measure
from sotong.rota.loosening import Loosening
from sotong.rota.report import Names
from sotong.rota.rules import ANYONE, RotaProblem
from sotong.rota.views.room import short_day


@dataclass(frozen=True)
class Teller:
    """Tells about one rota. `kinds` are the names of kinds of duty by code."""

    problem: RotaProblem
    kinds: Mapping[str, str]

    @property
    def names(self) -> Names:
        """How people and duties are called."""
        return Names(self.problem, self.slot, places.department)

    def broken(self, broken: Iterable[Broken]) -> list[str]:
        """A sentence for each rule broken."""
        named = [replace(each, role=role_word(each.role) if each.role else "") for each in broken]
        return list(report.broken_lines(named, self.names, labels))

    def capacity(self, capacity: Capacity) -> list[str]:
        """Sentences for what falls short, or is only just enough."""
        named = Capacity(
            tuple(map(_named, capacity.periods)),
            tuple(map(_named, capacity.stretches)),
            tuple(
                replace(seat, slot_id=self.slot(seat.slot_id), role=role_word(seat.role))
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
        return list(report.way_lines(named, self.names, labels))

    def evenness(self, evenness: Iterable[Evenness]) -> list[str]:
        """A sentence for each measure, and for whoever lies outside the fair bounds."""
        return list(report.evenness_lines(evenness, self.names, labels))

    def why(self, reasons: Iterable[Reason]) -> list[str]:
        """Why somebody does not sit in a seat, as sentences with the duties and people they name."""
        return [self._why(reason) for reason in reasons]

    def _why(self, reason: Reason) -> str:
        text = sentence(reason.code, **reason.facts)
        if other_slot := reason.facts.get("other_slot"):
            text += f" ({self.slot(str(other_slot))})"
        if other := reason.facts.get("other"):
            text += f" ({self.names.short([str(other)])})"
        measure = reason.facts.get("measure")
        return f"{labels.word(measure)}: {text}" if isinstance(measure, Measure) else text

    def name(self, officer_id: str | None) -> str:
        """An officer's name with the department."""
        return self.names.of([officer_id]) if officer_id else _("(비움)")

    def slot(self, slot_id: str) -> str:
        """A duty as people say it: its day and its kind."""
        on, code = self._days.get(slot_id), slot_id.rpartition("@")[0]
        return f"{short_day(on)} {self.kinds.get(code, code)}" if on else slot_id

    @cached_property
    def _days(self) -> Mapping[str, date]:
        """The days of this rota's duties, and of those around it that count with them."""
        around = (served.slot for served in self.problem.served)
        return {slot.id: slot.on for slot in (*self.problem.slots, *around)}


def role_word(role: str) -> str:
    """A role as it is shown; `any` is everybody's."""
    return _("누구나") if role == ANYONE else role


def _named(balance: Balance) -> Balance:
    return replace(balance, roles=tuple(role_word(role) for role in balance.roles))
