"""What judges and officials do in the demo's contests: draw an order, score, sign, open a sheet again."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.contests.models import Contest
from sotong.contests.queries import entries
from sotong.core.permissions import Role
from sotong.judging import services as judging
from sotong.judging.models import ScoreSheet
from sotong.judging.queries import entry_to_score
from sotong.judging.rules import Official
from sotong.web.demo.residents import DEMO_LOGINS, FURTHER_JUDGES, account_id, admin_id
from sotong.web.demo.words import Case

HALF = Decimal("0.5")
QUARTER_HOUR = timedelta(minutes=15)
COMMENTS = (
    "현장의 목소리가 잘 담겼습니다. 답한 뒤에 어떻게 바뀌었는지도 보여 주시면 더 좋겠습니다.",
    "숫자로 효과를 보여 준 점이 좋았습니다. 다른 부서도 바로 따라 할 수 있겠습니다.",
    "시민이 먼저 말을 걸게 한 점이 돋보였습니다. 발표 시간은 조금 줄이셔도 되겠습니다.",
    "",
)


def judges() -> list[str]:
    """Return the logins of the panel, in the order of their numbers."""
    return [DEMO_LOGINS[Role.JUDGE], *(login for login, _name in FURTHER_JUDGES)]


def contest_of(session: Session, name: str) -> Contest:
    """Return the demo's contest of this title."""
    return session.scalars(sa.select(Contest).where(Contest.title == name)).one()


def draw(name: str, session: Session, at: datetime) -> None:
    """Draw the order of presentation."""
    contest_id = contest_of(session, name).id
    judging.draw_order(session, contest_id, reason="", actor_id=admin_id(session), now=at)


def score(
    name: str,
    cases: Sequence[Case],
    session: Session,
    at: datetime,
    *,
    login: str,
    numbers: Collection[int],
) -> None:
    """Let a judge score and sign these entries, about as high as the cases' levels."""
    judge, contest = account_id(session, login), contest_of(session, name)
    levels = {case.department: Decimal(case.level) for case in cases}
    chance = random.Random(login)  # noqa: S311 - made-up judges
    for entry in entries(session, contest.id):
        level = levels[entry.department.code] + Decimal(chance.randrange(-5, 6)) / 100
        comment = chance.choice(COMMENTS)
        if entry.number in numbers:
            _bench, to_score = entry_to_score(session, contest.code, judge, entry.number)
            marks = {one.id: _mark(int(one.high), level) for one in to_score.rubric}
            about: dict[str, Any] = {"account_id": judge, "now": at}
            save = partial(judging.save_sheet, session, contest.code, entry.number, **about)
            saved = save(marks=marks, comment=comment, note="", seen=0)
            judging.sign_sheet(session, contest.code, entry.number, seen=saved.version, **about)


def _mark(high: int, level: Decimal) -> Decimal:
    """A mark of so much of the highest, in halves."""
    return (high * level / HALF).quantize(Decimal(1), ROUND_HALF_UP) * HALF


def begin(name: str, session: Session, at: datetime, *, login: str, number: int) -> None:
    """Let a judge begin an entry's sheet with its first mark, and write herself a note."""
    judge, contest = account_id(session, login), contest_of(session, name)
    _bench, entry = entry_to_score(session, contest.code, judge, number)
    first = entry.rubric[0]
    judging.save_sheet(
        session,
        contest.code,
        number,
        account_id=judge,
        marks={first.id: _mark(int(first.high), Decimal("0.9"))},
        comment="",
        note="질의응답을 듣고 나머지를 매기기로 함",
        seen=0,
        now=at,
    )


def ask_to_open(name: str, session: Session, at: datetime, *, login: str, number: int, reason: str) -> None:
    """Let the admin ask for a judge's signed sheet to be opened again."""
    sheet, official = _sheet(session, name, login, number), Official(admin_id(session), None)
    judging.propose_unlock(session, sheet.id, reason=reason, official=official, now=at)


def correct(name: str, session: Session, at: datetime) -> None:
    """A judge has mistaken a line; two officials open her sheet again, and she mends it."""
    (login, _name), code = FURTHER_JUDGES[0], contest_of(session, name).code
    reason = "창의성 점수를 한 줄 밀려 적었다고 심사위원이 알려 왔습니다."
    ask_to_open(name, session, at, login=login, number=1, reason=reason)
    signed = _sheet(session, name, login, 1)
    auditor = Official(account_id(session, DEMO_LOGINS[Role.AUDITOR]), None)
    opened = judging.confirm_unlock(session, signed.id, official=auditor, now=at + QUARTER_HOUR)
    about: dict[str, Any] = {"account_id": account_id(session, login), "now": at + 2 * QUARTER_HOUR}
    marks = {**opened.mark_values, "creativity": opened.mark_values["creativity"] - HALF}
    save = partial(judging.save_sheet, session, code, 1, **about)
    save(marks=marks, comment=opened.comment, note="", seen=opened.version)
    judging.sign_sheet(session, code, 1, seen=opened.version, **about)


def _sheet(session: Session, name: str, login: str, number: int) -> ScoreSheet:
    """A judge's sheet of an entry, which she has at least begun."""
    code, judge = contest_of(session, name).code, account_id(session, login)
    _bench, entry = entry_to_score(session, code, judge, number)
    if entry.sheet is None:
        raise RuntimeError("the judge has scored this entry")
    return entry.sheet
