"""The nouns of the channels room, by what they are about; those of the registry are the room's own too."""

from __future__ import annotations

from sotong.channels.queries.registry import (
    ChannelRow,
    Running,
    Wanted,
    Whose,
    channel,
    channels,
    latest_figures,
    measures,
    printed_together,
    registered_accounts,
    registered_channel,
    series,
)

__all__ = [
    "ChannelRow",
    "Running",
    "Wanted",
    "Whose",
    "channel",
    "channels",
    "latest_figures",
    "measures",
    "printed_together",
    "registered_accounts",
    "registered_channel",
    "series",
]
