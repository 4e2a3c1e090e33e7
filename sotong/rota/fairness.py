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
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from math import ceil, floor

from sotong.rota.attendance import absences_by_officer, bits_by_day, present
from sotong.rota.rules import Absence, Assignment, DayClass, Officer, RotaProblem

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
    """The share of every officer who can be asked for anything in the measure, by id."""
    return _shares(problem, measure, _open_slots(problem))


def _shares(problem: RotaProblem, measure: Measure, open_slots: Mapping[str, int]) -> Shares:
    counted = [n for n, slot in enumerate(problem.slots) if slot.day_class in measure.classes]
    demand = Counter(role for n in counted for role in problem.slots[n].seats)
    bits = sum(1 << n for n in counted)
    weights = {officer_id: (theirs & bits).bit_count() for officer_id, theirs in open_slots.items()}
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
    open_slots = _open_slots(problem)
    return {measure: _shares(problem, measure, open_slots) for measure in Measure}


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


def long_stretches(absences: Iterable[Absence], long_days: int) -> list[Absence]:
    """One officer's absences, in order of day, that lower the share: those of `long_days` in one stretch.

    Absences that follow on each other without a day between are one stretch, as parental leave is often
    entered month by month.
    """
    stretches: list[Absence] = []
    for absence in absences:
        last = stretches[-1] if stretches else None
        if last and (absence.first_on - last.last_on).days <= 1:
            stretches[-1] = replace(last, last_on=max(last.last_on, absence.last_on))
        else:
            stretches.append(absence)
    return [stretch for stretch in stretches if stretch.days >= long_days]


def _open_slots(problem: RotaProblem) -> dict[str, int]:
    """For each officer, as bits, the slots with a seat for her at which she could be, short leave aside."""
    by_day, theirs = bits_by_day(problem.slots), absences_by_officer(problem)
    with_role: dict[str, int] = defaultdict(int)
    for n, slot in enumerate(problem.slots):
        for role in set(slot.seats):
            with_role[role] |= 1 << n
    open_slots = {}
    for officer in problem.officers:
        long = long_stretches(theirs[officer.id], problem.long_absence_days)
        seats = 0
        for role, bits in with_role.items():
            seats |= bits if officer.may_take(role) else 0
        open_slots[officer.id] = present(officer, long, by_day, seats)
    return open_slots


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
