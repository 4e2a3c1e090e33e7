"""A file of what officers did before, read: which department, which post, what was asked, what came of it.

A day without a time stands for the office's hours: asked at nine, due and done at eighteen o'clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import lru_cache
from typing import Final

from sotong.assignments.rules import Act, why_not_proof
from sotong.channels.permalinks import NotPermalink, parse
from sotong.channels.platforms import LinkKind, Permalink
from sotong.core.tables import Column, Limits, Problem, Reading, Row, read_lines
from sotong.core.tables.days import instant, not_a_day
from sotong.core.tables.shape import MEBIBYTE
from sotong.outreach.rules import (
    MAX_REASON_LENGTH,
    MAX_TITLE_LENGTH,
    OFFICE_CLOSES_AT,
    OFFICE_OPENS_AT,
    Asked,
    why_not_past,
)
from sotong.people.imports import NAMED_DEPARTMENT

COLUMNS: Final = (
    replace(NAMED_DEPARTMENT, required=True),
    Column(
        "post",
        "게시물",
        "Post",
        required=True,
        aliases=("게시물주소", "원문", "원문주소"),
        max_length=2_000,
    ),
    Column("title", "제목", "Title", aliases=("게시물제목",), max_length=MAX_TITLE_LENGTH),
    Column("act", "할 일", "Act", aliases=("과제", "구분")),
    Column(
        "asked_at", "맡긴 때", "Asked at", required=True, aliases=("맡긴날", "배정", "배정일", "배정일시")
    ),
    Column("due_at", "마감", "Due at", required=True, aliases=("마감일", "마감일시", "기한")),
    Column(
        "done_at", "한 때", "Done at", aliases=("한날", "완료", "완료일", "완료일시", "제출일", "제출일시")
    ),
    Column("proof", "증빙", "Proof", aliases=("증빙주소",), max_length=2_000),
    Column("excused", "면제 사유", "Excused", aliases=("면제",), max_length=MAX_REASON_LENGTH),
)
LIMITS: Final = Limits(rows=100_000, unpacked_bytes=128 * MEBIBYTE)
NO_POSTS: Final = frozenset({LinkKind.PROFILE, LinkKind.GROUP})
_ACTS: Final[Mapping[str, Act]] = {
    "": Act.SHARE,
    "확산": Act.SHARE,
    "공유": Act.SHARE,
    "댓글": Act.COMMENT,
    "재게시": Act.REPOST,
    "리트윗": Act.REPOST,
    "읽기": Act.READ,
    "답변": Act.REPLY,
} | {act.value: act for act in (Act.SHARE, Act.COMMENT, Act.REPOST, Act.READ, Act.REPLY)}
_ABOUT: Final[Mapping[str, str]] = {
    "activity.due_before_asked": "due_at",
    "activity.done_before_asked": "done_at",
    "activity.in_the_future": "done_at",
    "activity.still_running": "due_at",
    "activity.proof_without_time": "done_at",
    "activity.excused_and_done": "excused",
}
"""Which column to look at, by what is wrong with a line's times."""


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line: what was asked of a department about a post, and what came of it.

    `department` is as written there, a code or a name. `done_at` None: not done. `excused` is the reason.
    """

    line: int
    department: str
    post: Permalink
    title: str
    act: Act
    asked_at: datetime
    due_at: datetime
    done_at: datetime | None
    proof: Permalink | None
    excused: str


@dataclass(frozen=True, slots=True)
class HalfReadRow:
    """As much of a faulty line as can be read; None is what cannot."""

    line: int
    department: str
    post: Permalink | None
    act: Act | None
    asked_at: datetime | None


def half_read(row: Row) -> HalfReadRow:
    """Return what a line tells, whatever else is wrong with it."""
    post = _parsed(row["post"])
    return HalfReadRow(
        row.line,
        row["department"],
        post if isinstance(post, Permalink) else None,
        _act(row),
        instant(row["asked_at"], OFFICE_OPENS_AT),
    )


def read_activity(content: bytes, now: datetime) -> Reading[ActivityRow]:
    """Read a CSV or XLSX file of what was done up to `now`. Raises TableInvalid for what is no such file."""
    return read_lines(content, COLUMNS, LIMITS, lambda row: _read(row, now))


def titled_posts(reading: Reading[ActivityRow]) -> set[str]:
    """Return the addresses of the posts that some line gives a title, a line with other faults too."""
    links = (_parsed(row["post"]) for row in reading.rows if row["title"])
    return {link.url for link in links if isinstance(link, Permalink)}


def _read(row: Row, now: datetime) -> ActivityRow | list[Problem]:
    """One line's meaning, or all that is wrong with it."""
    problems: list[Problem] = []
    post, proof = _post(row, problems), _proof(row, problems)
    act = _act(row)
    if act is None:
        problems.append(_problem("activity.unknown_act", row, "act"))
    asked_at = _time(row, "asked_at", OFFICE_OPENS_AT, problems)
    due_at = _time(row, "due_at", OFFICE_CLOSES_AT, problems)
    done_at = _time(row, "done_at", OFFICE_CLOSES_AT, problems)
    if post is None or act is None or asked_at is None or due_at is None or problems:
        return problems
    asked = Asked(asked_at, due_at, done_at, with_proof=proof is not None, excused=bool(row["excused"]))
    if reason := why_not_past(asked, now):
        return [Problem(reason, row.line, _ABOUT[reason])]
    return ActivityRow(
        row.line,
        row["department"],
        post,
        row["title"],
        act,
        asked_at,
        due_at,
        done_at,
        proof,
        row["excused"],
    )


def _act(row: Row) -> Act | None:
    return _ACTS.get("".join(row["act"].casefold().split()))


def _time(row: Row, column: str, at: time, problems: list[Problem]) -> datetime | None:
    """The instant in a column, None where it is empty; what cannot be read is added to the problems."""
    if not row[column]:
        return None
    read = instant(row[column], at)
    if read is None:
        problems.append(not_a_day("activity.not_an_instant", row.line, column, row[column]))
    return read


def _post(row: Row, problems: list[Problem]) -> Permalink | None:
    link = _parsed(row["post"])
    if isinstance(link, NotPermalink):
        problems.append(Problem(link.code, row.line, "post", {"host": link.host or ""}))
        return None
    if link.kind in NO_POSTS:
        problems.append(Problem("post.not_a_post", row.line, "post"))
    return link


def _proof(row: Row, problems: list[Problem]) -> Permalink | None:
    if not row["proof"]:
        return None
    link = parse(row["proof"])
    if isinstance(link, NotPermalink):
        problems.append(Problem(link.code, row.line, "proof", {"host": link.host or ""}))
        return None
    if reason := why_not_proof(link):
        problems.append(Problem(reason, row.line, "proof"))
    return link


@lru_cache(maxsize=10_000)
def _parsed(text: str) -> Permalink | NotPermalink:
    """The same post stands in as many lines as there are departments."""
    return parse(text)


def _problem(reason: str, row: Row, column: str) -> Problem:
    return Problem(reason, row.line, column, {"text": row[column][:40]})
