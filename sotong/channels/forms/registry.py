"""Forms of accounts and their figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from sotong.channels.imports import COLUMNS
from sotong.channels.permalinks import LONGEST_LINK, NotPermalink
from sotong.channels.platforms import Platform
from sotong.channels.queries import Running, Wanted, Whose
from sotong.channels.rules import LARGEST_VALUE, Figure, Measure, read_account
from sotong.channels.services import Description
from sotong.core import places
from sotong.core.blank_files import Blank
from sotong.core.fields import DayField
from sotong.core.forms import Form
from sotong.core.labels import sentence, word
from sotong.core.table_forms import TableForm, table_file
from sotong.people.models import Department

OFFICES_OWN = "office"
"""In choices of departments: none of them, the office itself."""

_NEEDED = _l("입력해 주십시오.")
_NOT_A_DAY = _l("날짜가 아닙니다. 예: 2026-11-23")


def words_of(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """The choices of an enumeration, in the reader's language."""
    return [(member.value, word(member)) for member in kind]


class ChannelForm(Form):
    """An account as it is registered or changed."""

    address = StringField(
        _l("계정 주소"),
        description=_l("페이지, 채널, 밴드의 주소를 붙여 넣으면 어느 채널인지 알아냅니다."),
        validators=[DataRequired(_NEEDED), Length(max=LONGEST_LINK)],
    )
    own_site = BooleanField(_l("우리 기관이 직접 운영하는 웹 방송(소통TV) 누리집입니다."))
    name = StringField(
        _l("이름"),
        description=_l("채널에 보이는 이름. 예: 영등포구청"),
        validators=[DataRequired(_NEEDED), Length(max=100, message=_l("100자까지 쓸 수 있습니다."))],
    )
    department_id = SelectField(_l("맡은 부서"))
    purpose = TextAreaField(
        _l("쓰임"),
        description=_l("무엇을 누구에게 알리는 계정인지 적어 둡니다."),
        validators=[Length(max=1_000, message=_l("1,000자까지 쓸 수 있습니다."))],
    )
    opened_on = DayField(_l("연 날"), description=_l("모르면 비워 둡니다."), validators=[Optional()])

    def offer(self, departments: Iterable[Department]) -> ChannelForm:
        """Offer these departments as owners, after the office itself."""
        named = [(str(department.id), places.department(department.name)) for department in departments]
        self.department_id.choices = [(OFFICES_OWN, _l("기관 전체(부서 없음)")), *named]
        return self

    def validate_address(self, field: StringField) -> None:
        """Say in a sentence why an address leads to no account."""
        account = read_account(field.data or "", own_site=self.own_site.data)
        if isinstance(account, NotPermalink):
            raise ValidationError(sentence(account.code, host=account.host or ""))

    def description(self) -> Description:
        """What was typed, once it is valid."""
        owner = self.department_id.data
        return Description(
            address=self.address.data or "",
            own_site=self.own_site.data,
            name=self.name.data or "",
            department_id=None if owner == OFFICES_OWN else UUID(owner),
            purpose=self.purpose.data or "",
            opened_on=self.opened_on.data,
        )


class CloseForm(Form):
    """From which day an account is run no more: `day`, once the form is valid."""

    day: date

    closed_on = DayField(
        _l("닫은 날"),
        description=_l("이 날부터 운영하지 않습니다. 기록과 수치는 그대로 남습니다."),
        validators=[InputRequired(_NOT_A_DAY)],
    )

    def validate_closed_on(self, field: DayField) -> None:
        """Keep the day."""
        if field.data is not None:
            self.day = field.data


class MeasureForm(Form):
    """A figure of an account, by hand."""

    measure = SelectField(_l("항목"), choices=lambda: words_of(Measure))
    measured_on = DayField(_l("기준일"), validators=[InputRequired(_NOT_A_DAY)])
    value = IntegerField(
        _l("값"),
        validators=[
            InputRequired(_l("0 이상의 정수를 입력해 주십시오.")),
            NumberRange(0, LARGEST_VALUE, _l("0 이상의 정수를 입력해 주십시오.")),
        ],
    )
    source = StringField(
        _l("출처"),
        description=_l("예: 페이지 관리 화면, 보도자료"),
        validators=[Length(max=200, message=_l("200자까지 쓸 수 있습니다."))],
    )

    def figure(self) -> Figure:
        """What was typed, once it is valid."""
        measured_on, value = self.measured_on.data, self.value.data
        if measured_on is None or value is None:
            raise ValueError("the form is not valid")
        return Figure(Measure(self.measure.data), measured_on, value)


class ImportForm(TableForm):
    """A file of figures."""

    blank = Blank("channels.blank_figures", COLUMNS)
    file = table_file(
        _l("CSV 또는 XLSX. 열: 기관, 채널, 계정, 기준일, 항목, 값, 출처(기관, 계정, 출처는 없어도 됩니다)")
    )
    source = StringField(
        _l("출처"),
        description=_l(
            "파일의 줄에 출처가 없을 때 씁니다. 모르면 비워 두셔도 됩니다. 예: 2016년 12월 보도자료"
        ),
        validators=[Length(max=200, message=_l("200자까지 쓸 수 있습니다."))],
    )


class WantedForm(Form):
    """What the list shows. What is not among the choices is as if it were not asked for."""

    class Meta(Form.Meta):
        csrf = False

    whose = SelectField(_l("기관"), choices=lambda: words_of(Whose))
    platform = SelectField(_l("채널"))
    department = SelectField(_l("부서"))
    running = SelectField(_l("운영"), choices=lambda: words_of(Running))

    def __init__(self, asked: Mapping[str, Any], departments: Iterable[Department]) -> None:
        super().__init__(asked)
        self.platform.choices = [("", _l("모두")), *words_of(Platform)]
        named = [(str(department.id), places.department(department.name)) for department in departments]
        self.department.choices = [("", _l("모두")), (OFFICES_OWN, _l("기관 전체(부서 없음)")), *named]

    def wanted(self) -> Wanted:
        """What was asked for."""
        owner = self._chosen(self.department)
        return Wanted(
            whose=Whose(self._chosen(self.whose) or Whose.OURS),
            running=Running(self._chosen(self.running) or Running.OPEN),
            platform=Platform(platform) if (platform := self._chosen(self.platform)) else None,
            department_id=UUID(owner) if owner and owner != OFFICES_OWN else None,
            offices_own=owner == OFFICES_OWN,
        )

    @staticmethod
    def _chosen(field: SelectField) -> str:
        offered = [str(choice[0]) for choice in field.choices or ()]
        if field.data not in offered:
            field.data = offered[0]
        return str(field.data)


def owner_of(department_id: UUID | None) -> str:
    """The choice that stands for an account's owner."""
    return str(department_id) if department_id else OFFICES_OWN


def today_first(form: MeasureForm, today: date) -> MeasureForm:
    """Suggest today for a figure that has no day yet."""
    if form.measured_on.data is None and not form.is_submitted():
        form.measured_on.data = today
    return form
