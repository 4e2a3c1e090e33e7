"""The verbs of the judging room, by what they are about."""

from __future__ import annotations

from sotong.judging.services.drawing import draw_order
from sotong.judging.services.panel_log import log_panel
from sotong.judging.services.recusals import recuse
from sotong.judging.services.seats import seat_judge, unseat_judge
from sotong.judging.services.sheets import save_sheet, sign_as, sign_sheet
from sotong.judging.services.unlocking import confirm_unlock, propose_unlock, withdraw_unlock

__all__ = [
    "confirm_unlock",
    "draw_order",
    "log_panel",
    "propose_unlock",
    "recuse",
    "save_sheet",
    "seat_judge",
    "sign_as",
    "sign_sheet",
    "unseat_judge",
    "withdraw_unlock",
]
