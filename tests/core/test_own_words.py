"""What the program wrote down in Korean is read in English on English pages; what people wrote stays."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from sotong.core.labels import SENTENCES
from sotong.core.own_words import own_words, to_be_stored
from sotong.web import language


@pytest.fixture
def bare() -> Flask:
    """An application that speaks, and nothing else."""
    app = Flask("sotong")
    language.prepare(app)
    return app


@pytest.mark.parametrize(
    ("stored", "english"),
    [
        ("[훈련] 긴급 전파 수신 확인: 태풍\n2호", "[DRILL] Acknowledge the alert: 태풍\n2호"),
        ("[긴급] 긴급 전파 수신 확인: 100% 침수", "[URGENT] Acknowledge the alert: 100% 침수"),
        ("2026년 11월 근무표", "Rota 11/2026"),
        ("2026년 11월 근무표 (고침)", "2026년 11월 근무표 (고침)"),
        ("[훈련] 우리끼리", "[훈련] 우리끼리"),
        ("대상", "Grand prize"),
        ("대상자 상", "대상자 상"),
    ],
)
def test_titles_of_the_programs_own_are_read_in_either_language(
    bare: Flask, stored: str, english: str
) -> None:
    said = {}
    for spoken in ("ko", "en"):
        with bare.test_request_context(), force_locale(spoken):
            said[spoken] = own_words(stored)
    assert said == {"ko": stored, "en": english}


def test_whoever_opens_an_alert_its_task_is_stored_in_korean_and_known_again(bare: Flask) -> None:
    for reason in ("alert.drill_title", "alert.real_title"):
        with bare.test_request_context(), force_locale("en"):
            stored = to_be_stored(reason, title="Typhoon")
            assert stored.endswith("긴급 전파 수신 확인: Typhoon")
            assert own_words(stored) == str(SENTENCES[reason]) % {"title": "Typhoon"}
