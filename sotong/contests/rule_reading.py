"""Reading a rule's tables key by key, so that every mistake is found in one go and told by its path.

A wrong value is noted and stands in as its default for the rest of the reading; nothing read from a table
with a mistake may be used, which `contest_rule` sees to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple, TypeVar

from sotong.contests.amounts import read_amount

MOST_ROWS: Final = 200
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_Choice = TypeVar("_Choice", bound=StrEnum)
_ONE: Final = Fraction(1)


class Wrong(NamedTuple):
    """One mistake: where in the rule ("awards[1].count") and why ("rule.out_of_range")."""

    path: str
    code: str


class Table:
    """One table of a rule that is being read. Each method takes one key and notes what is wrong with it."""

    def __init__(self, found: object, path: str, wrong: list[Wrong]) -> None:
        """Read from `found`, named `path` in what is noted into `wrong`."""
        self._found: Mapping[object, object] = found if isinstance(found, Mapping) else {}
        self._path = path
        self._wrong = wrong
        self._asked: set[object] = set()
        if not isinstance(found, Mapping):
            self._wrong.append(Wrong(path, "rule.not_a_table"))

    def note(self, key: str, code: str) -> None:
        """Note a mistake at `key`, or at the table itself if `key` is empty."""
        self._wrong.append(Wrong(self._at(key), code))

    def has(self, key: str) -> bool:
        """Whether the key is there, with a value. One that is asked for so is a known key."""
        self._asked.add(key)
        return self._found.get(key) is not None

    def is_text(self, key: str, text: str) -> bool:
        """Whether exactly this text is there; if so the key is read."""
        if self._found.get(key) != text:
            return False
        self._asked.add(key)
        return True

    def amount(
        self, key: str, *, default: Fraction | None = None, low: Fraction = Fraction(0), high: Fraction
    ) -> Fraction:
        """An exact number within low..high; without a default the key must be there."""
        value = self._take(key, required=default is None)
        if value is None:
            return _ONE if default is None else default
        amount = read_amount(value)
        if amount is None:
            self.note(key, "rule.float" if isinstance(value, float) else "rule.not_a_number")
        elif not low <= amount <= high:
            self.note(key, "rule.out_of_range")
        else:
            return amount
        return _ONE

    def whole(self, key: str, *, default: int | None = None, low: int = 0, high: int) -> int:
        """A whole number within low..high."""
        value = self._take(key, required=default is None)
        if value is None:
            return low if default is None else default
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(key, "rule.not_a_whole_number")
        elif not low <= value <= high:
            self.note(key, "rule.out_of_range")
        else:
            return value
        return low

    def yes(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._take(key, required=False)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.note(key, "rule.not_yes_or_no")
        return default

    def choice(self, key: str, kind: type[_Choice], *, default: _Choice | None = None) -> _Choice:
        """One of the words of `kind`."""
        value = self._take(key, required=default is None)
        fallback = next(iter(kind)) if default is None else default
        if value is None:
            return fallback
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        self.note(key, "rule.not_a_choice")
        return fallback

    def text(self, key: str, *, default: str | None = None, longest: int = 200) -> str:
        """A line of text, normalised (NFC) and trimmed, so that a rule typed on any machine hashes alike."""
        value = self._take(key, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self.note(key, "rule.not_a_text")
            return ""
        text = unicodedata.normalize("NFC", value).strip()
        if not text and default is None:
            self.note(key, "rule.empty")
        elif len(text) > longest:
            self.note(key, "rule.too_long")
        elif any(unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} for letter in text):
            self.note(key, "rule.unprintable")
        return text

    def id(self, key: str = "id") -> str:
        """A short name for use in files and addresses: lower-case letters, digits, - and _."""
        value = self._take(key, required=True)
        if isinstance(value, str) and _ID.fullmatch(value):
            return value
        if value is not None:
            self.note(key, "rule.not_an_id")
        return ""

    def table(self, key: str) -> Table:
        """The table under `key`; an empty one if there is none, so that its own keys are what is missing."""
        value = self._take(key, required=False)
        return Table({} if value is None else value, self._at(key), self._wrong)

    def tables(self, key: str) -> list[Table]:
        """The list of tables under `key`."""
        rows = self.rows(key)
        return [Table(row, f"{self._at(key)}[{at}]", self._wrong) for at, row in enumerate(rows)]

    def cells(self, key: str) -> list[Table]:
        """The list of plain values under `key`, each read by the empty key."""
        return [
            Table({"": row}, f"{self._at(key)}[{at}]", self._wrong) for at, row in enumerate(self.rows(key))
        ]

    def amounts(self, key: str, *, high: Fraction) -> tuple[Fraction, ...]:
        """The list of exact numbers within 0..high under `key`."""
        return tuple(cell.amount("", high=high) for cell in self.cells(key))

    def rows(self, key: str) -> Sequence[object]:
        """The list under `key`, of at most 200; an empty one if there is none."""
        value = self._take(key, required=False)
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self.note(key, "rule.not_a_list")
            return ()
        if len(value) > MOST_ROWS:
            self.note(key, "rule.too_many")
            return ()
        return value

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._found:
            if key not in self._asked:
                self.note(str(key)[:80], "rule.unknown")

    def _take(self, key: str, *, required: bool) -> object:
        self._asked.add(key)
        value = self._found.get(key)
        if value is None and required:
            self.note(key, "rule.missing")
        return value

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path and key else self._path or key


def unique(tables: Sequence[Table], ids: Sequence[str], code: str, key: str = "id") -> None:
    """Note at each table whose id an earlier one has."""
    seen: set[str] = set()
    for table, name in zip(tables, ids, strict=True):
        if name and name in seen:
            table.note(key, code)
        seen.add(name)
