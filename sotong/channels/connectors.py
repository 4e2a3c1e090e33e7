"""Connectors bring figures of accounts from elsewhere, each from the addresses that the settings allow.

A connector answers one question: what stands there now, as a table? What it brings is read by the same
reader as a file that somebody uploads, so it can do no more than that. `CONNECTORS` is the list of them; a
platform's own interface becomes one more entry.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Final, Protocol

import requests

from sotong.core.outside import FigureSource

TIMEOUT_S: Final = 10
LARGEST: Final = 4 * 1024 * 1024
_PIECE: Final = 64 * 1024


class NotFetched(Exception):
    """Nothing usable came; the message says why, in a word or two."""


class Connector(Protocol):
    """Where figures come from."""

    def fetch(self) -> bytes:
        """Return a table of figures, as CSV or XLSX. Raises NotFetched."""


class TableAt:
    """A CSV or XLSX file, or a JSON list of objects, at an address. Redirects are not followed."""

    def __init__(self, address: str) -> None:
        self._address = address

    def fetch(self) -> bytes:
        content = _content_at(self._address)
        return table_of_json(content) if content.lstrip()[:1] in (b"[", b"{") else content


CONNECTORS: Final[Mapping[str, Callable[[str], Connector]]] = {"table": TableAt}


def connector_for(source: FigureSource) -> Connector:
    """Return the connector of a source. Raises NotFetched: there is none of that name."""
    make = CONNECTORS.get(source.connector)
    if make is None:
        raise NotFetched(f"no connector {source.connector!r}")
    return make(source.address)


def table_of_json(content: bytes) -> bytes:
    """Turn a JSON list of flat objects into CSV. Raises NotFetched."""
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise NotFetched("no JSON") from wrong
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotFetched("no list of objects")
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _content_at(address: str) -> bytes:
    """What stands at an address, of no more than 4 MiB."""
    content = b""
    try:
        with requests.get(address, timeout=TIMEOUT_S, allow_redirects=False, stream=True) as answer:
            if answer.status_code != requests.codes.ok:
                raise NotFetched(f"http_{answer.status_code}")
            for piece in answer.iter_content(_PIECE):
                content += piece
                if len(content) > LARGEST:
                    raise NotFetched("too large")
    except requests.RequestException as problem:
        raise NotFetched(type(problem).__name__) from problem
    return content
