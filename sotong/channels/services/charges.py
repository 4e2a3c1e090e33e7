"""Who answers for an account, said from a day on; peers to compare with, entered by hand."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.channels.models import Channel, ChannelCharge
from sotong.channels.platforms import Platform
from sotong.channels.rules import ChargeKind, why_not_charge
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.notices import services as notices
from sotong.people.queries import accounts_of_officers


def give_charge(
    session: Session,
    *,
    channel_id: UUID,
    kind: ChargeKind,
    officer_id: UUID | None,
    from_on: date,
    actor_id: UUID,
    now: datetime,
) -> None:
    """Say who answers for an account, or stands in, from a day on; who did before stays on record.

    Said again for the same day, the last word counts. Raises NotFound, Refused.
    """
    channel = session.scalars(
        sa.select(Channel).where(Channel.id == channel_id).with_for_update()
    ).one_or_none()
    if channel is None:
        raise NotFound
    if reason := why_not_charge(channel.facts, from_on, peer=channel.peer is not None):
        raise Refused(reason)
    query = sa.select(ChannelCharge).where(
        ChannelCharge.channel_id == channel_id, ChannelCharge.kind == kind, ChannelCharge.from_on == from_on
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        row = ChannelCharge(id=uuid4(), channel_id=channel_id, kind=kind, from_on=from_on)
        session.add(row)
    row.officer_id, row.made_at, row.made_by_id = officer_id, now, actor_id
    session.flush()
    audit.record(
        session,
        "channel.charge",
        at=now,
        actor_id=actor_id,
        subject_id=channel_id,
        body={
            "kind": kind.value,
            "officer_id": str(officer_id) if officer_id else None,
            "from_on": from_on.isoformat(),
        },
    )
    if officer_id is not None:
        notices.queue(
            session,
            to=accounts_of_officers(session, {officer_id}).values(),
            kind=f"channel.{kind.value}",
            facts={"channel": channel.name, "from_on": from_on},
            link=f"/channels/{channel_id}",
            dedupe_key=f"channel.charge:{row.id}:{officer_id}:{now.isoformat()}",
            now=now,
        )


def register_peer(
    session: Session, *, name: str, platform: Platform, actor_id: UUID, now: datetime
) -> Channel:
    """Register another organisation's account to compare with. Raises Refused: it is there already."""
    peer = Channel(id=uuid4(), platform=platform, name=name, peer=name, purpose="")
    with refusing_clash(session, "channel.peer_known"):
        session.add(peer)
    audit.record(
        session,
        "channel.peer",
        at=now,
        actor_id=actor_id,
        subject_id=peer.id,
        body={"peer": name, "platform": platform.value},
    )
    return peer
