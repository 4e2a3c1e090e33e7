"""What the worker does for the rota: approvals that wait, plannings that died, items left open."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sotong.notices.chores import Chore
from sotong.rota.services.handovers import go_on
from sotong.rota.services.runs import bury_dead
from sotong.rota.services.swap_decisions import escalate_overdue

SWAPS: Final = Chore("rota.swaps", timedelta(minutes=5), escalate_overdue)
RUNS: Final = Chore("rota.runs", timedelta(minutes=1), bury_dead)
HANDOVERS: Final = Chore("rota.handovers", timedelta(minutes=1), go_on)
