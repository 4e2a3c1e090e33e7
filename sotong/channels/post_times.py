"""When a post was made, as far as its address alone tells; pure, nothing is ever fetched.

X and Instagram (and Threads, which shares its ids) number their posts by the millisecond, so whoever can read
the number can say when it was given. Of all other platforms nothing is known.

Sources: X, "Announcing Snowflake" (2010): milliseconds since 1288834974657 above 22 bits of machine and
sequence. Instagram Engineering, "Sharding & IDs at Instagram" (2012): milliseconds since 1314220021721 above
23 bits of shard and sequence; the code in an address is that number in base 64.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sotong.channels.platforms import LinkKind, Permalink, Platform

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_SNOWFLAKE: Final = 30_000_000_000
"""Smaller numbers of X were counted one by one, before November 2010."""
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_CODE_LENGTH: Final = 11
"""Letters that hold the number; a private account's code goes on behind them."""
_LAST: Final = 2**63
_NUMBERED = frozenset({LinkKind.POST, LinkKind.VIDEO, LinkKind.PHOTO})


def posted_at(link: Permalink) -> datetime | None:
    """Return when the post behind an address was made, or None where the address does not tell."""
    if link.kind not in _NUMBERED or not link.post_id:
        return None
    if link.platform is Platform.X:
        return _of_snowflake(link.post_id)
    if link.platform in {Platform.INSTAGRAM, Platform.THREADS}:
        return _of_code(link.post_id)
    return None


def _of_snowflake(number: str) -> datetime | None:
    if not number.isdecimal() or not _FIRST_SNOWFLAKE <= int(number) < _LAST:
        return None
    return _after_epoch((int(number) >> 22) + 1_288_834_974_657)


def _of_code(code: str) -> datetime | None:
    letters = code[:_CODE_LENGTH]
    if len(letters) < _CODE_LENGTH or any(letter not in _LETTERS for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number * len(_LETTERS) + _LETTERS.index(letter)
    return _after_epoch((number >> 23) + 1_314_220_021_721) if number < _LAST else None


def _after_epoch(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)
