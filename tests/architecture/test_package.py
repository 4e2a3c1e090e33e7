"""The wheel alone, installed away from the source tree, serves the demo: all that a page needs is inside."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.serving import demo_server

TOP = Path(__file__).resolve().parents[2]
NOT_SOURCE = shutil.ignore_patterns(
    *(".*", "__pycache__", "instance", "build", "dist", "node_modules"), "tests", "docs", "requirements"
)
INSTALLED_SOTONG = """\
import sys
site, checkout = sys.argv.pop(1), sys.argv.pop(1)
sys.path[:] = [site, *(path for path in sys.path if path != checkout)]
from sotong.web.cli import main
assert sys.modules["sotong"].__file__.startswith(site)
main()
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel, built from the source archive, is installed."""
    room = tmp_path_factory.mktemp("package")
    # A copy: the build must not write into the tree that other tests read at the same time.
    shutil.copytree(TOP, room / "source", ignore=NOT_SOURCE)
    _run("build", "--no-isolation", "--outdir", str(room / "dist"), str(room / "source"))
    (wheel,) = (room / "dist").glob("*.whl")
    assert list((room / "dist").glob("*.tar.gz"))
    _run("pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(room / "site"), str(wheel))
    shutil.rmtree(room / "source")
    return room / "site"


@pytest.fixture(scope="module")
def address(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo city, served by the installed wheel from an empty folder."""
    empty = tmp_path_factory.mktemp("empty")
    program = (sys.executable, "-c", INSTALLED_SOTONG, str(installed), str(TOP))
    with demo_server(tmp_path_factory.mktemp("city") / "home", program=program, folder=empty) as served:
        yield served
    assert list(empty.iterdir()) == []


def _run(module: str, *words: str) -> None:
    done = subprocess.run([sys.executable, "-m", module, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _fetched(address: str, **headers: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
        return str(answer.read().decode("utf-8", "replace"))


def test_its_pages_come_in_both_languages(address: str) -> None:
    for language, heading in (("ko", "로그인"), ("en", "Sign in")):
        shown = _fetched(f"{address}/sign-in", **{"Accept-Language": language})
        assert re.search(rf"<h1[^>]*>\s*{heading}\s*</h1>", shown)


@pytest.mark.parametrize(
    "asset", ["vendor/krds/output.css", "vendor/htmx/htmx.min.js", "vendor/fonts/OFL.txt", "css/kit.css"]
)
def test_its_assets_are_inside(address: str, asset: str) -> None:
    assert _fetched(f"{address}/static/{asset}")


def test_the_source_archive_and_the_wheel_hold_the_licences(installed: Path) -> None:
    assert list(installed.glob("sotong-*.dist-info/licenses/LICENSE"))
    assert (installed / "sotong/static/vendor/htmx/LICENSE").is_file()


def test_it_holds_every_template_migration_and_city_file(installed: Path) -> None:
    for folder, inside in (
        ("templates", "templates"),
        ("migrations", "migrations"),
        ("sotong/web/demo/files", "web/demo/files"),
    ):
        source = {str(file.relative_to(TOP / folder)) for file in (TOP / folder).rglob("*.*")}
        packed = {
            str(file.relative_to(installed / "sotong" / inside))
            for file in (installed / "sotong" / inside).rglob("*.*")
        }
        assert {one for one in source - packed if "__pycache__" not in one} == set()
