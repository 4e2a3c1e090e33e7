"""Pages need nothing from elsewhere and run nothing inline: read from the files themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
STATIC = TOP / "sotong/static"
VENDOR = STATIC / "vendor"
TEMPLATES = sorted((TOP / "templates").rglob("*.html"))
STYLES = sorted(STATIC.rglob("*.css"))
OWN_SCRIPTS = sorted((STATIC / "js").glob("*.js"))
PICTURES = sorted(STATIC.rglob("*.svg"))

COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z][^>]*>")
FETCHING_TAG = re.compile(
    r"<(?!a\b)\w+\b[^>]*\s(?:src|href|action|srcset|poster|data)=[\"'](?:https?:)?//", re.IGNORECASE
)
INLINE_HANDLER = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)
INLINE_STYLE = re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


def _named(path: Path) -> str:
    return str(path.relative_to(TOP))


def _markup(template: Path) -> str:
    """Return a template without its comments and expressions: only the tags are left to judge."""
    return EXPRESSION.sub("", COMMENT.sub("", template.read_text(encoding="utf-8")))


def _urls(style: Path) -> Iterator[str]:
    for found in re.finditer(r"url\(\s*[\"']?([^\"')]+)", style.read_text(encoding="utf-8")):
        yield found[1]


def test_the_vendor_folder_is_built() -> None:
    assert (VENDOR / "manifest.json").is_file(), "run: python hatch_build.py"
    files = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert [name for name in files if not (VENDOR / name).is_file()] == []


def test_the_lock_names_no_registry() -> None:
    lock = (TOP / "assets/package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "//" not in lock


def test_npm_packages_are_pinned_to_one_version_and_to_their_contents() -> None:
    wanted = json.loads((TOP / "assets/package.json").read_text(encoding="utf-8"))
    versions = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
    locked = json.loads((TOP / "assets/package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all(package["integrity"].startswith("sha512-") for name, package in locked.items() if name)


def test_each_vendored_folder_carries_its_licence() -> None:
    texts = {"htmx": "LICENSE", "fonts": "OFL.txt", "krds": "package.json"}
    assert {folder.name for folder in VENDOR.iterdir() if folder.is_dir()} == set(texts)
    for folder, text in texts.items():
        assert (VENDOR / folder / text).stat().st_size > 0


@pytest.mark.parametrize("style", STYLES, ids=_named)
def test_styles_refer_to_nothing_outside(style: Path) -> None:
    css = style.read_text(encoding="utf-8")
    assert "@import" not in css
    assert "sourceMappingURL" not in css
    assert re.findall(r"(?:https?:)?//[\w.]+", css) == []


@pytest.mark.parametrize("style", STYLES, ids=_named)
def test_everything_a_style_refers_to_is_there(style: Path) -> None:
    missing = [url for url in _urls(style) if not (style.parent / url).is_file()]
    assert missing == []


@pytest.mark.parametrize("picture", PICTURES, ids=_named)
def test_pictures_load_and_run_nothing(picture: Path) -> None:
    svg = picture.read_text(encoding="utf-8")
    assert "<script" not in svg
    assert "<foreignObject" not in svg
    assert INLINE_HANDLER.search(svg) is None
    assert re.findall(r"href=[\"'](?!#|data:image/)", svg) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_templates_run_nothing_inline(template: Path) -> None:
    markup = _markup(template)
    assert INLINE_SCRIPT.findall(markup) == []
    assert [
        tag for tag in TAG.findall(markup) if INLINE_HANDLER.search(tag) or INLINE_STYLE.search(tag)
    ] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_templates_fetch_nothing_from_outside(template: Path) -> None:
    assert FETCHING_TAG.findall(_markup(template)) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_static_files_that_templates_name_are_there(template: Path) -> None:
    named = re.findall(
        r"url_for\(\s*['\"]static['\"],\s*filename=['\"]([^'\"]+)", template.read_text(encoding="utf-8")
    )
    assert [name for name in named if not (STATIC / name).is_file()] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_pages_have_a_title(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    if re.search(r"\{% extends [\"'](public_)?base\.html", text):
        assert re.search(r"\{% block title %\}\s*\S", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=_named)
def test_icons_that_templates_name_are_drawn(template: Path) -> None:
    drawn = set(
        re.findall(
            r"^  \"([a-z-]+)\":", (TOP / "templates/components/icon.html").read_text("utf-8"), re.MULTILINE
        )
    )
    used = re.findall(r"\bicon(?:_name=|\()[\"']([\w-]+)[\"']", template.read_text(encoding="utf-8"))
    assert set(used) <= drawn


@pytest.mark.parametrize("script", OWN_SCRIPTS, ids=_named)
def test_own_scripts_build_no_code_and_call_nobody_else(script: Path) -> None:
    code = script.read_text(encoding="utf-8")
    assert (
        re.findall(r"\beval\(|\bFunction\(|innerHTML|outerHTML|document\.write|insertAdjacentHTML", code)
        == []
    )
    assert re.findall(r"https?://", code) == []
