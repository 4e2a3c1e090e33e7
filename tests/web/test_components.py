"""What the page components promise: labels for everything, errors that lead to their fields, nothing run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import wtforms
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import validators, widgets

from sotong.core.config import Settings
from sotong.core.paging import Paged
from sotong.web.app import create_app

Render = Callable[..., "Page"]
IMPORTS = (
    '{% from "components/form.html" import choices, field, form_errors, hidden, post_button, submit %}'
    '{% from "components/table.html" import data_table %}{% from "components/paging.html" import paging %}'
    '{% from "components/status.html" import status_tag %}{% from "components/chart.html" import bar_chart %}'
    '{% from "components/layout.html" import alert, breadcrumbs, copy_button, page_head %}'
    '{% from "components/layout.html" import progress, stat, steps, tabs %}'
)
HOSTILE = '"><script>alert(1)</script>'


@dataclass
class Page(HTMLParser):
    """A rendered page, taken apart into its elements."""

    text: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, *tags: str, **attributes: str) -> list[dict[str, str]]:
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [found for tag, found in self.elements if tag in tags and wanted.items() <= found.items()]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _tag, attributes in self.elements if "id" in attributes]


def _options(*words: str) -> Any:
    """Choices that are their own labels; the stubs of WTForms know only tuples, which WTForms gives up."""
    return list(words)


class Address(wtforms.Form):
    street = wtforms.StringField("도로", [validators.InputRequired()])


class Everything(wtforms.Form):
    """One field of every kind that the house uses."""

    title = wtforms.StringField("제목", [validators.InputRequired()], description="백 자까지 적습니다.")
    body = wtforms.TextAreaField("내용", [validators.InputRequired()])
    permalink = wtforms.URLField("게시물 주소", [validators.InputRequired()])
    password = wtforms.PasswordField("비밀번호", [validators.InputRequired()])
    count = wtforms.IntegerField("건수", [validators.InputRequired()])
    due = wtforms.DateTimeLocalField("마감", [validators.InputRequired()])
    day = wtforms.DateField("날짜", [validators.InputRequired()])
    file = wtforms.FileField("파일", [validators.InputRequired()])
    channel = wtforms.SelectField("채널", [validators.InputRequired()], choices=_options("밴드", "블로그"))
    group = wtforms.RadioField(
        "누구에게",
        [validators.InputRequired()],
        choices=_options("모두", "근무자"),
    )
    ways = wtforms.SelectMultipleField(
        "방법",
        [validators.InputRequired()],
        choices=_options("공유", "댓글"),
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    agreed = wtforms.BooleanField("동의합니다", [validators.InputRequired()])
    address = wtforms.FormField(Address)
    lines = wtforms.FieldList(wtforms.StringField("줄", [validators.InputRequired()]), min_entries=2)
    version = wtforms.HiddenField()


class Shift(wtforms.Form):
    hours = wtforms.StringField("시간", [validators.InputRequired()])


class ManyRows(wtforms.Form):
    """Rows that look alike."""

    shifts = wtforms.FieldList(wtforms.FormField(Shift), "근무")
    lines = wtforms.FieldList(wtforms.StringField("이름", [validators.InputRequired()]), "상")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application for its templates alone: no table is read."""
    home = tmp_path_factory.mktemp("home")
    return create_app(
        Settings.from_env(
            {
                "SOTONG_MODE": "test",
                "SOTONG_HOME": str(home),
                "SOTONG_DATABASE_URL": f"sqlite:///{home / 'none.db'}",
            }
        )
    )


@pytest.fixture
def render(app: Flask) -> Render:
    """Render a template's source as a page at `path`."""

    def rendered(source: str, *, path: str = "/list", **names: Any) -> Page:
        with app.test_request_context(path, headers={"Accept-Language": "ko"}):
            return Page(app.jinja_env.from_string(IMPORTS + source).render(**names))

    return rendered


ALL_FIELDS = (
    "{{ form_errors(form) }}{{ hidden(form) }}"
    "{% for one in form if one.name != 'version' %}{{ field(one) }}{% endfor %}"
)


def _controls(page: Page) -> list[dict[str, str]]:
    return [control for control in page.all("input", "select", "textarea") if control.get("type") != "hidden"]


def test_every_control_has_a_label(render: Render) -> None:
    page = render(ALL_FIELDS, form=Everything())
    labelled = {label["for"] for label in page.all("label")}
    assert {control["id"] for control in _controls(page)} == labelled
    assert len(page.ids) == len(set(page.ids))


def test_every_error_stands_at_its_field_and_is_read_with_it(render: Render) -> None:
    form = Everything(MultiDict())
    form.validate()
    page = render(ALL_FIELDS, form=form)
    of_one_line = [
        control for control in _controls(page) if control["type" if "type" in control else "id"] != "radio"
    ]
    told = [one for one in of_one_line if one.get("aria-invalid") == "true"]
    assert {one["name"] for one in told} >= {
        "title",
        "body",
        "due",
        "file",
        "agreed",
        "address-street",
        "lines-1",
    }
    for one in [*told, *page.all("fieldset", aria_describedby="group-error")]:
        assert set(one["aria-describedby"].split()) <= set(page.ids)


def test_the_summary_of_errors_leads_to_every_field(render: Render) -> None:
    form = Everything(MultiDict())
    form.validate()
    form.form_errors.append("같은 게시물이 있습니다.")
    page = render(ALL_FIELDS, form=form)
    targets = {link["href"].removeprefix("#") for link in page.all("a") if link["href"].startswith("#")}
    assert targets <= set(page.ids)
    assert {"title", "group-0", "ways-0", "address-street", "lines-0", "lines-1"} <= targets
    assert "같은 게시물이 있습니다." in page.text
    assert page.all("div", id="form-errors", role="alert", tabindex="-1")


def test_the_summary_says_in_which_row_of_a_list_a_field_stands(render: Render) -> None:
    form = ManyRows(MultiDict({"shifts-0-hours": "18:00-22:00", "shifts-1-hours": "", "lines-0": ""}))
    form.validate()
    page = render("{{ form_errors(form) }}", form=form)
    said = re.findall(r'class="error-link" href="#([^"]+)">([^<]+)</a>', page.text)
    assert [(target, text.partition(": ")[0]) for target, text in said] == [
        ("shifts-1-hours", "근무 2번째 줄 · 시간"),
        ("lines-0", "상 1번째 줄 · 이름"),
    ]


def test_a_form_without_errors_shows_no_summary(render: Render) -> None:
    page = render(ALL_FIELDS, form=Everything())
    assert page.all("div", id="form-errors") == []
    assert "aria-invalid" not in page.text


def test_the_description_of_a_field_is_its_hint(render: Render) -> None:
    page = render("{{ field(form.title) }}{{ field(form.body, hint='짧게', rows=7) }}", form=Everything())
    assert page.all("input", aria_describedby="title-hint")
    assert page.all("textarea", aria_describedby="body-hint", rows="7")
    assert "백 자까지 적습니다." in page.text


def test_hidden_carries_the_token_and_the_hidden_fields_once(render: Render) -> None:
    page = render("{{ hidden(form) }}", form=Everything())
    assert [one["name"] for one in page.all("input", type="hidden")] == ["version", "csrf_token"]


def test_a_choice_may_say_more_than_its_name(render: Render) -> None:
    page = render("{{ choices(form.group, notes={'근무자': '오늘은 두 명'}) }}", form=Everything())
    assert page.text.count("choice-note") == 1
    assert "오늘은 두 명" in page.text


def test_a_button_of_its_own_posts_with_the_token(render: Render) -> None:
    page = render("{{ post_button('/remind', '알리기', csrf_token(), confirm='보낼까요?') }}")
    assert page.all("form", method="post", action="/remind")
    assert page.all("input", name="csrf_token")[0]["value"]
    assert page.all("button", data_confirm="보낼까요?")


@pytest.mark.parametrize(
    "source",
    [
        "{{ field(form.title) }}{{ form_errors(form) }}",
        "{{ post_button(text, text, text, confirm=text) }}",
        "{{ submit(text, name=text, value=text, confirm=text) }}",
        "{% call(row) data_table([text], text, [text], text) %}<td>{{ row }}</td>{% endcall %}",
        "{{ alert(text, title=text) }}{{ page_head(text, text) }}",
        "{{ copy_button(text) }}{{ status_tag(text) }}",
        "{{ steps([text], 1) }}{{ breadcrumbs([(text, text)]) }}{{ tabs([{'url': text, 'label': text}]) }}",
        "{{ bar_chart([(text, 1)], text, text) }}{{ stat(text, text, text) }}{{ progress(1, 2, text) }}",
    ],
)
def test_what_people_wrote_is_shown_and_never_run(render: Render, source: str) -> None:
    form = Everything(MultiDict({"title": HOSTILE}))
    form.title.errors = [HOSTILE]
    form.form_errors.append(HOSTILE)
    page = render(source, form=form, text=HOSTILE)
    assert page.all("script") == []
    assert "&lt;script&gt;" in page.text


def test_a_table_names_its_columns_and_can_be_reached_by_keyboard(render: Render) -> None:
    page = render(
        "{% call(row) data_table(rows, '부서', ['부서', '건수'], '없습니다.', numeric=[1]) %}"
        "<th scope='row'>{{ row }}</th><td>1</td>{% endcall %}",
        rows=iter(["가", "나"]),
    )
    assert len(page.all("th", scope="col")) == 2
    assert len(page.all("th", scope="row")) == 2
    assert page.all("div", role="region", tabindex="0", aria_label="부서")
    assert "numeric-1" in page.all("table")[0]["class"]


def test_an_empty_table_says_so_in_words(render: Render) -> None:
    page = render("{% call(row) data_table([], '부서', ['부서'], '등록한 부서가 없습니다.') %}{% endcall %}")
    assert page.all("table") == []
    assert "등록한 부서가 없습니다." in page.text


def test_page_numbers_keep_what_the_list_was_asked_for(render: Render) -> None:
    page = render("{{ paging(page) }}", path="/list?q=%EA%B3%BC&state=late&page=2", page=Paged([], 2, 120))
    assert {link["href"] for link in page.all("a")} == {
        f"/list?q=%EA%B3%BC&state=late&page={n}" for n in (1, 2, 3)
    }
    assert page.all("a", aria_current="page")[0]["href"].endswith("page=2")


@pytest.mark.parametrize(
    "query", ["_external=1&_scheme=x&endpoint=y", "page=%00", "q=%22%3E%3Cscript%3E", "page=1&page=2"]
)
def test_page_numbers_stand_whatever_the_address_says(render: Render, query: str) -> None:
    page = render("{{ paging(page) }}", path=f"/list?{query}", page=Paged([], 1, 120))
    assert all(
        link["href"].startswith("/list?") and link["href"].count("page=") == 1 for link in page.all("a")
    )


@pytest.mark.parametrize(("number", "shown"), [(1, "1 2 3 12"), (6, "1 4 5 6 7 8 12"), (12, "1 10 11 12")])
def test_of_many_pages_the_near_ones_and_the_ends_are_offered(
    render: Render, number: int, shown: str
) -> None:
    page = render("{{ paging(page) }}", page=Paged([], number, 600))
    offered = [
        link["href"].removeprefix("/list?page=") for link in page.all("a") if "page-link" in link["class"]
    ]
    assert " ".join(offered) == shown


def test_a_single_page_has_no_numbers(render: Render) -> None:
    page = render("{{ paging(page) }}", page=Paged([], 1, 50))
    assert page.all("a") == []
    assert "모두 50건" in page.text


def test_steps_say_which_is_the_present_one(render: Render) -> None:
    page = render("{{ steps(['출품', '투표', '심사'], 2) }}")
    assert [step["class"] for step in page.all("li")] == ["done", "current", "waiting"]
    assert len(page.all("li", aria_current="step")) == 1


def test_nothing_done_of_nothing_is_drawn_too(render: Render) -> None:
    page = render(
        "{{ progress(0, 0, '확산') }}{{ bar_chart([('가', 0)], '수', '명') }}{{ bar_chart([], '수') }}"
    )
    assert page.all("progress", max="1", value="0")
    assert page.all("rect", width="0%")


@pytest.mark.parametrize("tone", ["neutral", "info", "success", "warning", "danger"])
def test_a_state_is_told_by_words_and_shape_besides_colour(render: Render, tone: str) -> None:
    page = render("{{ status_tag('마감 임박', tone) }}", tone=tone)
    assert "마감 임박" in page.text
    assert page.all("svg", aria_hidden="true")


@pytest.mark.parametrize("base", ["base.html", "public_base.html"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_page_says_its_language_and_leads_past_its_head(app: Flask, base: str, language: str) -> None:
    source = '{% extends "' + base + '" %}{% block title %}시험{% endblock %}'
    with app.test_request_context("/?a=1", headers={"Accept-Language": language}):
        app.preprocess_request()
        page = Page(app.jinja_env.from_string(source).render(**_surroundings(app)))
    assert page.all("html", lang=language)
    assert page.all("a", href="#main")
    assert len(page.all("main", id="main")) == 1
    assert len(page.all("a", hreflang="en" if language == "ko" else "ko")) == 1


def _surroundings(app: Flask) -> dict[str, Any]:
    names: dict[str, Any] = {}
    app.update_template_context(names)
    return names


def test_citizens_pages_need_no_script_and_no_font(app: Flask) -> None:
    with app.test_request_context("/"):
        page = Page(app.jinja_env.get_template("public_base.html").render(**_surroundings(app)))
    sheets = [
        Path(app.static_folder or "") / link["href"].split("static/")[1].split("?")[0]
        for link in page.all("link", rel="stylesheet")
    ]
    assert page.all("script") == []
    assert all("@font-face" not in sheet.read_text(encoding="utf-8") for sheet in sheets)
    assert sum(sheet.stat().st_size for sheet in sheets) < 80_000


@pytest.mark.parametrize("demo", [True, False])
def test_the_demo_says_that_it_is_one(app: Flask, demo: bool) -> None:
    with app.test_request_context("/"):
        text = app.jinja_env.get_template("public_base.html").render(**{**_surroundings(app), "demo": demo})
    assert ("demo-banner" in text) is demo
