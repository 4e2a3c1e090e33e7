"""A sheet opened again and a judge who stepped back verify; what was slipped in is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.audit.merkle import leaf_hash, root_of
from sotong.core.canonical import canonical_bytes
from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.core.permissions import Role
from sotong.core.triggers import make_changeable
from sotong.judging import services as judging
from sotong.judging.models import Judge, Recusal, ScoreSheet, SheetUnlock
from sotong.judging.rules import Official, drawn_order
from sotong.reports import jobs
from sotong.results import services as results
from tests.factories.bundles import publish, repacked, unpacked
from tests.factories.contests import MAKER, make_contest
from tests.factories.judging import FULL_MARKS
from tests.factories.made_bundles import AT, make_bundle
from tests.factories.people import make_account
from tests.factories.results import Judged, make_judged
from tests.reports.conftest import Verified
from tests.reports.test_tampering import Entries, signed_anew

FIRST, SECOND = Official(UUID(int=101), None), Official(UUID(int=102), None)


def sheet_of(session: Session, judge: int, entry: int) -> UUID:
    """The newest sheet of a judge for an entry."""
    session.rollback()
    query = sa.select(ScoreSheet.id).join(Judge, Judge.id == ScoreSheet.judge_id)
    query = query.where(Judge.number == judge).order_by(ScoreSheet.position.desc())
    return list(session.scalars(query))[-entry]


def unlock(judged: Judged, sheet_id: UUID) -> None:
    at = judged.after_judging
    with transaction() as session:
        judging.propose_unlock(session, sheet_id, reason="한 줄 밀려 적음", official=FIRST, now=at)
    with transaction() as session:
        judging.confirm_unlock(session, sheet_id, official=SECOND, now=at)


def sign_again(judged: Judged, judge: int, entry: int, share: str) -> None:
    about: Any = {"account_id": judged.judges[judge - 1], "now": judged.after_judging}
    marks = {criterion: high * Decimal(share) for criterion, high in FULL_MARKS.items()}
    code = judged.poll.contest.code
    with transaction() as session:
        judging.save_sheet(session, code, entry, marks=marks, comment="", note="", seen=2, **about)
        judging.sign_sheet(session, code, entry, seen=3, **about)


def test_an_unlocked_sheet_a_recusal_and_a_judge_who_left_verify_without_a_remark(
    app: Flask, session: Session, now: datetime, verified: Verified, work: Path
) -> None:
    judged = make_judged(app, session, now=now, judges=3)
    third = session.scalar(sa.select(Judge.id).where(Judge.number == 3))
    assert third
    unlock(judged, sheet_of(session, 1, 1))
    with pytest.raises(Refused, match=r"tally\.sheet_reopened"):
        publish(judged)
    sign_again(judged, 1, 1, "0.5")
    with transaction() as writing:
        results.make_tally(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
    unlock(judged, sheet_of(session, 2, 2))
    about: Any = {"account_id": judged.judges[1], "now": judged.after_judging}
    with transaction() as writing:
        judging.recuse(writing, judged.poll.contest.code, 2, reason="아는 사이입니다.", **about)
        judging.unseat_judge(writing, third, actor_id=MAKER, now=judged.after_judging)
    with pytest.raises(Refused, match=r"tally\.judging_changed_since"), transaction() as writing:
        results.publish(writing, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
    published = publish(judged)
    content = published.bundle(session)
    assert len(unpacked(content)["sheets.jsonl"].splitlines()) == 10
    told = verified(content)
    assert (told["status"], told["findings"], told["remarks"]) == (0, [], [])
    assert [row["jury"] for row in told["results"] if row["label"].endswith("1")] == ["70"]
    assert jobs.verify_stored(published.code) == 0
    for kind, change in EDITS_OF_ROWS.items():
        with transaction() as writing:
            if kind is not Judge:  # whoever leaves the panel is marked so
                make_changeable(writing.connection(), kind.__tablename__)
            writing.execute(sa.update(kind).values(**change(writing)))
        assert jobs.verify_stored(published.code) == 1, kind


EDITS_OF_ROWS: dict[Any, Callable[[Session], dict[str, Any]]] = {
    SheetUnlock: lambda _session: {"salt": b"\x00" * 16},
    Recusal: lambda session: {"judge_id": session.scalar(sa.select(Judge.id).where(Judge.number == 1))},
    Judge: lambda _session: {"removed_at": None},
}


def at(log: Entries, kind: str, number: int = 0) -> int:
    return [place for place, one in enumerate(log) if one["action"] == kind][number]


def entry(log: Entries, action: str, **body: Any) -> dict[str, Any]:
    return {**log[5], "action": action, "body": body}


def unlocked(log: Entries, number: int = 0, officials: tuple[str, ...] = ("a", "b")) -> dict[str, Any]:
    sheet = log[at(log, "sheet", number)]["body"]["digest"]
    return entry(log, "unlock", sheet=sheet, officials=officials, reason="00")


FORGERIES: dict[str, tuple[Callable[[Entries], object], str]] = {
    "a sheet unlocked and counted all the same": (
        lambda log: log.insert(at(log, "tally"), unlocked(log)),
        "judge 1 did not sign this for entry 1",
    ),
    "an unlock of no sheet": (
        lambda log: log.insert(-3, entry(log, "unlock", sheet="00", officials=["a", "b"], reason="00")),
        "an unlock of no signed sheet",
    ),
    "a judge who was taken off": (
        lambda log: log.insert(at(log, "tally"), entry(log, "unseat", judge=2)),
        "judge 2 did not sign this for entry 1",
    ),
    "a judge who never sat": (lambda log: log.pop(at(log, "seat")), "judge 1 did not sign this for entry 1"),
    "a recusal passed over": (
        lambda log: log.insert(at(log, "tally"), entry(log, "recusal", judge=1, entry=1, kind="declared")),
        "but the log says [('1', '1')]",
    ),
    "a judge taken off after the tally": (
        lambda log: log.insert(-1, entry(log, "unseat", judge=2)),
        "unseat after tally",
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_log_that_says_otherwise_than_the_tally_counted_is_found(
    forgery: str, members: dict[str, bytes], verified: Verified, work: Path
) -> None:
    forge, finding = FORGERIES[forgery]
    entries = [json.loads(line) for line in members["log.jsonl"].splitlines()]
    forge(entries)
    told = verified(repacked(signed_anew(members, _lines(entries)), work / "forged.zip"))
    assert any(finding in said for said in told["findings"]), told
    assert told["status"] == 1


@pytest.mark.parametrize(
    ("officials", "where", "fits"),
    [(("a", "b"), 1, True), (("a", "a"), 1, False), (("a", "b"), 2, False), ((), 1, False)],
    ids=["two officials", "one official twice", "after the second sheet", "no unlock at all"],
)
def test_a_second_sheet_stands_only_after_an_unlock_by_two_officials(
    officials: tuple[str, ...], where: int, fits: bool, verified: Verified, work: Path
) -> None:
    made = make_bundle(voters=7, second_sheet=True)
    members = {name: b"".join(pieces) for name, pieces in made.members.items()}
    entries = [json.loads(line) for line in members["log.jsonl"].splitlines()]
    first, second = at(entries, "sheet"), at(entries, "sheet", 6)
    entry_of_unlock = unlocked(entries, 0, officials)
    if officials:
        entries.insert(second if where == 1 else second + 1, entry_of_unlock)
    assert first < second
    told = verified(repacked(signed_anew(members, _lines(entries)), work / "second.zip"))
    assert told["status"] == (0 if fits else 1), told
    assert fits or any("judge 1 signed twice for entry 1" in said for said in told["findings"])


@pytest.mark.parametrize("swap", [False, True])
def test_an_order_of_presentation_must_follow_from_the_log_before_it_and_its_instant(
    swap: bool, members: dict[str, bytes], verified: Verified, work: Path
) -> None:
    entries = [json.loads(line) for line in members["log.jsonl"].splitlines()]
    where = at(entries, "seat")
    root = root_of(leaf_hash(line) for line in _lines(entries[:where]))
    order = drawn_order(range(1, 4), root=root, at=AT)
    entries.insert(where, entry(entries, "order", order=order[:: -1 if swap else 1], reason=None))
    told = verified(repacked(signed_anew(members, _lines(entries)), work / "order.zip"))
    assert told["status"] == (1 if swap else 0), told
    assert not swap or f"the order at {where} was not drawn" in told["findings"][0]


def _lines(entries: Entries) -> list[bytes]:
    return [canonical_bytes(one) for one in entries]


def test_a_panel_seated_before_there_was_a_log_contradicts_nothing_and_rows_that_agree_are_told(
    session: Session, now: datetime, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contest, account = make_contest(session, now=now), make_account(session, Role.JUDGE)
    with transaction() as writing:
        writing.add(Judge(contest_id=contest.id, account_id=account.id, number=1, added_at=now))
    assert jobs.verify_stored(contest.code) == 0
    assert "기록과 맞습니다" in capsys.readouterr().out
