"""A file of shelters, read: for which hazard, what it is called, where it is, how many it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sotong.core.tables import Column, Limits, Problem, Row, read_lines
from sotong.outreach.guidance_rules import LONGEST_URL, Hazard, map_url

COLUMNS: Final = (
    Column(
        "hazard",
        "종류",
        "Hazard",
        required=True,
        aliases=("재난", "구분"),
        example="지진",
        english_example="earthquake",
    ),
    Column(
        "name", "이름", "Name", required=True, aliases=("시설명", "대피소"), example="소통초등학교 운동장"
    ),
    Column(
        "address", "주소", "Address", required=True, aliases=("도로명주소", "소재지"), example="소통로 123"
    ),
    Column("capacity", "수용인원", "Capacity", aliases=("인원",), example="1,200"),
    Column("map_url", "지도", "Map", aliases=("지도주소",), max_length=LONGEST_URL),
)
LIMITS: Final = Limits(rows=5_000)
MOST_PEOPLE: Final = 1_000_000
_NUMBER: Final = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)명?", re.ASCII)
_HAZARDS: Final[Mapping[str, Hazard]] = {
    "지진": Hazard.EARTHQUAKE,
    "지진옥외대피장소": Hazard.EARTHQUAKE,
    "태풍": Hazard.TYPHOON,
    "호우": Hazard.FLOOD,
    "침수": Hazard.FLOOD,
    "홍수": Hazard.FLOOD,
    "폭염": Hazard.HEAT,
    "무더위쉼터": Hazard.HEAT,
    "한파": Hazard.COLD,
    "한파쉼터": Hazard.COLD,
    "대설": Hazard.SNOW,
    "화재": Hazard.FIRE,
    "민방위": Hazard.CIVIL_DEFENCE,
    "민방위대피시설": Hazard.CIVIL_DEFENCE,
    "미세먼지": Hazard.AIR,
} | {hazard.value: hazard for hazard in Hazard}


@dataclass(frozen=True, slots=True)
class ShelterRow:
    """One line: a place to go to. `capacity` in persons, None if the file does not say."""

    hazard: Hazard
    name: str
    address: str
    capacity: int | None
    map_url: str


def read_shelters(content: bytes) -> list[ShelterRow]:
    """Read a CSV or XLSX file of shelters. Raises TableInvalid with what is wrong, line by line."""
    first: dict[tuple[Hazard, str, str], int] = {}

    def once(row: Row) -> ShelterRow | list[Problem]:
        read, hazard = _read(row), _hazard(row)
        line = first.setdefault((hazard, row["name"], row["address"]), row.line) if hazard else row.line
        if line == row.line:
            return read
        twice = Problem("shelter.twice", row.line, "name", {"line": line})
        return [*read, twice] if isinstance(read, list) else [twice]

    return read_lines(content, COLUMNS, LIMITS, once).close()


def _read(row: Row) -> ShelterRow | list[Problem]:
    """One line's meaning, or all that is wrong with it."""
    hazard = _hazard(row)
    capacity = _people(row["capacity"])
    where = map_url(row["address"], row["map_url"])
    if hazard and where and capacity is not None:
        return ShelterRow(hazard, row["name"], row["address"], capacity or None, where)
    checks = (
        ("hazard", hazard, "shelter.unknown_hazard"),
        (
            "capacity",
            capacity,
            "shelter.too_many" if _is_too_many(row["capacity"]) else "shelter.not_a_number",
        ),
        ("map_url", where, "shelter.not_a_link"),
    )
    return [
        Problem(reason, row.line, column, {"text": row[column][:40], "most": f"{MOST_PEOPLE:,}"})
        for column, read, reason in checks
        if read is None
    ]


def _hazard(row: Row) -> Hazard | None:
    return _HAZARDS.get("".join(row["hazard"].casefold().split()))


def _people(text: str) -> int | None:
    """A number of persons; 0 if nothing is said, None for what is no such number."""
    if not text:
        return 0
    number = _number(text)
    return number if number is not None and 0 < number <= MOST_PEOPLE else None


def _is_too_many(text: str) -> bool:
    return (_number(text) or 0) > MOST_PEOPLE


def _number(text: str) -> int | None:
    plain = text.replace(" ", "")
    return int(plain.rstrip("명").replace(",", "")) if _NUMBER.fullmatch(plain) else None
