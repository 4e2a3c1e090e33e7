"""Fields that the room's forms share."""

from __future__ import annotations

from typing import Any, TypeAlias

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

Words: TypeAlias = LazyString | str


def line(label: Words, most: int, needed: Words = "", *, hint: Words = "") -> StringField:
    """A line of at most so many characters; `needed` is what is said where nothing is typed."""
    return StringField(label, description=hint, validators=_limits(most, needed))


def lines(label: Words, most: int, needed: Words = "", *, hint: Words = "") -> TextAreaField:
    """As `line`, for a text of several lines."""
    return TextAreaField(label, description=hint, validators=_limits(most, needed))


def minutes(label: Words, description: Words, *, default: int, most: int) -> IntegerField:
    """A field for some minutes, from 1."""
    return IntegerField(
        label,
        description=description,
        default=default,
        validators=[
            InputRequired(_l("분을 입력해 주십시오.")),
            NumberRange(1, most, _l("%(min)s에서 %(max)s 사이의 수를 입력해 주십시오.")),
        ],
    )


def _limits(most: int, needed: Words) -> list[Any]:
    limit = Length(max=most, message=_l("%(max)d자까지 쓸 수 있습니다."))
    return [DataRequired(needed), limit] if needed else [limit]
