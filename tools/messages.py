"""Collect every text that a person reads into the English catalogue, and tell what is still untranslated.

Korean stands in the code and templates; `sotong/translations/en/LC_MESSAGES/messages.po` holds its English.
Run it by `make messages`, translate what it names, and run it again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

TOP = Path(__file__).resolve().parent.parent
CATALOGUE = TOP / "sotong/translations/en/LC_MESSAGES/messages.po"
_IN_CONTEXT = ((1, "c"), 2)
"""Where one Korean word has two in English, a context tells them apart: `pgettext("many", "부서")`."""
KEYWORDS = {
    **dict.fromkeys(("_", "_l", "gettext", "lazy_gettext")),
    **dict.fromkeys(("_n", "_ln"), (1, 1)),
    "ngettext": (1, 2),
    **dict.fromkeys(("_lp", "pgettext", "lazy_pgettext"), _IN_CONTEXT),
}


def extracted() -> Catalog:
    """Return all texts in code and templates, without their English."""
    with (TOP / "tools/babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call] # Babel has no type for it
    catalogue = Catalog(locale="en", project="sotong", charset="utf-8")
    found = extract_from_dir(TOP, methods, options, KEYWORDS, comment_tags=("NOTE:",))
    for filename, _line, message, comments, context in found:
        catalogue.add(message, None, [(filename, 0)], auto_comments=comments, context=context)
    return catalogue


def catalogue() -> Catalog:
    """Return the English catalogue as it stands."""
    if not CATALOGUE.exists():
        return Catalog(locale="en", project="sotong", charset="utf-8")
    with CATALOGUE.open("rb") as stored:
        return read_po(stored, locale="en")


def untranslated(stored: Catalog) -> Iterator[Message]:
    """Return the messages without English."""
    for message in stored:
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(strings)):
            yield message


def collect() -> Catalog:
    """Bring the English catalogue up to date with the code; what is gone from the code is dropped."""
    stored = catalogue()
    stored.update(extracted(), no_fuzzy_matching=True)
    stored.obsolete.clear()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as out:
        write_po(out, stored, sort_by_file=True, include_lineno=False, width=110, omit_header=False)
    return stored


def main() -> int:
    """Collect, and name what is untranslated."""
    missing = [message.id for message in untranslated(collect())]
    for text in missing:
        print(text)
    print(f"{len(missing)} to translate in {CATALOGUE.relative_to(TOP)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
