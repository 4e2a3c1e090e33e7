"""Sentences with numbers in both languages, and Korean particles."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from sotong.core.counting import counted
from sotong.core.korean import with_particles
from sotong.core.labels import sentence


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_english_has_one_rule_and_two_rules_where_korean_has_one_form(app: Flask) -> None:
    with app.test_request_context():
        with force_locale("en"):
            assert counted("어긴 규칙 %(count)d개", count=1) == "1 rule broken"
            assert counted("어긴 규칙 %(count)d개", count=2) == "2 rules broken"
            assert "breaks 1 rule." in sentence("seat.needs_reason", count=1)
        with force_locale("ko"):
            assert counted("어긴 규칙 %(count)d개", count=1) == "어긴 규칙 1개"


def test_a_particle_follows_the_last_sound_before_it() -> None:
    assert with_particles("평일 낮과(와) 저녁") == "평일 낮과 저녁"
    assert with_particles("교육과(와) 오후과(와) 저녁이(가)") == "교육과 오후와 저녁이"
    assert with_particles("'A1'이(가) 두 번, 'A2'이(가) 한 번") == "'A1'이 두 번, 'A2'가 한 번"
