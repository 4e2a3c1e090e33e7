"""A telephone number is one that can be dialled in Korea."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.telephones import is_telephone

NUMBERS = st.one_of(
    st.from_regex(r"0(2|3[1-3]|4[1-4]|5[1-5]|6[1-4])[0-9]{7,8}", fullmatch=True),
    st.from_regex(r"0[17]0[0-9]{8}", fullmatch=True),
    st.from_regex(r"1[568][0-9]{6}", fullmatch=True),
)


@pytest.mark.parametrize(
    "text",
    [
        *("02-2670-3114", "02-123-4567", "(02) 2670-3114", "02)2670-3114", "0226703114", "031-123-4567"),
        *("064 710 1234", "010-1234-5678", "010.1234.5678", "011-123-4567", "070-1234-5678"),
        *("080-123-4567", "0505-123-4567", "1588-1234", "1600 0000", "18991234"),
        *("+82-2-2670-3114", "+82 10 1234 5678", "+82 (0)2 2670 3114", "02-0000-0000"),
    ],
)
def test_every_kind_of_number_is_taken_however_it_is_written(text: str) -> None:
    assert is_telephone(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "02-1",
            "2670-3114",
            "02-123-456",
            "02-12345-67890",
            "010-123-4567",
            "034-123-4567",
            "09-1234-5678",
        ),
        *("1234-5678", "1588-123", "1588-12345", "0", "", "02-2670-311a", "02_2670_3114", "+1 212 555 0100"),
        *("+82 1588 1234 5678", "０２-１２３-４５６７", "02/2670/3114", "119"),
    ],
)
def test_what_cannot_be_dialled_is_none(text: str) -> None:
    assert not is_telephone(text)


@given(NUMBERS, st.lists(st.sampled_from(["-", " ", ".", ""]), min_size=12, max_size=12))
@settings(max_examples=100, deadline=None)
def test_what_stands_between_the_digits_does_not_matter(digits: str, between: list[str]) -> None:
    written = "".join(digit + sign for digit, sign in zip(digits, between, strict=False)).strip("-. ")
    assert is_telephone(written)
    assert re.sub(r"\D", "", written) == digits
    assert not is_telephone(digits[:5])
