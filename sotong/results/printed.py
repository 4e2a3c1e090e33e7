"""What stands on printed papers: the words of a result sheet and of a certificate.

They are drawn on pages of their own (`score_paper`, `certificates`), which are loaded with the first paper:
what draws PDF takes half a second to load and much memory, and most server processes never draw any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

JUDGES_A_TABLE: Final = 10
"""What fits across an A4 sheet."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: title, heading, rows, its columns' widths in parts, and which of them are figures."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ScorePaper:
    """The words and figures of a result sheet."""

    office: str
    title: str
    contest: str
    stands: str
    tables: Sequence[Table]
    remarks: Sequence[str] = field(default=())
    signing: Sequence[str] = field(default=())
    sign: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The words of one certificate."""

    number: str
    heading: str
    award: str
    winner: str
    entry: str
    text: str
    day: str
    title: str
    name: str
    seal: str
    unsealed: str
    verify: str
    address: str
