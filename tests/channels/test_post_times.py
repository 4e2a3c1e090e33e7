"""When a post was made is read from its number, where the platform counts in milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink
from sotong.channels.post_times import posted_at

X_EPOCH, INSTAGRAM_EPOCH = 1_288_834_974_657, 1_314_220_021_721
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def made_at(address: str) -> datetime | None:
    link = parse(address)
    assert isinstance(link, Permalink), link
    return posted_at(link)


def test_the_number_in_xs_own_documentation_gives_the_time_that_stands_there() -> None:
    told = made_at("https://x.com/TwitterDev/status/1212092628029698048")
    assert told == datetime(2019, 12, 31, 19, 26, 16, 771_000, tzinfo=UTC)


@settings(max_examples=50, deadline=None)
@given(st.integers(1_400_000_000_000, 2_000_000_000_000), st.integers(0, 2**22 - 1))
def test_whatever_stands_below_the_milliseconds_the_time_is_theirs(at_ms: int, rest: int) -> None:
    at = datetime.fromtimestamp(at_ms // 1000, UTC).replace(microsecond=at_ms % 1000 * 1000)
    assert made_at(f"https://x.com/i/status/{((at_ms - X_EPOCH) << 22) + rest}") == at
    number, code = ((at_ms - INSTAGRAM_EPOCH) << 23) + rest, ""
    for _ in range(11):
        number, place = divmod(number, 64)
        code = LETTERS[place] + code
    assert made_at(f"https://www.instagram.com/p/{code}/") == at
    assert made_at(f"https://www.threads.com/t/{code}") == at


@pytest.mark.parametrize(
    "address",
    [
        "https://x.com/officer/status/77",
        "https://x.com/officer",
        "https://www.facebook.com/tax.officer/posts/1111111111",
        "https://blog.naver.com/ydp_sotong/223000000000",
    ],
)
def test_where_the_address_does_not_tell_nothing_is_guessed(address: str) -> None:
    assert made_at(address) is None
