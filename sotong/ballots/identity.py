"""Verbs of identity: under which terms a contest votes, one-time codes by text message, codes of a roster."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import queries as audit_queries
from sotong.audit import services as audit
from sotong.audit.rules import Fact
from sotong.ballots import consents, queries, rules, voting
from sotong.ballots.models import BallotTerms, PhoneCheck, TextMessage, WrongCode
from sotong.contests.models import Contest
from sotong.contests.queries import rule_of
from sotong.contests.rule_parts import IdentityLevel
from sotong.core import config
from sotong.core.canonical import Json, sha256
from sotong.core.days import korean_day
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.core.keys import make_key, read_key
from sotong.core.locks import take_turn

CHECKS_KEPT = timedelta(days=1)
"""How long the hashes of a one-time code lie in the tables: as long as limits look back."""
DIGITS = 6


@dataclass(frozen=True, slots=True)
class SentCode:
    """A one-time code on its way: by which id the page asks for it, and the message."""

    check_id: UUID
    number: str
    text: str


def contest_key_name(contest_id: UUID) -> str:
    """Return the file name of a contest's key in the key folder."""
    return f"contest-{contest_id}"


def contest_key(contest_id: UUID) -> bytes:
    """Return the key that turns voters, numbers and codes of this contest into hashes. Raises KeyMissing."""
    return read_key(config.current().key_dir, contest_key_name(contest_id))


def made_contest_key(contest_id: UUID) -> bytes:
    """Return the contest's key, made now if there is none."""
    return make_key(config.current().key_dir, contest_key_name(contest_id))


def record_end_of_key(session: Session, contest_id: UUID, *, now: datetime) -> None:
    """Record, on the contest's log too, that its key is destroyed; the caller destroys it afterwards.

    Refused before the objection period is over. What has been recorded is not recorded again.
    """
    contest = session.get(Contest, contest_id, with_for_update=True)
    if contest is None or contest.log_stream_id is None:
        raise NotFound
    days = rule_of(contest).objection_days
    published_on = korean_day(contest.published_at) if contest.published_at else None
    if reason := rules.why_not_destroy_key(
        published_on=published_on, objection_days=days, today=korean_day(now)
    ):
        raise Refused(reason, until=published_on + timedelta(days=days) if published_on else None)
    if "key" in audit_queries.actions(session, contest.log_stream_id):
        return
    audit.append(session, contest.log_stream_id, [Fact("key", body={"destroyed": True})], at=now)
    audit.record(session, "contest_key.destroy", at=now, subject_id=contest_id)


def settle_terms(
    session: Session, contest_id: UUID, *, provider: str | None, actor_id: UUID | None, now: datetime
) -> BallotTerms:
    """Settle where everybody signs in and to what everybody agrees; a `terms` entry goes on the log.

    Refused before the rule is locked, a second time, and for a provider that is not set up.
    """
    contest = session.get(Contest, contest_id, with_for_update=True)
    if contest is None:
        raise NotFound
    settled = queries.terms_of(session, contest_id) is not None
    locked = contest.rule_locked_at is not None
    if reason := rules.why_not_settle_terms(rule_locked=locked, settled=settled):
        raise Refused(reason)
    outside, level = config.current().outside, rule_of(contest).identity.level
    by_account = level is IdentityLevel.ACCOUNT
    if by_account and provider not in outside.sign_ins:
        raise Refused("terms.no_such_provider")
    if level is IdentityLevel.PHONE and not (outside.texts or outside.outbox):
        raise Refused("terms.no_texts")
    return _write_terms(session, contest, provider if by_account else None, actor_id, now)


def settle_terms_by_itself(
    session: Session, contest: Contest, *, actor_id: UUID | None, now: datetime
) -> None:
    """Settle the terms if nobody has and there is nothing to choose.

    Refused if citizens sign in with an account and it has not been said where.
    """
    if queries.terms_of(session, contest.id) is not None:
        return
    offered = list(config.current().outside.sign_ins)
    by_account = rule_of(contest).identity.level is IdentityLevel.ACCOUNT
    if by_account and len(offered) != 1:
        raise Refused("terms.provider_not_chosen")
    settle_terms(session, contest.id, provider=offered[0] if by_account else None, actor_id=actor_id, now=now)


def _write_terms(
    session: Session, contest: Contest, provider: str | None, actor_id: UUID | None, now: datetime
) -> BallotTerms:
    if contest.log_stream_id is None:
        raise NotFound
    level = rule_of(contest).identity.level.value
    version = consents.NEWEST
    body: dict[str, Json] = {
        "consent": version,
        "consent_sha256": consents.consent_digest(version, level),
        "identity": level,
        "provider": provider,
    }
    fact = Fact("terms", subject_id=contest.id, body=body)
    position = audit.append(session, contest.log_stream_id, [fact], at=now).positions[0]
    terms = BallotTerms(
        contest_id=contest.id,
        provider=provider,
        consent_version=version,
        settled_at=now,
        position=position,
    )
    with refusing_clash(session, "terms.settled_already"):
        session.add(terms)
    audit.record(session, "ballot_terms.settle", at=now, actor_id=actor_id, subject_id=contest.id, body=body)
    return terms


def make_code(
    session: Session, contest_id: UUID, *, number: str, address: str, office: str, now: datetime
) -> SentCode:
    """Make a one-time code for a mobile number. The caller sends it, once this is committed.

    Refused by the limits a number, an address and a contest.
    """
    key = contest_key(contest_id)
    number_key, address_key = voting.keyed(key, "phone", number), voting.keyed(key, "address", address)
    take_turn(session, f"text messages of {contest_id}")
    old = PhoneCheck.sent_at < now - CHECKS_KEPT
    session.execute(sa.delete(PhoneCheck).where(PhoneCheck.contest_id == contest_id, old))
    sent = queries.texts_sent(session, contest_id, number_key=number_key, address_key=address_key, now=now)
    if reason := rules.why_not_text(sent):
        raise Refused(reason)
    check_id = uuid4()
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    session.add(
        PhoneCheck(
            id=check_id,
            contest_id=contest_id,
            number_key=number_key,
            address_key=address_key,
            code_key=_code_key(key, check_id, code),
            sent_at=now,
            tries=0,
        )
    )
    # The last line is what phones read a code from by themselves.
    return SentCode(check_id, number, f"[{office}] 투표 인증번호 {code} (5분 안에 입력해 주십시오)")


def use_code(
    session: Session,
    contest_id: UUID,
    check_id: UUID,
    *,
    number: str,
    code: str,
    paper_nonce: bytes,
    now: datetime,
) -> str | None:
    """Use a one-time code up. Return why it is not taken, or None: commit either way, wrong tries count."""
    check = session.get(PhoneCheck, check_id, with_for_update=True, populate_existing=True)
    key = contest_key(contest_id)
    if check is None or check.contest_id != contest_id:
        return "phone.code_expired"
    right = hmac.compare_digest(check.number_key, voting.keyed(key, "phone", number))
    right = hmac.compare_digest(check.code_key, _code_key(key, check_id, code)) and right
    paper = sha256(paper_nonce)
    reason = rules.why_not_use_code(
        sent_at=check.sent_at,
        tries=check.tries,
        used=check.used_at is not None,
        used_by_this_paper=check.used_for == paper,
        right=right,
        now=now,
    )
    if reason == "phone.code_wrong":
        check.tries += 1
    elif reason is None and check.used_at is None:
        check.used_at, check.used_for = now, paper
    return reason


def _code_key(key: bytes, check_id: UUID, code: str) -> bytes:
    return voting.keyed(key, "one-time code", str(check_id), code)


def put_in_outbox(session: Session, sent: SentCode, *, now: datetime) -> None:
    """Keep a text message in the table of demos and tests instead of sending it."""
    session.add(TextMessage(number=sent.number, text=sent.text, written_at=now))


def why_not_code(session: Session, contest_id: UUID, *, code: str, address: str, now: datetime) -> str | None:
    """Return why a code of the roster is not taken, or None. Changes nothing."""
    key = contest_key(contest_id)
    wrong = queries.wrong_codes(
        session, contest_id, voting.keyed(key, "address", address), now - rules.TEXTS_A_WHILE
    )
    on_roster = queries.is_on_roster(session, contest_id, voting.keyed(key, "roster", code))
    return rules.why_not_try_code(wrong, on_roster=on_roster)


def note_wrong_code(session: Session, contest_id: UUID, *, address: str, now: datetime) -> None:
    """Count an unknown code against the address that it came from."""
    old = WrongCode.at < now - CHECKS_KEPT
    session.execute(sa.delete(WrongCode).where(WrongCode.contest_id == contest_id, old))
    address_key = voting.keyed(contest_key(contest_id), "address", address)
    session.add(WrongCode(contest_id=contest_id, address_key=address_key, at=now))
