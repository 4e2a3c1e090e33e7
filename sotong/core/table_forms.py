"""Forms that take a file of lines, all of them or none, and say what is wrong with it line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from flask import flash
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.file import FileField, FileRequired

from sotong.core.blank_files import Blank
from sotong.core.forms import UNPROCESSABLE, Form
from sotong.core.labels import sentence
from sotong.core.tables import Problem, TableInvalid

NO_HINT: Final = ""


def table_file(hint: LazyString | str = NO_HINT) -> FileField:
    """Return the field of a file that must be there; the hint tells its columns."""
    return FileField(_l("파일"), description=hint, validators=[FileRequired(_l("파일을 골라 주십시오."))])


def tell_ignored(titles: Sequence[str]) -> None:
    """Say which columns of a file that was taken were not read: a misspelt title would lose them unseen."""
    if titles:
        flash(sentence("table.ignored", columns=", ".join(titles)), "info")


class TableForm(Form):
    """A file of lines. `problems` is what is wrong with it, for `table_problems` on the page."""

    problems: Sequence[Problem] = ()
    blank: Blank
    """The file to be filled in, which the page offers."""

    file = table_file()

    @property
    def content(self) -> bytes:
        """What is in the file; read once."""
        read: bytes = self.file.data.read()
        return read

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Surround the call of a service; a file that cannot be read is told line by line, with 422."""
        try:
            with super().attempt():
                yield
        except TableInvalid as wrong:
            self.complain(wrong.problems)

    def complain(self, problems: Sequence[Problem]) -> None:
        """Tell what is wrong with the file, and answer 422."""
        self.problems, self.status, self.done = problems, UNPROCESSABLE, False
