"""Three contests: one finished and published, one whose vote is open, one whose judges are at work."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.ballots import services as ballots
from sotong.ballots import voting
from sotong.ballots.box import BoxWriter, Vote
from sotong.ballots.identity import contest_key_name
from sotong.ballots.models import ContestKey, LinkChannel, VoteLink
from sotong.ballots.visits import Seen
from sotong.contests import services as contests
from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest
from sotong.contests.presets import STARTING_RULE
from sotong.contests.rules import Actor, PhaseFacts, PhaseKind
from sotong.core import config
from sotong.core.days import KST, korean_day
from sotong.core.keys import read_key
from sotong.core.permissions import Role
from sotong.judging import services as judging
from sotong.results import services as results
from sotong.results.reveal import SINGLY
from sotong.results.rules import Move
from sotong.results.services import showing
from sotong.web.demo import juries
from sotong.web.demo.juries import contest_of
from sotong.web.demo.residents import DEMO_LOGINS, account_id, admin_id, officers
from sotong.web.demo.story import Step
from sotong.web.demo.words import CASES, DONG_CASES, ENGLISH, SECOND_CASES, Case

FINISHED, RUNNING = "부서 SNS 소통 콘테스트", "하반기 부서 SNS 소통 콘테스트"
JUDGED = "동 소통 사례 발표회"
RULE: Mapping[str, object] = {
    **STARTING_RULE,
    "identity": {"level": "device", "reason": "시범 운영이라 기기 단위로 받고, 비중을 30으로 낮추었습니다."},
}
PANEL_RULE: Mapping[str, object] = {
    **RULE,
    "rubrics": {
        "video": [
            {"id": "effect", "label": "소통 효과", "max": "30"},
            {"id": "creativity", "label": "영상 구성", "max": "40"},
            {"id": "spread", "label": "확산 가능성", "max": "30"},
        ]
    },
    "jury": {
        "weight": "80",
        "per": "sheet",
        "method": "trimmed",
        "drop_highest": 1,
        "drop_lowest": 1,
        "missing": "mark",
    },
    "citizens": {"weight": "20", "method": "leader"},
}
"""Of five judges the highest and the lowest are dropped; videos have a rubric of their own."""
VOTES_A_STEP, FINISHED_STEPS, RUNNING_STEPS = 155, 8, 2
MINUTES_A_STEP = 55
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class _Poll(NamedTuple):
    """What ballots are cast with."""

    contest_id: UUID
    audit_key: bytes
    links: Sequence[VoteLink]


CHANNELS = (LinkChannel.BAND, "구청 밴드 글"), (LinkChannel.FACEBOOK, "구청 페이스북 글")


def steps(now: datetime) -> list[Step]:
    """Return all three contests' steps."""
    morning = now.astimezone(KST).replace(hour=9, minute=0, second=0, microsecond=0)
    start = morning - 9 * DAY
    story = (*_finished(morning - 40 * DAY), *_running(start), *_judged(start + HOUR))
    return [step for step in story if step.at <= now]


def open_vote_code(session: Session) -> str | None:
    """Return the code of the running contest's Band link."""
    query = sa.select(VoteLink.code).join(Contest, Contest.id == VoteLink.contest_id)
    wanted = (Contest.title == RUNNING, VoteLink.channel == LinkChannel.BAND, VoteLink.retired_at.is_(None))
    return session.scalars(query.where(*wanted).limit(1)).first()


def _finished(start: datetime) -> Iterator[Step]:
    """Entries for two weeks, a day of voting, a day on the stage, and the result three days later."""
    vote, judge = start + 20 * DAY, start + 21 * DAY
    windows = {
        PhaseKind.ENTRY: (start + DAY, start + 15 * DAY),
        PhaseKind.VOTE: (vote, vote + 12 * HOUR),
        PhaseKind.JUDGING: (judge, judge + 5 * HOUR),
        PhaseKind.PUBLICATION: (judge + 2 * DAY, judge + 16 * DAY),
    }
    title = "지난 콘테스트를 치릅니다"
    yield from _opened(FINISHED, windows, CASES, title)
    for number in range(FINISHED_STEPS):
        yield Step(vote + number * HOUR + HOUR, title, partial(_vote, FINISHED, CASES))
    yield Step(vote + 13 * HOUR, title, partial(_close, FINISHED))
    yield Step(judge - HOUR, title, partial(juries.draw, FINISHED))
    for number, login in enumerate(juries.judges()):
        yield Step(
            judge + HOUR + number * timedelta(minutes=20),
            title,
            partial(juries.score, FINISHED, CASES, login=login, numbers=range(1, len(CASES) + 1)),
        )
    yield Step(judge + 4 * HOUR, title, partial(juries.correct, FINISHED))
    yield Step(judge + 6 * HOUR, title, partial(_tally, FINISHED))
    yield Step(judge + 2 * DAY - HOUR, title, partial(_hold_show, FINISHED))
    yield Step(judge + 2 * DAY, title, partial(_publish, FINISHED))


def _running(start: datetime) -> Iterator[Step]:
    """The vote has been open for two days and stays open for twelve more."""
    vote, judge = start + 7 * DAY, start + 22 * DAY
    windows = {
        PhaseKind.ENTRY: (start + HOUR, start + 6 * DAY),
        PhaseKind.VOTE: (vote, vote + 14 * DAY),
        PhaseKind.JUDGING: (judge, judge + 5 * HOUR),
        PhaseKind.PUBLICATION: (judge + 2 * DAY, judge + 16 * DAY),
    }
    title = "지금 열린 콘테스트를 준비합니다"
    yield from _opened(RUNNING, windows, SECOND_CASES, title)
    for number in range(RUNNING_STEPS):
        yield Step(vote + (number + 1) * DAY - HOUR, title, partial(_vote, RUNNING, SECOND_CASES))
    yield Step(vote + DAY, title, partial(_rehearse_show, RUNNING))


def _judged(start: datetime) -> Iterator[Step]:
    """The vote is closed, the panel has two weeks: of the demo's judge two sheets are signed, one begun.

    For the second of them an admin asks that it be opened again; the auditor has not confirmed.
    """
    vote, judge = start + 5 * DAY, start + 7 * DAY + 2 * HOUR
    windows = {
        PhaseKind.ENTRY: (start + HOUR, start + 4 * DAY),
        PhaseKind.VOTE: (vote, vote + 2 * DAY),
        PhaseKind.JUDGING: (judge, judge + 14 * DAY),
        PhaseKind.PUBLICATION: (judge + 15 * DAY, judge + 29 * DAY),
    }
    title = "심사가 한창인 콘테스트를 준비합니다"
    yield from _opened(JUDGED, windows, DONG_CASES, title, PANEL_RULE)
    yield Step(vote + DAY, title, partial(_vote, JUDGED, DONG_CASES))
    yield Step(vote + 2 * DAY + HOUR, title, partial(_close, JUDGED))
    yield Step(judge - HOUR / 2, title, partial(juries.draw, JUDGED))
    numbers = ((1, 2), range(1, 7), (2, 3, 5), (), (4,))
    score = partial(juries.score, JUDGED, DONG_CASES)
    for login, scored in zip(juries.judges(), numbers, strict=True):
        yield Step(judge + HOUR, title, partial(score, login=login, numbers=scored))
    own = DEMO_LOGINS[Role.JUDGE]
    reason = "소통 효과와 창의성 점수를 바꾸어 적었다고 심사위원이 알려 왔습니다."
    yield Step(judge + 2 * HOUR, title, partial(juries.begin, JUDGED, login=own, number=3))
    ask = partial(juries.ask_to_open, JUDGED, login=own, number=2, reason=reason)
    yield Step(judge + 3 * HOUR, title, ask)


Windows = Mapping[PhaseKind, tuple[datetime, datetime]]


def _opened(
    name: str, windows: Windows, cases: Sequence[Case], title: str, rule: Mapping[str, object] = RULE
) -> Iterator[Step]:
    start = windows[PhaseKind.ENTRY][0]
    yield Step(start - HOUR / 2, title, partial(_set_up, name, windows, rule))
    for number, case in enumerate(cases):
        yield Step(start + (number + 1) * 12 * HOUR, title, partial(_enter, name, case))
    yield Step(windows[PhaseKind.ENTRY][1] + HOUR, title, partial(_lock, name))


def _set_up(name: str, windows: Windows, rule: Mapping[str, object], session: Session, at: datetime) -> None:
    admin = admin_id(session)
    summary = "시민과 가장 잘 소통한 부서는 어디일까요? 부서마다 한 해의 소통 사례를 들고 나왔습니다."
    description = contests.Description(name, ENGLISH[name], summary)
    contest = contests.create_contest(session, description=description, actor_id=admin, now=at)
    phases = [PhaseFacts(kind, *window) for kind, window in windows.items()]
    contests.set_phases(session, contest_id=contest.id, phases=phases, reason=None, actor_id=admin, now=at)
    contests.write_rule(
        session,
        contest_id=contest.id,
        rule=ContestRule.from_mapping(rule),
        based_on=contest.rule_digest,
        actor_id=admin,
        now=at,
    )
    for login in juries.judges():
        judging.seat_judge(
            session,
            contest.id,
            account_id=account_id(session, login),
            department_id=None,
            actor_id=admin,
            now=at,
        )


def _enter(name: str, case: Case, session: Session, at: datetime) -> None:
    (officer,) = (one for one in officers(session, at) if one.department_code == case.department)
    if officer.account_id is None:
        raise RuntimeError("every officer of the demo has an account")
    content = contests.EntryContent(
        case.title, ENGLISH[case.title], case.format, case.summary, case.story, None, None
    )
    contests.enter(
        session,
        contest_id=contest_of(session, name).id,
        department_id=officer.department_id,
        content=content,
        actor=Actor(officer.account_id, Role.OFFICER, officer.department_id),
        now=at,
    )


def _lock(name: str, session: Session, at: datetime) -> None:
    contest, admin = contest_of(session, name), admin_id(session)
    contests.lock_rule(session, contest_id=contest.id, digest=contest.rule_digest, actor_id=admin, now=at)
    auditor = account_id(session, DEMO_LOGINS[Role.AUDITOR])
    private = ballots.hand_out_audit_key(session, contest.id, actor_id=auditor, now=at)
    _put_in_the_safe(contest.code, private)
    for channel, link in CHANNELS:
        ballots.add_vote_link(session, contest.id, channel=channel, name=link, actor_id=admin, now=at)


def _put_in_the_safe(code: str, private: bytes) -> None:
    """The demo's audit office keeps its keys in a folder; a real one keeps them away from the server."""
    safe = config.current().home / "audit-office"
    safe.mkdir(mode=0o700, parents=True, exist_ok=True)
    (safe / f"{code}.key").write_text(private.hex(), encoding="ascii")


def _vote(name: str, cases: Sequence[Case], session: Session, at: datetime) -> None:
    contest = contest_of(session, name)
    links = session.scalars(sa.select(VoteLink).where(VoteLink.contest_id == contest.id)).all()
    key = read_key(config.current().key_dir, contest_key_name(contest.id))
    audit_key = session.get_one(ContestKey, contest.id).audit_public_key
    poll = _Poll(contest.id, audit_key, links)
    votes = list(islice(_ballots(poll, key, cases, at), VOTES_A_STEP))
    BoxWriter(contest.id).write(session, sorted(votes, key=lambda vote: vote.at))
    seen = Counter(Seen(vote.link_id, crawler) for vote in votes for crawler in (False, False, True))
    ballots.add_visits(session, seen, day=korean_day(at))


def _ballots(poll: _Poll, key: bytes, cases: Sequence[Case], at: datetime) -> Iterator[Vote]:
    chance = random.Random(at.isoformat())  # noqa: S311 - made-up voters
    numbers = range(1, len(cases) + 1)
    while True:
        (pick,) = chance.choices(numbers, [case.popularity for case in cases])
        link = chance.choice(poll.links)
        yield Vote(
            contest_id=poll.contest_id,
            audit_key=poll.audit_key,
            link_id=link.id,
            channel=link.channel.value,
            voter_key=voting.voter_key(key, "device", secrets.token_hex(16)),
            cohort=voting.cohort(key, f"203.0.{chance.randrange(113)}.1"),
            picks=(pick,),
            client_nonce=secrets.token_bytes(voting.NONCE_BYTES),
            at=at - timedelta(minutes=chance.randrange(MINUTES_A_STEP)),
        )


def _close(name: str, session: Session, at: datetime) -> None:
    ballots.close_ballots(session, contest_of(session, name).id, now=at, actor_id=admin_id(session))


def _tally(name: str, session: Session, at: datetime) -> None:
    results.make_tally(session, contest_of(session, name).id, actor_id=admin_id(session), now=at)


def _hold_show(name: str, session: Session, at: datetime) -> None:
    contest_id, admin = contest_of(session, name).id, admin_id(session)
    show = showing.stage(session, contest_id, singly=SINGLY, actor_id=admin, now=at)
    showing.start(session, contest_id, seen=show.version, actor_id=admin, now=at)
    for number in range(1, show.length):
        press = at + number * timedelta(seconds=40)
        showing.move(session, contest_id, move=Move.NEXT, seen=show.version, actor_id=admin, now=press)


def _rehearse_show(name: str, session: Session, at: datetime) -> None:
    """Leave a rehearsal on its first screen, for whoever wants to try it."""
    contest_id = contest_of(session, name).id
    showing.rehearse(session, contest_id, singly=SINGLY, actor_id=admin_id(session), now=at)


def _publish(name: str, session: Session, at: datetime) -> None:
    results.publish(session, contest_of(session, name).id, actor_id=admin_id(session), now=at)
