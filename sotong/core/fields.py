"""Fields that several rooms' forms share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from wtforms import DateField, DateTimeLocalField, FieldList, HiddenField

from sotong.core.days import FIRST_YEAR, KST, LAST_YEAR

if TYPE_CHECKING:
    _FieldList = FieldList[Any]
else:
    _FieldList = FieldList

_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")


class KstDateTimeField(DateTimeLocalField):
    """An instant: typed and shown in Korean time, aware and in UTC inside, within the years 2000 to 2100."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=list(_FORMATS), **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(str(value) for value in self.raw_data)
        return self.data.astimezone(KST).strftime(_FORMATS[0]) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = " ".join(valuelist).strip()
        local = _local(text)
        self.data = None
        if text and local is None:
            raise ValueError(_("날짜와 시각을 2026-12-14 18:00처럼 입력해 주십시오."))
        if local:
            _refuse_far_year(local)
            self.data = local.astimezone(UTC)


class DayField(DateField):
    """A day, within the years 2000 to 2100."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if text := " ".join(valuelist).strip():
            try:
                day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=KST).date()
            except ValueError as wrong:
                raise ValueError(_("날짜를 2026-12-14처럼 입력해 주십시오.")) from wrong
            _refuse_far_year(day)
            self.data = day


class InnerPathField(HiddenField):
    """Where to go on afterwards: a path of this site, or nothing. Nobody is led elsewhere."""

    def process_formdata(self, valuelist: list[str]) -> None:
        path = valuelist[0] if valuelist else ""
        elsewhere = path.startswith(("//", "/\\")) or any(ord(char) <= ord(" ") for char in path)
        self.data = path if path.startswith("/") and not elsewhere else ""


class Rows(_FieldList):
    """Rows of a form, whatever numbers the fields' names hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = "FieldList"  # as the page components know it

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        numbered = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,4}})(?:-|$)")
        for name in formdata:
            if found := numbered.match(name):
                yield int(found[1])

    def gather_errors(self) -> None:
        """Let the rows' errors count as errors of the form."""
        own = [error for error in self.errors if not isinstance(error, list | tuple | dict)]
        self.errors = [*own, *(entry.errors for entry in self.entries if entry.errors)]


def _local(text: str) -> datetime | None:
    for written in _FORMATS:
        try:
            return datetime.strptime(text, written).replace(tzinfo=KST)
        except ValueError:
            continue
    return None


def _refuse_far_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(
            _(
                "%(first)d년부터 %(last)d년 사이의 날짜를 입력해 주십시오.",
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
        )
