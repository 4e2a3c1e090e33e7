"""Every text that a person reads is Korean first and has its English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from tests.source_code import MODULES, calls_in, tree_of
from tools import messages

TOP = Path(__file__).resolve().parents[2]
HANGUL = re.compile(r"[가-힣]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%|\{(\w*)\}")
GETTEXT = set(messages.KEYWORDS)
NOT_PAGES = (
    "sotong/web/demo/",  # made-up content
    "sotong/contests/presets.py",  # a rule's own text
    "sotong/core/korean.py",  # particles, of which English has none
    "sotong/people/guessable.py",  # words of which passwords are made
    "sotong/channels/imports.py",  # these read Korean headings and words from people's files
    "sotong/inquiries/imports.py",
    "sotong/outreach/imports.py",
    "sotong/outreach/shelter_files.py",
    "sotong/people/imports/",
    "sotong/results/tally_files.py",
    "sotong/rota/absence_files.py",
    "sotong/rota/files.py",
    "sotong/reports/sotong_verify.py",  # runs alone, with its own words
)
KOREAN_ANYWAY = {
    # Patterns and names that are Korean in what is read.
    "sotong/ballots/rosters.py": {"투표 코드", "코드"},
    "sotong/channels/platforms.py": {"(?!_)[0-9a-z가-힣_-]{1,80}", r"[0-9a-z가-힣._-]{2,60}(?<!\.)"},
    "sotong/channels/services/registry.py": {"청"},
    "sotong/core/tables/from_csv.py": {"[가-힣]"},
    "sotong/core/tables/days.py": {
        r"(\d{4})\s*(?:[-/.]|년)\s*(\d{1,2})\s*(?:[-/.]|월)\s*(\d{1,2})\s*(?:[.]|일)?(?:\s*\([월화수목금토일]\))?",
        r"(.+?)[ T]+(?:(오전|오후) ?)?(\d{1,2}):(\d{2})(?::\d{2}(?:\.0+)?)?",
        "오후",
    },
    "sotong/rota/calendar.py": {"설날", "추석"},
    # An office's name until it is set; what its head is called, by the ending of its name.
    "sotong/core/office_head.py": {
        "소통구청",
        *("구청", "시청", "군청", "도청"),
        *("구청장", "시장", "군수", "도지사", "장"),
    },
    # Pictures: one for everybody, whatever their language.
    "sotong/ballots/views/pictures.py": {"투표하러 가기"},
    "sotong/core/drawing.py": {"월화수목금토일"},
    # What the office says to citizens, who wrote to it in Korean.
    "sotong/ballots/identity.py": {"] 투표 인증번호 ", " (5분 안에 입력해 주십시오)"},
    "sotong/inquiries/canned.py": {
        "{시민}님, {부서}을(를) 찾아 주셔서 감사합니다. 문의하신 내용은 {기한}까지 답변드리겠습니다.",
        *("시민", "부서", "기관", "기한", "오늘", "번호"),
        *("순천사랑", "도로과", "11월 24일 14:00", "월 ", "일"),
    },
    "sotong/inquiries/masking.py": {"[전자우편]", "[주민등록번호]", "[전화번호]"},
    "sotong/outreach/alert_rules.py": {"[훈련]"},
}
"""The texts of a module that stay Korean whatever the reader's language: these, and no others."""


def _modules() -> list[Path]:
    return [module for module in MODULES if not str(module.relative_to(TOP)).startswith(NOT_PAGES)]


def test_the_catalogue_holds_exactly_the_texts_of_the_code() -> None:
    stored = {message.id for message in messages.catalogue() if message.id}
    present = {message.id for message in messages.extracted() if message.id}
    assert stored == present, "run `make messages`"


def test_no_text_is_left_without_english() -> None:
    assert [message.id for message in messages.untranslated(messages.catalogue())] == []


def test_translations_keep_the_placeholders() -> None:
    changed = []
    for message in messages.catalogue():
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        wanted = {found for text in ids for found in PLACEHOLDER.findall(text)}
        if message.id and {found for text in strings for found in PLACEHOLDER.findall(text or "")} - wanted:
            changed.append(message.id)
    assert changed == []


def test_templates_know_words_in_context(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "ko"}):
        assert render_template_string('{{ pgettext("many", "부서") }}') == "부서"


@pytest.mark.parametrize("module", _modules(), ids=lambda module: str(module.relative_to(TOP)))
def test_no_korean_stands_in_code_outside_a_translated_text(module: Path) -> None:
    bare = {text for text in _bare_texts(tree_of(module)) if HANGUL.search(text)}
    assert bare == KOREAN_ANYWAY.get(module.relative_to(TOP).as_posix(), set())


def _bare_texts(tree: ast.Module) -> Iterator[str]:
    quoted: set[int] = set()
    docstrings = (node for node in ast.walk(tree) if isinstance(node, ast.Expr))
    for node in (*calls_in(tree, *GETTEXT), *docstrings):
        quoted |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quoted:
            yield node.value


@pytest.mark.parametrize(
    "template", sorted((TOP / "templates").rglob("*.html")), ids=lambda path: str(path.relative_to(TOP))
)
def test_no_korean_stands_in_a_template_outside_a_translated_text(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    text = text.replace("한국어", "")  # a language is named in itself
    for pattern in (
        r"\{#.*?#\}",
        r"_n?\(\s*\"[^\"]*\"",
        r"_n?\(\s*'[^']*'",
        r"pgettext\(\"\w+\", \"[^\"]*\"",
    ):
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    assert HANGUL.findall(text) == []
