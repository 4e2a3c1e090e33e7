"""What the worker does for alerts: pass on what nobody acknowledges in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sotong.notices.chores import Chore
from sotong.outreach.services.alerts import go_on

ALERTS: Final = Chore("outreach.alerts", timedelta(seconds=20), go_on)
"""Often: an alert's clock runs in minutes."""
