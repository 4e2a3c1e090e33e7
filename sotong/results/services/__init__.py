"""The verbs of the results room, by what they are about."""

from __future__ import annotations

from sotong.results.services import showing
from sotong.results.services.tallying import decide_tie, make_tally, publish

__all__ = ["decide_tie", "make_tally", "publish", "showing"]
