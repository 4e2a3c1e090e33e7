"""Looking at some of the proofs instead of all: what is drawn, when more is, when the rest is accepted; pure.

Whatever is flagged is always looked at. Of the rest so many are drawn as were asked for, by a seed that is
recorded: whoever has the seed and the ids draws the same. If one of a round is rejected, as many again are
drawn as were drawn so far, until a round is without fault or nothing is left.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from math import comb
from uuid import UUID

MOST = 1_000
MIXED = 0
"""The round of what has not been drawn."""


class Outcome(StrEnum):
    """What a look at one that was drawn gave. GONE: taken back by its officer before anybody looked."""

    APPROVED = "approved"
    REJECTED = "rejected"
    GONE = "gone"


class Verdict(StrEnum):
    """What follows from the newest round: go on looking, draw more, or accept the rest."""

    LOOK = "look"
    GROW = "grow"
    ACCEPT = "accept"


def shuffled(seed: str, ids: Collection[UUID]) -> list[UUID]:
    """The ids in the order that the seed gives them: by SHA-256 of the seed, a colon and the id."""
    return sorted(ids, key=lambda one: sha256(f"{seed}:{one}".encode()).digest())


def drawn(seed: str, ids: Collection[UUID], flagged: Collection[UUID], size: int) -> set[UUID]:
    """What is looked at first: all that is flagged, and by the seed so many of the rest as make up `size`."""
    must = set(flagged) & set(ids)
    rest = shuffled(seed, set(ids) - must)
    return must | set(rest[: max(0, size - len(must))])


def grown(seed: str, rest: Collection[UUID], so_far: int) -> list[UUID]:
    """What is drawn in addition: as many again as so far, at least one, in the seed's order."""
    return shuffled(seed, rest)[: max(1, so_far)]


def verdict(newest: Sequence[Outcome | None], rest: int) -> Verdict:
    """What follows from what was found in the newest round, and how many were never drawn."""
    if None in newest:
        return Verdict.LOOK
    return Verdict.GROW if Outcome.REJECTED in newest and rest else Verdict.ACCEPT


def why_not_draw(there: int, size: int) -> str | None:
    """Why no sample can be drawn."""
    if not there:
        return "sample.nothing_to_review"
    return None if 1 <= size <= MOST else "sample.size"


def chance_to_see(population: int, faulty: int, looked_at: int) -> Fraction:
    """The chance that at least one of the faulty is among those looked at: hypergeometric, exact."""
    looked_at, faulty = min(looked_at, population), min(faulty, population)
    if not population:
        return Fraction(0)
    return 1 - Fraction(comb(population - faulty, looked_at), comb(population, looked_at))
