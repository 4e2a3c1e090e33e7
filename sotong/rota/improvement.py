"""Local search: from a rota to a fairer one, never through one that breaks a rule.

A move is a Kempe chain: one seat, and what then clashes to and fro, changes hands between two officers;
or two such chains in opposite directions, so that the number of duties stays and their classes change.
Worse rotas are passed through by late acceptance (Burke and Bykov, 2017): a move is taken if the cost
afterwards is no higher than it was `MEMORY` moves ago.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sotong.rota.draft import EMPTY, Change, Draft
from sotong.rota.fairness import STRICT, Measure
from sotong.rota.grid import MEASURE_COSTS, MEASURES

ALL = MEASURES.index(Measure.ALL)
MEMORY = 20
LONGEST_CHAIN = 16
LOOK_AT_DEAR = 0.8
ROUNDS = 3
DEAR = min(MEASURE_COSTS[measure] for measure in STRICT)
GIVE_BACK = 0.8  # how often a duty of another class is taken in return


@dataclass(frozen=True, slots=True)
class Trouble:
    """What costs something: an officer with too many (`over`) or too few duties of a measure, or a wish."""

    m: int
    officer: int
    over: bool


def improve(draft: Draft, rng: Random, moves: int) -> None:
    """Leave the draft at the cheapest rota found within so many moves; stops at cost 0.

    If `ALL` or `REST` are not even by then, it goes on from the best so far, up to `ROUNDS` times.
    """
    for _ in range(ROUNDS):
        _search(draft, rng, moves)
        if draft.cost < DEAR:
            break


def _search(draft: Draft, rng: Random, moves: int) -> None:
    past = [draft.cost] * MEMORY
    best, best_cost = list(draft.who), draft.cost
    troubles = _troubles(draft)
    for turn in range(moves):
        if not troubles:
            break
        changes = _move_against(_some_trouble(troubles, rng), draft, rng)
        if not changes or len(changes) > LONGEST_CHAIN or not draft.possible(changes):
            continue
        before = draft.cost
        back = draft.apply(changes)
        if draft.cost <= max(before, past[turn % MEMORY]):
            troubles = _troubles(draft)
        else:
            draft.apply(back)
        past[turn % MEMORY] = draft.cost
        if draft.cost < best_cost:
            best, best_cost = list(draft.who), draft.cost
    draft.apply([(seat, officer) for seat, officer in enumerate(best) if draft.who[seat] != officer])


def _troubles(draft: Draft) -> list[Trouble | int]:
    """Everything in the draft that costs; a wish passed over is given as its seat."""
    wished = draft.grid.wished
    troubles: list[Trouble | int] = [
        seat for seat, officer in enumerate(draft.who) if officer != EMPTY and wished[seat] >> officer & 1
    ]
    for m, counts in enumerate(draft.counts):
        price = draft.grid.price[m]
        for officer, count in enumerate(counts):
            if cost := price[officer][count]:
                troubles.append(Trouble(m, officer, over=price[officer][count + 1] > cost))
    return troubles


def _some_trouble(troubles: Sequence[Trouble | int], rng: Random) -> Trouble | int:
    """One of them by chance; the dear ones are looked at more often."""
    dear = [t for t in troubles if isinstance(t, Trouble) and MEASURES[t.m] in STRICT]
    return rng.choice(dear if dear and rng.random() < LOOK_AT_DEAR else troubles)


def _move_against(trouble: Trouble | int, draft: Draft, rng: Random) -> Sequence[Change]:
    """A random move that might help; nothing if the dice found none."""
    if isinstance(trouble, int):
        content = [o for o in draft.grid.allowed[trouble] if not draft.grid.wished[trouble] >> o & 1]
        in_return = rng.random() < GIVE_BACK
        return _give(trouble, content, draft, rng, in_return=in_return, same_class=True)
    in_m = [seat for seat in draft.held[trouble.officer].values() if trouble.m in draft.grid.measures[seat]]
    in_return = trouble.m != ALL and rng.random() < GIVE_BACK
    if trouble.over:
        seat = rng.choice(in_m)
        return _give(seat, draft.grid.allowed[seat], draft, rng, in_return=in_return, same_class=False)
    return _take(trouble, draft, rng, in_return=in_return)


def _give(
    seat: int, takers: Sequence[int], draft: Draft, rng: Random, *, in_return: bool, same_class: bool
) -> Sequence[Change]:
    giver = draft.who[seat]
    taker = rng.choice(takers) if takers else giver
    if giver in (taker, EMPTY):
        return ()
    back = _other_seat(draft, taker, seat, rng, same_class=same_class) if in_return else []
    return draft.exchange([seat, *back], giver, taker)


def _take(trouble: Trouble, draft: Draft, rng: Random, *, in_return: bool) -> Sequence[Change]:
    taker = trouble.officer
    seat = rng.randrange(len(draft.who))
    giver = draft.who[seat]
    if (
        giver in (EMPTY, taker)
        or not draft.grid.may(seat, taker)
        or trouble.m not in draft.grid.measures[seat]
    ):
        return ()
    back = _other_seat(draft, taker, seat, rng, same_class=False) if in_return else []
    return draft.exchange([seat, *back], giver, taker)


def _other_seat(draft: Draft, officer: int, seat: int, rng: Random, *, same_class: bool) -> list[int]:
    """A seat of the officer that counts in the same measures as the one given, or not."""
    measures = draft.grid.measures
    fitting = [s for s in draft.held[officer].values() if (measures[s] == measures[seat]) == same_class]
    return [rng.choice(fitting)] if fitting else []
