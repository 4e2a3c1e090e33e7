"""Pages of citizens' questions."""

from __future__ import annotations

from sotong.inquiries.views import canned_replies, inquiry, lists, months, steps
from sotong.inquiries.views.room import blueprint

__all__ = ["blueprint", "canned_replies", "inquiry", "lists", "months", "steps"]
