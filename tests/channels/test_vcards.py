"""A department's card is a vCard that other programs read."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.channels.vcards import LONGEST_LINE, Card, dialled, escaped, write_card

CARD = Card("영등포구청", "홍보과", "02-2670-3009", "sns.a09@ydp.example", ["https://blog.naver.com/ydpgu"])
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.just("\n"), max_size=120)


def unfolded(written: str) -> list[str]:
    return written.replace("\r\n ", "").split("\r\n")[:-1]


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


def test_a_card_says_who_and_how_to_reach_it() -> None:
    assert unfolded(write_card(CARD)) == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        "FN:영등포구청 홍보과",
        "ORG:영등포구청;홍보과",
        "TEL;VALUE=uri;TYPE=work:tel:+82-2-2670-3009",
        "EMAIL;TYPE=work:sns.a09@ydp.example",
        "URL:https://blog.naver.com/ydpgu",
        "END:VCARD",
    ]


@settings(deadline=None, max_examples=100)
@given(TEXTS, TEXTS)
def test_whatever_a_department_is_called_it_is_read_back_and_no_line_is_too_long(
    office: str, name: str
) -> None:
    written = write_card(Card(office, name, "", "", []))
    assert all(len(line.encode()) <= LONGEST_LINE for line in written.split("\r\n"))
    (fn,) = [line for line in unfolded(written) if line.startswith("FN:")]
    assert unescaped(fn.removeprefix("FN:")) == " ".join(part for part in (office, name) if part)
    assert unescaped(escaped(name)) == name


def test_only_a_korean_number_is_dialled() -> None:
    assert dialled("02 2670 3009") == "tel:+82-2-2670-3009"
    assert dialled("내선 12") is None
    assert "TEL;VALUE=text;TYPE=work:내선 12" in write_card(Card("청", "과", "내선 12", "", []))
