"""Nouns of judging. Marks are for the judge who gave them, and for the tally after judging is over."""

from __future__ import annotations

from sotong.judging.queries.benches import Bench, EntryToScore, bench, entry_to_score, panels_of
from sotong.judging.queries.panels import (
    Seat,
    SignedSheet,
    judge_accounts,
    panel,
    recused_pairs,
    signed_sheets,
)

__all__ = [
    "Bench",
    "EntryToScore",
    "Seat",
    "SignedSheet",
    "bench",
    "entry_to_score",
    "judge_accounts",
    "panel",
    "panels_of",
    "recused_pairs",
    "signed_sheets",
]
