"""Each reader has texts in their own language, however often and in whatever order they are asked for."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup
from wtforms import IntegerField

from sotong.core import places
from sotong.core.audience_forms import AudienceForm
from sotong.core.db import transaction
from sotong.core.forms import Form
from sotong.core.places import EnglishNames
from sotong.people.models import Department
from sotong.web.language import in_reader_language
from tests.browsers import Browser
from tests.factories.people import make_department


class _Counted(Form):
    number = IntegerField()


class _Officer(NamedTuple):
    department_id: UUID
    department_name: str
    officer_name: str
    bureau: str


@pytest.mark.parametrize("turn", range(2))
def test_korean_and_english_readers_do_not_get_each_others_texts(client: Browser, turn: int) -> None:
    korean = client.get("/sign-in").text
    english = client.get("/sign-in", headers={"Accept-Language": "en"}).text
    assert "본문 바로가기" in korean
    assert "본문 바로가기" not in english


def test_what_is_put_into_a_text_is_escaped(app: Flask) -> None:
    with app.test_request_context():
        said = in_reader_language("%(name)s님 50%%", name="<b>")
    assert said == Markup("&lt;b&gt;님 50%")


def test_a_text_on_a_page_is_escaped_once(app: Flask) -> None:
    with app.test_request_context():
        assert render_template_string("{{ _('A & B %(x)s', x=x) }}", x="C & D") == "A & B C &amp; D"


def test_a_field_says_what_is_wrong_in_the_readers_language(app: Flask) -> None:
    said: dict[str, set[str]] = {}
    for language in ("ko", "en", "ko"):
        with app.test_request_context(
            method="POST", data={"number": "x"}, headers={"Accept-Language": language}
        ):
            form = _Counted(meta={"csrf": False})
            assert not form.ready()
            said.setdefault(language, set()).add(str(form.number.errors[0]))
    assert said["en"] == {"Enter a whole number."}
    assert said["ko"] == {"정수로 입력해 주십시오."}


def test_addresses_of_styles_follow_the_place_where_the_site_is_mounted(app: Flask) -> None:
    page = "{{ url_for('static', filename='css/kit.css') }}"
    for root in ("", "/desk", ""):
        with app.test_request_context(base_url=f"http://localhost{root}/"):
            assert render_template_string(page).partition("?")[0] == f"{root}/static/css/kit.css"


def test_departments_and_bureaus_are_called_by_their_english_names_on_english_pages_alone(app: Flask) -> None:
    with app.app_context(), transaction() as writing:
        made, other = make_department(writing, bureau="도시국"), make_department(writing, bureau="도시국")
        writing.get_one(Department, made.id).name_en = "Parks and <Greenery>"
        writing.get_one(Department, other.id).bureau_en = "Urban Bureau"
    shown = "{{ name|department }} {{ none|department or '-' }} {{ '도시국'|bureau }} {{ '없는국'|bureau }}"
    korean, english = f"{made.name} - 도시국 없는국", "Parks and &lt;Greenery&gt; - Urban Bureau 없는국"
    for language, said in (("ko", korean), ("en", english), ("ko", korean)):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert render_template_string(shown, name=made.name, none=None) == said


def test_choices_are_english_on_english_pages_and_keep_what_has_no_english_name(app: Flask) -> None:
    officers = [
        _Officer(uuid4(), "공원과", "김하나", "도시국"),
        _Officer(uuid4(), "이름없는과", "이두리", "없는국"),
    ]
    known = EnglishNames({"공원과": "Parks"}, {"도시국": "Urban Bureau"})
    with (
        app.test_request_context(headers={"Accept-Language": "en"}),
        places.appointed.instead(lambda _: known),
    ):
        form = AudienceForm(meta={"csrf": False})
        form.offer(officers)
        text = f"{form.bureau()} {form.departments()}"
        assert places.beside("김하나", "공원과") == "김하나 (Parks)"
        assert places.beside("박세나", None) == "박세나"
        assert places.either("문래 골목 밴드", "The band of Mullae") == "The band of Mullae"
        assert places.either("문래 골목 밴드", None) == "문래 골목 밴드"
    for shown in (
        "Parks (김하나)",
        "이름없는과 (이두리)",
        'value="도시국">Urban Bureau<',
        'value="없는국">없는국<',
    ):
        assert shown in text
