"""Canned replies: texts with places to fill, and particles that agree with what is filled in.

"{시민}님, {부서}을(를) 찾아 주셔서 감사합니다. {기한}까지 답변드리겠습니다."
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from sotong.core.days import KST
from sotong.core.korean import with_particles

LONGEST_TITLE: Final = 60
_PLACE: Final = re.compile(r"\{([^{}]*)\}")


class Place(StrEnum):
    """What can be filled in, as it is written between braces."""

    CITIZEN = "시민"
    DEPARTMENT = "부서"
    OFFICE = "기관"
    DUE = "기한"
    TODAY = "오늘"
    NUMBER = "번호"


EXAMPLE: Final = "{시민}님, {부서}을(를) 찾아 주셔서 감사합니다. 문의하신 내용은 {기한}까지 답변드리겠습니다."
EXAMPLE_VALUES: Final = {Place.CITIZEN: "순천사랑", Place.DEPARTMENT: "도로과", Place.DUE: "11월 24일 14:00"}
PLACES: Final = frozenset(place.value for place in Place)


def unknown_places(text: str) -> list[str]:
    """The names between braces that mean nothing, in order, each once."""
    return list(dict.fromkeys(name for name in _PLACE.findall(text) if name.strip() not in PLACES))


def filled(text: str, values: Mapping[Place, str]) -> str:
    """Fill a canned reply. What is filled in is not looked into again; what has no value is left out."""
    parts = _PLACE.split(text)
    for number, name in enumerate(parts[1::2]):
        meant = name.strip()
        parts[2 * number + 1] = values.get(Place(meant), "") if meant in PLACES else f"{{{name}}}"
    return with_particles("".join(parts))


def spoken_day(at: datetime) -> str:
    """The Korean day of an instant, as a reply says it."""
    korean = at.astimezone(KST)
    return f"{korean.month}월 {korean.day}일"


def spoken(at: datetime) -> str:
    """An instant in Korean time, as a reply says it."""
    return f"{spoken_day(at)} {at.astimezone(KST):%H:%M}"
