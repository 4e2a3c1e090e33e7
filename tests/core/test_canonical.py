"""Canonical JSON: one value, one text, one hash."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.canonical import (
    NotCanonical,
    canonical_bytes,
    canonical_json,
    digest,
    parse_canonical,
    sha256,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def test_keys_stand_in_the_order_of_rfc_8785_section_3_2_3() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = json.loads(canonical_json(dict.fromkeys(names, 1)), object_pairs_hook=list)
    assert [name for name, _ in written] == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_texts_are_escaped_as_rfc_8785_section_3_2_2_2_says() -> None:
    assert canonical_json('\u20ac$\u000f\nA\'B"\\\\"/\x7f\b\t\f\r') == (
        '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f\\b\\t\\f\\r"'
    )


def test_there_is_no_white_space_and_korean_stays_korean() -> None:
    assert (
        canonical_bytes({"제목": ["순천", None, True, 0, -1]}) == '{"제목":["순천",null,true,0,-1]}'.encode()
    )


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        Decimal("8.10"),
        float("nan"),
        2**53,
        -(2**53),
        b"bytes",
        {1: 2},
        {"a": {3}},
        "\ud800",
        {"\ud800": 1},
    ],
    ids=repr,
)
def test_what_has_no_one_spelling_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical_json(value)


def test_bottomless_nesting_is_refused_both_ways() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(NotCanonical):
        canonical_json(endless)
    with pytest.raises(NotCanonical):
        parse_canonical("[" * 100_000)


@settings(deadline=None, max_examples=150)
@given(values)
def test_a_value_comes_back_from_its_text(value: Any) -> None:
    assert parse_canonical(canonical_json(value)) == value


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(texts, values, min_size=2, max_size=6))
def test_the_order_in_which_keys_came_does_not_matter(value: dict[str, Any]) -> None:
    backwards = dict(reversed(value.items()))
    assert canonical_json(backwards) == canonical_json(value)
    assert digest(backwards) == digest(value)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        "1.0",
        "1e3",
        "-0",
        '"\\u0041"',
        "01",
        "",
        "NaN",
        "[1] ",
        "9" * 5000,
    ],
)
def test_a_text_in_another_spelling_is_not_taken(text: str) -> None:
    with pytest.raises(NotCanonical):
        parse_canonical(text)


def test_sha256_is_that_of_fips_180() -> None:
    assert sha256(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest({"b": 1, "a": "가"}) == sha256('{"a":"가","b":1}'.encode())
