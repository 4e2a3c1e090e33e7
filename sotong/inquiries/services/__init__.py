"""Recording questions, moving them on, settling them; canned replies; clocks that go on by themselves."""

from __future__ import annotations

from sotong.inquiries.services.answering import answer, merge, pause, reopen, resume
from sotong.inquiries.services.canned_replies import (
    change_canned_reply,
    delete_canned_reply,
    keep_canned_reply,
)
from sotong.inquiries.services.importing import Imported, import_inquiries
from sotong.inquiries.services.recording import Asked, record_inquiry
from sotong.inquiries.services.relaying import hand_back, mark_seen, refuse, relay

__all__ = [
    "Asked",
    "Imported",
    "answer",
    "change_canned_reply",
    "delete_canned_reply",
    "hand_back",
    "import_inquiries",
    "keep_canned_reply",
    "mark_seen",
    "merge",
    "pause",
    "record_inquiry",
    "refuse",
    "relay",
    "reopen",
    "resume",
]
