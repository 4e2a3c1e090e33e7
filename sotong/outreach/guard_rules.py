"""When the election guard stands, whom a text names, and who may approve it; pure.

공직선거법 제86조 제5항 and 제6항 bound what a local government's head may make known before an election; what
falls under it is for people to judge. The guard sees to it that two of them do.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

LONGEST_NAME = 100
SHORTEST_NAME = 2
LONGEST_WINDOW = timedelta(days=366)
MOST_NAMES = 500


def why_not_window(begins_at: datetime, ends_at: datetime) -> str | None:
    """Why there can be no such window."""
    if ends_at <= begins_at:
        return "guard.ends_too_early"
    return "guard.too_long" if ends_at - begins_at > LONGEST_WINDOW else None


def what_to_ask(
    begins_at: datetime, ends_at: datetime, others: Iterable[tuple[datetime, datetime]], now: datetime
) -> str | None:
    """What is to be asked before such a window is set up: it may be a slip, but need not be."""
    begun = begins_at < now
    overlaps = any(begins_at < until and since < ends_at for since, until in others)
    if begun and overlaps:
        return "guard.begun_and_overlaps"
    if begun:
        return "guard.begun_already"
    return "guard.overlaps" if overlaps else None


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """The names that stand in a text, whatever blanks and letter forms it is written with, in their order."""
    folded = _folded(text)
    return [name for name in names if _folded(name) and _folded(name) in folded]


def why_not_name(name: str) -> str | None:
    """Why a name cannot be listed: one letter stands in every text."""
    fits = len(_folded(name)) >= SHORTEST_NAME and len(name) <= LONGEST_NAME
    return None if fits else "guard.name_length"


def why_not_approve(recorded_by_id: UUID, actor_id: UUID, *, approved: bool) -> str | None:
    """Why this person cannot be the second approver."""
    if approved:
        return "post.approved_already"
    return "post.approves_own" if actor_id == recorded_by_id else None


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
