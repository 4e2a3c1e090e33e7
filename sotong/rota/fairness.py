"""Fair shares: how many duties each officer owes, and how far a rota is from that.

A rota is measured over all duties, over those on rest days (weekend, holiday, 설·추석), and over each class
of day. In each measure an officer's share is pro rata to the duties at which the officer could be present
(long absences, joining and leaving count; short leave does not), less what was carried over. Where not
everybody may take every seat, nobody can be asked for what only others may do: shares are then the
evenest that the roles allow (lexicographically least maximum), found tier by tier.

Shares are exact fractions, duties are whole. Over all duties and over those on rest days those with the
largest remainders serve one more: these counts, `Share.lowest` to `Share.highest`, are exactly those that
keep the spread, max - min of (served - share), at 1 or below. In the single classes a count may be the
share rounded down or up; of officers with equal shares the spread is then 1 as well.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from math import ceil, floor

from sotong.rota.rules import ANYONE, Absence, Assignment, DayClass, Officer, RotaProblem, Slot

REST_CLASSES = frozenset({DayClass.WEEKEND, DayClass.HOLIDAY, DayClass.SEOLLAL_CHUSEOK})


class Measure(StrEnum):
    """What is counted. `ALL` and `REST` come first; the classes are evened out as far as these allow."""

    ALL = "all"
    REST = "rest"
    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SEOLLAL_CHUSEOK = "seollal_chuseok"

    @property
    def classes(self) -> frozenset[DayClass]:
        """The classes of day that are counted."""
        if self is Measure.ALL:
            return frozenset(DayClass)
        return REST_CLASSES if self is Measure.REST else frozenset({DayClass(self.value)})


STRICT = frozenset({Measure.ALL, Measure.REST})


@dataclass(frozen=True, slots=True)
class Share:
    """What one officer owes in one measure.

    `weight` is the number of duties at which the officer could be present, `fair` the duties that fall to
    that, `carried` the balance brought along, and `share`, fair less carried but never below 0, what is
    owed in this period. `tier` numbers the group, from 0 with the heaviest load, that shares alike.
    """

    officer_id: str
    weight: int
    fair: Fraction
    carried: Fraction
    share: Fraction
    lowest: int
    highest: int
    tier: int

    def misses_by(self, served: int) -> int:
        """By how many duties the count lies outside lowest..highest: minus is too few, plus too many."""
        return min(0, served - self.lowest) + max(0, served - self.highest)

    def balance(self, served: int) -> Fraction:
        """What is carried into the next period: plus is served beyond the fair share, minus short of it."""
        return self.carried + served - self.fair


Shares = Mapping[str, Share]


def shares_of(problem: RotaProblem, measure: Measure) -> Shares:
    """The share of every officer, by id."""
    slots = [slot for slot in problem.slots if slot.day_class in measure.classes]
    demand = Counter(role for slot in slots for role in slot.seats)
    weights = {o.id: _weight(o, slots, problem) for o in problem.officers}
    carried = {
        o.id: sum((o.carried.get(c, Fraction(0)) for c in measure.classes), Fraction(0))
        for o in problem.officers
    }
    shares: dict[str, Share] = {}
    tiers = _tiers(demand, problem.officers, weights, carried)
    for number, (members, duties) in enumerate(tiers):
        level = _level(duties, members, weights, carried) if duties else Fraction(0)
        exact = {
            m: max(Fraction(0), level * weights[m] - carried[m]) if duties else Fraction(0) for m in members
        }
        bounds = _even_bounds(exact, duties) if measure in STRICT else _whole_bounds(exact)
        shares |= {
            m: Share(m, weights[m], level * weights[m], carried[m], exact[m], *bounds[m], tier=number)
            for m in members
        }
    return shares


def all_shares(problem: RotaProblem) -> dict[Measure, Shares]:
    """The shares in every measure."""
    return {measure: shares_of(problem, measure) for measure in Measure}


def counts_of(problem: RotaProblem, plan: Iterable[Assignment], measure: Measure) -> Counter[str]:
    """How many duties of the measure each officer serves in the plan."""
    classes = {slot.id: slot.day_class for slot in problem.slots}
    return Counter(a.officer_id for a in plan if classes[a.slot_id] in measure.classes)


def spread_of(counts: Mapping[str, int], shares: Shares) -> Fraction:
    """The widest gap within a tier between two officers' (served - share); 0 without officers.

    Between officers of equal shares this is plainly most minus fewest.
    """
    tiers: dict[int, list[Fraction]] = defaultdict(list)
    for share in shares.values():
        if share.weight:
            tiers[share.tier].append(counts.get(share.officer_id, 0) - share.share)
    return max((max(tier) - min(tier) for tier in tiers.values()), default=Fraction(0))


def long_absences(absences: Iterable[Absence], officer_id: str, long_days: int) -> list[Absence]:
    """The officer's absences that lower the share: those of `long_days` in one stretch.

    Absences that follow on each other without a day between are one stretch, as parental leave is often
    entered month by month.
    """
    theirs = sorted((a for a in absences if a.officer_id == officer_id), key=lambda a: a.first_on)
    stretches: list[Absence] = []
    for absence in theirs:
        last = stretches[-1] if stretches else None
        if last and (absence.first_on - last.last_on).days <= 1:
            stretches[-1] = Absence(officer_id, last.first_on, max(last.last_on, absence.last_on), last.kind)
        else:
            stretches.append(absence)
    return [stretch for stretch in stretches if stretch.days >= long_days]


def _weight(officer: Officer, slots: Sequence[Slot], problem: RotaProblem) -> int:
    away = long_absences(problem.absences, officer.id, problem.long_absence_days)
    return sum(
        any(officer.may_take(role) for role in slot.seats)
        and (officer.joins_on is None or slot.first_on >= officer.joins_on)
        and (officer.leaves_on is None or slot.last_on < officer.leaves_on)
        and not any(a.touches(slot.first_on, slot.last_on) for a in away)
        for slot in slots
    )


def _tiers(
    demand: Mapping[str, int],
    officers: Iterable[Officer],
    weights: Mapping[str, int],
    carried: Mapping[str, Fraction],
) -> list[tuple[list[str], int]]:
    """Groups of officers with the seats that fall to them, the heaviest load first.

    The set of roles whose seats, spread over all who may take one of them, gives the highest level is
    a bottleneck: whoever may fill it does nothing else. It is cut off, and the rest is looked at again.
    """
    free = [o for o in officers if weights[o.id]]
    roles = sorted(role for role, seats in demand.items() if seats)
    tiers: list[tuple[list[str], int]] = []
    while tight := _bottleneck(demand, roles, free, weights, carried):
        some, able = tight
        tiers.append((able, sum(demand[role] for role in some)))
        roles = [role for role in roles if role not in some]
        free = [o for o in free if o.id not in able]
    if free:
        tiers.append(([o.id for o in free], 0))
    return tiers


def _bottleneck(
    demand: Mapping[str, int],
    roles: Sequence[str],
    officers: Sequence[Officer],
    weights: Mapping[str, int],
    carried: Mapping[str, Fraction],
) -> tuple[tuple[str, ...], list[str]] | None:
    """The roles with the highest level, of those the most, and who may take them; None if nobody is left."""
    best: tuple[tuple[Fraction, int], tuple[str, ...], list[str]] | None = None
    for some in (group for size in range(1, len(roles) + 1) for group in combinations(roles, size)):
        able = [o.id for o in officers if any(o.may_take(role) for role in some)]
        if able:
            rank = (_level(sum(demand[role] for role in some), able, weights, carried), len(some))
            if best is None or rank > best[0]:
                best = (rank, some, able)
    return best[1:] if best else None


def _level(
    duties: int, members: Iterable[str], weights: Mapping[str, int], carried: Mapping[str, Fraction]
) -> Fraction:
    """The level L at which sum(max(0, L * weight - carried)) over the members is the number of duties."""
    steps = sorted((carried[m] / weights[m], weights[m], carried[m]) for m in members)
    weight, brought = 0, Fraction(0)
    level = Fraction(0)
    for position, (_, more, balance) in enumerate(steps):
        weight, brought = weight + more, brought + balance
        level = (duties + brought) / weight
        if position + 1 == len(steps) or level <= steps[position + 1][0]:
            break
    return level


def _even_bounds(exact: Mapping[str, Fraction], duties: int) -> dict[str, tuple[int, int]]:
    """Whole duties by the largest remainders; where remainders tie at the cut, either count is fair."""
    remainders = sorted((share - floor(share) for share in exact.values()), reverse=True)
    more = duties - sum(floor(share) for share in exact.values())
    first_out = remainders[more] if more < len(remainders) else Fraction(-1)
    last_in = remainders[more - 1] if more else Fraction(1)
    return {
        m: (
            floor(share) + (share - floor(share) > first_out),
            floor(share) + (share - floor(share) >= last_in),
        )
        for m, share in exact.items()
    }


def _whole_bounds(exact: Mapping[str, Fraction]) -> dict[str, tuple[int, int]]:
    return {m: (floor(share), ceil(share)) for m, share in exact.items()}


def roles_of(problem: RotaProblem) -> frozenset[str]:
    """The roles that the rota's seats ask for, `ANYONE` left out."""
    return frozenset(role for slot in problem.slots for role in slot.seats) - {ANYONE}
