"""Rules as the TOML that `rule_file` reads: what a form says becomes the file that the command line takes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sotong.rota.rule_file import MINUTES, WEEKDAYS, RotaRules
from sotong.rota.rules import DayClass, DutyKind

_FINEST: Final = Decimal("0.000001")


def write_rules(rules: RotaRules) -> str:
    """The rules file; reading it gives the same rules again, amounts as far as decimals tell them."""
    lines = ["[rota]", f"gap_days = {rules.gap_days}", f"long_absence_days = {rules.long_absence_days}"]
    earned = [(day_class, amount) for day_class, amount in rules.rest_days.items() if amount]
    if earned:
        lines += [
            "",
            "[rest_days]",
            *(f"{day_class.value} = {_amount(amount)}" for day_class, amount in earned),
        ]
    for day in rules.own_days:
        lines += ["", "[[day]]", f"on = {day.on.isoformat()}", f"name = {_text(day.name)}"]
        lines.append(f"class = {_text(day.day_class.value)}")
    for kind in rules.kinds:
        lines += ["", "[[duty]]", *_duty(kind)]
    return "\n".join(lines) + "\n"


def hours_of(kind: DutyKind) -> str:
    """The hours of a duty as people write them: 18:00-22:00, 18:00-09:00."""
    midnight = kind.ends == 24 * MINUTES
    ends = "24:00" if midnight else _time(kind.ends % (24 * MINUTES))
    return f"{_time(kind.starts)}-{ends}"


def _duty(kind: DutyKind) -> Iterator[str]:
    yield f"id = {_text(kind.id)}"
    yield f"name = {_text(kind.name)}"
    yield f"hours = {_text(hours_of(kind))}"
    if kind.day_classes != frozenset(DayClass):
        yield f"days = {_texts([c.value for c in DayClass if c in kind.day_classes])}"
    if kind.weekdays != frozenset(range(len(WEEKDAYS))):
        yield f"weekdays = {_texts([WEEKDAYS[day] for day in sorted(kind.weekdays)])}"
    if kind.first_on:
        yield f"from = {kind.first_on.isoformat()}"
    if kind.last_on:
        yield f"to = {kind.last_on.isoformat()}"
    yield f"seats = {_texts(kind.seats)}"
    if kind.different_bureaus:
        yield "different_bureaus = true"
    if kind.gap_days:
        yield f"gap_days = {kind.gap_days}"
    if kind.rest_days is not None:
        yield f"rest_days = {_amount(kind.rest_days)}"


def _time(minutes: int) -> str:
    return f"{minutes // MINUTES:02}:{minutes % MINUTES:02}"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a printable line: TOML's basic strings escape alike


def _texts(texts: Sequence[str]) -> str:
    return f"[{', '.join(_text(text) for text in texts)}]"


def _amount(amount: Fraction) -> str:
    number = Decimal(amount.numerator) / Decimal(amount.denominator)
    return format(number.quantize(_FINEST).normalize(), "f")
