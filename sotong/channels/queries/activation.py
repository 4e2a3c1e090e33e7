"""Figures of many accounts, for comparing them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.activation import ANSWERS, AUDIENCES, Activation, activation, months_up_to
from sotong.channels.models import Channel, ChannelMeasure
from sotong.channels.platforms import Platform
from sotong.channels.rules import Figure
from sotong.core.months import Month

MONTHS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ActivationRow:
    """An account and its months, the last first asked for."""

    channel: Channel
    months: Sequence[Activation]

    @property
    def last(self) -> Activation:
        """The month that was asked for."""
        return self.months[-1]


def activations(session: Session, platform: Platform, month: Month) -> list[ActivationRow]:
    """The activation of every account on a platform, the office's first, then its peers'. Two statements."""
    channels = session.scalars(
        sa.select(Channel)
        .where(Channel.platform == platform)
        .order_by(Channel.peer.is_not(None), Channel.peer, Channel.name)
    ).all()
    figures: dict[object, list[Figure]] = defaultdict(list)
    wanted = sa.select(ChannelMeasure).where(
        ChannelMeasure.channel_id.in_([channel.id for channel in channels]),
        ChannelMeasure.measure.in_((*AUDIENCES, *ANSWERS)),
        ChannelMeasure.measured_on <= month.last_on,
    )
    for row in session.scalars(wanted):
        figures[row.channel_id].append(Figure(row.measure, row.measured_on, row.value))
    months = months_up_to(month, MONTHS_SHOWN)
    return [
        ActivationRow(channel, [activation(figures[channel.id], one) for one in months])
        for channel in channels
    ]


def platforms_with_figures(session: Session) -> list[Platform]:
    """The platforms on which anything was measured."""
    query = (
        sa.select(Channel.platform).join(ChannelMeasure, ChannelMeasure.channel_id == Channel.id).distinct()
    )
    return sorted(session.scalars(query), key=list(Platform).index)
