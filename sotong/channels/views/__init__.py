"""The channels room's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.channels.views import activation, calendar, cards, charges, content_feeds, registry, series, slots
from sotong.channels.views.room import blueprint

__all__ = [
    "activation",
    "blueprint",
    "calendar",
    "cards",
    "charges",
    "content_feeds",
    "registry",
    "series",
    "slots",
]
