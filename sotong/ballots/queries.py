"""Nouns of the pre-vote. `counts` is for the tally and for pages that have asked whether they may."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.ballots import consents, rules, voting
from sotong.ballots.models import (
    Ballot,
    BallotBatch,
    BallotClose,
    BallotTerms,
    ContestKey,
    LinkChannel,
    LinkVisit,
    Participation,
    PhoneCheck,
    RosterCode,
    RosterLock,
    TextMessage,
    VoidedBallot,
    VoteLink,
    WrongCode,
)
from sotong.ballots.rules import BallotPaper, EntryOnPaper
from sotong.ballots.voting import Receipt
from sotong.contests.models import Contest
from sotong.contests.queries import PublicEntry, ballot_entries, rule_of
from sotong.contests.rule_parts import BallotOrder, IdentityLevel
from sotong.contests.rules import PhaseKind

MOST_KEYS_A_QUERY = 512
_RECEIPTS = sa.select(
    Participation.voter_key,
    Participation.position,
    Participation.client_nonce,
    Participation.server_nonce,
    Participation.at_minute,
).where(
    Participation.contest_id == sa.bindparam("contest"),
    Participation.voter_key.in_(sa.bindparam("keys", expanding=True)),
)
_CODE = re.compile(r"[0-9a-z]{1,16}")


@dataclass(frozen=True, slots=True)
class Counts:
    """Votes by entry number, in all and by the channel of the link; and how many ballots there were."""

    ballots: int = 0
    abstentions: int = 0
    by_entry: dict[int, int] = field(default_factory=dict)
    by_channel: dict[LinkChannel, dict[int, int]] = field(default_factory=dict)
    ballots_by_channel: dict[LinkChannel, int] = field(default_factory=dict)


def ballot_paper(session: Session, link_code: str) -> BallotPaper | None:
    """Return the paper behind a vote link, or None if there is no such link."""
    if not _CODE.fullmatch(link_code):  # PostgreSQL would choke on a NUL
        return None
    found = session.execute(
        sa.select(VoteLink, Contest, ContestKey.audit_public_key, BallotTerms, RosterLock.contest_id)
        .join(Contest, Contest.id == VoteLink.contest_id)
        .outerjoin(ContestKey, ContestKey.contest_id == Contest.id)
        .outerjoin(BallotTerms, BallotTerms.contest_id == Contest.id)
        .outerjoin(RosterLock, RosterLock.contest_id == Contest.id)
        .where(VoteLink.code == link_code)
    ).one_or_none()
    if found is None:
        return None
    link, contest, audit_key, terms, roster = found
    phase = contest.facts.phase(PhaseKind.VOTE)
    if phase is None:
        return None
    rule = rule_of(contest)
    return BallotPaper(
        contest_id=contest.id,
        audit_key=audit_key or b"",
        link_id=link.id,
        link_code=link.code,
        channel=link.channel.value,
        contest_code=contest.code,
        contest_title=contest.title,
        contest_summary=contest.summary,
        opens_at=phase.opens_at,
        closes_at=phase.closes_at,
        cancelled=contest.cancelled_at is not None,
        link_retired=link.retired_at is not None,
        ready=None not in (contest.rule_locked_at, audit_key, terms)
        and (rule.identity.level is not IdentityLevel.CODE or roster is not None),
        identity=rule.identity.level.value,
        identity_reason=rule.identity.reason,
        picks_from=rule.ballots.picks_from,
        picks_to=rule.ballots.picks_to,
        abstain=rule.ballots.abstain,
        shuffled=rule.ballots.order is BallotOrder.SHUFFLED,
        counts_shown=rule.counts_shown.value,
        weighs_in_awards=bool(rule.awards and rule.citizens.weight),
        provider=terms.provider if terms else None,
        consent_version=terms.consent_version if terms else consents.NEWEST,
        entries=tuple(_on_paper(entry) for entry in ballot_entries(session, contest.id)),
        contest_title_en=contest.title_en,
    )


def _on_paper(entry: PublicEntry) -> EntryOnPaper:
    return EntryOnPaper(
        number=entry.number,
        title=entry.title,
        department=entry.department_name,
        format=entry.format,
        summary=entry.summary,
        media_url=entry.media_url,
        title_en=entry.title_en,
    )


def vote_links(session: Session, contest_id: UUID) -> Sequence[VoteLink]:
    """Return a contest's vote links, oldest first."""
    query = sa.select(VoteLink).where(VoteLink.contest_id == contest_id).order_by(VoteLink.created_at)
    return session.scalars(query).all()


def receipts_of(session: Session, contest_id: UUID, voter_keys: Collection[bytes]) -> dict[bytes, Receipt]:
    """Return the receipts of those voters who have taken part, by voter key."""
    wanted, found = list(voter_keys), dict[bytes, Receipt]()
    for start in range(0, len(wanted), MOST_KEYS_A_QUERY):
        keys = _padded(wanted[start : start + MOST_KEYS_A_QUERY])
        for row in session.connection().execute(_RECEIPTS, {"contest": contest_id, "keys": keys}):
            found[row[0]] = Receipt(contest_id, *row[1:])
    return found


def _padded(keys: list[bytes]) -> list[bytes]:
    """The same keys, repeated up to a power of two, so that a database prepares ten statements, not 512."""
    return keys + keys[-1:] * ((1 << (len(keys) - 1).bit_length()) - len(keys))


def receipt_at(session: Session, contest_id: UUID, number: voting.ReceiptNumber) -> Receipt | None:
    """Return the receipt with this number, or None if its letters are not those of its place."""
    query = sa.select(Participation).where(
        Participation.contest_id == contest_id, Participation.position == number.position
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        return None
    receipt = Receipt(contest_id, row.position, row.client_nonce, row.server_nonce, row.at_minute)
    return receipt if receipt.number == number else None


def has_audit_key(session: Session, contest_id: UUID) -> bool:
    """Whether the auditor has taken the contest's key, without which no vote opens."""
    return session.get(ContestKey, contest_id) is not None


def contest_code(session: Session, contest_id: UUID) -> str:
    """Return the code by which a contest stands in addresses."""
    return session.get_one(Contest, contest_id).code


def close_of(session: Session, contest_id: UUID) -> BallotClose | None:
    """Return how the ballots of a contest were closed, or None if they are not."""
    return session.get(BallotClose, contest_id)


def how_many(session: Session, contest_id: UUID) -> tuple[int, int]:
    """Return the numbers of ballots and of participations; that they are equal is a promise."""
    of_contest = [
        session.scalar(sa.select(sa.func.count()).select_from(table).where(table.contest_id == contest_id))
        or 0
        for table in (Ballot, Participation)
    ]
    return of_contest[0], of_contest[1]


def unlogged_leaves(session: Session, contest_id: UUID) -> dict[UUID, list[bytes]]:
    """Return the hashes of the ballots whose batch has no log entry yet, by batch."""
    logged = sa.select(BallotBatch.batch_id).where(BallotBatch.contest_id == contest_id)
    query = sa.select(Ballot.batch_id, Ballot.channel, Ballot.nonce, Ballot.picks).where(
        Ballot.contest_id == contest_id, Ballot.batch_id.not_in(logged)
    )
    leaves: dict[UUID, list[bytes]] = defaultdict(list)
    for batch_id, channel, nonce, picks in session.execute(query):
        leaves[batch_id].append(voting.ballot_leaf(channel, nonce, json.loads(picks)))
    return leaves


def counts(session: Session, contest_id: UUID) -> Counts:
    """Count the ballots that are not void, grouped by the database, then opened pick by pick.

    For the tally and for pages that have asked whether counts may be shown.
    """
    groups = _grouped(session, sa.select(Ballot).where(Ballot.contest_id == contest_id))
    groups.subtract(_grouped(session, _void_ones(contest_id)))
    return _opened(groups)


def void_counts(session: Session, contest_id: UUID) -> Counts:
    """Count the void ballots, which the result tells beside the others. For the same as `counts`."""
    return _opened(_grouped(session, _void_ones(contest_id)))


def _void_ones(contest_id: UUID) -> sa.Select[Ballot]:
    # Not a join: SQLite would go through all ballots and ask of each whether it is void.
    void = Ballot.id.in_(sa.select(VoidedBallot.ballot_id))
    return sa.select(Ballot).where(Ballot.contest_id == contest_id, void)


def _grouped(session: Session, which: sa.Select[Ballot]) -> Counter[tuple[LinkChannel, str]]:
    """How many ballots there are of each channel and picks."""
    query = which.with_only_columns(Ballot.channel, Ballot.picks, sa.func.count())
    rows = session.execute(query.group_by(Ballot.channel, Ballot.picks))
    return Counter({(channel, picks): number for channel, picks, number in rows})


def _opened(groups: Counter[tuple[LinkChannel, str]]) -> Counts:
    ballots = abstentions = 0
    by_entry: dict[int, int] = defaultdict(int)
    by_channel: dict[LinkChannel, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    ballots_by_channel: dict[LinkChannel, int] = defaultdict(int)
    for (channel, picks), number in (+groups).items():
        ballots += number
        ballots_by_channel[channel] += number
        chosen = json.loads(picks)
        abstentions += 0 if chosen else number
        for entry in chosen:
            by_entry[entry] += number
            by_channel[channel][entry] += number
    plain = {channel: dict(votes) for channel, votes in by_channel.items()}
    return Counts(ballots, abstentions, dict(by_entry), plain, dict(ballots_by_channel))


def terms_of(session: Session, contest_id: UUID) -> BallotTerms | None:
    """Return the terms under which everybody votes, or None if they are not settled."""
    return session.get(BallotTerms, contest_id)


def roster_lock(session: Session, contest_id: UUID) -> RosterLock | None:
    """Return how the roster was locked, or None if it is not."""
    return session.get(RosterLock, contest_id)


def roster_keys(session: Session, contest_id: UUID) -> list[bytes]:
    """Return the keyed hashes of all codes on the roster, in rising order."""
    query = sa.select(RosterCode.code_key).where(RosterCode.contest_id == contest_id)
    return sorted(session.scalars(query))


def roster_size(session: Session, contest_id: UUID) -> int:
    """Return how many codes stand on the roster."""
    query = sa.select(sa.func.count()).select_from(RosterCode).where(RosterCode.contest_id == contest_id)
    return session.scalar(query) or 0


def is_on_roster(session: Session, contest_id: UUID, code_key: bytes) -> bool:
    """Whether a code stands on the roster."""
    return session.get(RosterCode, (contest_id, code_key)) is not None


def wrong_codes(session: Session, contest_id: UUID, address_key: bytes, since: datetime) -> int:
    """Return how many unknown codes came from an address since then."""
    query = sa.select(sa.func.count()).where(
        WrongCode.contest_id == contest_id, WrongCode.address_key == address_key, WrongCode.at > since
    )
    return session.scalar(query) or 0


def texts_sent(
    session: Session, contest_id: UUID, *, number_key: bytes, address_key: bytes, now: datetime
) -> rules.Sent:
    """Return how many codes have been sent lately. Four statements."""
    a_while, a_day = now - rules.TEXTS_A_WHILE, now - timedelta(days=1)
    to_number, from_address = PhoneCheck.number_key == number_key, PhoneCheck.address_key == address_key
    base = sa.select(sa.func.count()).where(PhoneCheck.contest_id == contest_id)
    wanted = (
        (to_number, PhoneCheck.sent_at > a_while),
        (to_number, PhoneCheck.sent_at > a_day),
        (from_address, PhoneCheck.sent_at > a_while),
        (PhoneCheck.sent_at > a_day,),
    )
    return rules.Sent(*(session.scalar(base.where(*which)) or 0 for which in wanted))


def newest_text(session: Session, number: str) -> str | None:
    """Return the last text message in the outbox of a demo for this number."""
    query = sa.select(TextMessage.text).where(TextMessage.number == number)
    return session.scalars(query.order_by(TextMessage.written_at.desc()).limit(1)).first()


def visits(session: Session, contest_id: UUID) -> dict[UUID, tuple[int, int]]:
    """Return how often each link of a contest was opened: by people, and by programmes."""
    query = (
        sa.select(LinkVisit.link_id, sa.func.sum(LinkVisit.people), sa.func.sum(LinkVisit.crawlers))
        .join(VoteLink, VoteLink.id == LinkVisit.link_id)
        .where(VoteLink.contest_id == contest_id)
        .group_by(LinkVisit.link_id)
    )
    return {link_id: (int(people), int(crawlers)) for link_id, people, crawlers in session.execute(query)}


def ballots_by_link(session: Session, contest_id: UUID) -> dict[UUID, int]:
    """Return how many took part through each link. For pages that have asked whether counts may be shown."""
    query = sa.select(Participation.link_id, sa.func.count()).where(Participation.contest_id == contest_id)
    rows = session.execute(query.group_by(Participation.link_id)).all()
    return {link_id: ballots for link_id, ballots in rows}  # noqa: C416 - rows are no pairs to the type checker


def link_counts(session: Session, contest: Contest) -> dict[UUID, int] | None:
    """Return the ballots of each link if the contest's rule shows counts by now, else None."""
    closed = close_of(session, contest.id) is not None
    shown = rule_of(contest).counts_shown.value
    if not rules.may_count(shown, closed=closed, published=contest.published_at is not None):
        return None
    return ballots_by_link(session, contest.id)
