"""The verbs of the channels room, by what they are about; those of the registry are the room's own too."""

from __future__ import annotations

from sotong.channels.services.registry import (
    Description,
    Imported,
    Written,
    change_channel,
    close_channel,
    import_measures,
    record_measure,
    register_channel,
    reopen_channel,
)

__all__ = [
    "Description",
    "Imported",
    "Written",
    "change_channel",
    "close_channel",
    "import_measures",
    "record_measure",
    "register_channel",
    "reopen_channel",
]
