"""The rota's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.rota.views import absences, duties, plans, seats, settings
from sotong.rota.views.room import blueprint

__all__ = ["absences", "blueprint", "duties", "plans", "seats", "settings"]
