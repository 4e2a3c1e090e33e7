"""What the cookie of a signed-in browser holds: the login session's token, and when it was last used.

The token is looked up in the tables at each request, so a sign-in ends the moment its row says so. The time,
signed like the rest of the cookie, ends a sign-in that lies idle.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from flask import session

TOKEN: Final = "_user_id"  # noqa: S105 - the name of a key, not a secret
"""Where Flask-Login looks."""

SEEN_AT: Final = "seen_at"
"""In seconds since 1970."""

WRITTEN_ANEW_AFTER: Final = timedelta(minutes=1)
"""The cookie is not written at each request."""

_KEPT: Final = ("language",)


def begin(token: str, now: datetime) -> None:
    """Make the browser a signed-in one. Whatever its cookie held before is gone, the form token too."""
    forget()
    session.update({TOKEN: token, "_fresh": True, SEEN_AT: int(now.timestamp())})


def forget() -> None:
    """Make the browser nobody's; it keeps its language."""
    kept = {name: session[name] for name in _KEPT if name in session}
    session.clear()
    session.update(kept)


def token() -> str | None:
    """Return the token in the cookie, whether it is still good or not."""
    held = session.get(TOKEN)
    return held if isinstance(held, str) else None


def lies_idle(now: datetime, idle_after: timedelta) -> bool:
    """Whether the browser has not been used for longer than `idle_after`."""
    seen_at = session.get(SEEN_AT)
    return not isinstance(seen_at, int) or now.timestamp() - seen_at > idle_after.total_seconds()


def note_use(now: datetime) -> None:
    """Remember that the browser is being used."""
    if now.timestamp() - session[SEEN_AT] >= WRITTEN_ANEW_AFTER.total_seconds():
        session[SEEN_AT] = int(now.timestamp())
