"""The tables of the assignments room, by what they are about."""

from __future__ import annotations

from sotong.assignments.models.policy import AccountChoice, SharePolicy
from sotong.assignments.models.samples import ReviewSample, SampleItem
from sotong.assignments.models.work import (
    LINK_LENGTH,
    SCREENSHOT_SCHEME,
    Answer,
    Assignment,
    Proof,
    ProofScreenshot,
)

__all__ = [
    "LINK_LENGTH",
    "SCREENSHOT_SCHEME",
    "AccountChoice",
    "Answer",
    "Assignment",
    "Proof",
    "ProofScreenshot",
    "ReviewSample",
    "SampleItem",
    "SharePolicy",
]
