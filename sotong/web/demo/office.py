"""Which office the demo city has."""

from __future__ import annotations

from typing import Final

OFFICE: Final = "영등포구청"
SETTINGS: Final = {
    "SOTONG_OFFICE": OFFICE,
    "SOTONG_OFFICE_EN": "Yeongdeungpo-gu Office",
    "SOTONG_HEAD_NAME": "한소통",
    "SOTONG_HEAD_TITLE_EN": "Mayor of Yeongdeungpo-gu",
    "SOTONG_HEAD_NAME_EN": "Han Sotong",
}
