"""The verbs of the results room, by what they are about."""

from __future__ import annotations

from sotong.results.services import showing
from sotong.results.services.adopting import ask_to_adopt
from sotong.results.services.casework import (
    CaseContent,
    attach,
    cite,
    detach,
    draft_case,
    draft_winners,
    edit_case,
    publish_case,
    take_back_citation,
    withdraw_case,
)
from sotong.results.services.tallying import decide_tie, make_tally, publish

__all__ = [
    "CaseContent",
    "ask_to_adopt",
    "attach",
    "cite",
    "decide_tie",
    "detach",
    "draft_case",
    "draft_winners",
    "edit_case",
    "make_tally",
    "publish",
    "publish_case",
    "showing",
    "take_back_citation",
    "withdraw_case",
]
