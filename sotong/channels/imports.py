"""A file of figures, read: which account, which day, what was counted, how much."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sotong.channels.permalinks import NotPermalink
from sotong.channels.platforms import Platform
from sotong.channels.rules import LARGEST_VALUE, Measure, read_account
from sotong.core.tables import Column, Limits, Problem, Reading, Row, read_lines
from sotong.core.tables.days import day, not_a_day

COLUMNS: Final = (
    Column("organisation", "기관", "Organisation", aliases=("기관명",)),
    Column(
        "platform",
        "채널",
        "Channel",
        required=True,
        aliases=("매체",),
        example="페이스북",
        english_example="facebook",
    ),
    Column(
        "account",
        "계정",
        "Account",
        aliases=("계정주소",),
        max_length=2_000,
        example="https://www.facebook.com/ourcity",
    ),
    Column("measured_on", "기준일", "As of", required=True, aliases=("측정일",), example="2026-12-31"),
    Column("measure", "항목", "Measure", required=True, example="팔로워", english_example="followers"),
    Column("value", "값", "Value", required=True, aliases=("수치",), example="12,345"),
    Column("source", "출처", "Source", example="2026년 12월 집계", english_example="count of December 2026"),
)
LIMITS: Final = Limits(rows=100_000)

_PLATFORMS: Final[Mapping[str, Platform]] = {
    "페이스북": Platform.FACEBOOK,
    "트위터": Platform.X,
    "twitter": Platform.X,
    "블로그": Platform.NAVER_BLOG,
    "네이버블로그": Platform.NAVER_BLOG,
    "밴드": Platform.BAND,
    "네이버밴드": Platform.BAND,
    "카카오톡": Platform.KAKAOTALK_CHANNEL,
    "카카오톡채널": Platform.KAKAOTALK_CHANNEL,
    "인스타그램": Platform.INSTAGRAM,
    "유튜브": Platform.YOUTUBE,
    "핀터레스트": Platform.PINTEREST,
    "스레드": Platform.THREADS,
    "카카오스토리": Platform.KAKAOSTORY,
    "소통tv": Platform.SOTONG_TV,
} | {platform.value: platform for platform in Platform}
_MEASURES: Final[Mapping[str, Measure]] = {
    "팔로워": Measure.FOLLOWERS,
    "좋아요": Measure.LIKES,
    "멤버": Measure.MEMBERS,
    "회원": Measure.MEMBERS,
    "친구": Measure.FRIENDS,
    "구독자": Measure.SUBSCRIBERS,
    "이웃": Measure.NEIGHBOURS,
    "방문자": Measure.VISITORS,
    "방문": Measure.VISITS,
    "조회": Measure.VIEWS,
    "조회수": Measure.VIEWS,
    "게시물": Measure.POSTS,
    "댓글": Measure.COMMENTS,
    "공유": Measure.SHARES,
} | {measure.value: measure for measure in Measure}

MOST_DIGITS = len(f"{LARGEST_VALUE:,}")
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One line: the figure, and what the file says of whose account it is (`url`, if it says)."""

    line: int
    organisation: str
    platform: Platform
    url: str | None
    measured_on: date
    measure: Measure
    value: int
    source: str


@dataclass(frozen=True, slots=True)
class HalfReadRow:
    """As much of a faulty line as can be read: whose figure it is, and perhaps of what and when."""

    line: int
    organisation: str
    platform: Platform
    url: str | None
    measured_on: date | None
    measure: Measure | None


def read_measures(content: bytes) -> Reading[MeasureRow]:
    """Read a CSV or XLSX file of figures. Raises TableInvalid for what is no such file at all."""
    return read_lines(content, COLUMNS, LIMITS, _read)


def platform_named(text: str) -> Platform | None:
    """Return the platform that people call so, in Korean or English; None if there is none."""
    return _PLATFORMS.get(_plain(text))


def whole(text: str) -> int | None:
    """Read a count, with or without commas; None for what is none, or absurdly large."""
    sound = len(text) <= MOST_DIGITS and is_whole(text)
    value = int(text.replace(",", "")) if sound else None
    return value if value is not None and value <= LARGEST_VALUE else None


def is_whole(text: str) -> bool:
    """Whether a text is written as a count, however large."""
    return _WHOLE.fullmatch(text) is not None


def _read(row: Row) -> MeasureRow | list[Problem]:
    """One line's meaning, or all that is wrong with it."""
    platform, measure = platform_named(row["platform"]), _MEASURES.get(_plain(row["measure"]))
    measured_on, value = day(row["measured_on"]), whole(row["value"])
    account = _account(row["account"], platform)
    if platform and measure and measured_on and value is not None and not isinstance(account, NotPermalink):
        organisation, source = row["organisation"], row["source"]
        return MeasureRow(row.line, organisation, platform, account, measured_on, measure, value, source)
    checks = (
        ("platform", platform, "channel.unknown_platform"),
        ("measure", measure, "channel.unknown_measure"),
        ("value", value, "channel.count_too_large" if is_whole(row["value"]) else "channel.not_a_count"),
    )
    problems = [
        Problem(reason, row.line, column, {"text": row[column][:40], "most": f"{LARGEST_VALUE:,}"})
        for column, read, reason in checks
        if read is None
    ]
    if measured_on is None:
        problems.append(not_a_day("channel.not_a_day", row.line, "measured_on", row["measured_on"]))
    if isinstance(account, NotPermalink):
        problems.append(Problem(account.code, row.line, "account", {"host": account.host or ""}))
    return problems


def half_read(row: Row) -> HalfReadRow | None:
    """Return what a line tells, whatever else is wrong with it; None if not even whose figure it is."""
    platform, measure = platform_named(row["platform"]), _MEASURES.get(_plain(row["measure"]))
    account = _account(row["account"], platform)
    if platform is None or isinstance(account, NotPermalink):
        return None
    return HalfReadRow(row.line, row["organisation"], platform, account, day(row["measured_on"]), measure)


def _account(text: str, platform: Platform | None) -> str | NotPermalink | None:
    """The canonical address of the account that a line names, if it names one."""
    if not text or platform is None:
        return None
    account = read_account(text, own_site=platform is Platform.SOTONG_TV)
    if isinstance(account, NotPermalink):
        return account
    return account.url if account.platform is platform else NotPermalink("channel.other_platform")


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
