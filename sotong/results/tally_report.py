"""A tally as a table to read and as JSON to compute on.

Amounts in JSON are exact texts: a plain decimal where there is one ("75.83"), else a fraction ("262/3").
The table shows what the rule rounds with all its places, and other figures with four at most.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from sotong.contests.amounts import RoundingMode, amount_text, round_amount
from sotong.contests.rule_tables import write_rounding
from sotong.core.canonical import Json
from sotong.results.facts import Note
from sotong.results.figures import Step
from sotong.results.placing import AwardResult
from sotong.results.tally import Result, Tally

SHOWN_PLACES: Final = 4
_COLUMNS: Final = (
    "tally.place",
    "tally.entry",
    "tally.jury",
    "tally.citizens",
    "tally.votes",
    "tally.total",
    "tally.award",
)
_TO_THE_RIGHT: Final = {"tally.place", "tally.jury", "tally.citizens", "tally.votes", "tally.total"}


def exact_text(amount: Fraction) -> str:
    """The amount itself: a plain decimal of at most 6 places, or else numerator/denominator."""
    try:
        return amount_text(amount)
    except ValueError:
        return f"{amount.numerator}/{amount.denominator}"


def shown(step: Step | None) -> str:
    """A figure for people: the places that the rule rounds it to; else as it is, or to four places."""
    if step is None:
        return "-"
    if step.rounding is not None:
        return _with_places(step.rounded, step.rounding.places)
    return _with_places(step.rounded, SHOWN_PLACES) if exact(step) else amount_text(step.rounded)


def exact(step: Step | None) -> str:
    """The figure itself where `shown` gives only its first places, else an empty text."""
    if step is None or step.rounding is not None:
        return ""
    short = round_amount(step.rounded, SHOWN_PLACES, RoundingMode.HALF_UP)
    return "" if short == step.rounded else exact_text(step.rounded)


def is_shortened(tally: Tally) -> bool:
    """Whether the table of a tally shows anything to its first places only."""
    return any(exact(step) for one in tally.results for step in (one.jury, one.citizens, one.total))


def _with_places(amount: Fraction, places: int) -> str:
    units = round_amount(amount, places, RoundingMode.HALF_UP) * 10**places
    whole, part = divmod(abs(units.numerator), 10**places)
    sign = "-" if units < 0 else ""
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def as_table(tally: Tally, say: Callable[[str], str] = str) -> str:
    """The results as a table of text, then awards that wait and the notes; `say` turns codes into words."""
    rows = [tuple(say(column) for column in _COLUMNS)]
    rows += [_cells(tally, result, say) for result in tally.results]
    return "\n".join([*_aligned(rows), *_remarks(tally, say)]) + "\n"


def _cells(tally: Tally, result: Result, say: Callable[[str], str]) -> tuple[str, ...]:
    award = next((one.award.label for one in tally.awards if result.entry.id in one.winners), "")
    return (
        str(result.place) if result.place else "-",
        result.entry.label,
        shown(result.jury),
        shown(result.citizens),
        f"{result.votes:,}",
        shown(result.total),
        award or (say(result.unplaced) if result.unplaced else ""),
    )


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            _padded(cell, width, to_the_right=name in _TO_THE_RIGHT)
            for cell, width, name in zip(row, widths, _COLUMNS, strict=True)
        ).rstrip()
        for row in rows
    ]


def _padded(cell: str, width: int, *, to_the_right: bool) -> str:
    space = " " * (width - _width(cell))
    return space + cell if to_the_right else cell + space


def _width(text: str) -> int:
    """Columns on a terminal: a Korean letter takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _remarks(tally: Tally, say: Callable[[str], str]) -> list[str]:
    lines = [f"* {_about(note)}{say(note.code)}" for note in tally.notes]
    lines += [f"* {say('tally.shortened')}"] if is_shortened(tally) else []
    return ["", *lines] if lines else []


def _about(note: Note) -> str:
    about = " ".join(part for part in note[1:] if part)
    return f"{about}: " if about else ""


def as_json(tally: Tally, *, arithmetic: bool = True) -> dict[str, Json]:
    """The results as JSON can hold them; with `arithmetic`, every figure down to the marks it is made of."""
    return {
        "rule": tally.rule_digest,
        "results": [_result_json(tally, result, arithmetic=arithmetic) for result in tally.results],
        "awards": [_award_json(award) for award in tally.awards],
        "notes": [_note_json(note) for note in tally.notes],
    }


def _result_json(tally: Tally, result: Result, *, arithmetic: bool) -> dict[str, Json]:
    figures = {"jury": result.jury, "citizens": result.citizens, "total": result.total}
    return {
        "entry": result.entry.id,
        "label": result.entry.label,
        "place": result.place,
        "unplaced": result.unplaced or None,
        "tied_with": list(result.tied_with),
        "broken_by": [one.text for one in result.broken_by],
        "votes": result.votes,
        "award": tally.award_of(result.entry.id),
        **{name: None if step is None else exact_text(step.rounded) for name, step in figures.items()},
        **({"arithmetic": _figures_json(result)} if arithmetic else {}),
    }


def _figures_json(result: Result) -> list[Json]:
    """The total, and the scores that it is not made of: those that weigh nothing, or all if there is none."""
    whole = () if result.total is None else (result.total,)
    parts = {id(step) for total in whole for part in total.inputs for step in (part, *part.inputs)}
    apart = (step for step in (result.jury, result.citizens) if step is not None and id(step) not in parts)
    return [step_json(step) for step in (*whole, *apart)]


def step_json(step: Step) -> dict[str, Json]:
    """One figure with everything that it is made of; what is empty is left out."""
    table: dict[str, Json] = {
        "code": step.code,
        "operation": step.operation.value,
        "value": exact_text(step.value),
    }
    if step.subject:
        table["subject"] = step.subject
    if step.rounding is not None:
        table |= {"rounded": exact_text(step.rounded), "rounding": write_rounding(step.rounding)}
    if step.inputs:
        table["inputs"] = [step_json(one) for one in step.inputs]
    if step.beside:
        table["beside"] = [step_json(one) for one in step.beside]
    return table


def _award_json(result: AwardResult) -> dict[str, Json]:
    return {
        "award": result.award.id,
        "label": result.award.label,
        "winners": list(result.winners),
        "waiting": list(result.waiting),
    }


def _note_json(note: Note) -> dict[str, Json]:
    return {name: value for name, value in note._asdict().items() if value}
