"""The verbs of the assignments room, by what they are about."""

from __future__ import annotations

from sotong.assignments.services.past import PastWork, bring_in
from sotong.assignments.services.policy import (
    decide_policy,
    keep_accounts,
)
from sotong.assignments.services.proofs import (
    confirm,
    hand_in,
    hand_in_screenshot,
    withdraw,
)
from sotong.assignments.services.samples import (
    draw_sample,
    settle_sample,
)
from sotong.assignments.services.work import (
    answer,
    assign,
    cancel_subject,
    decide,
    mark_seen,
    report_outcome,
)

__all__ = [
    "PastWork",
    "answer",
    "assign",
    "bring_in",
    "cancel_subject",
    "confirm",
    "decide",
    "decide_policy",
    "draw_sample",
    "hand_in",
    "hand_in_screenshot",
    "keep_accounts",
    "mark_seen",
    "report_outcome",
    "settle_sample",
    "withdraw",
]
