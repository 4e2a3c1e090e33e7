"""Contests like Suncheon's of 2016, for tests of every room.

The maker takes `db.session()`. Inside an open `transaction()` it only adds; else it opens one of its own.
What it returns are plain facts, which cost no further statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.audit.models import StreamKind
from sotong.audit.rules import Fact
from sotong.audit.services import append, make_log_key, open_stream
from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest, ContestPhase, Entry, RuleVersion
from sotong.contests.presets import STARTING_RULE
from sotong.contests.rule_parts import Format
from sotong.contests.rules import PhaseKind
from tests.factories.people import make_department
from tests.factories.writing import writing

Windows = Mapping[PhaseKind, tuple[datetime, datetime]]

NOW: Final = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DAY: Final = timedelta(days=1)
MAKER: Final = UUID(int=1)
DEFAULT_RULE: Final[Mapping[str, object]] = {
    **STARTING_RULE,
    "identity": {"level": "device", "reason": "시범 운영이라 기기 단위로 투표를 받습니다."},
}
"""Jury 70, citizens 30, one pick, device level with its published reason."""
TIMETABLE: Final = {
    PhaseKind.ENTRY: (-20 * DAY, -4 * DAY),
    PhaseKind.VOTE: (0 * DAY, 1 * DAY),
    PhaseKind.JUDGING: (1 * DAY, 2 * DAY),
    PhaseKind.PUBLICATION: (2 * DAY, 16 * DAY),
}
"""Each phase's window, counted from the opening of the vote."""
_numbers = count(1)


@dataclass(frozen=True)
class MadeEntry:
    id: UUID
    number: int
    department_id: UUID
    title: str
    format: Format


@dataclass(frozen=True)
class MadeContest:
    """A contest; `windows` are its phases, `log_stream_id` is None unless its rule is locked."""

    id: UUID
    code: str
    title: str
    rule: ContestRule
    windows: Windows
    log_stream_id: UUID | None
    entries: tuple[MadeEntry, ...]


def make_contest(
    session: Session,
    *,
    entries: int = 10,
    departments: Sequence[UUID] | None = None,
    now: datetime = NOW,
    during: PhaseKind | None = PhaseKind.VOTE,
    windows: Windows | None = None,
    rule: Mapping[str, object] = DEFAULT_RULE,
    locked: bool = True,
    title: str = "SNS 소통 콘테스트",
    code: str | None = None,
) -> MadeContest:
    """Make a contest with its phases and entries.

    `now` lies in the middle of the phase `during` (None: a day before anything opens); `windows` sets the
    phases by hand instead. Entries come from `departments`, or else from new ones. A locked rule has its log,
    with the `rule` entry in it.
    """
    with writing(session):
        contest = _contest(ContestRule.from_mapping(rule), now, title, code or f"t-{next(_numbers)}")
        session.add(contest)
        made_windows = windows_around(now, during) if windows is None else windows
        session.add_all(
            ContestPhase(contest_id=contest.id, kind=kind, opens_at=opens_at, closes_at=closes_at)
            for kind, (opens_at, closes_at) in made_windows.items()
        )
        session.add(_version(contest))
        if locked:
            _lock(session, contest, now - 30 * DAY)
        if departments is None:
            departments = [make_department(session).id for _ in range(entries)]
        made_entries = [_entry(contest, *numbered) for numbered in enumerate(departments, 1)]
        session.add_all(made_entries)
        session.flush()
        return MadeContest(
            id=contest.id,
            code=contest.code,
            title=contest.title,
            rule=ContestRule.from_mapping(rule),
            windows=made_windows,
            log_stream_id=contest.log_stream_id,
            entries=tuple(
                MadeEntry(e.id, e.number, e.department_id, e.title, e.format) for e in made_entries
            ),
        )


def windows_around(now: datetime, during: PhaseKind | None) -> dict[PhaseKind, tuple[datetime, datetime]]:
    """The windows of the four phases when `now` lies in the middle of `during`."""
    opens, closes = TIMETABLE[during] if during else (-21 * DAY, -21 * DAY)
    vote_opens = now - (opens + closes) / 2
    return {kind: (vote_opens + start, vote_opens + end) for kind, (start, end) in TIMETABLE.items()}


def _contest(rule: ContestRule, now: datetime, title: str, code: str) -> Contest:
    return Contest(
        id=uuid4(),
        code=code,
        title=title,
        title_en="SNS contest",
        summary="어느 부서가 시민과 가장 잘 소통했을까요?",
        created_at=now - 40 * DAY,
        created_by_id=MAKER,
        rule=rule.canonical().decode(),
        rule_digest=rule.digest(),
    )


def _version(contest: Contest) -> RuleVersion:
    return RuleVersion(
        contest_id=contest.id,
        number=1,
        rule=contest.rule,
        rule_digest=contest.rule_digest,
        saved_at=contest.created_at,
        saved_by_id=contest.created_by_id,
    )


def _lock(session: Session, contest: Contest, at: datetime) -> None:
    make_log_key()
    origin = f"sotong.test/log/contest/{contest.code}"
    stream = open_stream(session, StreamKind.CONTEST, subject_id=contest.id, origin=origin, at=at)
    append(
        session, stream.id, [Fact("rule", subject_id=contest.id, body={"sha256": contest.rule_digest})], at=at
    )
    contest.log_stream_id, contest.rule_locked_at = stream.id, at
    session.flush()


def _entry(contest: Contest, number: int, department_id: UUID) -> Entry:
    return Entry(
        id=uuid4(),
        contest_id=contest.id,
        department_id=department_id,
        number=number,
        format=list(Format)[number % len(Format)],
        title=f"소통 사례 {number}",
        title_en=f"Case {number}",
        summary="밴드에 올라온 질문에 하루 안에 답한 이야기입니다.",
        story="시민이 물으면 그날 답했습니다.\n석 달 동안 312건에 답했습니다.",
        created_at=contest.created_at,
    )
