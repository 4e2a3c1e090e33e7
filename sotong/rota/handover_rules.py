"""What an officer leaves to the next one, and to whom it goes while nobody answers."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

OPENS_BEFORE: Final = timedelta(hours=1)
"""So long before a duty begins its officers may write down what is open."""
HANDED_OVER_AFTER: Final = timedelta(minutes=30)
"""So long after a duty's end its open items go to the next duty by themselves."""
ANSWERED_WITHIN: Final = timedelta(hours=2)
DEPUTY_WITHIN: Final = timedelta(hours=1)
MOST_ITEMS: Final = 50


class HandoverStage(StrEnum):
    """Who is asked to acknowledge: the next officer, then the deputy, then the admins."""

    OFFICER = "officer"
    DEPUTY = "deputy"
    ADMIN = "admin"


def answer_due(stage: HandoverStage, since: datetime, starts_at: datetime | None) -> datetime | None:
    """Until when an answer is waited for at a stage; None: for ever.

    The next officer has until her duty begins, and two hours at least; the deputy has one hour more.
    """
    if stage is HandoverStage.OFFICER:
        return max(since + ANSWERED_WITHIN, starts_at or since)
    return since + DEPUTY_WITHIN if stage is HandoverStage.DEPUTY else None


def next_stage(stage: HandoverStage, *, has_deputy: bool) -> HandoverStage:
    """Who is asked after a stage's silence."""
    first = stage is HandoverStage.OFFICER
    return HandoverStage.DEPUTY if first and has_deputy else HandoverStage.ADMIN


def why_not_note(
    officer_id: UUID,
    serving: Collection[UUID],
    *,
    starts_at: datetime,
    handed_over: bool,
    items: int,
    now: datetime,
) -> str | None:
    """The reason why an officer cannot write an open item down for a duty, or None."""
    if officer_id not in serving:
        return "handover.not_on_duty"
    if now < starts_at - OPENS_BEFORE:
        return "handover.not_begun"
    if handed_over:
        return "handover.handed_over"
    return "handover.too_many_items" if items >= MOST_ITEMS else None


def why_not_hand_over(*, starts_at: datetime, handed_over: bool, items: int, now: datetime) -> str | None:
    """The reason why a duty's open items cannot go to the next one, or None."""
    if now < starts_at:
        return "handover.not_begun"
    if handed_over:
        return "handover.handed_over"
    return None if items else "handover.nothing_open"


def why_not_acknowledge(*, acknowledged: bool, concerned: bool) -> str | None:
    """The reason why somebody cannot acknowledge, or None."""
    if acknowledged:
        return "handover.acknowledged"
    return None if concerned else "handover.not_asked"
