"""Nouns of judging. Marks are for the judge who gave them, and for the tally after judging is over."""

from __future__ import annotations

from sotong.judging.queries.benches import Bench, EntryToScore, bench, entry_to_score, panels_of
from sotong.judging.queries.logged import last_change, logged_panel
from sotong.judging.queries.panels import (
    Seat,
    SignedSheet,
    judge_accounts,
    panel,
    recused_pairs,
    signed_sheets,
)
from sotong.judging.queries.unlocks import UnlockCase, reopened, unlock_case, unlock_cases

__all__ = [
    "Bench",
    "EntryToScore",
    "Seat",
    "SignedSheet",
    "UnlockCase",
    "bench",
    "entry_to_score",
    "judge_accounts",
    "last_change",
    "logged_panel",
    "panel",
    "panels_of",
    "recused_pairs",
    "reopened",
    "signed_sheets",
    "unlock_case",
    "unlock_cases",
]
