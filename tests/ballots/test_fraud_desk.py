"""The fraud desk: quarantine changes no count, it takes two officials to void, and nothing is deleted."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.audit.rules import Fact
from sotong.audit.services import append
from sotong.ballots import desk, queries, services, voiding, voting
from sotong.ballots.box import BoxWriter
from sotong.ballots.models import (
    Ballot,
    BallotVoid,
    LinkVisit,
    Participation,
    Quarantine,
    QuarantinedParticipation,
    VoidedBallot,
)
from sotong.contests.models import Contest
from sotong.core.db import transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.ballots import Poll, make_poll

BrowserOf = Callable[[Role], Browser]
FIRST, SECOND = UUID(int=101), UUID(int=102)
EVIDENCE = sha256(b"a folder of evidence").digest()
SCRIPT, HONEST = 40, 12


@dataclass(frozen=True)
class Stuffed:
    """A poll in which twelve people chose entry 1 and a script forty times entry 2."""

    poll: Poll
    flag: str
    quarantine_id: UUID

    def propose(self, by: UUID = FIRST) -> None:
        with transaction() as session:
            voiding.propose_void(
                session,
                self.quarantine_id,
                reason="같은 기기에서 되풀이해 투표했습니다.",
                evidence=EVIDENCE,
                actor_id=by,
                now=self.poll.now,
            )

    def confirm(self, by: UUID = SECOND, key: bytes | None = None) -> None:
        with transaction() as session:
            voiding.confirm_void(
                session,
                self.quarantine_id,
                audit_key=key or self.poll.audit_key,
                actor_id=by,
                now=self.poll.now,
            )

    def withdraw(self, by: UUID = FIRST) -> None:
        with transaction() as session:
            voiding.withdraw_void(session, self.quarantine_id, actor_id=by, now=self.poll.now)

    def release(self) -> None:
        with transaction() as session:
            voiding.release(session, self.quarantine_id, actor_id=FIRST, now=self.poll.now)


def stuff(session: Session, poll: Poll) -> None:
    """Twelve people, one in three minutes; and a script of two minutes behind another address."""
    honest = [
        replace(poll.vote(f"voter {at}", picks=[1]), at=poll.now + timedelta(minutes=3 * at))
        for at in range(HONEST)
    ]
    script = [
        replace(
            poll.vote(f"bot {at}", picks=[2]),
            cohort=b"elsewher",
            at=poll.now + timedelta(minutes=20 + at % 2),
        )
        for at in range(SCRIPT)
    ]
    with transaction() as writing:
        BoxWriter(poll.contest_id).write(writing, honest + script)
        writing.add(LinkVisit(link_id=poll.link_id, day=poll.now.date(), people=100, crawlers=0))


@pytest.fixture
def poll(session: Session, now: datetime) -> Poll:
    made = make_poll(session, now=now, entries=3)
    stuff(session, made)
    return made


def flags_of(session: Session, poll: Poll) -> list[str]:
    session.rollback()
    return [flag.key for flag in desk.desk_flags(session, poll.contest_id, poll.now + timedelta(hours=2))]


@pytest.fixture
def stuffed(session: Session, poll: Poll) -> Stuffed:
    (flag,) = flags_of(session, poll)
    with transaction() as writing:
        made = set_apart(writing, poll, {flag})
        quarantine_id = made.id
    return Stuffed(poll, flag, quarantine_id)


def set_apart(session: Session, poll: Poll, flags: set[str]) -> Quarantine:
    return voiding.quarantine(
        session,
        poll.contest_id,
        flag_keys=flags,
        reason="20분에 한 통신망에서 몰렸습니다.",
        actor_id=FIRST,
        now=poll.now + timedelta(hours=2),
    )


def log_bodies(session: Session, poll: Poll, action: str) -> list[dict[str, object]]:
    session.rollback()
    query = sa.select(AuditEntry.body).where(
        AuditEntry.stream_id == poll.stream_id, AuditEntry.action == action
    )
    return [json.loads(body) for body in session.scalars(query.order_by(AuditEntry.position))]


def test_what_is_set_apart_counts_as_before_and_leaves_the_list_of_flags(
    session: Session, stuffed: Stuffed
) -> None:
    assert flags_of(session, stuffed.poll) == []
    assert queries.counts(session, stuffed.poll.contest_id).by_entry == {1: HONEST, 2: SCRIPT}
    totals = desk.void_totals(session, stuffed.poll.contest_id)
    assert (totals.set_apart, totals.voided) == (SCRIPT, 0)


def test_a_release_brings_the_flag_back(session: Session, stuffed: Stuffed) -> None:
    stuffed.release()
    assert flags_of(session, stuffed.poll) == [stuffed.flag]
    assert desk.void_totals(session, stuffed.poll.contest_id).set_apart == 0
    with pytest.raises(Refused, match="released_already"):
        stuffed.release()


def test_two_officials_void_exactly_the_ballots_of_the_script(session: Session, stuffed: Stuffed) -> None:
    stuffed.propose()
    stuffed.confirm()
    session.rollback()
    contest_id = stuffed.poll.contest_id
    assert queries.counts(session, contest_id).by_entry == {1: HONEST}
    assert queries.void_counts(session, contest_id).by_entry == {2: SCRIPT}
    assert queries.how_many(session, contest_id) == (HONEST + SCRIPT, HONEST + SCRIPT)
    assert session.scalar(sa.select(sa.func.count()).select_from(VoidedBallot)) == SCRIPT


def test_the_log_says_how_many_why_by_whom_and_which_but_not_what_they_chose(
    session: Session, stuffed: Stuffed
) -> None:
    stuffed.propose()
    stuffed.confirm()
    (body,) = log_bodies(session, stuffed.poll, "void")
    void = session.scalars(sa.select(Ballot).join(VoidedBallot)).all()
    leaves = sorted(voting.ballot_leaf(one.channel, one.nonce, json.loads(one.picks)).hex() for one in void)
    assert body == {
        "ballots": SCRIPT,
        "evidence": EVIDENCE.hex(),
        "leaves": leaves,
        "officials": [str(FIRST), str(SECOND)],
        "reason": sha256("같은 기기에서 되풀이해 투표했습니다.".encode()).hexdigest(),
    }
    assert len(set(leaves)) == SCRIPT, "equal choices must not look equal"


def test_the_audit_key_is_written_nowhere(session: Session, stuffed: Stuffed) -> None:
    stuffed.propose()
    stuffed.confirm()
    session.rollback()
    bind = session.get_bind()
    for table in sa.inspect(bind).get_table_names():
        rows = session.execute(sa.text(f'SELECT * FROM "{table}"')).all()
        for value in (value for row in rows for value in row):
            raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            assert stuffed.poll.audit_key not in raw
            assert stuffed.poll.audit_key.hex().encode() not in raw.lower()


@pytest.mark.parametrize(
    "table", ["quarantined_participation", "void_proposal", "ballot_void", "voided_ballot"]
)
def test_nothing_of_a_void_can_be_changed_or_deleted(session: Session, stuffed: Stuffed, table: str) -> None:
    stuffed.propose()
    stuffed.confirm()
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as writing:
        writing.execute(sa.text(f"DELETE FROM {table}"))


def test_one_person_alone_cannot_void(session: Session, stuffed: Stuffed) -> None:
    stuffed.propose(by=FIRST)
    with pytest.raises(Refused, match=r"void\.same_person"):
        stuffed.confirm(by=FIRST)
    assert queries.void_counts(session, stuffed.poll.contest_id).ballots == 0


def test_the_table_itself_asks_for_two_officials(session: Session, stuffed: Stuffed) -> None:
    stuffed.propose(by=FIRST)
    (case,) = desk.cases(session, stuffed.poll.contest_id)
    assert case.proposal
    for proposed_by in (FIRST, SECOND):  # neither the same person twice, nor a made-up proposer
        row = {
            "id": case.proposal.id,
            "contest_id": stuffed.poll.contest_id,
            "proposed_by_id": proposed_by,
            "confirmed_by_id": FIRST,
            "confirmed_at": stuffed.poll.now,
            "ballots": 1,
            "position": 1,
        }
        with pytest.raises(sa.exc.IntegrityError), transaction() as writing:
            writing.execute(sa.insert(BallotVoid), [row])


@pytest.mark.parametrize("key", [bytes(range(32)), bytes(range(1, 33))], ids=["one", "another"])
def test_another_key_opens_nothing(session: Session, stuffed: Stuffed, key: bytes) -> None:
    stuffed.propose()
    with pytest.raises(Refused, match=r"void\.wrong_key"):
        stuffed.confirm(key=key)
    assert log_bodies(session, stuffed.poll, "void") == []


def test_without_a_proposal_there_is_nothing_to_confirm(stuffed: Stuffed) -> None:
    with pytest.raises(Refused, match=r"void\.not_proposed"):
        stuffed.confirm()


def test_nothing_is_proposed_or_voided_twice(session: Session, stuffed: Stuffed) -> None:
    stuffed.propose()
    with pytest.raises(Refused, match=r"void\.proposed_already"):
        stuffed.propose(by=SECOND)
    stuffed.confirm()
    with pytest.raises(Refused, match=r"void\.done_already"):
        stuffed.confirm()
    with pytest.raises(Refused, match=r"quarantine\.voided"):
        stuffed.release()
    assert len(log_bodies(session, stuffed.poll, "void")) == 1


def test_whoever_proposed_a_void_may_withdraw_it_and_it_can_be_proposed_anew(
    session: Session, stuffed: Stuffed
) -> None:
    with pytest.raises(Refused, match=r"void\.not_proposed"):
        stuffed.withdraw()
    stuffed.propose()
    with pytest.raises(Refused, match=r"void\.not_yours"):
        stuffed.withdraw(by=SECOND)
    stuffed.withdraw()
    with pytest.raises(Refused, match=r"void\.not_proposed"):
        stuffed.confirm()
    stuffed.propose(by=SECOND)
    stuffed.confirm(by=FIRST)
    with pytest.raises(Refused, match=r"void\.done_already"):
        stuffed.withdraw(by=SECOND)
    session.rollback()
    done = sa.select(AuditEntry.action).where(AuditEntry.action.like("void.%"))
    assert session.scalars(done.order_by(AuditEntry.position)).all() == [
        "void.propose",
        "void.withdraw",
        "void.propose",
        "void.confirm",
    ]


def test_what_was_released_is_not_voided(stuffed: Stuffed) -> None:
    stuffed.propose()
    stuffed.release()
    with pytest.raises(Refused, match=r"quarantine\.released_already"):
        stuffed.confirm()


def test_after_publication_the_desk_is_closed(session: Session, stuffed: Stuffed) -> None:
    stuffed.propose()
    with transaction() as writing:
        writing.get_one(Contest, stuffed.poll.contest_id).published_at = stuffed.poll.now
    for act in (stuffed.confirm, stuffed.propose, stuffed.release):
        with pytest.raises(Refused, match=r"desk\.published"):
            act()
    with pytest.raises(Refused, match=r"desk\.published"), transaction() as writing:
        set_apart(writing, stuffed.poll, {stuffed.flag})


def test_after_the_tally_nothing_is_released(session: Session, stuffed: Stuffed) -> None:
    with transaction() as writing:
        append(writing, stuffed.poll.stream_id, [Fact("tally")], at=stuffed.poll.now)
    with pytest.raises(Refused, match=r"quarantine\.tallied"):
        stuffed.release()


@pytest.mark.parametrize(
    ("flags", "reason"),
    [(set(), "nothing_chosen"), ({"cohort_burst:00:0"}, "unknown_flag"), ({"x" * 500}, "unknown_flag")],
)
def test_what_is_not_flagged_is_not_set_apart(
    session: Session, poll: Poll, flags: set[str], reason: str
) -> None:
    with pytest.raises(Refused, match=reason), transaction() as writing:
        set_apart(writing, poll, flags)


def test_a_participation_that_is_none_cannot_be_set_apart(session: Session, stuffed: Stuffed) -> None:
    row = {
        "quarantine_id": stuffed.quarantine_id,
        "contest_id": stuffed.poll.contest_id,
        "voter_key": bytes(32),
    }
    with pytest.raises(sa.exc.IntegrityError), transaction() as writing:
        writing.execute(sa.insert(QuarantinedParticipation), [row])
    with pytest.raises(NotFound), transaction() as writing:
        voiding.release(writing, uuid4(), actor_id=FIRST, now=stuffed.poll.now)


def test_a_sealed_id_that_leads_to_no_ballot_voids_nothing(
    session: Session, stuffed: Stuffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuffed.propose()
    sealed = list(desk.sealed_ballots(session, stuffed.quarantine_id))
    session.rollback()
    for damaged in (sealed[0][:-1], sealed[0]):
        monkeypatch.setattr(desk, "sealed_ballots", lambda *_: [*sealed[1:], damaged, damaged])  # noqa: B023 - used at once
        with pytest.raises(Refused, match=r"void\.ballot_unknown"):
            stuffed.confirm()
    assert log_bodies(session, stuffed.poll, "void") == []


def test_votes_go_on_and_a_closed_box_can_still_be_voided(session: Session, stuffed: Stuffed) -> None:
    with transaction() as writing:
        late = stuffed.poll.vote("late", picks=[3])
        BoxWriter(stuffed.poll.contest_id).write(writing, [late])
    with transaction() as writing:
        services.close_ballots(
            writing, stuffed.poll.contest_id, now=stuffed.poll.closes_at + timedelta(minutes=1)
        )
    stuffed.propose()
    stuffed.confirm()
    session.rollback()
    assert queries.counts(session, stuffed.poll.contest_id).by_entry == {1: HONEST, 3: 1}
    (logged,) = log_bodies(session, stuffed.poll, "close")
    assert logged["ballots"] == HONEST + SCRIPT + 1


def desk_url(poll: Poll) -> str:
    return f"/contests/{poll.contest.code}/fraud-desk"


def test_the_desk_by_its_pages_from_the_flag_to_the_void(
    app: Flask, session: Session, poll: Poll, browser: BrowserOf
) -> None:
    admin, auditor = browser(Role.ADMIN), browser(Role.AUDITOR)
    (flag,) = flags_of(session, poll)
    shown = admin.get(desk_url(poll)).text
    assert flag in shown
    assert f"{SCRIPT}건" in shown
    answer = admin.post(
        desk_url(poll) + "/quarantine", data={"chosen": flag, "reason": "한 통신망에서 몰렸습니다."}
    )
    assert answer.status_code == 302
    (case,) = desk.cases(session, poll.contest_id)
    page = f"/quarantines/{case.quarantine.id}"
    session.rollback()
    proposal = {"reason": "되풀이한 투표로 확인했습니다.", "digest": EVIDENCE.hex()}
    assert admin.post(f"{page}/propose-void", data=proposal).status_code == 302
    assert admin.get(f"{page}/confirm-void").status_code == 403
    assert EVIDENCE.hex() in auditor.get(f"{page}/confirm-void").text
    wrong = auditor.post(f"{page}/confirm-void", data={"key": "ab" * 32})
    assert wrong.status_code == 409
    assert "ab" * 32 not in wrong.text
    assert auditor.post(f"{page}/confirm-void", data={"key": "no key"}).status_code == 422
    right = auditor.post(f"{page}/confirm-void", data={"key": poll.audit_key.hex()})
    assert right.status_code == 302
    assert f"{SCRIPT}장" in auditor.get(desk_url(poll)).text
    assert queries.counts(session, poll.contest_id).by_entry == {1: HONEST}


def test_an_evidence_file_is_hashed_and_not_kept(
    session: Session, stuffed: Stuffed, browser: BrowserOf
) -> None:
    admin, page = browser(Role.ADMIN), f"/quarantines/{stuffed.quarantine_id}/propose-void"
    both = {"reason": "되풀이한 투표입니다.", "digest": EVIDENCE.hex(), "file": (io.BytesIO(b"x"), "a.pdf")}
    assert admin.post(page, data=both, content_type="multipart/form-data").status_code == 422
    assert admin.post(page, data={"reason": "되풀이한 투표입니다."}).status_code == 422
    assert admin.post(page, data={"reason": "되풀이한 투표입니다.", "digest": "beef"}).status_code == 422
    file = {"reason": "되풀이한 투표입니다.", "file": (io.BytesIO(b"a folder of evidence"), "evidence.zip")}
    assert admin.post(page, data=file, content_type="multipart/form-data").status_code == 302
    (case,) = desk.cases(session, stuffed.poll.contest_id)
    assert case.proposal
    assert case.proposal.evidence == EVIDENCE


def test_the_auditor_who_proposed_is_told_that_another_must_confirm(
    stuffed: Stuffed, browser: BrowserOf
) -> None:
    auditor = browser(Role.AUDITOR)
    page = f"/quarantines/{stuffed.quarantine_id}"
    data = {"reason": "되풀이한 투표입니다.", "digest": EVIDENCE.hex()}
    assert auditor.post(f"{page}/propose-void", data=data).status_code == 302
    assert "다른 사람이" in auditor.get(f"{page}/confirm-void").text
    refused = auditor.post(f"{page}/confirm-void", data={"key": stuffed.poll.audit_key.hex()})
    assert refused.status_code == 409
    assert stuffed.poll.audit_key.hex() not in refused.text


def test_releasing_and_nonsense_by_the_pages(stuffed: Stuffed, browser: BrowserOf) -> None:
    admin = browser(Role.ADMIN)
    nothing = admin.post(desk_url(stuffed.poll) + "/quarantine", data={"reason": "까닭은 있습니다."})
    assert nothing.status_code == 409
    assert admin.post(desk_url(stuffed.poll) + "/quarantine", data={"chosen": "x"}).status_code == 422
    assert admin.post(f"/quarantines/{stuffed.quarantine_id}/release").status_code == 302
    assert admin.post(f"/quarantines/{stuffed.quarantine_id}/release").status_code == 409
    assert admin.post(f"/quarantines/{uuid4()}/release").status_code == 404
    assert admin.get(f"/quarantines/{uuid4()}/propose-void").status_code == 404


def test_the_desk_costs_the_same_however_many_voted(
    session: Session, poll: Poll, browser: BrowserOf, statements: Callable[[], object]
) -> None:
    admin = browser(Role.ADMIN)
    with statements() as before:  # type: ignore[attr-defined]
        admin.get(desk_url(poll))
    with transaction() as writing:
        more = [poll.vote(f"more {at}", picks=[1]) for at in range(100)]
        BoxWriter(poll.contest_id).write(writing, more)
    with statements() as after:  # type: ignore[attr-defined]
        admin.get(desk_url(poll))
    assert len(after) == len(before)
    assert session.scalar(sa.select(sa.func.count()).select_from(Participation)) == 100 + HONEST + SCRIPT
