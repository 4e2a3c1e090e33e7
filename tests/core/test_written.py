"""Nothing that nobody sees changes what is read: it is refused at the field, in words that name it."""

from __future__ import annotations

import unicodedata

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given, settings
from hypothesis import strategies as st
from wtforms import Field, FieldList, FormField, HiddenField, PasswordField, StringField, TextAreaField

from sotong.core.forms import Form, Part
from sotong.core.tables import Column, TableInvalid, read_table
from sotong.core.written import is_one_line, unseen_in, without_invisible
from sotong.people.rules import plain_name
from sotong.web import language

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class _Row(Part):
    name = StringField()


class _Written(Form):
    title = StringField()
    text = TextAreaField()
    kept = HiddenField()
    password = PasswordField()
    rows = FieldList(FormField(_Row))


@pytest.fixture
def bare() -> Flask:
    """An application that speaks, and nothing else."""
    app = Flask("sotong")
    language.prepare(app)
    return app


def _said(bare: Flask, name: str, text: str, spoken: str = "ko") -> str:
    with bare.test_request_context(method="POST", data={name: text}), force_locale(spoken):
        form = _Written(meta={"csrf": False})
        if form.ready():
            return ""
        field: Field = form.rows[0].form.name if name.startswith("rows") else form[name]
        return str(field.errors[0])


@given(st.characters())
@settings(max_examples=300, deadline=None)
def test_control_characters_and_turns_of_direction_are_unseen_and_nothing_else(character: str) -> None:
    is_control = unicodedata.category(character) == "Cc" and character not in "\t\n\r"
    expected = f"U+{ord(character):04X}" if is_control or character in TURNING else None
    assert unseen_in(f"글{character}글") == expected


@pytest.mark.parametrize("character", [*TURNING, "\x00", "\x1b", "\x7f", "\x85"])
def test_a_text_with_what_nobody_sees_is_refused_where_it_stands(bare: Flask, character: str) -> None:
    code = f"U+{ord(character):04X}"
    for name in ("title", "text", "rows-0-name"):
        assert f"사용할 수 없는 문자({code})가" in _said(bare, name, f"제{character}목"), name
    assert code in _said(bare, "title", f"제{character}목", "en")
    with pytest.raises(TableInvalid, match=r"table\.(control_character|nul)"):
        read_table(f"이름\n제{character}목\n".encode(), (Column("name", "이름"),))


@pytest.mark.parametrize("text", ["첫 줄\n둘째 줄", "첫\t둘", "첫\r둘", "첫\u2028둘"])
def test_what_is_one_line_has_no_ends_of_lines(bare: Flask, text: str) -> None:
    assert not is_one_line(text)
    assert _said(bare, "title", text) == "줄 바꿈이나 탭 없이 한 줄로 입력해 주십시오."
    assert {name: _said(bare, name, text) for name in ("text", "kept", "password")} == {
        "text": "",
        "kept": "",
        "password": "",
    }


@pytest.mark.parametrize("text", ["제목\n", "\t제목", "👩‍👩‍👧‍👦 가족", "日本 · Café", "שלום"])
def test_what_people_write_and_paste_is_taken(bare: Flask, text: str) -> None:
    assert _said(bare, "title", text) == ""


@pytest.mark.parametrize("unseen", list("\u00ad\u034f\u115f\u1160\u200b\u200c\u200d\u2060\u3164\ufeff\uffa0"))
def test_names_that_look_alike_are_one_by_hand_and_in_files(unseen: str) -> None:
    table = read_table(f"name\n시험{unseen}과\n".encode(), (Column("name", "name"),))
    assert plain_name(f"시험{unseen}과") == table.rows[0]["name"] == without_invisible("시험과") == "시험과"
    assert plain_name(unseen) == ""
