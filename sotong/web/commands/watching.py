"""How far a command has come, drawn on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from sotong.core.labels import WORDS
from sotong.core.progress import Step, watched_by


@contextmanager
def bars(stream: TextIO | None = None) -> Iterator[None]:
    """Draw a bar for each step of the work in this block on standard error, if that is a terminal.

    What the work prints meanwhile goes above the bars; a redirected standard output is left alone.
    """
    console = Console(file=stream or sys.stderr)
    if not console.is_terminal:
        yield
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    drawn = Progress(*columns, console=console, redirect_stdout=sys.stdout.isatty())
    with drawn, watched_by(_Bars(drawn)):
        yield


class _Bars:
    """A watcher that draws."""

    def __init__(self, drawn: Progress) -> None:
        self.drawn = drawn
        self.tasks: dict[Step, TaskID] = {}

    def came_to(self, step: Step, done: int, total: int | None) -> None:
        if step not in self.tasks:
            self.tasks[step] = self.drawn.add_task(str(WORDS[f"Step.{step.value}"]), total=total)
        self.drawn.update(self.tasks[step], completed=done, total=total)
