"""The form of a rota to be made.

The form judges no rule itself: it writes down what was typed as a rules file, `read_rules` finds every
mistake in it, and each mistake is put at the field that it names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, ClassVar, Final

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FormField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from sotong.core.fields import DayField, Rows
from sotong.core.forms import Form, options
from sotong.core.labels import WORDS, sentence
from sotong.rota.files import FilesInvalid
from sotong.rota.forms import NOT_A_DAY
from sotong.rota.rule_file import WEEKDAYS, RotaRules, read_rules
from sotong.rota.rule_writing import hours_of
from sotong.rota.rules import ANYONE, LONGEST_PERIOD_DAYS, DayClass, DutyKind, why_not_period
from sotong.rota.services.drafts import Wanted

ADD: Final = "add"
"""The name of the button that asks for one more duty."""
MOST_DUTIES: Final = 12
LATEST_NOTICE_DAYS: Final = 60
_NUMBER: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
_SEPARATORS: Final = re.compile(r"[\s,;]+")
_PLACE: Final = re.compile(r"duty\[([0-9]+)\]\.([a-z_]+)")
_DAY_NAMES: Final = (_l("월"), _l("화"), _l("수"), _l("목"), _l("금"), _l("토"), _l("일"))


class _Choices(SelectMultipleField):
    """Some of many, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DutyRow(Form):
    """One kind of duty."""

    class Meta(Form.Meta):
        csrf = False

    name = StringField(_l("근무 이름"), description=_l("예: 평일 저녁"))
    id = StringField(_l("근무 코드"), description=_l("영어 소문자와 숫자. 예: evening"))
    hours = StringField(_l("시간"), description=_l("예: 18:00-22:00. 다음 날까지면 18:00-09:00"))
    days = _Choices(
        _l("하는 날"),
        choices=options([(one.value, WORDS[f"DayClass.{one.value}"]) for one in DayClass]),
        validate_choice=False,
    )
    weekdays = _Choices(
        _l("요일"),
        description=_l("모두 비우면 모든 요일입니다."),
        choices=options(zip(WEEKDAYS, _DAY_NAMES, strict=True)),
        validate_choice=False,
    )
    seats = StringField(
        _l("자리"),
        description=_l("자리마다 역할을 쉼표로 나누어 적습니다. any는 누구나. 예: lead, any"),
    )
    different_bureaus = BooleanField(_l("서로 다른 국에서 섭니다"))
    starts_on = StringField(_l("이날부터"), description=_l("늘 하는 근무면 비워 둡니다."))
    ends_on = StringField(_l("이날까지"))
    gap_days = StringField(_l("이 근무끼리 간격(일)"), description=_l("전체 간격보다 길 때에만 적습니다."))
    rest_days = StringField(_l("대체 휴무(일)"), description=_l("비우면 아래 날 종류별 값을 씁니다."))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed: such a row is left out."""
        return not any((self.name.data, self.id.data, self.hours.data))


_FIELDS: Final = {"from": "starts_on", "to": "ends_on"}


class PeriodForm(Form):
    """What every new rota needs: its name, its period, its notice window."""

    at_field: ClassVar = {
        "rota.ends_before_it_starts": "last_on",
        "rota.period_too_long": "last_on",
        "rota.calendar_years": "first_on",
        "rota.no_slots": "first_on",
    }
    rules: RotaRules
    text: str

    name = StringField(
        _l("이름"),
        description=_l("예: 2027년 1월 근무표"),
        validators=[
            DataRequired(_l("입력해 주십시오.")),
            Length(max=60, message=_l("60자까지 쓸 수 있습니다.")),
        ],
    )
    first_on = DayField(_l("첫날"), validators=[InputRequired(NOT_A_DAY)])
    last_on = DayField(_l("마지막 날"), validators=[InputRequired(NOT_A_DAY)])
    notice_days = IntegerField(
        _l("예고 기간(일)"),
        description=_l("확정한 뒤 이 안에 드는 근무는, 설 수 없게 된 사람의 것만 다시 짭니다."),
        default=7,
        validators=[
            InputRequired(_l("0부터 60까지의 수를 입력해 주십시오.")),
            NumberRange(0, LATEST_NOTICE_DAYS, _l("0부터 60까지의 수를 입력해 주십시오.")),
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """The days of the period go together, so that this is told with all other mistakes."""
        valid = super().validate(extra_validators)
        first_on, last_on = self.first_on.data, self.last_on.data
        if first_on and last_on and (reason := why_not_period(first_on, last_on)):
            said = sentence(reason, first_on=first_on, last_on=last_on, most=LONGEST_PERIOD_DAYS)
            self.refuse_field(self.at_field[reason], said)
            return False
        return valid

    def wanted(self) -> Wanted:
        """What was typed, once it is valid."""
        first_on, last_on = self.first_on.data, self.last_on.data
        if first_on is None or last_on is None:
            raise ValueError("the form is not valid")
        name, notice_days = self.name.data or "", self.notice_days.data or 0
        return Wanted(name, first_on, last_on, self.rules, self.text, notice_days)


class RotaForm(PeriodForm):
    """A new rota, its rules typed into fields."""

    gap_days = StringField(
        _l("근무 간격(일)"),
        description=_l("한 사람의 근무와 다음 근무 사이에 적어도 며칠. 14면 두 주에 한 번까지입니다."),
    )
    long_absence_days = StringField(
        _l("긴 부재(일)"),
        description=_l("이만큼 이어서 비우면 몫을 줄입니다. 짧은 휴가는 몫을 줄이지 않습니다."),
    )
    rest_weekday = StringField(_l("평일 근무의 대체 휴무(일)"))
    rest_weekend = StringField(_l("주말 근무의 대체 휴무(일)"))
    rest_holiday = StringField(_l("공휴일 근무의 대체 휴무(일)"))
    rest_seollal_chuseok = StringField(_l("설·추석 근무의 대체 휴무(일)"))
    duties = Rows(FormField(DutyRow), label=_l("근무"), min_entries=1, max_entries=MOST_DUTIES)

    def asks_for_row(self) -> bool:
        """Whether the button for one more duty was pressed; then the row is added."""
        if not self.is_submitted() or ADD not in request.form:
            return False
        if len(self.duties) < MOST_DUTIES:
            self.duties.append_entry({"days": [day.value for day in DayClass], "seats": ANYONE})
        return True

    def validate(self, extra_validators: Any = None) -> bool:
        """Read what was typed as rules; each mistake goes to its field."""
        valid = super().validate(extra_validators)
        self.text = self._written()
        try:
            self.rules = read_rules(self.text.encode())
        except FilesInvalid as wrong:
            for problem in wrong.problems:
                reason, facts = problem.problem.reason, problem.problem.facts
                self._put(problem.problem.column or "", sentence(reason, **facts))
            return False
        return valid

    def fill(self, rules: RotaRules) -> RotaForm:
        """Begin with the rules of another rota; periods of single duties are left out."""
        self.gap_days.data = str(rules.gap_days)
        self.long_absence_days.data = str(rules.long_absence_days)
        for day_class in DayClass:
            self[f"rest_{day_class.value}"].data = _shown(rules.rest_days.get(day_class))
        while len(self.duties):
            self.duties.pop_entry()
        for kind in rules.kinds:
            self.duties.append_entry(_row_of(kind))
        return self

    def _rows(self) -> list[DutyRow]:
        return [entry.form for entry in self.duties if not entry.form.is_blank]

    def _written(self) -> str:
        lines = ["[rota]", *_pair("gap_days", self.gap_days.data)]
        lines += [*_pair("long_absence_days", self.long_absence_days.data), "", "[rest_days]"]
        for day_class in DayClass:
            lines += _pair(day_class.value, self[f"rest_{day_class.value}"].data)
        for row in self._rows():
            lines += ["", "[[duty]]", *_duty_lines(row)]
        return "\n".join(lines) + "\n"

    def _put(self, place: str, message: str) -> None:
        """Put a mistake at the field that its place in the rules names, or above the form."""
        at_field = message.removeprefix(f"{place}: ")  # the field has a name that people read
        if found := _PLACE.fullmatch(place):
            row, name = self._rows()[int(found[1])], _FIELDS.get(found[2], found[2])
            if name in row:
                row.refuse_field(name, at_field)
                return
        section, _, key = place.partition(".")
        name = f"rest_{key}" if section == "rest_days" else key
        if name in self:
            self.refuse_field(name, at_field)
        else:
            self.form_errors.append(message)


class RotaFileForm(PeriodForm):
    """A new rota, its rules as the file that the command line takes."""

    typed = TextAreaField(_l("규칙"), description=_l("TOML. 명령줄의 sotong rota plan이 읽는 것과 같습니다."))
    file = FileField(_l("규칙 파일"), description=_l("고르면 위의 글 대신 이 파일을 읽습니다."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the rules; each mistake is told with its line."""
        valid = super().validate(extra_validators)
        content = self.file.data.read() if self.file.data else (self.typed.data or "").encode()
        try:
            self.rules = read_rules(content)
            self.text = content.decode("utf-8-sig")
        except FilesInvalid as wrong:
            for each in wrong.problems:
                line, text = each.problem.line, sentence(each.problem.reason, **each.problem.facts)
                said = _l("%(line)d번째 줄: %(text)s", line=line, text=text) if line else text
                self.refuse_field("file" if self.file.data else "typed", said)
            return False
        return valid


def _row_of(kind: DutyKind) -> dict[str, object]:
    every_day = kind.weekdays == frozenset(range(len(WEEKDAYS)))
    return {
        "id": kind.id,
        "name": kind.name,
        "hours": hours_of(kind),
        "days": [c.value for c in DayClass if c in kind.day_classes],
        "weekdays": [] if every_day else [WEEKDAYS[day] for day in sorted(kind.weekdays)],
        "seats": ", ".join(kind.seats),
        "different_bureaus": kind.different_bureaus,
        "starts_on": kind.first_on.isoformat() if kind.first_on else "",
        "ends_on": kind.last_on.isoformat() if kind.last_on else "",
        "gap_days": str(kind.gap_days or ""),
        "rest_days": _shown(kind.rest_days),
    }


def _shown(amount: Fraction | None) -> str:
    if not amount:
        return ""
    return str(amount.numerator) if amount.denominator == 1 else f"{float(amount):g}"


def _duty_lines(row: DutyRow) -> Iterator[str]:
    for name in ("id", "name", "hours"):
        yield f"{name} = {_quoted(row[name].data or '')}"
    yield f"days = {_list(row.days.data or [])}"
    if row.weekdays.data:
        yield f"weekdays = {_list(row.weekdays.data)}"
    yield f"seats = {_list(_SEPARATORS.split((row.seats.data or '').strip(' ,;')))}"
    if row.different_bureaus.data:
        yield "different_bureaus = true"
    for key, name in (("from", "starts_on"), ("to", "ends_on")):
        if row[name].data:
            yield f"{key} = {_quoted(row[name].data)}"
    yield from _pair("gap_days", row.gap_days.data)
    yield from _pair("rest_days", row.rest_days.data)


def _pair(key: str, text: str | None) -> list[str]:
    """A number as it is; what is none as a text, for the rules to say so; nothing for nothing."""
    if not text:
        return []
    return [f"{key} = {str(int(text)) if text.isdecimal() and _NUMBER.fullmatch(text) else _literal(text)}"]


def _literal(text: str) -> str:
    return text if _NUMBER.fullmatch(text) and not text.startswith("00") else _quoted(text)


def _quoted(text: str) -> str:
    """A text as TOML writes it, whose escapes are JSON's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(text) for text in texts)}]"
