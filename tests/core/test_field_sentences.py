"""What stands at a field is said by the house, in plain polite Korean and in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField, StringField
from wtforms.i18n import messages_path
from wtforms.validators import InputRequired, Length, NumberRange

from sotong.core.field_sentences import SENTENCES
from sotong.core.forms import Form, options
from sotong.web import language

FOR_PROGRAMMERS = {"Invalid field name '%s'.", "Choices cannot be None."}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


class _Everything(Form):
    title = StringField(validators=[Length(max=3)])
    code = StringField(validators=[Length(min=2)])
    count = IntegerField(validators=[NumberRange(min=1, max=9)])
    kind = SelectField(choices=options([("a", "가")]))
    name = StringField(validators=[InputRequired()])


def _of_wtforms() -> set[str]:
    with (Path(messages_path()) / "wtforms.pot").open("rb") as file:
        ids = (message.id for message in read_po(file) if message.id)
        return {text if isinstance(text, str) else text[0] for text in ids}


@pytest.fixture
def bare() -> Flask:
    """An application that speaks, and nothing else."""
    app = Flask("sotong")
    language.prepare(app)
    return app


def test_all_that_wtforms_may_say_is_said_by_the_house(bare: Flask) -> None:
    assert _of_wtforms() - FOR_PROGRAMMERS == set(SENTENCES)
    with bare.app_context():
        for asked, said in SENTENCES.items():
            assert set(PLACEHOLDER.findall(str(said))) <= set(PLACEHOLDER.findall(asked)), asked


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        (
            "ko",
            [
                "3자까지 쓸 수 있습니다.",
                "2자 이상 입력해 주십시오.",
                "1에서 9 사이의 수를 입력해 주십시오.",
                "목록에 있는 것을 골라 주십시오.",
                "반드시 입력해야 하는 항목입니다.",
            ],
        ),
        (
            "en",
            [
                "Use at most 3 characters.",
                "Use at least 2 characters.",
                "Enter a number between 1 and 9.",
                "Choose one from the list.",
                "This is required.",
            ],
        ),
    ],
)
def test_what_is_wrong_is_said_in_the_readers_language(bare: Flask, spoken: str, said: list[str]) -> None:
    typed = MultiDict({"title": "너무 긴 제목", "code": "a", "count": "10", "kind": "b"})
    with bare.test_request_context(method="POST", data=typed), force_locale(spoken):
        form = _Everything(meta={"csrf": False})
        assert not form.ready()
        assert [str(field.errors[0]) for field in form] == said
