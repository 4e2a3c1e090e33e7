"""What Korea's public holidays are called in the reader's language.

The calendar knows them in Korean, after the Act (공휴일에 관한 법률) and the decrees before it. A day of the
office's own is called as the office calls it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

SUBSTITUTE: Final = " 대체 휴일"
NAMES: Final[Mapping[str, LazyString]] = {
    "2002년 한일 월드컵 대표팀 4강 진출": _l("2002년 한일 월드컵 대표팀 4강 진출"),
    "개천절": _l("개천절"),
    "광복절": _l("광복절"),
    "국군의 날": _l("국군의 날"),
    "국회의원 선거일": _l("국회의원 선거일"),
    "기독탄신일": _l("기독탄신일"),
    "노동절": _l("노동절"),
    "대통령 선거일": _l("대통령 선거일"),
    "부처님오신날": _l("부처님오신날"),
    "삼일절": _l("삼일절"),
    "석가탄신일": _l("석가탄신일"),
    "설날": _l("설날"),
    "설날 다음날": _l("설날 다음날"),
    "설날 전날": _l("설날 전날"),
    "식목일": _l("식목일"),
    "신정연휴": _l("신정연휴"),
    "어린이날": _l("어린이날"),
    "임시공휴일": _l("임시공휴일"),
    "제헌절": _l("제헌절"),
    "지방선거일": _l("지방선거일"),
    "추석": _l("추석"),
    "추석 다음날": _l("추석 다음날"),
    "추석 전날": _l("추석 전날"),
    "한글날": _l("한글날"),
    "현충일": _l("현충일"),
}


def holiday(name: str) -> str:
    """Return what a holiday is called in the reader's language; as it is, if it is none of the country's."""
    of = name.removesuffix(SUBSTITUTE)
    if of not in NAMES:
        return name
    return str(NAMES[of]) if of == name else _("%(holiday)s 대체 휴일", holiday=NAMES[of])
