"""The README's pictures, made anew from a fresh demo city: `make screenshots`. They land in docs/pictures/.

The city is built up to the present day, so dates and codes differ from run to run; nothing else should.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from sotong.core.permissions import Role
from sotong.web.demo.contests import FINISHED, RUNNING
from sotong.web.demo.residents import DEMO_LOGINS, DEMO_PASSWORD
from sotong.web.demo.words import DONG_CASES
from tools.browsing import NoChromium, chromium
from tools.serving import demo_server

PICTURES = Path(__file__).resolve().parent.parent / "docs/pictures"
LARGEST = 200_000
"""Bytes a picture."""
COLOURS = 64
BEGUN = 2
"""The entry whose sheet the demo judge has begun."""


class NotShown(Exception):
    """A page that was to be pictured gave an error."""


class TooLarge(Exception):
    """A picture is larger than a README should load."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A device: CSS pixels, and how many of its own make one of them."""

    width: int
    height: int
    scale: float = 1


PC, TABLET, PHONE = Screen(1280, 860), Screen(820, 1060), Screen(360, 720, 2)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its name, whose page it shows, where, and what is pressed there first (names of
    links and buttons; of several the last)."""

    name: str
    role: Role | None
    path: str
    screen: Screen
    presses: tuple[str, ...] = ()


SHOTS = (
    Shot("admin-home", Role.ADMIN, "/home", PC),
    Shot("admin-board", Role.ADMIN, "/posts/board", PC),
    Shot("admin-contest", Role.ADMIN, "/contests/", PC, (RUNNING,)),
    Shot("admin-tally", Role.ADMIN, "/contests/?show=finished", PC, (FINISHED, "집계")),
    Shot("admin-rota", Role.ADMIN, "/rota", PC),
    Shot("officer-today", Role.OFFICER, "/assignments/today", PHONE),
    Shot("judge-sheet", Role.JUDGE, "/judging", TABLET, ("심사하러 가기", DONG_CASES[BEGUN].title)),
    Shot("auditor-verify", Role.AUDITOR, "/home", PC, ("검증", "검증 시작")),
    Shot("citizen-vote", None, "/v/{code}", PHONE),
)


def main() -> int:
    """Make every picture; 2 and a sentence where there is no Chromium."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "city"
        try:
            with chromium() as browser, demo_server(home) as address:
                code = vote_code(home)
                for shot in SHOTS:
                    with tab(browser, shot.screen) as page:
                        walk(page, address, shot, code)
                        keep(page.screenshot(animations="disabled", caret="hide"), shot.name)
        except NoChromium as problem:
            print(problem, file=sys.stderr)
            return 2
    return 0


def vote_code(home: Path) -> str:
    """Return the code of the open vote's link, from what the server says when it starts."""
    said = home.with_suffix(".log").read_text(encoding="utf-8")
    found = re.search(r"/v/(\w+)", said)
    if found is None:
        raise LookupError("the demo city has no open vote")
    return found[1]


@contextmanager
def tab(browser: Browser, screen: Screen) -> Iterator[Page]:
    """Open a tab of a device that speaks Korean, in Seoul, and does not move."""
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        device_scale_factor=screen.scale,
        locale="ko-KR",
        timezone_id="Asia/Seoul",
        reduced_motion="reduce",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def walk(page: Page, address: str, shot: Shot, code: str) -> None:
    """Sign in, go to the page, press what is to be pressed. Raises NotShown."""
    if shot.role is not None:
        page.goto(f"{address}/sign-in")
        page.locator("input[name=login]").fill(DEMO_LOGINS[shot.role])
        page.locator("input[name=password]").fill(DEMO_PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
    answer = page.goto(f"{address}{shot.path.format(code=code)}")
    for name in shot.presses:
        with page.expect_navigation() as pressed:
            main = page.locator("main")
            link = main.get_by_role("link", name=name, exact=True)
            link.or_(main.get_by_role("button", name=name, exact=True)).last.click()
        answer = pressed.value
    if answer is None or not answer.ok:
        raise NotShown(f"{shot.name}: {page.url}")
    page.wait_for_load_state("networkidle")


def keep(picture: bytes, name: str) -> None:
    """Store a screenshot with few colours, which flat pages do not miss. Raises TooLarge."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    small = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    file = PICTURES / f"{name}.png"
    small.save(file, optimize=True)
    if file.stat().st_size > LARGEST:
        raise TooLarge(f"{file}: {file.stat().st_size:,} bytes")
    print(f"{file.stat().st_size:8,}  {file.name}")


if __name__ == "__main__":
    sys.exit(main())
