"""The form of a decision on a tie."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length

from sotong.core.forms import Form

MOST_TIED = 50


class DecisionForm(Form):
    """Who of the tied comes first."""

    numbers = StringField(
        _l("순서"),
        description=_l("동점인 출품작의 번호를 앞선 것부터 쉼표로 적어 주십시오. 예: 3, 7"),
        validators=[InputRequired(_l("순서를 적어 주십시오.")), Length(max=200)],
    )
    reason = TextAreaField(
        _l("결정한 까닭"),
        description=_l("결과와 함께 공개됩니다. 예: 심사위원단이 재투표로 결정했습니다."),
        validators=[
            InputRequired(_l("까닭을 적어 주십시오.")),
            Length(5, 500, _l("까닭은 %(min)d자 이상 %(max)d자 이하로 적어 주십시오.")),
        ],
    )

    def validate_numbers(self, field: StringField) -> None:
        parts = [part.strip() for part in (field.data or "").split(",")]
        if len(parts) > MOST_TIED or not all(part.isdecimal() and len(part) < len("10000") for part in parts):
            raise ValidationError(str(_l("번호만 쉼표로 나누어 적어 주십시오. 예: 3, 7")))

    def order(self) -> list[int]:
        """Return the entry numbers, best first."""
        return [int(part) for part in (self.numbers.data or "").split(",")]
