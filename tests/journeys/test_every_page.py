"""Every page of the demo city that a person can reach by links: sound for screen readers, fit for phones."""

from __future__ import annotations

import fcntl
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError
from werkzeug.serving import make_server

from sotong.core.config import Settings
from sotong.core.db import db
from sotong.core.permissions import Role
from sotong.web.app import create_app
from sotong.web.demo import city, contests
from sotong.web.demo.residents import DEMO_LOGINS, DEMO_PASSWORD
from tests import databases
from tests.journeys.signing_in import press, width_of

pytestmark = pytest.mark.browser

BUILT = "built"
WIDTHS = (360, 1280)
MOST_OF_A_KIND = 1
"""One page of each kind: entry 1 looks as entry 2 does."""
VIOLATIONS = """
axe.run({resultTypes: ['violations'], rules: {region: {enabled: false}}}).then(result => result.violations)
"""
"""Without the rule whose findings are never more than moderate, and which takes a twelfth of the time."""
FILES = {".png", ".svg", ".zip", ".csv", ".xlsx", ".json", ".txt", ".pdf", ".ics"}


@dataclass
class Demo:
    """The demo city, served."""

    app: Flask
    site: str
    vote_code: str


@dataclass
class Walk:
    """What one person met on the way."""

    seen: set[str] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(_city(), home)
    app = _app(home)
    with app.app_context():
        code = contests.open_vote_code(db.session())
        db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Demo(app, f"http://127.0.0.1:{server.server_port}", code or "")
    server.shutdown()
    thread.join()


def _city() -> Path:
    """Return the home of the demo city, built by whichever worker needs it first."""
    home = databases.FOLDER / "city"
    with (databases.FOLDER / "city.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / BUILT).exists():
            app = _app(home)
            city.build(app, say=lambda _line: None)
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
            (home / BUILT).touch()
    return home


def _app(home: Path) -> Flask:
    env = {
        "SOTONG_MODE": "demo",
        "SOTONG_HOME": str(home),
        "SOTONG_OFFICE": "영등포구청",
        "SOTONG_SECRET_KEY": "x" * 40,
    }
    app = create_app(Settings.from_env(env))
    app.jinja_env.bytecode_cache = databases.COMPILED
    return app


@pytest.mark.parametrize("role", [None, *Role])
def test_every_page_a_person_can_reach_is_sound(
    demo: Demo, chrome: Browser, axe: str, pictures: Path, role: Role | None
) -> None:
    context = chrome.new_context(locale="ko-KR", base_url=demo.site, viewport={"width": 1280, "height": 800})
    context.add_init_script(axe)
    page, walk = context.new_page(), Walk()
    page.on(
        "console",
        lambda line: walk.faults.append(f"{page.url}: {line.text}") if line.type == "error" else None,
    )
    page.on("pageerror", lambda error: walk.faults.append(f"{page.url}: {error}"))
    waiting = ["/sign-in", f"/v/{demo.vote_code}", "/contests/2026-1/result", "/receipts/2026-1", "/safety"]
    if role is not None:
        _sign_in(page, role)
        waiting = ["/home"]
    while waiting:
        path = waiting.pop(0)
        if _worth_a_look(demo, walk, path):
            waiting += _look(page, walk, path)
    page.screenshot(path=pictures / f"last-{role or 'citizen'}.png")
    context.close()
    assert walk.faults == []
    assert len(walk.kinds) > 3


def _sign_in(page: Page, role: Role) -> None:
    page.goto("/sign-in")
    page.get_by_label("로그인 이름").fill(DEMO_LOGINS[role])
    page.get_by_label("비밀번호").fill(DEMO_PASSWORD)
    press(page.get_by_role("button", name="로그인", exact=True))
    page.wait_for_url(lambda url: "sign-in" not in url)


def _worth_a_look(demo: Demo, walk: Walk, path: str) -> bool:
    """Whether this page is the first of its kind, that is, of its view."""
    bare = urlsplit(path).path
    if bare in walk.seen or Path(bare).suffix in FILES or bare.startswith(("/static", "/language")):
        return False
    walk.seen.add(bare)
    adapter = demo.app.url_map.bind("localhost")
    if not adapter.test(bare, "GET"):
        walk.faults.append(f"a link leads nowhere: {path}")
        return False
    endpoint, _values = adapter.match(bare, "GET")
    walk.kinds[endpoint] = walk.kinds.get(endpoint, 0) + 1
    return walk.kinds[endpoint] <= MOST_OF_A_KIND


def _opens(page: Page, walk: Walk, path: str) -> bool:
    """Whether there is a page: files are let go by, an error is a fault."""
    try:
        answer = page.goto(path)
    except PlaywrightError as no_page:
        if "Download is starting" in str(no_page):
            return False
        raise
    if answer is None or answer.status >= 400:
        walk.faults.append(f"{path}: {answer.status if answer else 'no answer'}")
        return False
    return (answer.headers.get("content-type") or "").startswith("text/html")


def _look(page: Page, walk: Walk, path: str) -> list[str]:
    """Open a page at both widths, note what is wrong with it, and return where it leads."""
    if not _opens(page, walk, path):
        return []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = width_of(page)
        if wide > width:
            walk.faults.append(f"{path}: {wide} px wide at {width}")
        found = page.evaluate(VIOLATIONS)
        walk.faults += [
            f"{path} at {width}: {one['id']} ({one['impact']}): {one['nodes'][0]['html'][:120]}"
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
    links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    site = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    return [link.removeprefix(site) for link in links if link.startswith(site) and "#" not in link]
