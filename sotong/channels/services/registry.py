"""Registering accounts, changing and closing them, and writing down their figures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.channels import rules
from sotong.channels.imports import HalfReadRow, MeasureRow, half_read, read_measures
from sotong.channels.models import Channel, ChannelMeasure
from sotong.channels.permalinks import NotPermalink
from sotong.channels.platforms import Platform
from sotong.channels.rules import Account, Figure, Measure
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.core.progress import Step, through
from sotong.core.tables import Problem


@dataclass(frozen=True, slots=True)
class Description:
    """What the office says of an account. `address` is as pasted; no department: the office's own."""

    address: str
    own_site: bool
    name: str
    department_id: UUID | None
    purpose: str
    opened_on: date | None


class Written(StrEnum):
    """What became of a figure."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(slots=True)
class Imported:
    """What a file of figures did: how many were new, other than before, the same; which peers are new."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    peers: list[str] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    """Titles of columns that were not read."""

    @property
    def counts(self) -> dict[str, int]:
        """The numbers by name, for a sentence."""
        return {"added": self.added, "changed": self.changed, "unchanged": self.unchanged}


def register_channel(session: Session, *, description: Description, actor_id: UUID, now: datetime) -> Channel:
    """Register an account of the office or of one of its departments."""
    account = _account(description)
    channel = Channel(id=uuid4(), peer=None, closed_on=None, **_columns(description, account))
    with refusing_clash(session, "channel.already_registered"):
        session.add(channel)
    _record(session, "channel.register", channel, actor_id=actor_id, now=now, body=_told(channel))
    return channel


def change_channel(
    session: Session, *, channel_id: UUID, description: Description, actor_id: UUID, now: datetime
) -> None:
    """Change what is registered of an account; an account that was renamed gets its new address."""
    channel = _locked(session, channel_id)
    account = _account(description)
    of_department = description.department_id is not None
    _refuse(rules.why_not_owned(peer=channel.peer is not None, by_department=of_department))
    _refuse(rules.why_not_dates(rules.ChannelFacts(description.opened_on, channel.closed_on)))
    before = _told(channel)
    with refusing_clash(session, "channel.already_registered"):
        for column, value in _columns(description, account).items():
            setattr(channel, column, value)
    after = _told(channel)
    changed: dict[str, Json] = {
        name: {"before": before[name], "after": after[name]} for name in after if before[name] != after[name]
    }
    if changed:
        _record(session, "channel.change", channel, actor_id=actor_id, now=now, body=changed)


def close_channel(
    session: Session, *, channel_id: UUID, closed_on: date, actor_id: UUID, now: datetime
) -> None:
    """Note that an account is run no more from a day on; what was said there stays on record."""
    channel = _locked(session, channel_id)
    _refuse(rules.why_not_close(channel.facts, closed_on))
    channel.closed_on = closed_on
    body: dict[str, Json] = {"closed_on": closed_on.isoformat()}
    _record(session, "channel.close", channel, actor_id=actor_id, now=now, body=body)


def reopen_channel(session: Session, *, channel_id: UUID, actor_id: UUID, now: datetime) -> None:
    """Take a closing back."""
    channel = _locked(session, channel_id)
    _refuse(rules.why_not_reopen(channel.facts))
    body: dict[str, Json] = {"was_closed_on": str(channel.closed_on)}
    channel.closed_on = None
    _record(session, "channel.reopen", channel, actor_id=actor_id, now=now, body=body)


def record_measure(
    session: Session,
    *,
    channel_id: UUID,
    figure: Figure,
    source: str,
    actor_id: UUID,
    now: datetime,
) -> Written:
    """Write down a figure of a day, or correct it."""
    channel = _locked(session, channel_id)
    _refuse(rules.why_not_measure(channel.facts, figure.measured_on, korean_day(now)))
    present = session.scalars(
        sa.select(ChannelMeasure).where(
            ChannelMeasure.channel_id == channel_id,
            ChannelMeasure.measure == figure.measure,
            ChannelMeasure.measured_on == figure.measured_on,
        )
    ).one_or_none()
    body: dict[str, Json] = {
        "measure": figure.measure,
        "measured_on": figure.measured_on.isoformat(),
        "value": figure.value,
    }
    if present is None:
        session.add(ChannelMeasure(id=uuid4(), channel_id=channel_id, source=source, **asdict(figure)))
        written = Written.ADDED
    elif (present.value, present.source) == (figure.value, source):
        return Written.UNCHANGED
    else:
        body["before"] = present.value
        present.value, present.source = figure.value, source
        written = Written.CHANGED
    _record(session, "channel.measure", channel, actor_id=actor_id, now=now, body=body)
    return written


def import_measures(
    session: Session, *, content: bytes, source: str, office: str, actor_id: UUID | None, now: datetime
) -> Imported:
    """Write down a file of figures, all of them or none; the same file again changes nothing.

    A line of another organisation than `office` goes to that peer's account, registered here if it is new.
    `source` is for the lines that name none, if it is known. Raises TableInvalid with all that is wrong, line
    by line.
    """
    reading = read_measures(content)
    accounts = _Accounts(list(session.scalars(sa.select(Channel).with_for_update())), office)
    halves = filter(None, map(half_read, reading.faulty_rows))
    told: list[MeasureRow | HalfReadRow] = [*reading.lines, *halves]
    told.sort(key=lambda row: row.line)
    placed, problems = _placed(told, accounts, korean_day(now))
    reading.add(problems)
    reading.close()
    with refusing_clash(session, "channel.measured_meanwhile"):
        session.add_all(accounts.new_peers)
        session.flush()
        imported, corrections = _write(session, placed, source)
    imported.ignored = reading.ignored
    imported.peers = sorted({str(peer.peer) for peer in accounts.new_peers})
    body: dict[str, Json] = {
        "file_sha256": hashlib.sha256(content).hexdigest(),
        "source": source,
        "added": imported.added,
        "unchanged": imported.unchanged,
        "corrections": corrections,
        "new_peers": list(imported.peers),
    }
    if imported.added or imported.changed:
        audit.record(session, "channel.measures_import", at=now, actor_id=actor_id, body=body)
    return imported


class _Accounts:
    """Which account a line of a file means."""

    def __init__(self, channels: Sequence[Channel], office: str) -> None:
        self.office = _short(office)
        self.own = [channel for channel in channels if channel.peer is None]
        self.by_url = {channel.url: channel for channel in self.own}
        self.peers = {(channel.peer, channel.platform): channel for channel in channels if channel.peer}
        self.new_peers: list[Channel] = []

    def is_own(self, organisation: str) -> bool:
        """Whether a line is about the office itself, as one that names nobody is."""
        return not organisation or _short(organisation) == self.office

    def of(self, row: MeasureRow | HalfReadRow) -> Channel | str | None:
        """The account, or the reason why it cannot be told; None if the line does not tell enough."""
        if not self.is_own(row.organisation):
            return self._peer(row.organisation, row.platform)
        if row.url is not None:
            return self.by_url.get(row.url, "channel.account_not_registered")
        candidates = [
            channel
            for channel in self.own
            if channel.platform is row.platform
            and channel.department_id is None
            and (row.measured_on is None or channel.facts.is_open(row.measured_on))
        ]
        if candidates and row.measured_on is None:
            return None
        if len(candidates) == 1:
            return candidates[0]
        return "channel.account_ambiguous" if candidates else "channel.account_unknown"

    def _peer(self, name: str, platform: Platform) -> Channel:
        peer = self.peers.get((name, platform))
        if peer is None:
            peer = Channel(id=uuid4(), platform=platform, name=name, peer=name, purpose="")
            self.peers[name, platform] = peer
            self.new_peers.append(peer)
        return peer


def _short(organisation: str) -> str:
    """An office's name as people write it: 영등포구 for 영등포구청."""
    return organisation.removesuffix("청")


_Key = tuple[UUID, Measure, date]


def _no_place(reason: str, line: int, url: str | None) -> Problem:
    return Problem(reason, line, "account" if url else "platform", {"url": url or ""})


def _placed(
    rows: Sequence[MeasureRow | HalfReadRow], accounts: _Accounts, today: date
) -> tuple[dict[_Key, MeasureRow], list[Problem]]:
    """The sound lines by account, measure and day; and what is wrong with those that have no place."""
    placed: dict[_Key, MeasureRow] = {}
    first: dict[_Key, int] = {}
    problems: list[Problem] = []
    for row in through(rows, Step.CHECK, len(rows)):
        channel = accounts.of(row)
        if isinstance(channel, str):
            problems.append(_no_place(channel, row.line, row.url))
        if channel is None or isinstance(channel, str) or row.measured_on is None:
            continue
        if reason := rules.why_not_measure(channel.facts, row.measured_on, today):
            problems.append(Problem(reason, row.line, "measured_on"))
        if row.measure is None:
            continue
        key = (channel.id, row.measure, row.measured_on)
        line = first.setdefault(key, row.line)
        if line != row.line and not reason:
            problems.append(Problem("channel.measured_twice", row.line, "measure", {"line": line}))
        if isinstance(row, MeasureRow):
            placed.setdefault(key, row)
    return placed, problems


def _write(session: Session, placed: Mapping[_Key, MeasureRow], source: str) -> tuple[Imported, list[Json]]:
    """Add and correct figures; return how many, and each correction with what stood there before."""
    present = _present(session, [row.measured_on for row in placed.values()])
    added: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    corrections: list[Json] = []
    for key, row in placed.items():
        channel_id, measure, measured_on = key
        told = {"value": row.value, "source": row.source or source}
        if key not in present:
            place = {"channel_id": channel_id, "measure": measure, "measured_on": measured_on}
            added.append({"id": uuid4(), **place, **told})
            continue
        stands = present[key]
        if (stands.value, stands.source) != (told["value"], told["source"]):
            changed.append({"id": stands.id, **told})
            corrections.append([str(channel_id), measure, measured_on.isoformat(), stands.value, row.value])
    if added:
        session.execute(sa.insert(ChannelMeasure), added)
    if changed:
        session.execute(sa.update(ChannelMeasure), changed)
    return Imported(len(added), len(changed), len(placed) - len(added) - len(changed)), corrections


def _present(session: Session, days: Sequence[date]) -> dict[_Key, ChannelMeasure]:
    """What is written already between the first and the last of these days."""
    query = sa.select(ChannelMeasure).where(ChannelMeasure.measured_on.between(min(days), max(days)))
    return {(row.channel_id, row.measure, row.measured_on): row for row in session.scalars(query)}


def _account(description: Description) -> Account:
    account = rules.read_account(description.address, own_site=description.own_site)
    if isinstance(account, NotPermalink):
        raise Refused(account.code, host=account.host or "")
    return account


def _columns(description: Description, account: Account) -> dict[str, Any]:
    return {
        "platform": account.platform,
        "handle": account.handle,
        "url": account.url,
        "name": description.name,
        "department_id": description.department_id,
        "purpose": description.purpose,
        "opened_on": description.opened_on,
    }


def _told(channel: Channel) -> dict[str, Json]:
    """What goes on record of an account."""
    return {
        "platform": channel.platform,
        "url": channel.url,
        "name": channel.name,
        "department_id": str(channel.department_id) if channel.department_id else None,
        "purpose": channel.purpose,
        "opened_on": channel.opened_on.isoformat() if channel.opened_on else None,
    }


def _locked(session: Session, channel_id: UUID) -> Channel:
    """An account, held until the commit. Raises NotFound."""
    query = sa.select(Channel).where(Channel.id == channel_id).with_for_update()
    channel = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if channel is None:
        raise NotFound
    return channel


def _refuse(reason: str | None) -> None:
    if reason:
        raise Refused(reason)


def _record(
    session: Session, action: str, channel: Channel, *, actor_id: UUID, now: datetime, body: dict[str, Json]
) -> None:
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=channel.id, body=body)
