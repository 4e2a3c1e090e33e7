"""What judges wrote to a department. Their private notes are in no query but their own sheet's."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.judging.models import Judge, Recusal, ScoreSheet
from sotong.judging.queries.unlocks import is_replaced


@dataclass(frozen=True, slots=True)
class Comment:
    """A judge's comment, by the judge's number."""

    judge: int
    text: str


def comments_on(session: Session, entry_id: UUID) -> list[Comment]:
    """Return the comments on an entry from the sheets that count, by judge's number."""
    recused = sa.exists().where(
        Recusal.entry_id == ScoreSheet.entry_id, Recusal.judge_id == ScoreSheet.judge_id
    )
    query = (
        sa.select(Judge.number, ScoreSheet.comment)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(
            ScoreSheet.entry_id == entry_id,
            ScoreSheet.signed_at.is_not(None),
            ScoreSheet.comment != "",
            Judge.removed_at.is_(None),
            sa.not_(is_replaced()),
            sa.not_(recused),
        )
        .order_by(Judge.number)
    )
    return [Comment(judge, text) for judge, text in session.execute(query)]
