"""Rotas, duties and absences, read in a fixed number of statements."""

from __future__ import annotations

from sotong.rota.queries.problems import (
    Loaded,
    absences_between,
    carried_of,
    loaded,
    office_days,
    officers_of,
    rota_of,
    slot_of,
)

__all__ = [
    "Loaded",
    "absences_between",
    "carried_of",
    "loaded",
    "office_days",
    "officers_of",
    "rota_of",
    "slot_of",
]
