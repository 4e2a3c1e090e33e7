"""A setting that is one of a few."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _


def one_of(env: Mapping[str, str], name: str, choices: Iterable[str]) -> str:
    """Return the setting, the first of `choices` if it is not set. Raises ValueError for any other."""
    known = list(choices)
    value = env.get(name, known[0])
    if value not in known:
        raise ValueError(
            _(
                "%(name)s: %(choices)s 가운데 하나여야 하는데 %(value)s입니다.",
                name=name,
                choices=", ".join(known),
                value=repr(value),
            )
        )
    return value
