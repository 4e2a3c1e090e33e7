"""A title as long as it may be, without a blank, neither widens a page nor pushes columns out of sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("app", ["sqlite"], indirect=True)]
"""What is proved here happens in the browser."""

STYLES = Path(__file__).resolve().parents[2] / "sotong/static/css"
PAGE = """
{% from "components/layout.html" import breadcrumbs, page_head %}
{% from "components/table.html" import data_table %}
<main class="main inner">
  {{ breadcrumbs([("콘테스트", "/contests/"), (title, "/contests/1"), ("일정", None)]) }}
  {{ page_head(title, "모두 1건") }}
  {% call(row) data_table([title], "콘테스트", ["이름", "상태", "연재", "마감"], "") %}
    <th scope="row"><a href="/contests/1">{{ row }}</a></th>
    <td>투표 중</td>
    <td>{{ row }}</td>
    <td>2026. 12. 5.(토) 09:00</td>
  {% endcall %}
</main>
"""
SHOWN = """
() => {
  const table = document.querySelector(".table-region");
  return {
    page: document.documentElement.scrollWidth,
    hidden: table.scrollWidth - table.clientWidth,
    trail: document.querySelector(".breadcrumbs").offsetHeight,
  };
}
"""


def test_a_title_of_200_letters_stays_within_screen_and_columns(app: Flask, chrome: Browser) -> None:
    with app.test_request_context():
        told = render_template_string(PAGE, title="가나다라Abcd" * 25)
    page = chrome.new_page()
    page.set_content(told)
    for name in ("kit.css", "sotong.css"):
        page.add_style_tag(path=STYLES / name)
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 760})
        shown = page.evaluate(SHOWN)
        assert shown["page"] <= width
        assert width < 641 or shown["hidden"] <= 0
        assert shown["trail"] < 100
    page.close()
