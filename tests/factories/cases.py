"""A contest whose result is published, and the cases that its winners become."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.contests.models import Contest
from sotong.contests.rules import Actor, PhaseKind
from sotong.core.db import transaction
from sotong.core.permissions import Role
from sotong.outreach.rules import Audience
from sotong.outreach.services import To
from sotong.results import services
from sotong.results.case_rules import Figure, Link
from sotong.results.models import Placing, TallyRecord
from sotong.results.services import CaseContent
from tests.factories.contests import MadeContest, make_contest
from tests.factories.people import make_account

AWARDS = ("최우수상", "우수상")
DAY = timedelta(days=1)
CONTENT = CaseContent(
    title="봄꽃 축제 24시",
    summary="축제 현장을 실시간으로 알렸습니다.",
    problem="물음에 답하는 데 이틀이 걸렸습니다.",
    measures="현장에서 10분 안에 답했습니다.",
    steps="번을 정한다.\n\n 현장에서 답한다. ",
    figures=(Figure("답하는 시간", "이틀", "10분"),),
    links=(Link("영상", "https://tv.ydp.example/1"),),
    tags="#축제, 실시간",
)


def make_published(
    session: Session, now: datetime, departments: Sequence[UUID] | None = None, code: str | None = None
) -> MadeContest:
    """Make a contest whose result was published yesterday: entry 1 and 2 have an award, the others none."""
    contest = make_contest(
        session, entries=3, departments=departments, now=now, during=PhaseKind.PUBLICATION, code=code
    )
    tally_id = uuid4()
    with transaction() as writing:
        writing.get_one(Contest, contest.id).published_at = now - DAY
        writing.add(
            TallyRecord(
                id=tally_id,
                contest_id=contest.id,
                number=1,
                made_at=now - DAY,
                facts="{}",
                outcome="{}",
                digest="0" * 64,
                position=0,
            )
        )
        writing.flush()
        for place, entry in enumerate(contest.entries, 1):
            award = AWARDS[place - 1] if place <= len(AWARDS) else None
            writing.add(
                Placing(
                    contest_id=contest.id,
                    entry_id=entry.id,
                    tally_id=tally_id,
                    place=place,
                    award=award,
                    published_at=now - DAY,
                )
            )
    return contest


def make_admin(session: Session) -> Actor:
    """Make an admin."""
    return Actor(make_account(session).id, Role.ADMIN)


def make_case(
    session: Session,
    now: datetime,
    *,
    contest: MadeContest,
    admin: Actor,
    number: int = 1,
    content: CaseContent = CONTENT,
    publish: bool = True,
) -> UUID:
    """Make the case of an entry, published unless told otherwise."""
    entry = contest.entries[number - 1]
    session.rollback()
    with transaction() as writing:
        case = services.draft_case(writing, entry_id=entry.id, reason="본보기", actor=admin, now=now)
        case_id = case.id
        services.edit_case(writing, case_id=case_id, content=content, seen=1, actor=admin, now=now)
        if publish:
            services.publish_case(writing, case_id=case_id, actor_id=admin.account_id, now=now)
    return case_id


def ask_everybody(case_id: UUID, admin: Actor, now: datetime, due: timedelta = DAY) -> int:
    """Ask every department that has an officer."""
    with transaction() as writing:
        return services.ask_to_adopt(
            writing,
            case_id=case_id,
            to=To(Audience.ALL),
            due_at=now + due,
            actor_id=admin.account_id,
            now=now,
        )
