"""Forms of judges and panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from sotong.contests.amounts import amount_text
from sotong.contests.rule_parts import Criterion
from sotong.core import places
from sotong.core.forms import Form, options
from sotong.core.labels import sentence
from sotong.judging import rules
from sotong.judging.queries import EntryToScore
from sotong.judging.rules import Official

LONGEST_COMMENT = 2_000
_PREFIX = "mark_"
RUBRICS_KEPT = 64
_LONGEST_VERSION = 9
_NOT_LISTED = "none"


class _Version(Form):
    """The version of the sheet that the judge has before her."""

    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that the form was made from; nonsense counts as none, and is then refused as stale."""
        text = self.seen.data or ""
        return int(text) if text.isdecimal() and len(text) < _LONGEST_VERSION else -1


class SheetForm(_Version):
    """A score sheet: one field a criterion, a comment, a private note. Made by `sheet_form`."""

    comment = TextAreaField(
        _l("부서에 전하는 의견"),
        description=_l("결과를 발표한 뒤 해당 부서가 봅니다."),
        validators=[Length(max=LONGEST_COMMENT, message=_l("2,000자까지 쓸 수 있습니다."))],
    )
    note = TextAreaField(
        _l("나만 보는 메모"),
        description=_l("다른 사람에게는 보이지 않습니다."),
        validators=[Length(max=LONGEST_COMMENT, message=_l("2,000자까지 쓸 수 있습니다."))],
    )

    rubric: Sequence[Criterion] = ()

    @property
    def messages(self) -> list[str]:
        """What is wrong with the form as a whole; what is wrong at a field stands in `at_fields`."""
        hidden = (error for field in self if isinstance(field, HiddenField) for error in field.errors)
        return [*map(str, self.form_errors), *map(str, hidden)]

    @property
    def at_fields(self) -> dict[str, list[str]]:
        """The names of the fields that are wrong, in the order of the form, each with its sentences."""
        shown = (field for field in self if not isinstance(field, HiddenField))
        return {field.name: [str(error) for error in field.errors] for field in shown if field.errors}

    def answer(
        self, *, done: bool, version: int, saved: Mapping[str, str] | None = None
    ) -> dict[str, object]:
        """What the sheet's script is told: done or not, the version, what is wrong where, what is saved."""
        wrong: dict[str, object] = {"messages": self.messages, "errors": self.at_fields}
        return {"done": done, "version": version, **wrong, "saved": saved}

    @property
    def mark_fields(self) -> list[tuple[Criterion, StringField]]:
        """The criteria with their fields, in the order of the rubric."""
        return [(criterion, self[_PREFIX + criterion.id]) for criterion in self.rubric]

    def marks(self) -> dict[str, Decimal]:
        """Return the marks entered; a blank field is left out."""
        read = {
            criterion.id: rules.read_mark(field.data or "", criterion)
            for criterion, field in self.mark_fields
        }
        return {criterion: mark for criterion, mark in read.items() if mark is not None}


def sheet_form(entry: EntryToScore) -> SheetForm:
    """Return the score sheet of an entry, filled with what was saved."""
    form_class = _form_of_rubric(tuple(entry.rubric))
    return form_class(data={"seen": version_of(entry), **saved_fields(entry)})


@lru_cache(maxsize=RUBRICS_KEPT)
def _form_of_rubric(rubric: tuple[Criterion, ...]) -> type[SheetForm]:
    fields = {_PREFIX + criterion.id: _mark_field(criterion) for criterion in rubric}
    return type("SheetFormOfRubric", (SheetForm,), {**fields, "rubric": rubric})


def version_of(entry: EntryToScore) -> int:
    """Return the version of the sheet that is saved, 0 before the first save."""
    return entry.sheet.version if entry.sheet else 0


def saved_fields(entry: EntryToScore) -> dict[str, str]:
    """Return what is saved of a sheet, by the names of the form's fields; nothing before the first save."""
    if entry.sheet is None:
        return {}
    marks = {_PREFIX + criterion: str(mark) for criterion, mark in entry.sheet.mark_values.items()}
    return {**marks, "comment": entry.sheet.comment, "note": entry.sheet.note}


def _mark_field(criterion: Criterion) -> StringField:
    def check(_form: Form, field: StringField) -> None:
        try:
            rules.read_mark(field.data or "", criterion)
        except ValueError as wrong:
            low, high = amount_text(criterion.low), amount_text(criterion.high)
            raise ValidationError(sentence(str(wrong), low=low, high=high)) from wrong

    return StringField(
        criterion.label, validators=[check], render_kw={"inputmode": "decimal", "maxlength": 10}
    )


class SignForm(_Version):
    """Signing what is shown, with the password typed again."""

    password = PasswordField(
        _l("비밀번호"),
        description=_l("본인 확인을 위해 로그인 비밀번호를 다시 넣어 주십시오."),
        validators=[InputRequired(_l("비밀번호를 넣어 주십시오.")), Length(max=200)],
    )


class RecusalForm(Form):
    """Stepping back from an entry."""

    reason = TextAreaField(
        _l("회피 사유"),
        description=_l("예: 출품 부서에서 근무한 적이 있습니다. 한 번 회피하면 되돌릴 수 없습니다."),
        validators=[
            InputRequired(_l("사유를 입력해 주십시오.")),
            Length(5, 500, _l("사유는 %(min)d자 이상 %(max)d자 이하로 입력해 주십시오.")),
        ],
    )


class SeatForm(Form):
    """Putting a judge on a panel."""

    account_id = SelectField(_l("심사위원"), validators=[DataRequired(_l("심사위원을 골라 주십시오."))])
    department_id = SelectField(
        _l("소속 부서"),
        description=_l("구청 직원이면 골라 주십시오. 소속 부서의 출품작은 자동으로 회피합니다."),
    )

    def offer(self, accounts: Sequence[tuple[UUID, str]], departments: Sequence[tuple[UUID, str]]) -> None:
        """Fill the lists to choose from."""
        self.account_id.choices = options(
            [("", _l("골라 주십시오")), *((str(key), name) for key, name in accounts)]
        )
        self.department_id.choices = options(
            [("", _l("외부 심사위원")), *((str(key), places.department(name)) for key, name in departments)]
        )

    @property
    def department(self) -> UUID | None:
        return UUID(self.department_id.data) if self.department_id.data else None


class OfficialForm(Form):
    """Where an official works: nobody of an entrant's department opens a sheet again."""

    department_id = SelectField(
        _l("내 소속 부서"),
        description=_l("출품한 부서의 직원은 채점표를 다시 열 수 없습니다. 고르신 부서는 기록에 남습니다."),
        validators=[DataRequired(_l("소속 부서를 골라 주십시오."))],
    )

    def offer(self, departments: Sequence[tuple[UUID, str]]) -> None:
        """Fill the list to choose from."""
        listed = ((str(key), places.department(name)) for key, name in departments)
        self.department_id.choices = options(
            [("", _l("골라 주십시오")), (_NOT_LISTED, _l("이 목록에 없는 부서")), *listed]
        )

    def official(self, account_id: UUID) -> Official:
        """Who acts, and from where."""
        chosen = self.department_id.data
        return Official(account_id, None if chosen == _NOT_LISTED else UUID(chosen))


class ProposeUnlockForm(OfficialForm):
    """Why a signed sheet should be opened again."""

    reason = TextAreaField(
        _l("다시 열려는 까닭"),
        description=_l("공개 기록에는 지문만 남고, 이 글은 관리자와 감사담당자만 봅니다."),
        validators=[
            InputRequired(_l("까닭을 입력해 주십시오.")),
            Length(5, 500, _l("까닭은 %(min)d자 이상 %(max)d자 이하로 입력해 주십시오.")),
        ],
    )


class DrawForm(Form):
    """Drawing the order of presentation; again only for a reason."""

    at_field: ClassVar[Mapping[str, str]] = {"order.reason_needed": "reason"}

    reason = TextAreaField(
        _l("다시 추첨하는 까닭"),
        description=_l("공개 기록에는 까닭의 지문이 남습니다."),
        validators=[Length(max=500, message=_l("500자까지 쓸 수 있습니다."))],
    )
