"""The nouns of the results room, by what they are about."""

from __future__ import annotations

from sotong.results.queries.showing import console, on_screen, show_facts
from sotong.results.queries.tallies import (
    Facts,
    Outcome,
    decisions,
    gather,
    judges_of,
    meter_of,
    newest_record,
    outcome,
    past_contests,
    placings,
    stability_of,
    tally_facts,
)

__all__ = [
    "Facts",
    "Outcome",
    "console",
    "decisions",
    "gather",
    "judges_of",
    "meter_of",
    "newest_record",
    "on_screen",
    "outcome",
    "past_contests",
    "placings",
    "show_facts",
    "stability_of",
    "tally_facts",
]
