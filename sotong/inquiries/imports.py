"""A file of questions, read: what came in when, on which channel, from whom, and whose it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sotong.channels.imports import platform_named
from sotong.channels.permalinks import NotPermalink, parse
from sotong.channels.platforms import Permalink, Platform
from sotong.core.tables import Column, Limits, Problem, Reading, Row, read_lines
from sotong.core.tables.days import instant, not_a_day
from sotong.inquiries.clocks import LONGEST_TERM_DAYS
from sotong.inquiries.rules import LONGEST_NAME, LONGEST_TEXT
from sotong.people.imports import NAMED_DEPARTMENT

COLUMNS: Final = (
    Column(
        "received_at",
        "접수시각",
        "Time of receipt",
        required=True,
        aliases=("접수일시", "접수", "일시"),
        example="2026-12-14 09:30",
    ),
    Column("platform", "채널", "Channel", aliases=("매체",), example="밴드", english_example="band"),
    Column("permalink", "주소", "Address", aliases=("링크",), max_length=2_000),
    Column(
        "pseudonym",
        "별명",
        "Pseudonym",
        aliases=("시민", "작성자"),
        max_length=LONGEST_NAME,
        example="별하늘",
        english_example="Starlight",
    ),
    Column(
        "text",
        "내용",
        "Text",
        required=True,
        aliases=("문의", "질문"),
        max_length=LONGEST_TEXT,
        example="공원은 몇 시에 문을 엽니까?",
        english_example="When does the park open?",
    ),
    replace(
        NAMED_DEPARTMENT,
        aliases=("담당부서", *NAMED_DEPARTMENT.aliases),
        example="홍보과",
        english_example="Public Relations",
    ),
    Column("term", "기간", "Term", aliases=("처리기간", "기한(일)"), example="7일", english_example="7"),
)
LIMITS: Final = Limits(rows=2_000)
DEFAULT_TERM: Final = 0
_AT_ONCE: Final = frozenset({"", "즉시", "0"})
_DAYS: Final = re.compile(r"(\d{1,3}) ?일?", re.ASCII)


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """One line of a file. `department` is as written there: a name, a code, or nothing."""

    line: int
    received_at: datetime
    platform: Platform
    link: Permalink | None
    pseudonym: str
    text: str
    department: str
    term_days: int


def read_inquiries(content: bytes) -> Reading[InquiryRow]:
    """Read a CSV or XLSX file of questions. Raises TableInvalid for what is no such file at all."""
    return read_lines(content, COLUMNS, LIMITS, _read)


def term_days(text: str) -> int | None:
    """Read a term: 즉시 or nothing is at once, else so many days."""
    if text in _AT_ONCE:
        return DEFAULT_TERM
    found = _DAYS.fullmatch(text)
    days = int(found.group(1)) if found else 0
    return days if 0 < days <= LONGEST_TERM_DAYS else None


def _read(row: Row) -> InquiryRow | list[Problem]:
    """One line's meaning, or all that is wrong with it."""
    received_at, days = instant(row["received_at"]), term_days(row["term"])
    link = parse(row["permalink"]) if row["permalink"] else None
    platform = platform_named(row["platform"]) if row["platform"] else None
    if isinstance(link, Permalink):
        platform = link.platform
    if received_at and days is not None and platform and not isinstance(link, NotPermalink):
        return InquiryRow(
            row.line, received_at, platform, link, row["pseudonym"], row["text"], row["department"], days
        )
    problems = []
    if received_at is None:
        problems.append(not_a_day("inquiry.not_an_instant", row.line, "received_at", row["received_at"]))
    if days is None:
        problems.append(_problem("inquiry.not_a_term", row, "term"))
    if isinstance(link, NotPermalink):
        problems.append(Problem(link.code, row.line, "permalink", {"host": link.host or ""}))
    elif platform is None:
        reason = "channel.unknown_platform" if row["platform"] else "inquiry.channel_missing"
        problems.append(_problem(reason, row, "platform"))
    return problems


def _problem(reason: str, row: Row, column: str) -> Problem:
    return Problem(reason, row.line, column, {"text": row[column][:40]})
