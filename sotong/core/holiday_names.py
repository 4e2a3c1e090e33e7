"""What Korea's public holidays are called in the reader's language.

The calendar knows them in Korean, after the Act (공휴일에 관한 법률) and the decrees before it. A day of the
office's own is called as the office calls it.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

_SUBSTITUTE: Final = _l("%(holiday)s 대체 휴일")
_NAMES: Final = (
    _l("2002년 한일 월드컵 대표팀 4강 진출"),
    _l("개천절"),
    _l("광복절"),
    _l("국군의 날"),
    _l("국회의원 선거일"),
    _l("기독탄신일"),
    _l("노동절"),
    _l("대통령 선거일"),
    _l("부처님오신날"),
    _l("삼일절"),
    _l("석가탄신일"),
    _l("설날"),
    _l("설날 다음날"),
    _l("설날 전날"),
    _l("식목일"),
    _l("신정연휴"),
    _l("어린이날"),
    _l("임시공휴일"),
    _l("제헌절"),
    _l("지방선거일"),
    _l("추석"),
    _l("추석 다음날"),
    _l("추석 전날"),
    _l("한글날"),
    _l("현충일"),
)


def holiday(name: str) -> str:
    """Return what a holiday is called in the reader's language; as it is, if it is none of the country's."""
    names, behind = _in_korean()
    of = name.removesuffix(behind)
    if of not in names:
        return name
    return str(names[of]) if of == name else str(_SUBSTITUTE) % {"holiday": names[of]}


@cache
def _in_korean() -> tuple[dict[str, LazyString], str]:
    """The names as the calendar knows them, and what it puts behind one for a substitute."""
    with force_locale("ko"):
        return {str(name): name for name in _NAMES}, str(_SUBSTITUTE) % {"holiday": ""}
