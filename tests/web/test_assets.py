"""What browsers may keep: a static file under the address of its version, for good; nothing else."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask, url_for

from tests.browsers import Browser

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def cache_control(client: Browser, address: str) -> str:
    with client.get(unescape(address)) as answer:
        assert answer.status_code == 200
        return answer.headers["Cache-Control"]


def test_each_stylesheet_of_a_page_is_kept_for_a_year(client: Browser) -> None:
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/sign-in").text)
    assert addresses
    assert {cache_control(client, address) for address in addresses} == {
        "public, max-age=31536000, immutable"
    }


@pytest.mark.parametrize("version", ["", "?v=", "?v=000000000000"])
def test_what_is_asked_for_without_its_present_version_is_asked_for_again(
    client: Browser, version: str
) -> None:
    assert "immutable" not in cache_control(client, f"/static/css/kit.css{version}")


def test_a_file_that_is_not_there_has_no_version(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("static", filename="css/none.css") == "/static/css/none.css"
