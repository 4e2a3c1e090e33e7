"""Forms of absences, rotas and their seats."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, SelectField
from wtforms.validators import InputRequired

from sotong.core.forms import Form
from sotong.core.labels import word
from sotong.rota.rules import AbsenceKind

NOT_A_DAY: Final = _l("달력에 있는 날짜를 입력해 주십시오. 예: 2026-12-24")
AT_FIRST_DAY: Final = {
    "absence.in_the_past": "first_on",
    "absence.overlaps": "first_on",
    "absence.after_leaving": "first_on",
    "absence.ends_before_it_starts": "last_on",
    "absence.too_long": "last_on",
}


class AbsenceForm(Form):
    """Days on which an officer is away."""

    at_field = AT_FIRST_DAY
    days: tuple[date, date]

    kind = SelectField(_l("구분"), choices=lambda: [(kind.value, word(kind)) for kind in AbsenceKind])
    first_on = DateField(_l("첫날"), validators=[InputRequired(NOT_A_DAY)])
    last_on = DateField(
        _l("마지막 날"),
        description=_l("하루만이면 첫날과 같은 날짜를 넣습니다."),
        validators=[InputRequired(NOT_A_DAY)],
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Keep the days, once both are there."""
        valid = super().validate(extra_validators)
        if self.first_on.data and self.last_on.data:
            self.days = (self.first_on.data, self.last_on.data)
        return valid


class AnyAbsenceForm(AbsenceForm):
    """Days on which any officer is away, entered by an admin."""

    officer_id = SelectField(_l("주무관"))

    def offer(self, officers: Iterable[tuple[UUID, str]]) -> AnyAbsenceForm:
        """Offer these officers."""
        self.officer_id.choices = [(str(key), name) for key, name in officers]
        return self


class AbsenceFileForm(Form):
    """A file of absences."""

    file = FileField(
        _l("파일"),
        description=_l(
            "CSV, XLSX 또는 ICS. 열: 이름, 부서, 이메일, 시작일, 종료일, 구분"
            "(이름이나 이메일 하나는 있어야 합니다)"
        ),
        validators=[FileRequired(_l("파일을 골라 주십시오."))],
    )


class ConfirmImportForm(Form):
    """What was shown is confirmed, and nothing else."""

    seen = HiddenField()
