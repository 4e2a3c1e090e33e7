"""The verbs of the assignments room, by what they are about."""

from __future__ import annotations

from sotong.assignments.services.work import (
    answer,
    assign,
    cancel_subject,
    confirm,
    decide,
    hand_in,
    mark_seen,
    report_outcome,
    withdraw,
)

__all__ = [
    "answer",
    "assign",
    "cancel_subject",
    "confirm",
    "decide",
    "hand_in",
    "mark_seen",
    "report_outcome",
    "withdraw",
]
