"""Facts of the rota, and the reasons why an officer may not serve.

Everything here is a value: services build these facts from tables, `files` builds them from CSV and TOML,
and the engines (planner, solver, checker) know nothing else. Days are days in Korea; instants are aware.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from sotong.core.days import korean_day

ANYONE = "any"  # the role of a seat that every officer may take
MOST_OFFICERS = 1_000
MOST_SEATS = 5_000
MOST_ROLES = 8  # fair shares are found over the subsets of roles


class DayClass(StrEnum):
    """What kind of day a duty falls on; a day has the last of these that fits it."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SEOLLAL_CHUSEOK = "seollal_chuseok"


class AbsenceKind(StrEnum):
    """Why an officer is away. The engines treat all of them alike; the pages show them to few."""

    LEAVE = "leave"
    TRAINING = "training"
    TRIP = "trip"
    SICK = "sick"
    PARENTAL = "parental"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Officer:
    """One SNS officer, as far as the rota is concerned.

    `joins_on` is the first day of service, `leaves_on` the first day no longer here; None is no bound.
    `carried` is the balance brought from the period before, by class: duties served beyond the fair share
    (plus) or short of it (minus).
    """

    id: str
    name: str = ""
    department: str = ""
    bureau: str = ""
    roles: frozenset[str] = frozenset()
    joins_on: date | None = None
    leaves_on: date | None = None
    carried: Mapping[DayClass, Fraction] = field(default_factory=dict, hash=False)

    def may_take(self, role: str) -> bool:
        """True if a seat of this role is open to the officer."""
        return role == ANYONE or role in self.roles


@dataclass(frozen=True, slots=True)
class Absence:
    """Days, first and last included, on which an officer cannot serve."""

    officer_id: str
    first_on: date
    last_on: date
    kind: AbsenceKind = AbsenceKind.LEAVE

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise ValueError(f"absence of {self.officer_id} ends {self.last_on}, before {self.first_on}")

    @property
    def days(self) -> int:
        """Number of days away, the first and the last included."""
        return (self.last_on - self.first_on).days + 1

    def touches(self, first_on: date, last_on: date) -> bool:
        """True if a day of the absence lies within these days, both included."""
        return self.first_on <= last_on and first_on <= self.last_on


@dataclass(frozen=True, slots=True)
class Wish:
    """Days, first and last included, on which an officer would rather not serve. Never a hard rule."""

    officer_id: str
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class DutyKind:
    """A duty that comes round: on which days, during which hours, with which seats.

    It runs on days of the classes in `day_classes` that are also one of `weekdays` (Monday is 0), from
    `first_on` to `last_on`, both included. `starts` and `ends` are minutes from midnight in Korea; an end
    past 24 * 60 lies on the next day. `gap_days` is asked between two duties of this kind, on top of the
    rota's own gap. `rest_days` is what one duty earns, where it differs from what the day's class earns.
    """

    id: str
    name: str
    starts: int
    ends: int
    seats: tuple[str, ...] = (ANYONE,)
    day_classes: frozenset[DayClass] = frozenset(DayClass)
    weekdays: frozenset[int] = frozenset(range(7))
    first_on: date | None = None
    last_on: date | None = None
    gap_days: int = 0
    different_bureaus: bool = False
    rest_days: Fraction | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.starts < self.ends <= self.starts + 24 * 60:
            raise ValueError(f"duty {self.id} must last more than nothing and at most 24 hours")

    def runs_on(self, on: date, day_class: DayClass) -> bool:
        """True if this duty is held on that day."""
        begun = self.first_on is None or self.first_on <= on
        over = self.last_on is not None and self.last_on < on
        return begun and not over and day_class in self.day_classes and on.weekday() in self.weekdays


@dataclass(frozen=True)
class Slot:
    """One duty on one day, with one seat for each role in `seats`."""

    id: str
    kind_id: str
    on: date
    day_class: DayClass
    starts_at: datetime
    ends_at: datetime
    seats: tuple[str, ...] = (ANYONE,)
    gap_days: int = 0
    different_bureaus: bool = False
    rest_days: Fraction = Fraction(0)

    @cached_property
    def first_on(self) -> date:
        """The first day in Korea that the duty touches."""
        return korean_day(self.starts_at)

    @cached_property
    def last_on(self) -> date:
        """The last day in Korea that the duty touches: a night duty touches two."""
        return korean_day(self.ends_at - timedelta(microseconds=1))


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """An officer in a seat; `seat` counts from 0 in the order of the slot's seats."""

    slot_id: str
    seat: int
    officer_id: str


@dataclass(frozen=True, slots=True)
class Served:
    """A duty from before the period; the gap after it still holds."""

    officer_id: str
    slot: Slot


@dataclass(frozen=True)
class RotaProblem:
    """All that a rota is made from.

    `gap_days` is the least number of days from one duty of an officer to the next: 14 means every second
    week at the most. `fixed` seats are not up for decision (past, within notice, or set by hand).
    An absence of `long_absence_days` or more, in one stretch, lowers the fair share; a shorter one does not.
    Raises ValueError if an id stands twice or an assignment names an unknown seat or officer.
    """

    officers: tuple[Officer, ...]
    slots: tuple[Slot, ...]
    absences: tuple[Absence, ...] = ()
    wishes: tuple[Wish, ...] = ()
    gap_days: int = 0
    long_absence_days: int = 30
    served: tuple[Served, ...] = ()
    fixed: tuple[Assignment, ...] = ()

    def __post_init__(self) -> None:
        for what, ids in (("officer", [o.id for o in self.officers]), ("slot", [s.id for s in self.slots])):
            if len(set(ids)) < len(ids):
                raise ValueError(f"an {what} id stands twice")
        officers, seats = {o.id for o in self.officers}, {s.id: len(s.seats) for s in self.slots}
        for seat in self.fixed:
            if seat.officer_id not in officers or not 0 <= seat.seat < seats.get(seat.slot_id, 0):
                raise ValueError(f"{seat} is fixed, but there is no such officer or seat")

    @property
    def seat_count(self) -> int:
        """Number of seats to be filled, the fixed ones included."""
        return sum(len(slot.seats) for slot in self.slots)


def why_not_plan(problem: RotaProblem) -> str | None:
    """The reason why these facts are too large to be planned, or None."""
    if len(problem.officers) > MOST_OFFICERS:
        return "rota.too_many_officers"
    if problem.seat_count > MOST_SEATS:
        return "rota.too_many_seats"
    roles = {role for slot in problem.slots for role in slot.seats}
    return "rota.too_many_roles" if len(roles) > MOST_ROLES else None


def why_not_present(officer: Officer, slot: Slot, absences: Iterable[Absence]) -> str | None:
    """The reason why the officer is not there on a day that the duty touches, or None.

    `absences` may hold those of others: they are passed over.
    """
    if officer.joins_on and slot.first_on < officer.joins_on:
        return "duty.not_joined"
    if officer.leaves_on and slot.last_on >= officer.leaves_on:
        return "duty.has_left"
    away = any(a.officer_id == officer.id and a.touches(slot.first_on, slot.last_on) for a in absences)
    return "duty.absent" if away else None


def why_not_seat(officer: Officer, slot: Slot, seat: int, absences: Iterable[Absence]) -> str | None:
    """The reason why the officer cannot take this seat, whatever the rest of the rota, or None."""
    if not officer.may_take(slot.seats[seat]):
        return "duty.lacks_role"
    return why_not_present(officer, slot, absences)


def why_not_both(one: Slot, other: Slot, gap_days: int) -> str | None:
    """The reason why one officer cannot serve both duties, or None."""
    if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
        return "duty.at_once"
    apart = abs((one.on - other.on).days)
    gap = max(gap_days, one.gap_days) if one.kind_id == other.kind_id else gap_days
    return "duty.too_soon" if apart < gap else None


def why_not_together(officer: Officer, other: Officer, slot: Slot) -> str | None:
    """The reason why two officers cannot share a duty, or None. An officer of no bureau clashes with none."""
    same = bool(officer.bureau) and officer.bureau == other.bureau
    return "duty.same_bureau" if slot.different_bureaus and same else None


def why_not_serve(
    officer: Officer,
    slot: Slot,
    seat: int,
    *,
    absences: Iterable[Absence],
    theirs: Iterable[Slot],
    beside: Collection[Officer],
    gap_days: int,
) -> str | None:
    """The first reason why the officer may not take the seat, or None.

    `theirs` are the officer's other duties; `beside` are those in the slot's other seats.
    """
    if reason := why_not_seat(officer, slot, seat, absences):
        return reason
    for duty in theirs:
        if reason := why_not_both(slot, duty, gap_days):
            return reason
    for other in beside:
        if reason := why_not_together(officer, other, slot):
            return reason
    return None


def why_not_absence(absence: Absence, theirs: Iterable[Absence], officer: Officer, today: date) -> str | None:
    """The reason why an absence cannot be entered, or None. `theirs` are the officer's other absences."""
    if absence.first_on < today:
        return "absence.in_the_past"
    if any(absence.touches(other.first_on, other.last_on) for other in theirs):
        return "absence.overlaps"
    if officer.leaves_on and absence.first_on >= officer.leaves_on:
        return "absence.after_leaving"
    return None


LONGEST_ABSENCE_DAYS = 1_100  # parental leave goes up to three years (국가공무원법 제71조, 제72조)


def why_not_span(first_on: date, last_on: date) -> str | None:
    """The reason why no absence has these days, whoever's it is, or None."""
    if last_on < first_on:
        return "absence.ends_before_it_starts"
    return "absence.too_long" if (last_on - first_on).days >= LONGEST_ABSENCE_DAYS else None


LONGEST_PERIOD_DAYS = 1_100  # three years


def why_not_period(first_on: date, last_on: date) -> str | None:
    """The reason why no rota can run over these days, or None."""
    if last_on < first_on:
        return "rota.ends_before_it_starts"
    return "rota.period_too_long" if (last_on - first_on).days >= LONGEST_PERIOD_DAYS else None


def why_not_take_back(*, withdrawn: bool, over: bool) -> str | None:
    """The reason why an absence cannot be taken back, or None: what was is history."""
    if withdrawn:
        return "absence.withdrawn"
    return "absence.is_over" if over else None


MOST_WISHES_A_YEAR = 12


def why_not_wish(on: date, theirs: Collection[date], today: date) -> str | None:
    """The reason why an officer cannot ask to be spared a day, or None. `theirs` are those asked for."""
    if on <= today:
        return "wish.in_the_past"
    if on.year > today.year + 1:
        return "wish.too_far"
    if on in theirs:
        return "wish.known"
    this_year = sum(one.year == on.year for one in theirs)
    return "wish.too_many" if this_year >= MOST_WISHES_A_YEAR else None


LONGEST_ROLE = 40


def why_not_role(role: str) -> str | None:
    """The reason why no role is called so, or None: rules files part roles by blanks, commas, semicolons."""
    parted = not role or any(mark in role for mark in ",; \t\n")
    if parted or len(role) > LONGEST_ROLE or not role.isprintable():
        return "role.not_a_name"
    return "role.is_anyone" if role == ANYONE else None
