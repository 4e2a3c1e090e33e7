"""The tables of the channels room, by what they are about."""

from __future__ import annotations

from sotong.channels.models.calendar import (
    ContentFeed,
    ContentFeedScope,
    ContentSeries,
    ContentSlot,
    SeriesTerm,
)
from sotong.channels.models.charges import ChannelCharge
from sotong.channels.models.registry import Channel, ChannelMeasure

__all__ = [
    "Channel",
    "ChannelCharge",
    "ChannelMeasure",
    "ContentFeed",
    "ContentFeedScope",
    "ContentSeries",
    "ContentSlot",
    "SeriesTerm",
]
