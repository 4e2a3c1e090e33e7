"""Nouns of judging. Marks are for the judge who gave them, and for the tally after judging is over."""

from __future__ import annotations

from sotong.judging.queries.benches import Bench, EntryToScore, bench, entry_to_score, panels_of
from sotong.judging.queries.chairs import Chair, locked_chair, newest_sheet
from sotong.judging.queries.comments import Comment, comments_on
from sotong.judging.queries.logged import last_change, logged_panel
from sotong.judging.queries.orders import draws, in_turn, turns
from sotong.judging.queries.panels import (
    JudgeLines,
    Seat,
    SheetLine,
    SignedSheet,
    judge_accounts,
    judge_lines,
    panel,
    recused_pairs,
    signed_sheets,
)
from sotong.judging.queries.unlocks import UnlockCase, reopened, unlock_case, unlock_cases

__all__ = [
    "Bench",
    "Chair",
    "Comment",
    "EntryToScore",
    "JudgeLines",
    "Seat",
    "SheetLine",
    "SignedSheet",
    "UnlockCase",
    "bench",
    "comments_on",
    "draws",
    "entry_to_score",
    "in_turn",
    "judge_accounts",
    "judge_lines",
    "last_change",
    "locked_chair",
    "logged_panel",
    "newest_sheet",
    "panel",
    "panels_of",
    "recused_pairs",
    "reopened",
    "signed_sheets",
    "turns",
    "unlock_case",
    "unlock_cases",
]
