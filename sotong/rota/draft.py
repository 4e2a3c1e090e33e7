"""A rota in the making: who sits where, what it costs, and what a change would cost.

A draft never breaks a hard rule: what may be changed is asked first. Only seats may still be empty.
"""

from collections.abc import Iterable, Sequence

from sotong.rota.grid import MEASURES, WISH_COST, Grid, bits_of

EMPTY = -1
Change = tuple[int, int]  # a seat and its new officer


class Draft:
    """Seats by officers, with counts and cost kept up to date.

    `held[officer]` maps slots to the seat held there; `busy[officer]` is the same as bits.
    """

    def __init__(self, grid: Grid) -> None:
        """An empty draft but for the fixed seats."""
        people = len(grid.officers)
        self.grid = grid
        self.who = [EMPTY] * len(grid.seats)
        self.busy = [0] * people
        self.held: list[dict[int, int]] = [{} for _ in range(people)]
        self.counts = [[0] * people for _ in MEASURES]
        self.cost = grid.cost([])
        for seat, officer in grid.fixed.items():
            self.place(seat, officer)

    @classmethod
    def of(cls, grid: Grid, who: Sequence[int]) -> "Draft":
        """A draft with these officers in their seats; they must break no rule."""
        draft = cls(grid)
        for seat, officer in enumerate(who):
            if officer != EMPTY and draft.who[seat] == EMPTY:
                draft.place(seat, officer)
        return draft

    @property
    def empty(self) -> list[int]:
        """The seats that nobody holds."""
        return [seat for seat, officer in enumerate(self.who) if officer == EMPTY]

    def place(self, seat: int, officer: int) -> None:
        """Seat the officer; the seat must be empty."""
        self.cost += self._step(seat, officer, 1)
        slot = self.grid.slot[seat]
        self.who[seat] = officer
        self.busy[officer] |= 1 << slot
        self.held[officer][slot] = seat

    def lift(self, seat: int) -> int:
        """Empty the seat; returns who sat there."""
        officer, slot = self.who[seat], self.grid.slot[seat]
        self.cost += self._step(seat, officer, -1)
        self.who[seat] = EMPTY
        self.busy[officer] &= ~(1 << slot)
        del self.held[officer][slot]
        return officer

    def fits(self, seat: int, officer: int) -> bool:
        """True if the officer may take the seat, empty or not, with no other change."""
        if self.busy[officer] & self.grid.near[self.grid.slot[seat]] or not self.grid.may(seat, officer):
            return False
        return not self.grid.beside[seat] or self.bureaus_differ(seat, officer, {})

    def clashing(self, seat: int, officer: int) -> list[int]:
        """The seats that must be emptied before the officer can take this one, whoever sits there now."""
        theirs = self.busy[officer] & self.grid.near[self.grid.slot[seat]]
        seats = [self.held[officer][slot] for slot in bits_of(theirs)]
        return seats + [
            other
            for other in self.grid.beside[seat]
            if self.who[other] not in (EMPTY, officer) and self._of_one_bureau(officer, self.who[other])
        ]

    def bureaus_differ(self, seat: int, officer: int, moved: dict[int, int]) -> bool:
        """True if nobody beside the seat is of the officer's bureau, with the seats in `moved` changed."""
        others = (moved.get(s, self.who[s]) for s in self.grid.beside[seat])
        return not any(other != EMPTY and self._of_one_bureau(officer, other) for other in others)

    def _of_one_bureau(self, officer: int, other: int) -> bool:
        bureau = self.grid.bureau[officer]
        return bool(bureau) and bureau == self.grid.bureau[other]

    def step_cost(self, seat: int, officer: int) -> int:
        """What it would cost to seat the officer, all else as it is."""
        price, counts = self.grid.price, self.counts
        cost = WISH_COST * (self.grid.wished[seat] >> officer & 1)
        for m in self.grid.measures[seat]:
            row, count = price[m][officer], counts[m][officer]
            cost += row[count + 1] - row[count]
        return cost

    def apply(self, changes: Sequence[Change]) -> list[Change]:
        """Make the changes together; returns those that undo them."""
        back = [(seat, self.who[seat]) for seat, _ in changes]
        for seat, officer in back:
            if officer != EMPTY:
                self.lift(seat)
        for seat, officer in changes:
            if officer != EMPTY:
                self.place(seat, officer)
        return back

    def possible(self, changes: Sequence[Change]) -> bool:
        """True if the seats are open to their new officers and bureaus differ; gaps are not looked at."""
        if not all(self.grid.may(seat, officer) for seat, officer in changes):
            return False
        moved = dict(changes)
        return all(
            not self.grid.beside[seat] or self.bureaus_differ(seat, officer, moved)
            for seat, officer in changes
        )

    def exchange(self, seats: Iterable[int], giver: int, taker: int) -> list[Change]:
        """The changes that give the seats to the taker, and back what then clashes, to and fro.

        This is a Kempe chain: after it neither of the two has two duties that clash.
        """
        near, slot = self.grid.near, self.grid.slot
        pair = (giver, taker)
        given = [0, 0]
        given[0] = sum(1 << slot[seat] for seat in seats if self.who[seat] == giver)
        given[1] = sum(1 << slot[seat] for seat in seats if self.who[seat] == taker)
        new = given.copy()
        while new[0] or new[1]:
            reached = [0, 0]
            for side in (0, 1):
                clash = 0
                for n in bits_of(new[side]):
                    clash |= near[n]
                other = 1 - side
                reached[other] = clash & self.busy[pair[other]] & ~given[other]
            given = [given[0] | reached[0], given[1] | reached[1]]
            new = reached
        return [(self.held[pair[side]][n], pair[1 - side]) for side in (0, 1) for n in bits_of(given[side])]

    def _step(self, seat: int, officer: int, by: int) -> int:
        price, counts = self.grid.price, self.counts
        cost = by * WISH_COST * (self.grid.wished[seat] >> officer & 1)
        for m in self.grid.measures[seat]:
            row, count = price[m][officer], counts[m][officer]
            counts[m][officer] = count + by
            cost += row[count + by] - row[count]
        return cost
