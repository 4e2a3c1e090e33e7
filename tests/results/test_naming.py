"""Figures and remarks speak of judges, criteria and channels by name, and every code has its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask

from sotong.core.labels import SENTENCES
from sotong.results.facts import Note
from sotong.results.figures import Operation, given
from sotong.results.naming import Naming

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/tally.md"
NAMES = Naming({"3": "골목 밴드"}, {"effect": "소통 효과"}, marks_by_judge=False)


@pytest.fixture(autouse=True)
def _in_korean(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "ko"}):
        yield


@pytest.mark.parametrize(
    ("code", "subject", "name"),
    [
        ("step.sheet_score", "2", "심사위원 2"),
        ("step.judge_points", "2", "심사위원 2"),
        ("step.mark", "effect", "소통 효과"),
        ("step.criterion_weight", "effect", "소통 효과"),
        ("step.channel_votes", "band", "밴드"),
        ("step.place_points", "1", "1위"),
        ("step.total", "", ""),
    ],
)
def test_a_figure_names_whom_it_is_of(code: str, subject: str, name: str) -> None:
    assert NAMES.subject(given(code, Fraction(1), subject)) == name


def test_where_criteria_are_averaged_a_mark_is_a_judges() -> None:
    by_judge = Naming({}, {"effect": "소통 효과"}, marks_by_judge=True)
    assert by_judge.subject(given("step.mark", Fraction(1), "4")) == "심사위원 4"


def test_a_remark_names_all_that_it_is_about() -> None:
    note = Note("mark.missing", entry="3", judge="1", criterion="effect", channel="band")
    assert NAMES.about(note) == "골목 밴드, 심사위원 1, 소통 효과, 밴드"


def test_every_documented_code_has_its_words() -> None:
    section = DOCUMENT.read_text(encoding="utf-8").split("## Codes")[1]
    codes = re.findall(r"^\| `([\w.]+)` \|", section, re.MULTILINE)
    assert len(codes) > 100
    assert set(codes) - set(SENTENCES) == set()


def test_every_operation_has_its_word() -> None:
    operations = {f"operation.{one.value}" for one in Operation if one is not Operation.GIVEN}
    assert operations - set(SENTENCES) == set()
