"""The order in which entries are presented, as it was drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.judging.models import PresentationDraw


def draws(session: Session, contest_id: UUID) -> Sequence[PresentationDraw]:
    """Return every draw of a contest, the newest, which holds, first."""
    query = sa.select(PresentationDraw).where(PresentationDraw.contest_id == contest_id)
    return session.scalars(query.order_by(PresentationDraw.number.desc())).all()


def turns(session: Session, contest_id: UUID) -> dict[int, int]:
    """Return whose turn is when: entry number to place in the order that was drawn last; nothing before."""
    query = sa.select(PresentationDraw.numbers).where(PresentationDraw.contest_id == contest_id)
    newest = session.scalars(query.order_by(PresentationDraw.number.desc()).limit(1)).first()
    return {number: turn for turn, number in enumerate(json.loads(newest) if newest else [], 1)}


def in_turn(numbers: Sequence[int], turns: dict[int, int]) -> list[int]:
    """Return entry numbers in the order of presentation; what was not in the draw comes after, by number."""
    return sorted(numbers, key=lambda number: (turns.get(number, len(turns) + 1), number))
