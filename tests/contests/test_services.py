"""Contests are set up, ruled, locked and entered; what may not be, is refused; everything is on record."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry, AuditStream, StreamKind
from sotong.audit.rules import OPENED
from sotong.contests import queries, services
from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest, Entry, RuleVersion
from sotong.contests.presets import STARTING_RULE
from sotong.contests.rule_parts import Format
from sotong.contests.rules import Actor, PhaseFacts, PhaseKind
from sotong.contests.services import Description, EntryContent
from sotong.core.db import transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.permissions import Role
from tests.factories.contests import DAY, NOW, MadeContest, make_contest
from tests.factories.people import make_department

ADMIN = Actor(UUID(int=9), Role.ADMIN)
TICK = timedelta(microseconds=1)
DESCRIPTION = Description("SNS 콘테스트", "SNS contest", "어느 부서가 시민과 가장 잘 소통했나요?")
CONTENT = EntryContent(
    title="주간꿀팁",
    title_en=None,
    format=Format.SKIT,
    summary="월요일마다 한 가지.",
    story="매주 월요일에 올렸습니다.",
    presenters="김하나, 이두리",
    media_url=None,
)


def created(now: datetime = NOW) -> Contest:
    with transaction() as writing:
        return services.create_contest(writing, description=DESCRIPTION, actor_id=ADMIN.account_id, now=now)


def on_record(session: Session, subject_id: UUID) -> dict[str, dict[str, object]]:
    """What the office's log says of a subject: the body of the last entry by action."""
    query = sa.select(AuditEntry).join(AuditStream, AuditStream.id == AuditEntry.stream_id)
    query = query.where(AuditStream.kind == StreamKind.OFFICE, AuditEntry.subject_id == subject_id)
    entries = session.scalars(query.order_by(AuditEntry.position))
    return {entry.action: json.loads(entry.body) for entry in entries}


def contest(session: Session, made: MadeContest) -> Contest:
    return session.scalars(
        sa.select(Contest).where(Contest.id == made.id).execution_options(populate_existing=True)
    ).one()


def enter(made: MadeContest, department_id: UUID, actor: Actor = ADMIN, now: datetime = NOW) -> Entry:
    with transaction() as writing:
        return services.enter(
            writing,
            contest_id=made.id,
            department_id=department_id,
            content=CONTENT,
            actor=actor,
            now=now,
        )


def refused(reason: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.reason == reason)


# Setting up


def test_contests_are_numbered_by_the_korean_year(session: Session) -> None:
    new_year_in_seoul = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)
    codes = [created(now).code for now in (NOW, NOW, new_year_in_seoul - TICK, new_year_in_seoul)]
    assert codes == ["2026-1", "2026-2", "2026-3", "2027-1"]


def test_a_new_contest_has_a_draft_of_a_rule_as_its_first_version(session: Session) -> None:
    contest = created()
    versions = session.scalars(sa.select(RuleVersion).where(RuleVersion.contest_id == contest.id)).all()
    assert [(version.number, version.rule_digest) for version in versions] == [(1, contest.rule_digest)]
    assert queries.rule_of(contest) == ContestRule.from_mapping(STARTING_RULE)
    assert on_record(session, contest.id)["contest.create"]["code"] == contest.code


def test_two_contests_set_up_in_one_instant_do_not_get_one_code(session: Session) -> None:
    contest = created()
    make_contest(session, code="2026-3", entries=0)  # as if counted before another's commit
    assert contest.code == "2026-1"
    with refused("contest.set_up_at_once"):
        created()


def test_a_contest_describes_itself_anew_and_the_record_says_what_changed(session: Session) -> None:
    made = make_contest(session, entries=0, during=None)
    with transaction() as writing:
        services.describe_contest(
            writing,
            contest_id=made.id,
            description=replace(DESCRIPTION, title="새 이름"),
            actor_id=ADMIN.account_id,
            now=NOW,
        )
    assert contest(session, made).title == "새 이름"
    told = on_record(session, made.id)["contest.describe"]
    assert told == {"title": "새 이름", "changed": ["summary", "title"]}


def test_a_cancelled_contest_stays_cancelled(session: Session) -> None:
    made = make_contest(session, entries=0)

    def cancel(reason: str) -> None:
        with transaction() as writing:
            services.cancel_contest(
                writing, contest_id=made.id, reason=reason, actor_id=ADMIN.account_id, now=NOW
            )

    cancel("태풍")
    with refused("contest.cancelled"):
        cancel("지진")
    assert contest(session, made).cancelled_reason == "태풍"
    assert on_record(session, made.id)["contest.cancel"] == {"reason": "태풍"}


def test_an_unknown_contest_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound), transaction() as writing:
        services.cancel_contest(writing, contest_id=uuid4(), reason="x", actor_id=uuid4(), now=NOW)
    with pytest.raises(NotFound), transaction() as writing:
        services.restore_entry(writing, entry_id=uuid4(), actor=ADMIN, now=NOW)


# Phases


def set_phases(
    made: MadeContest, phases: list[PhaseFacts], now: datetime = NOW, reason: str | None = None
) -> None:
    with transaction() as writing:
        services.set_phases(
            writing,
            contest_id=made.id,
            phases=phases,
            reason=reason,
            actor_id=ADMIN.account_id,
            now=now,
        )


def phases_of(made: MadeContest) -> list[PhaseFacts]:
    return [PhaseFacts(kind, *window) for kind, window in made.windows.items()]


def test_phases_are_added_moved_and_dropped_in_one_go(session: Session) -> None:
    made = make_contest(session, entries=0, windows={}, locked=False)
    vote = PhaseFacts(PhaseKind.VOTE, NOW + DAY, NOW + 2 * DAY)
    judging = PhaseFacts(PhaseKind.JUDGING, NOW + 2 * DAY, NOW + 3 * DAY)
    set_phases(made, [vote, judging])
    later = replace(vote, closes_at=vote.closes_at + TICK)
    set_phases(made, [later])
    assert contest(session, made).facts.phases == (later,)
    told = on_record(session, made.id)["contest.set_phases"]
    assert told["before"] == {
        "vote": ["2026-11-24T01:00:00.000000Z", "2026-11-25T01:00:00.000000Z"],
        "judging": ["2026-11-25T01:00:00.000000Z", "2026-11-26T01:00:00.000000Z"],
    }
    assert told["after"] == {"vote": ["2026-11-24T01:00:00.000000Z", "2026-11-25T01:00:00.000001Z"]}


def test_an_open_vote_is_extended_for_a_reason_that_stays_on_record(session: Session) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.VOTE)
    opens_at, closes_at = made.windows[PhaseKind.VOTE]
    longer = PhaseFacts(PhaseKind.VOTE, opens_at, closes_at + DAY)
    wanted = [longer if phase.kind is PhaseKind.VOTE else phase for phase in phases_of(made)]
    with refused("phase.reason_needed"):
        set_phases(made, wanted)
    set_phases(made, wanted, now=closes_at - TICK, reason="밴드 접속 장애")
    assert contest(session, made).facts.phase(PhaseKind.VOTE) == longer
    assert on_record(session, made.id)["contest.set_phases"]["reason"] == "밴드 접속 장애"


def test_what_was_refused_left_nothing_behind(session: Session) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.VOTE)
    with refused("phase.is_over"):
        set_phases(made, [])
    assert len(contest(session, made).phases) == 4
    assert "contest.set_phases" not in on_record(session, made.id)


# Rule


RULE = ContestRule.from_mapping({**STARTING_RULE, "citizens": {"weight": "50"}})


def write_rule(made: MadeContest, rule: ContestRule, based_on: str) -> None:
    with transaction() as writing:
        services.write_rule(
            writing,
            contest_id=made.id,
            rule=rule,
            based_on=based_on,
            actor_id=ADMIN.account_id,
            now=NOW,
        )


def lock_rule(made: MadeContest, digest: str, now: datetime = NOW) -> None:
    with transaction() as writing:
        services.lock_rule(writing, contest_id=made.id, digest=digest, actor_id=ADMIN.account_id, now=now)


def test_every_version_of_a_rule_is_kept_and_the_same_rule_saved_again_is_none(session: Session) -> None:
    made = make_contest(session, entries=0, locked=False)
    write_rule(made, RULE, made.rule.digest())
    write_rule(made, RULE, RULE.digest())
    saved = queries.rule_versions(session, made.id)
    assert [(row.version.number, row.version.rule_digest) for row in saved] == [
        (2, RULE.digest()),
        (1, made.rule.digest()),
    ]
    assert queries.rule_of(contest(session, made)) == RULE


def test_two_writers_do_not_overwrite_each_other(session: Session) -> None:
    made = make_contest(session, entries=0, locked=False)
    write_rule(made, RULE, made.rule.digest())
    with refused("rule.changed_meanwhile"):
        write_rule(made, ContestRule.from_mapping(STARTING_RULE), made.rule.digest())


def test_locking_puts_the_rules_hash_into_the_contests_own_log(session: Session) -> None:
    made = make_contest(session, entries=0, during=None, locked=False)
    lock_rule(made, made.rule.digest())
    locked = contest(session, made)
    assert locked.rule_locked_at == NOW
    stream = session.get_one(AuditStream, locked.log_stream_id)
    assert (stream.kind, stream.subject_id) == (StreamKind.CONTEST, made.id)
    assert stream.origin.endswith(f"/log/contest/{made.code}")
    query = sa.select(AuditEntry).where(AuditEntry.stream_id == stream.id).order_by(AuditEntry.position)
    opened, rule = session.scalars(query)
    assert opened.action == OPENED
    assert (rule.action, json.loads(rule.body)) == ("rule", {"sha256": made.rule.digest()})
    assert on_record(session, made.id)["contest.lock_rule"] == {"sha256": made.rule.digest()}


def test_a_locked_rule_is_not_rewritten(session: Session) -> None:
    made = make_contest(session, entries=0, locked=True)
    with refused("rule.locked"):
        write_rule(made, RULE, made.rule.digest())


def test_the_version_that_was_read_is_the_one_that_is_locked(session: Session) -> None:
    made = make_contest(session, entries=0, during=None, locked=False)
    write_rule(made, RULE, made.rule.digest())
    with refused("rule.changed_meanwhile"):
        lock_rule(made, made.rule.digest())


def test_the_last_instant_to_lock_is_just_before_the_vote_opens(session: Session) -> None:
    made = make_contest(session, entries=0, during=None, locked=False)
    opens_at = made.windows[PhaseKind.VOTE][0]
    with refused("rule.phase_is_due"):
        lock_rule(made, made.rule.digest(), now=opens_at)
    lock_rule(made, made.rule.digest(), now=opens_at - TICK)


# Entries


def test_entries_are_numbered_in_the_order_of_entering(session: Session) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    departments = [make_department(session).id for _ in range(3)]
    entered = [enter(made, department_id) for department_id in departments]
    assert [entry.number for entry in entered] == [1, 2, 3]
    assert [entry.department_id for entry in queries.entries(session, made.id)] == departments


def test_an_officer_enters_for_her_department_in_the_entry_phase_to_the_microsecond(session: Session) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    opens_at, closes_at = made.windows[PhaseKind.ENTRY]
    department_id = make_department(session).id
    officer = Actor(uuid4(), Role.OFFICER, department_id)
    for now, reason in ((opens_at - TICK, "entry.phase_not_open"), (closes_at, "entry.phase_over")):
        with refused(reason):
            enter(made, department_id, officer, now)
    entry = enter(made, department_id, officer, closes_at - TICK)
    assert entry.created_at == closes_at - TICK


def test_departments_that_enter_at_the_same_moment_get_numbers_of_their_own(
    app: Flask, session: Session
) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    departments = [make_department(session).id for _ in range(6)]
    session.rollback()

    def enter_alone(department_id: UUID) -> str | None:
        with app.app_context():
            try:
                enter(made, department_id)
            except Refused as refusal:
                return refusal.reason
        return None

    with ThreadPoolExecutor(max_workers=12) as crowd:
        answers = list(crowd.map(enter_alone, [*departments, *departments]))
    assert answers.count(None) == 6
    assert answers.count("entry.already_entered") == 6
    assert [entry.number for entry in queries.entries(session, made.id)] == [1, 2, 3, 4, 5, 6]


def test_a_second_entry_of_a_department_is_refused(session: Session) -> None:
    made = make_contest(session, entries=1, during=PhaseKind.ENTRY)
    with refused("entry.already_entered"):
        enter(made, made.entries[0].department_id)


def test_no_department_no_entry(session: Session) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    dissolved = make_department(session, closed_on=NOW.date()).id
    for department_id in (uuid4(), dissolved):
        with refused("entry.no_such_department"):
            enter(made, department_id)


def test_presenters_names_stay_out_of_the_record(session: Session) -> None:
    made = make_contest(session, entries=0, during=PhaseKind.ENTRY)
    entry = enter(made, make_department(session).id)
    with transaction() as writing:
        content = replace(CONTENT, presenters="박셋", title="새 제목")
        services.edit_entry(writing, entry_id=entry.id, content=content, actor=ADMIN, now=NOW)
    told = on_record(session, entry.id)
    assert told["entry.edit"]["changed"] == ["presenters", "title"]
    assert "박셋" not in json.dumps(told, ensure_ascii=False)
    assert "김하나" not in json.dumps(told, ensure_ascii=False)


def test_a_withdrawn_entry_stays_with_its_reason_and_comes_back_under_its_number(session: Session) -> None:
    made = make_contest(session, entries=2, during=PhaseKind.ENTRY)
    second = made.entries[1]
    with transaction() as writing:
        services.withdraw_entry(writing, entry_id=second.id, reason="담당 변경", actor=ADMIN, now=NOW)
    assert [entry.number for entry in queries.ballot_entries(session, made.id)] == [1]
    assert queries.entry_by_number(session, made.id, 2).withdrawn_reason == "담당 변경"
    with transaction() as writing:
        services.restore_entry(writing, entry_id=second.id, actor=ADMIN, now=NOW)
    assert [entry.number for entry in queries.ballot_entries(session, made.id)] == [1, 2]
    assert set(on_record(session, second.id)) == {"entry.withdraw", "entry.restore"}


def test_a_number_is_not_given_again_after_a_withdrawal(session: Session) -> None:
    made = make_contest(session, entries=1, during=PhaseKind.ENTRY)
    with transaction() as writing:
        services.withdraw_entry(
            writing, entry_id=made.entries[0].id, reason="담당 변경", actor=ADMIN, now=NOW
        )
    assert enter(made, make_department(session).id).number == 2
