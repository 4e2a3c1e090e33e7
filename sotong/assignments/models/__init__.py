"""The tables of the assignments room, by what they are about."""

from __future__ import annotations

from sotong.assignments.models.work import LINK_LENGTH, Answer, Assignment, Proof

__all__ = ["LINK_LENGTH", "Answer", "Assignment", "Proof"]
