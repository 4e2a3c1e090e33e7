"""The arithmetic of a vote keeps its laws."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.ballots import voting

nonces = st.binary(min_size=16, max_size=16)
addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)


@given(st.integers(0, 999_999_999), nonces, nonces)
def test_a_receipt_number_is_read_however_it_is_typed(position: int, client: bytes, server: bytes) -> None:
    number = voting.ReceiptNumber(position, voting.letters_of(client, server))
    written = str(number)
    wide = written.translate({ord(each): ord(each) + 0xFEE0 for each in written})
    dashed = [
        written.replace("-", dash)
        for dash in (" ", "", " – ", "\u2212", "ー", "ㅡ", "\u3000", "\u00a0-\u200b")
    ]
    pasted = [f"확인번호 {written}", f"{written}.", f"“{written}”", written.replace("-", "_")]
    for typed in (written, written.lower(), wide, wide.lower(), *dashed, *pasted):
        assert voting.ReceiptNumber.parse(typed) == number


@given(st.text(max_size=60))
def test_nonsense_is_no_receipt_number_and_breaks_nothing(text: str) -> None:
    parsed = voting.ReceiptNumber.parse(text)
    assert parsed is None or str(parsed).replace("-", "").endswith(parsed.letters)


@given(st.binary(min_size=32, max_size=32), st.text(max_size=40), st.text(max_size=40))
def test_the_same_person_has_one_key_a_contest_and_another_in_the_next(
    key: bytes, space: str, who: str
) -> None:
    other = bytes(byte ^ 1 for byte in key)
    assert voting.voter_key(key, space, who) == voting.voter_key(key, space, who)
    assert voting.voter_key(key, space, who) != voting.voter_key(other, space, who)
    assert voting.voter_key(key, space + "x", who) != voting.voter_key(key, space, "x" + who)


def test_neighbours_of_a_network_share_a_cohort_and_strangers_do_not() -> None:
    key = bytes(32)
    assert voting.cohort(key, "203.0.113.7") == voting.cohort(key, "203.0.113.200")
    assert voting.cohort(key, "203.0.113.7") != voting.cohort(key, "203.0.114.7")
    assert voting.cohort(key, "2001:db8:1::1") == voting.cohort(key, "2001:db8:1:ffff::1")
    assert voting.cohort(key, "not an address") == voting.cohort(key, "")


@given(nonces, st.lists(st.integers(1, 300), unique=True, max_size=12), st.randoms())
def test_a_ballots_hash_does_not_depend_on_the_order_of_its_picks(
    nonce: bytes, picks: list[int], chance: random.Random
) -> None:
    shuffled = list(picks)
    chance.shuffle(shuffled)
    assert voting.ballot_leaf("band", nonce, picks) == voting.ballot_leaf("band", nonce, shuffled)


@settings(max_examples=20)
@given(nonces)
def test_an_order_is_a_voters_own_and_loses_no_entry(nonce: bytes) -> None:
    entries = list(range(1, 11))
    assert sorted(voting.order_for(nonce, entries)) == entries
    assert voting.order_for(nonce, entries) == voting.order_for(nonce, entries)


def test_over_many_voters_every_entry_stands_first_about_equally_often() -> None:
    firsts = [voting.order_for(at.to_bytes(16, "big"), range(10))[0] for at in range(5_000)]
    shares = [firsts.count(entry) for entry in range(10)]
    assert min(shares) > 400
    assert max(shares) < 600


def test_a_place_that_no_log_can_have_is_no_receipt_number() -> None:
    assert voting.ReceiptNumber.parse("9999999999-AAAA-BBBB-CCCC") is None
