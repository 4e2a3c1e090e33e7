"""Forms of absences, rotas and their seats."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from sotong.core.blank_files import Blank
from sotong.core.fields import DayField
from sotong.core.forms import Form
from sotong.core.labels import word
from sotong.core.table_forms import TableForm, table_file
from sotong.rota.absence_files import COLUMNS
from sotong.rota.rules import AbsenceKind, DayClass

NOT_A_DAY: Final = _l("달력에 있는 날짜를 입력해 주십시오. 예: 2026-12-24")
LONGEST_REASON: Final = 500
MOST_DIGITS: Final = 9
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
    first_on = DayField(_l("첫날"), validators=[InputRequired(NOT_A_DAY)])
    last_on = DayField(
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


class WishForm(Form):
    """A day on which an officer would rather not serve."""

    at_field = dict.fromkeys(("wish.in_the_past", "wish.too_far", "wish.known", "wish.too_many"), "on")

    on = DayField(_l("날짜"), validators=[InputRequired(NOT_A_DAY)])


class AnyAbsenceForm(AbsenceForm):
    """Days on which any officer is away, entered by an admin."""

    officer_id = SelectField(_l("주무관"))

    def offer(self, officers: Iterable[tuple[UUID, str]]) -> AnyAbsenceForm:
        """Offer these officers."""
        self.officer_id.choices = [(str(key), name) for key, name in officers]
        return self


class AbsenceFileForm(TableForm):
    """A file of absences."""

    blank = Blank("rota.blank_absences", COLUMNS)
    file = table_file(
        _l(
            "CSV, XLSX 또는 ICS. 열: 이름, 부서, 이메일, 시작일, 종료일, 구분"
            "(이름이나 이메일 하나는 있어야 합니다)"
        )
    )


class ConfirmImportForm(Form):
    """What was shown is confirmed, and nothing else."""

    seen = HiddenField()


SECONDS: Final = (0, 15, 60, 300)
"""How long a search may take, to choose from."""


class RunForm(Form):
    """How long to look for a better rota."""

    seconds = SelectField(_l("찾는 시간"), default="15")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = (_l("바로(증명 없이)"), _l("15초"), _l("1분"), _l("5분"))
        self.seconds.choices = list(zip(map(str, SECONDS), words, strict=True))


class PublishForm(Form):
    """What was looked at is published; what breaks a rule needs a reason."""

    at_field: ClassVar = {"rota.needs_reason": "reason"}

    seen = HiddenField()
    reason = TextAreaField(
        _l("규칙을 어긴 채 확정하는 사유"),
        validators=[Length(max=LONGEST_REASON, message=_l("500자까지 쓸 수 있습니다."))],
    )

    @property
    def version(self) -> int:
        """The version that was looked at; 0 if the form was tampered with."""
        return number_of(self.seen.data)


class WithdrawForm(Form):
    """Why a published rota is taken back."""

    reason = TextAreaField(
        _l("사유"),
        description=_l("기록에 남습니다."),
        validators=[
            InputRequired(_l("사유를 입력해 주십시오.")),
            Length(max=LONGEST_REASON, message=_l("500자까지 쓸 수 있습니다.")),
        ],
    )


class SeatForm(Form):
    """Who is to sit in a seat: chosen from the list, or by name as typed in the grid."""

    at_field: ClassVar = {"seat.needs_reason": "reason"}

    officer_id = SelectField(_l("근무자"))
    reason = TextAreaField(
        _l("사유"),
        description=_l("확정한 근무표에서 규칙을 어기게 될 때에는 꼭 적어야 합니다."),
        validators=[Length(max=LONGEST_REASON, message=_l("500자까지 쓸 수 있습니다."))],
    )
    seen = HiddenField()

    def offer(self, officers: Iterable[tuple[str, str]]) -> SeatForm:
        """Offer these officers, by id and name, and nobody."""
        self.officer_id.choices = [("", _l("(비움)")), *officers]
        return self

    def chosen(self) -> UUID | None:
        """Who was chosen, None for nobody."""
        return UUID(self.officer_id.data) if self.officer_id.data else None

    @property
    def sequence(self) -> int:
        """The seat's sequence as it was seen; -1 if the form was tampered with."""
        return number_of(self.seen.data, none=-1)


def number_of(text: str | None, none: int = 0) -> int:
    """A small whole number; `none` for what is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else none


class OfficeDayForm(Form):
    """A day of the office's own."""

    at_field: ClassVar = {"office_day.known": "on"}

    on = DayField(_l("날짜"), validators=[InputRequired(NOT_A_DAY)])
    name = StringField(
        _l("이름"),
        description=_l("예: 구민의 날, 임시공휴일"),
        validators=[
            DataRequired(_l("입력해 주십시오.")),
            Length(max=60, message=_l("60자까지 쓸 수 있습니다.")),
        ],
    )
    day_class = SelectField(
        _l("날 종류"), choices=lambda: [(one.value, word(one)) for one in DayClass], default="holiday"
    )


class RolesForm(Form):
    """Which roles an officer may take."""

    at_field: ClassVar = {"role.not_a_name": "roles", "role.is_anyone": "roles"}

    officer_id = SelectField(_l("주무관"))
    roles = StringField(
        _l("맡을 수 있는 역할"),
        description=_l("쉼표로 나누어 적습니다. 예: lead, assistant. 비우면 없앱니다."),
        validators=[Length(max=200, message=_l("200자까지 쓸 수 있습니다."))],
    )

    def offer(self, officers: Iterable[tuple[UUID, str]]) -> RolesForm:
        """Offer these officers."""
        self.officer_id.choices = [(str(key), name) for key, name in officers]
        return self

    def names(self) -> list[str]:
        """The roles that were typed."""
        return [role.strip() for role in (self.roles.data or "").split(",") if role.strip()]
