"""Addresses within this site."""

from __future__ import annotations


def inside(target: str) -> str | None:
    """Return `target` if it is a path of this site, else None: nobody is led elsewhere.

    Browsers read \\ as / and leave out tabs and line breaks, so none of these may stand in it.
    """
    clean = target.startswith("/") and not target.startswith("//")
    clean = clean and "\\" not in target and target.isprintable() and " " not in target
    return target if clean else None
