"""A step of the demo's story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

FILES = Path(__file__).resolve().parent / "files"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened at `at`; `title` is what the progress line says."""

    at: datetime
    title: str
    act: Callable[[Session, datetime], None]
