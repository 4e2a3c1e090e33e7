"""The people room's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.people.views import (
    accounts,
    appointments,
    departments,
    importing,
    invitations,
    mine,
    officers,
    sign_in,
)
from sotong.people.views.room import blueprint

__all__ = [
    "accounts",
    "appointments",
    "blueprint",
    "departments",
    "importing",
    "invitations",
    "mine",
    "officers",
    "sign_in",
]
