"""Questions as officers and boards read them, in a fixed number of statements."""

from __future__ import annotations

from sotong.inquiries.queries.canned_replies import canned_replies, canned_reply
from sotong.inquiries.queries.lists import (
    Board,
    Counts,
    HolderRow,
    Row,
    Shown,
    Wanted,
    Whose,
    board,
    department_counts,
    inquiries,
    late,
    totals,
    waiting_for,
)
from sotong.inquiries.queries.office import accounts_of, closed_days
from sotong.inquiries.queries.sheets import (
    Clock,
    Sheet,
    StepLine,
    clock_of,
    due_of,
    has_duplicates,
    inquiry,
    inquiry_numbered,
    sheet,
    steps_of,
)

__all__ = [
    "Board",
    "Clock",
    "Counts",
    "HolderRow",
    "Row",
    "Sheet",
    "Shown",
    "StepLine",
    "Wanted",
    "Whose",
    "accounts_of",
    "board",
    "canned_replies",
    "canned_reply",
    "clock_of",
    "closed_days",
    "department_counts",
    "due_of",
    "has_duplicates",
    "inquiries",
    "inquiry",
    "inquiry_numbered",
    "late",
    "sheet",
    "steps_of",
    "totals",
    "waiting_for",
]
