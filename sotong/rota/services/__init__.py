"""Verbs of the rota: absences, drafts, seats, publishing. Each page here is about one of them."""

from __future__ import annotations
