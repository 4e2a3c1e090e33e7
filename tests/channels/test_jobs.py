"""The command line says of each pasted text what it is."""

from __future__ import annotations

import json

import pytest

from sotong.channels.jobs.permalinks import print_permalinks
from sotong.channels.permalinks import REFUSALS
from sotong.core.labels import SENTENCES

GOOD = "https://m.facebook.com/story.php?story_fbid=1234567890123456&id=100064812345678"
BLOG = "보세요 https://m.blog.naver.com/ydpgu/223456789012"
SHORT = "https://bit.ly/abc"


def test_each_text_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_permalinks([GOOD, BLOG], as_json=False) == 0
    assert capsys.readouterr().out.splitlines() == [
        "facebook\tpost\thttps://www.facebook.com/100064812345678/posts/1234567890123456\tother_forms",
        "naver_blog\tpost\thttps://blog.naver.com/ydpgu/223456789012",
    ]


def test_a_refusal_says_why_and_ends_with_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_permalinks([BLOG, SHORT], as_json=False) == 1
    refused, code, reason = capsys.readouterr().out.splitlines()[1].split("\t")
    assert (refused, code) == ("refused", "permalink.short_link")
    assert reason.startswith("bit.ly ")


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_permalinks([BLOG, SHORT, "\udcff"], as_json=True) == 1
    good, short, broken = map(json.loads, capsys.readouterr().out.splitlines())
    assert good == {
        "pasted": BLOG,
        "platform": "naver_blog",
        "kind": "post",
        "url": "https://blog.naver.com/ydpgu/223456789012",
        "account": "ydpgu",
        "post_id": "223456789012",
        "comment_id": None,
        "flags": [],
    }
    assert (short["refused"], short["host"]) == ("permalink.short_link", "bit.ly")
    assert (broken["pasted"], broken["refused"]) == ("?", "permalink.no_link")


def test_every_refusal_has_its_sentence() -> None:
    assert set(SENTENCES) >= REFUSALS
