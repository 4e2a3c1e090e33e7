"""Which duties each officer is there for, as bits: bit n stands for the problem's slot n.

The same as asking `rules.why_not_present` of every officer and slot, only faster; a test holds them together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sotong.rota.rules import Absence, Officer, RotaProblem, Slot

DayBits = Mapping[int, int]  # by ordinal day, the slots that touch it


def bits_by_day(slots: Sequence[Slot]) -> DayBits:
    """For each day, by its ordinal, the slots that touch it."""
    by_day: dict[int, int] = defaultdict(int)
    for n, slot in enumerate(slots):
        for day in range(slot.first_on.toordinal(), slot.last_on.toordinal() + 1):
            by_day[day] |= 1 << n
    return dict(by_day)


def absences_by_officer(problem: RotaProblem) -> dict[str, list[Absence]]:
    """Each officer's absences, by first day; officers without any have an empty list."""
    theirs: dict[str, list[Absence]] = {officer.id: [] for officer in problem.officers}
    for absence in sorted(problem.absences, key=lambda absence: absence.first_on):
        theirs.setdefault(absence.officer_id, []).append(absence)
    return theirs


def touched(by_day: DayBits, first_on: date, last_on: date) -> int:
    """The slots that touch one of these days, both included."""
    bits = 0
    for day in range(first_on.toordinal(), last_on.toordinal() + 1):
        bits |= by_day.get(day, 0)
    return bits


def present(officer: Officer, absences: Iterable[Absence], by_day: DayBits, everything: int) -> int:
    """The slots, of `everything`, for which the officer is there from the first day to the last."""
    away = 0
    for absence in absences:
        away |= touched(by_day, absence.first_on, absence.last_on)
    for day, bits in by_day.items():
        early = officer.joins_on is not None and day < officer.joins_on.toordinal()
        if early or (officer.leaves_on is not None and day >= officer.leaves_on.toordinal()):
            away |= bits
    return everything & ~away
