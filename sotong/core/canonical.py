"""One spelling for every value that is hashed: canonical JSON, and SHA-256.

Two programs that hash "the same" rule must hash the same bytes, so a value is written as RFC 8785 (JSON
Canonicalization Scheme) says: no white space, keys in the order of their UTF-16 code units, the shortest
escapes, UTF-8. Texts are kept as they are, without Unicode normalisation, as the RFC asks.

It is a subset: fractions have no place here. RFC 8785 writes numbers as IEEE 754 doubles do, and a mark of
8.10 or a weight of 0.35 is not a double; whoever hashes one writes it as a text. Whole numbers are taken up
to the largest that a double still tells from its neighbours (2**53 - 1, RFC 7493 section 2.2).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

LARGEST_INTEGER: Final = 2**53 - 1
DEEPEST: Final = 64


class NotCanonical(ValueError):
    """The value or text has no canonical form, or is not in it."""


def canonical_json(value: Json) -> str:
    """Write `value` as canonical JSON.

    Raises NotCanonical for floats, Decimals and other foreign types, whole numbers beyond +-(2**53 - 1),
    keys that are not texts, lone surrogates, and nesting deeper than 64.
    """
    text = _ENCODER.encode(_ordered(value, DEEPEST))
    try:
        text.encode()
    except UnicodeEncodeError as wrong:
        raise NotCanonical("a text holds a lone surrogate") from wrong
    return text


def canonical_bytes(value: Json) -> bytes:
    """The bytes that are hashed for `value`: canonical JSON in UTF-8. Raises NotCanonical."""
    return canonical_json(value).encode()


def parse_canonical(text: str) -> Json:
    """Read a text that must be canonical JSON to the byte.

    Raises NotCanonical for anything else: other white space, other key order, a key given twice, a number
    spelt otherwise. So one value has one text, and an edit of a stored text never goes unseen.
    """
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise NotCanonical("this is not JSON") from wrong
    if canonical_json(value) != text:
        raise NotCanonical("this JSON is not in its canonical form")
    return value


def sha256(data: bytes) -> bytes:
    """The 32 bytes of SHA-256 (FIPS 180-4) over `data`."""
    return hashlib.sha256(data).digest()


def digest(value: Json) -> bytes:
    """The 32 bytes of SHA-256 over the canonical JSON of `value`. Raises NotCanonical."""
    return sha256(canonical_bytes(value))


def _ordered(value: object, levels: int) -> object:
    """The same value with its keys in order; refuses what has no canonical form."""
    if levels < 0:
        raise NotCanonical(f"nested deeper than {DEEPEST}")
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonical("a whole number is beyond 2**53 - 1")
        return value
    if isinstance(value, list | tuple):
        return [_ordered(item, levels - 1) for item in value]
    if isinstance(value, dict):
        return {key: _ordered(value[key], levels - 1) for key in sorted(value, key=_utf16)}
    raise NotCanonical(f"{type(value).__name__} has no canonical form; write it as a text")


def _utf16(key: object) -> bytes:
    if not isinstance(key, str):
        raise NotCanonical("a key is not a text")
    return key.encode("utf-16-be", "surrogatepass")
