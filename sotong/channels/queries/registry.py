"""Accounts and their figures, read in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sotong.channels.models import Channel, ChannelMeasure
from sotong.channels.platforms import Permalink, Platform
from sotong.channels.rules import Figure, Measure
from sotong.core.errors import NotFound
from sotong.core.paging import Paged, paged
from sotong.people.models import Department


class Whose(StrEnum):
    """Whose accounts a list shows: the office's with its departments', or those of offices compared with."""

    OURS = "ours"
    PEERS = "peers"


class Running(StrEnum):
    """Whether accounts that are run, that are closed, or both are shown."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of accounts shows. `offices_own` leaves out what belongs to departments."""

    whose: Whose = Whose.OURS
    running: Running = Running.OPEN
    platform: Platform | None = None
    department_id: UUID | None = None
    offices_own: bool = False


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """An account in a list, with the newest of each of its figures, largest first."""

    channel: Channel
    department_name: str | None
    latest: tuple[Figure, ...]


def channels(session: Session, wanted: Wanted, *, on: date, number: int = 1) -> Paged[ChannelRow]:
    """Return page `number` of the accounts wanted, as of the day `on`. Three statements."""
    query = (
        sa.select(Channel, Department.name)
        .outerjoin(Department, Department.id == Channel.department_id)
        .where(*_conditions(wanted, on))
        .order_by(
            Channel.peer.is_not(None),
            Channel.peer,
            Department.code.is_not(None),
            Department.code,
            Channel.platform,
            Channel.name,
            Channel.id,
        )
    )
    found = paged(session, query, number)
    newest = latest_figures(session, [channel.id for channel, _ in found.rows])
    rows = [ChannelRow(channel, name, newest.get(channel.id, ())) for channel, name in found.rows]
    return Paged(rows=rows, number=found.number, total=found.total, size=found.size)


def _conditions(wanted: Wanted, on: date) -> list[sa.ColumnElement[bool]]:
    ours = Channel.peer.is_(None)
    conditions: list[sa.ColumnElement[bool]] = [ours if wanted.whose is Whose.OURS else sa.not_(ours)]
    if wanted.running is Running.OPEN:
        conditions.append(open_on(on))
    elif wanted.running is Running.CLOSED:
        conditions.append(sa.not_(open_on(on)))
    if wanted.platform is not None:
        conditions.append(Channel.platform == wanted.platform)
    if wanted.offices_own:
        conditions.append(Channel.department_id.is_(None))
    elif wanted.department_id is not None:
        conditions.append(Channel.department_id == wanted.department_id)
    return conditions


def open_on(on: date) -> sa.ColumnElement[bool]:
    """The condition that an account is run on the day `on`."""
    return sa.or_(Channel.closed_on.is_(None), Channel.closed_on > on)


def latest_figures(session: Session, ids: Collection[UUID]) -> Mapping[UUID, tuple[Figure, ...]]:
    """Return the newest of each figure of these accounts, largest first. One statement."""
    newest: dict[UUID, tuple[Figure, ...]] = {}
    for channel_id, *figure in session.execute(_newest(ids, most=1)):
        newest[channel_id] = (*newest.get(channel_id, ()), Figure(*figure))
    return {
        channel_id: tuple(sorted(figures, key=lambda figure: -figure.value))
        for channel_id, figures in newest.items()
    }


def series(session: Session, channel_id: UUID, *, most: int) -> Mapping[Measure, list[Figure]]:
    """Return the last `most` figures of each measure of an account, oldest first. One statement."""
    by_measure: dict[Measure, list[Figure]] = {}
    for _id, *figure in session.execute(_newest([channel_id], most=most)):
        read = Figure(*figure)
        by_measure.setdefault(read.measure, []).append(read)
    return by_measure


def _newest(ids: Collection[UUID], *, most: int) -> sa.Select[Any]:
    """The last `most` figures of each measure of these accounts, by measure and day."""
    place = sa.func.row_number().over(
        partition_by=(ChannelMeasure.channel_id, ChannelMeasure.measure),
        order_by=ChannelMeasure.measured_on.desc(),
    )
    placed = (
        sa.select(
            ChannelMeasure.channel_id,
            ChannelMeasure.measure,
            ChannelMeasure.measured_on,
            ChannelMeasure.value,
            place.label("place"),
        )
        .where(ChannelMeasure.channel_id.in_(set(ids)))
        .subquery()
    )
    return (
        sa.select(placed.c.channel_id, placed.c.measure, placed.c.measured_on, placed.c.value)
        .where(placed.c.place <= most)
        .order_by(placed.c.channel_id, placed.c.measure, placed.c.measured_on)
    )


def measures(session: Session, channel_id: UUID, number: int = 1) -> Paged[ChannelMeasure]:
    """Return page `number` of all figures of an account, newest first. Two statements."""
    query = (
        sa.select(ChannelMeasure)
        .where(ChannelMeasure.channel_id == channel_id)
        .order_by(ChannelMeasure.measured_on.desc(), ChannelMeasure.measure)
    )
    return paged(session, query, number)


def channel(session: Session, channel_id: UUID) -> Channel:
    """Return an account with its department. Raises NotFound."""
    query = sa.select(Channel).where(Channel.id == channel_id).options(joinedload(Channel.department))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def printed_together(session: Session, of: Channel, *, on: date) -> list[Channel]:
    """Return the accounts that stand on the letters of an account's owner, on the day `on`."""
    query = (
        sa.select(Channel)
        .where(
            Channel.peer.is_(None), Channel.department_id.is_not_distinct_from(of.department_id), open_on(on)
        )
        .order_by(Channel.platform, Channel.name)
    )
    return list(session.scalars(query))


def own_channels(session: Session, *, on: date) -> list[Channel]:
    """Return the accounts of the office and its departments that are run on the day `on`, by name."""
    query = sa.select(Channel).where(Channel.peer.is_(None), open_on(on)).order_by(Channel.name, Channel.id)
    return list(session.scalars(query))


def registered_accounts(session: Session) -> dict[tuple[Platform, str], UUID]:
    """The ids of the office's own accounts by platform and name, for many addresses at once.

    Of an account that was closed and opened anew it is the one that runs.
    """
    query = sa.select(Channel.platform, Channel.handle, Channel.id).where(
        Channel.peer.is_(None), Channel.handle.is_not(None)
    )
    newest_last = query.order_by(Channel.closed_on.is_(None), Channel.closed_on.desc())
    return {
        (platform, handle or ""): channel_id for platform, handle, channel_id in session.execute(newest_last)
    }


def registered_channel(session: Session, permalink: Permalink) -> Channel | None:
    """Return the office's account that an address claims to come from, or None if it is not registered.

    None also where the address names no account (youtu.be/..., a share link): that proves nothing either way.
    """
    if permalink.account is None:
        return None
    query = sa.select(Channel).where(
        Channel.platform == permalink.platform, Channel.handle == permalink.account, Channel.peer.is_(None)
    )
    return session.scalars(query.order_by(Channel.closed_on.is_not(None), Channel.closed_on).limit(1)).first()
