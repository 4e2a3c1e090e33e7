"""What a person pastes becomes one address, or a reason; nothing pasted can lead anywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.channels.permalinks import (
    ALLOWED_HOSTS,
    DEEPEST_WRAP,
    LONGEST_TEXT,
    REFUSALS,
    NotPermalink,
    parse,
    possibly_same,
    web_address,
)
from sotong.channels.platforms import GRAMMARS, LinkFlag, LinkKind, Permalink, Platform

HERE = Path(__file__).parent
CALM = settings(deadline=None, max_examples=150)


def rows(name: str, columns: int) -> Iterator[list[str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            fields = [seen(field) for field in line.split("\t")]
            yield fields + [""] * (columns - len(fields))


def seen(field: str) -> str:
    """The field as it was pasted: new lines and letters that cannot be seen are written out in the tables."""
    field = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), field)
    return field.replace("\\n", "\n")


ACCEPTED = list(rows("permalinks.tsv", 6))
REFUSED = list(rows("refused.tsv", 2))


def link(text: str) -> Permalink:
    answer = parse(text)
    assert isinstance(answer, Permalink), answer
    return answer


@pytest.mark.parametrize("row", ACCEPTED, ids=lambda row: row[0][:70])
def test_what_people_paste_becomes_one_address(row: list[str]) -> None:
    pasted, platform, kind, canonical, account, flags = row
    found = link(pasted)
    assert (found.platform, found.kind, found.url) == (platform, kind, canonical)
    assert (found.account or "") == account
    assert ",".join(sorted(found.flags)) == flags


@pytest.mark.parametrize(("pasted", "code"), REFUSED)
def test_what_is_no_permalink_is_refused_with_its_reason(pasted: str, code: str) -> None:
    answer = parse(pasted)
    assert isinstance(answer, NotPermalink), answer
    assert answer.code == f"permalink.{code}"


def test_the_tables_hold_every_platform_and_every_refusal() -> None:
    assert len(ACCEPTED) + len(REFUSED) >= 120
    assert {row[1] for row in ACCEPTED} == set(Platform) - {Platform.SOTONG_TV} == set(GRAMMARS)
    assert {f"permalink.{row[1]}" for row in REFUSED} == REFUSALS - {
        "permalink.too_long",
        "permalink.wrapped_too_deep",
    }


def test_a_short_link_is_named() -> None:
    assert parse("봄꽃 https://bit.ly/3AbCdEf") == NotPermalink("permalink.short_link", "bit.ly")


def test_a_text_too_long_to_be_a_share_is_refused() -> None:
    assert parse("가" * (LONGEST_TEXT + 1)) == NotPermalink("permalink.too_long")
    assert parse("https://x.com/" + "a" * 5_000) == NotPermalink("permalink.too_long")


def test_wrappers_are_opened_only_so_deep() -> None:
    wrapped = "https://youtu.be/aBcDeFgHiJ0"
    for _ in range(DEEPEST_WRAP):
        wrapped = "https://l.facebook.com/l.php?u=" + wrapped.replace("%", "%25").replace("&", "%26")
    assert link(wrapped).post_id == "aBcDeFgHiJ0"
    deeper = "https://l.facebook.com/l.php?u=" + wrapped.replace("%", "%25").replace("&", "%26")
    assert parse(deeper) == NotPermalink("permalink.wrapped_too_deep", "l.facebook.com")


def test_a_facebook_comment_is_not_the_post_it_stands_under() -> None:
    post = link("https://www.facebook.com/ydpgu/posts/1234567890123456")
    comment = link("https://www.facebook.com/ydpgu/posts/1234567890123456?comment_id=9876543210987654")
    assert comment.kind is LinkKind.COMMENT
    assert comment.comment_id == "9876543210987654"
    assert not possibly_same(post, comment)


PFBID = "https://www.facebook.com/ydpgu/posts/pfbid02Yy1QeTtZ8abcDEF3456ghJKLmnop"
OTHER_PFBID = "https://www.facebook.com/ydpgu/posts/pfbid0ZzzzzzzzzzzzzzzzzzzzzzzzzL"
NUMBER = "https://www.facebook.com/ydpgu/posts/1234567890123456"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (NUMBER, NUMBER + "?fbclid=abc", True),
        (PFBID, NUMBER, True),
        (PFBID, OTHER_PFBID, True),
        (PFBID, "https://www.facebook.com/100064812345678/posts/1234567890123456", True),
        (
            NUMBER,
            "https://www.facebook.com/permalink.php?story_fbid=1234567890123456&id=100064812345678",
            True,
        ),
        (NUMBER, "https://www.facebook.com/share/p/1AbCdEfGhJ", True),
        (NUMBER, "https://www.facebook.com/ydpgu/posts/1234567890123457", False),
        (PFBID, "https://www.facebook.com/suncheon/posts/1234567890123456", False),
        (NUMBER, "https://blog.naver.com/ydpgu/223456789012", False),
        ("https://band.us/@ydpgu/post/5", "https://band.us/page/51234567/post/5", True),
        ("https://band.us/@ydpgu/post/5", "https://band.us/page/51234567/post/6", False),
        ("https://youtu.be/aBcDeFgHiJ0", "https://youtu.be/aBcDeFgHiJ1", False),
    ],
)
def test_forms_that_may_be_the_same_post_are_told_from_those_that_cannot(
    one: str, other: str, *, same: bool
) -> None:
    assert possibly_same(link(one), link(other)) is same
    assert possibly_same(link(other), link(one)) is same


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://tv.ydp.go.kr", "https://tv.ydp.go.kr/"),
        ("http://www.ydp.go.kr/tv/", "https://www.ydp.go.kr/tv"),
        ("https://www.ydp.go.kr/소통TV?x=1", "https://www.ydp.go.kr/%EC%86%8C%ED%86%B5TV"),
        ("https://facebook.com.evil.kr/", None),
        ("https://facebook.com@evil.kr/", None),
        ("javascript:alert(1)", None),
        ("https://x.com/ydpgu", None),
    ],
)
def test_an_offices_own_site_is_a_plain_web_address(typed: str, address: str | None) -> None:
    assert web_address(typed) == address


# Laws. Texts are made of the tables' own links, cut, joined and spoilt, and of letters of every kind.
any_letter = st.characters(codec=None)
tokens = st.sampled_from([row[0] for row in ACCEPTED + REFUSED])
BITS = (
    "https://|http:|//|/|?|&|=|#|@|%|%2F|..|:|www.|m.|amp;|[|]|facebook.com|ydp.gu|posts|PostView.naver|blogId="
    "|logNo=1|lc=|comment_id=|ſ|K|pfbid|12345|_xAbc|C0aBcDeFgHi|youtu.be|@영등포|band|post|next=|u=|\u200b| "
)
bits = st.sampled_from(BITS.split("|"))
pasted_texts = st.one_of(
    st.text(any_letter, max_size=60),
    st.lists(st.one_of(tokens, bits, st.text(any_letter, max_size=4)), max_size=12).map("".join),
)
hosts = st.sampled_from(sorted(f"https://{host}/" for host in ALLOWED_HOSTS))
own_addresses = st.builds(str.__add__, hosts, st.lists(bits, max_size=8).map("/".join))
anything = pasted_texts | own_addresses


@CALM
@given(anything)
def test_no_text_breaks_it_and_every_refusal_has_a_known_code(text: str) -> None:
    answer = parse(text)
    assert isinstance(answer, Permalink) or answer.code in REFUSALS


@CALM
@given(anything)
def test_the_canonical_form_of_a_canonical_form_is_itself(text: str) -> None:
    once = parse(text)
    if isinstance(once, Permalink):
        twice = link(once.url)
        assert (twice.url, twice.platform, twice.post_id) == (once.url, once.platform, once.post_id)
        assert twice.flags == once.flags


@CALM
@given(anything)
def test_no_text_makes_an_address_outside_the_platforms_own_hosts(text: str) -> None:
    answer = parse(text)
    if isinstance(answer, Permalink):
        parts = urlsplit(answer.url)
        assert parts.scheme == "https"
        assert parts.netloc in ALLOWED_HOSTS
        assert answer.url.isascii()
        assert re.fullmatch(r"[!-~]+", answer.url)


@CALM
@given(
    st.sampled_from([row for row in ACCEPTED if row[0].startswith("https://")]),
    st.text("abcXYZ019_-", min_size=1),
)
def test_tracking_never_changes_the_address(row: list[str], value: str) -> None:
    plain = row[0].partition("#")[0]
    tracked = plain + ("&" if "?" in plain else "?") + f"fbclid={value}&utm_source={value}&igsh={value}"
    if " " not in plain and "#" not in row[0]:
        assert link(tracked).url == row[3]


@CALM
@given(
    st.sampled_from(ACCEPTED),
    st.sampled_from(["안내: ", "봄꽃\n", "(", "👉 "]),
    st.sampled_from(["", " 끝", ")", ".\n"]),
)
def test_words_around_a_link_do_not_change_it(row: list[str], before: str, after: str) -> None:
    assert link(before + row[0] + after).url == row[3]


def test_every_flag_is_met_in_the_tables() -> None:
    assert {flag for row in ACCEPTED for flag in row[5].split(",") if flag} == set(LinkFlag)
