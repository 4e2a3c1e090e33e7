"""The problem as numbers, for the engines that search: seats by officers, and what each pair costs.

Sets of slots are the bits of plain integers, so 'does this duty clash with any of hers?' is one `and`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sotong.rota.attendance import absences_by_officer, bits_by_day, present, touched
from sotong.rota.fairness import Measure, Shares, all_shares
from sotong.rota.rules import Assignment, RotaProblem, Slot, why_not_both

WISH_COST = 1
MEASURE_COSTS = {
    Measure.ALL: 10_000,
    Measure.REST: 10_000,
    Measure.WEEKDAY: 100,
    Measure.WEEKEND: 100,
    Measure.HOLIDAY: 100,
    Measure.SEOLLAL_CHUSEOK: 100,
}
MEASURES = tuple(Measure)
LONGEST_DUTY_DAYS = 2  # 24 hours touch two days


def miss_cost(misses: int) -> int:
    """The price of lying outside the fair bounds: 1 for the first duty, 3 for each one further."""
    distance = abs(misses)
    return distance + 2 * max(0, distance - 1)


@dataclass
class Grid:
    """Seats and officers by number.

    `allowed[seat]` are the officers who may take the seat as far as it alone is concerned; `near[slot]` the
    slots, itself included, that one officer cannot serve together with it; `beside[seat]` the seats of the
    same slot that ask for another bureau; `blocked[officer]` the slots that duties before the period, or
    fixed ones, rule out, as bits; `wished[seat]` the officers who would rather not, as bits.
    `price[m][officer][count]` is what a count costs in measure m, and `measures[seat]` where a seat counts.
    """

    problem: RotaProblem
    shares: dict[Measure, Shares]
    officers: list[str]
    bureau: list[str]
    seats: list[tuple[str, int]]
    slot: list[int]
    allowed: list[list[int]]
    near: list[int]
    beside: list[list[int]]
    wished: list[int]
    measures: list[list[int]]
    price: list[list[list[int]]]
    blocked: list[int]
    fixed: dict[int, int]

    def __post_init__(self) -> None:
        self._may = [sum(1 << officer for officer in officers) for officers in self.allowed]

    def may(self, seat: int, officer: int) -> bool:
        """True if the officer is one of `allowed[seat]`."""
        return bool(self._may[seat] >> officer & 1)

    def assignments(self, who: Sequence[int]) -> tuple[Assignment, ...]:
        """The plan as facts: `who[seat]` is an officer's number, or -1 for a seat left empty."""
        return tuple(
            Assignment(slot_id, seat, self.officers[officer])
            for (slot_id, seat), officer in zip(self.seats, who, strict=True)
            if officer >= 0
        )

    def numbers(self, plan: Iterable[Assignment]) -> list[int]:
        """The plan as numbers; seats that it leaves out are -1."""
        number = {name: n for n, name in enumerate(self.officers)}
        taken = {(a.slot_id, a.seat): number[a.officer_id] for a in plan}
        return [taken.get(seat, -1) for seat in self.seats]

    def counts(self, who: Sequence[int]) -> list[list[int]]:
        """Duties by measure and officer."""
        counts = [[0] * len(self.officers) for _ in MEASURES]
        for seat, officer in enumerate(who):
            if officer >= 0:
                for m in self.measures[seat]:
                    counts[m][officer] += 1
        return counts

    def cost(self, who: Sequence[int]) -> int:
        """What a plan costs: misses of the fair bounds, and wishes passed over. Rules broken cost nothing."""
        wishes = sum(self.wished[seat] >> officer & 1 for seat, officer in enumerate(who) if officer >= 0)
        return WISH_COST * wishes + sum(
            self.price[m][officer][count]
            for m, row in enumerate(self.counts(who))
            for officer, count in enumerate(row)
        )


def grid_of(problem: RotaProblem) -> Grid:
    """Number everything once. Slots are numbered in the order of the problem, seats slot by slot."""
    shares = all_shares(problem)
    seats = [(slot.id, seat) for slot in problem.slots for seat in range(len(slot.seats))]
    numbers = {officer.id: n for n, officer in enumerate(problem.officers)}
    near = _near(problem)
    blocked = _blocked(problem, near)
    places = {place: n for n, place in enumerate(seats)}
    fixed = {places[a.slot_id, a.seat]: numbers[a.officer_id] for a in problem.fixed}
    allowed = _allowed(problem, blocked)
    return Grid(
        problem=problem,
        shares=shares,
        officers=list(numbers),
        bureau=[officer.bureau for officer in problem.officers],
        seats=seats,
        slot=[n for n, slot in enumerate(problem.slots) for _ in slot.seats],
        allowed=[[fixed[n]] if n in fixed else able for n, able in enumerate(allowed)],
        near=near,
        beside=_beside(problem),
        wished=_wished(problem, numbers),
        measures=[
            [m for m, measure in enumerate(MEASURES) if slot.day_class in measure.classes]
            for slot in problem.slots
            for _ in slot.seats
        ],
        price=[_prices(measure, shares[measure], list(numbers), problem) for measure in MEASURES],
        blocked=[blocked[officer.id] for officer in problem.officers],
        fixed=fixed,
    )


def _near(problem: RotaProblem) -> list[int]:
    """For each slot the bits of the slots that clash with it. Slots far apart are not even compared."""
    reach = max([problem.gap_days, LONGEST_DUTY_DAYS, *(slot.gap_days for slot in problem.slots)])
    order = sorted(range(len(problem.slots)), key=lambda n: problem.slots[n].on)
    near = [1 << n for n in range(len(problem.slots))]
    for position, one in enumerate(order):
        first = problem.slots[one]
        for later in range(position + 1, len(order)):
            second = problem.slots[order[later]]
            if (second.on - first.on).days > reach:
                break
            if why_not_both(first, second, problem.gap_days):
                near[one] |= 1 << order[later]
                near[order[later]] |= 1 << one
    return near


def _allowed(problem: RotaProblem, blocked: Mapping[str, int]) -> list[list[int]]:
    """Officers by seat: role, presence, and no clash with a duty before the period or with a fixed one."""
    by_day, absences = bits_by_day(problem.slots), absences_by_officer(problem)
    everything = (1 << len(problem.slots)) - 1
    open_slots = [
        present(officer, absences[officer.id], by_day, everything) & ~blocked[officer.id]
        for officer in problem.officers
    ]
    roles = {role for slot in problem.slots for role in slot.seats}
    able = {role: [n for n, o in enumerate(problem.officers) if o.may_take(role)] for role in roles}
    return [
        [n for n in able[role] if open_slots[n] >> number & 1]
        for number, slot in enumerate(problem.slots)
        for role in slot.seats
    ]


def _blocked(problem: RotaProblem, near: Sequence[int]) -> Mapping[str, int]:
    """For each officer the bits of the slots that earlier or fixed duties rule out."""
    number = {slot.id: n for n, slot in enumerate(problem.slots)}
    blocked: dict[str, int] = defaultdict(int)
    for fixed in problem.fixed:
        blocked[fixed.officer_id] |= near[number[fixed.slot_id]]
    for duty in problem.served:
        for n, slot in enumerate(problem.slots):
            if _may_clash(slot, duty.slot, problem) and why_not_both(slot, duty.slot, problem.gap_days):
                blocked[duty.officer_id] |= 1 << n
    return blocked


def _may_clash(slot: Slot, earlier: Slot, problem: RotaProblem) -> bool:
    reach = max(problem.gap_days, slot.gap_days, LONGEST_DUTY_DAYS)
    return slot.on - earlier.on <= timedelta(days=reach)


def _beside(problem: RotaProblem) -> list[list[int]]:
    beside: list[list[int]] = []
    for slot in problem.slots:
        seats = range(len(beside), len(beside) + len(slot.seats))
        beside += [[s for s in seats if s != seat] if slot.different_bureaus else [] for seat in seats]
    return beside


def _wished(problem: RotaProblem, numbers: Mapping[str, int]) -> list[int]:
    """For each seat the officers, as bits, who would rather not serve on a day that it touches."""
    by_day = bits_by_day(problem.slots)
    by_slot = [0] * len(problem.slots)
    for wish in problem.wishes:
        for n in bits_of(touched(by_day, wish.first_on, wish.last_on)):
            by_slot[n] |= 1 << numbers[wish.officer_id]
    return [officers for officers, slot in zip(by_slot, problem.slots, strict=True) for _ in slot.seats]


def bits_of(number: int) -> Iterator[int]:
    """The positions of the ones in a number."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def _prices(
    measure: Measure, shares: Shares, officers: Iterable[str], problem: RotaProblem
) -> list[list[int]]:
    """What each count from 0 to all slots costs, for each officer. Who has no share is asked for nothing."""
    most = sum(slot.day_class in measure.classes for slot in problem.slots) + 1
    known: dict[tuple[int, int], list[int]] = {}
    prices = []
    for officer in officers:
        share = shares.get(officer)
        bounds = (share.lowest, share.highest) if share else (0, most)
        if bounds not in known:
            misses = (min(0, n - bounds[0]) + max(0, n - bounds[1]) for n in range(most + 1))
            known[bounds] = [MEASURE_COSTS[measure] * miss_cost(miss) for miss in misses]
        prices.append(known[bounds])
    return prices
