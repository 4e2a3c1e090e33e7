"""What the people room's pages ask for. Only the shape; what is allowed, rules and services say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from sotong.core import places
from sotong.core.blank_files import Blank
from sotong.core.fields import DayField
from sotong.core.forms import Form, options
from sotong.core.labels import sentence, word
from sotong.core.permissions import Role
from sotong.core.table_forms import TableForm, table_file
from sotong.core.telephones import is_telephone
from sotong.people import rules
from sotong.people.imports import DEPARTMENT_COLUMNS, OFFICER_COLUMNS
from sotong.people.models import AppointmentKind, DepartmentKind

ONE_DAY = timedelta(days=1)
NONE = ""
LONGEST_SOUGHT = 100


class _Shape:
    """Refuses a text of another shape; an empty one is for others to refuse."""

    def __init__(self, pattern: re.Pattern[str], message: LazyString, *, fold: bool = False) -> None:
        self.pattern, self.message, self.fold = pattern, message, fold

    def __call__(self, _form: Form, field: Field) -> None:
        text = (field.data or "").lower() if self.fold else field.data or ""
        if text and not self.pattern.fullmatch(text):
            raise ValidationError(str(self.message))


_EMAIL = _Shape(rules.EMAIL, _l("전자우편 주소를 name@example.go.kr처럼 입력해 주십시오."), fold=True)
_CODE = _Shape(rules.CODE, _l("부서 코드는 영문자와 숫자, 점, 밑줄, 붙임표로 20자까지 쓸 수 있습니다."))
_LOGIN = _Shape(
    rules.LOGIN, _l("로그인 이름은 영문자와 숫자로 된 아이디나 전자우편 주소로 입력해 주십시오."), fold=True
)


def _telephone(_form: Form, field: Field) -> None:
    if field.data and not is_telephone(field.data):
        raise ValidationError(
            _("전화번호를 지역번호부터 02-1234-5678, 010-1234-5678, 1588-1234처럼 입력해 주십시오.")
        )


def _plain_name(value: str | None) -> str | None:
    return rules.plain_name(value) if value else value


def _required() -> DataRequired:
    return DataRequired(_l("반드시 입력해야 하는 항목입니다."))


def _a_day() -> InputRequired:
    return InputRequired(_l("날짜를 입력해 주십시오."))


def _at_most(characters: int) -> Length:
    return Length(max=characters, message=_l("%(max)d자까지 쓸 수 있습니다."))


class ChoiceField(SelectField):
    """One of what the view offers, by id."""

    def __init__(self, label: LazyString, *, required: bool = True, **kwargs: Any) -> None:
        given = [InputRequired(_l("하나를 골라 주십시오."))] if required else []
        super().__init__(label, given, default=NONE, **kwargs)

    def offer(self, choices: Iterable[tuple[UUID, str]]) -> None:
        """Set what can be chosen."""
        self.choices = options([(NONE, _l("고르십시오")), *((str(key), name) for key, name in choices)])

    @property
    def chosen(self) -> UUID | None:
        """The id chosen, if any."""
        return UUID(self.data) if self.data else None


# Signing in


class SignInForm(Form):
    """Login and password."""

    login = StringField(_l("로그인 이름"), validators=[_required(), _at_most(200)])
    password = PasswordField(_l("비밀번호"), validators=[_required(), _at_most(rules.LONGEST_PASSWORD)])


class NewPasswordForm(Form):
    """A new password, twice."""

    login = ""

    new = PasswordField(
        _l("새 비밀번호"),
        validators=[_required(), _at_most(rules.LONGEST_PASSWORD)],
        description=_l("10자 이상으로, 로그인 이름과 다르게 정해 주십시오."),
    )
    again = PasswordField(_l("새 비밀번호 확인"), validators=[_required(), _at_most(rules.LONGEST_PASSWORD)])

    def validate_new(self, field: Field) -> None:
        """The room's rule for passwords, at the field."""
        if reason := rules.why_not_password(field.data or "", self.login):
            raise ValidationError(sentence(reason))

    def validate_again(self, field: Field) -> None:
        """Both are the same."""
        if field.data != self.new.data:
            raise ValidationError(str(_l("위에 입력하신 비밀번호와 다릅니다.")))


class ChangePasswordForm(NewPasswordForm):
    """The old password too."""

    at_field: ClassVar = {"password.wrong": "old"}

    old = PasswordField(_l("지금 비밀번호"), validators=[_required(), _at_most(rules.LONGEST_PASSWORD)])


# Accounts


class RoleForm(Form):
    """Who somebody is, and as what she signs in."""

    name = StringField(_l("이름"), validators=[_required(), _at_most(rules.LONGEST_NAME)])
    role = RadioField(_l("역할"), validators=[InputRequired(_l("하나를 골라 주십시오."))])
    officer = ChoiceField(_l("주무관"), required=False, description=_l("역할이 주무관일 때에만 고릅니다."))

    def offer(self, officers: Iterable[tuple[UUID, str]]) -> None:
        """Set the roles and the officers that can be chosen."""
        self.role.choices = options([(role.value, word(role)) for role in Role])
        self.officer.offer(officers)

    def validate_officer(self, field: Field) -> None:
        """Who signs in as an officer is one."""
        if self.role.data == Role.OFFICER and not field.data:
            raise ValidationError(str(_l("누구의 계정인지 주무관을 골라 주십시오.")))


class AccountForm(RoleForm):
    """A new account."""

    at_field: ClassVar = {"account.login_taken": "login", "account.officer_has_one": "officer"}

    login = StringField(
        _l("로그인 이름"),
        validators=[_required(), _at_most(100), _LOGIN],
        description=_l("아이디나 전자우편 주소. 로그인할 때 씁니다."),
    )


class FilterForm(Form):
    """What a list shows; comes in the address, so it changes nothing and needs no token."""

    class Meta(Form.Meta):
        csrf = False

    text = StringField(_l("찾을 말"), validators=[_at_most(LONGEST_SOUGHT)])
    bureau = SelectField(_l("소속 국"), validate_choice=False)
    role = SelectField(_l("역할"), validate_choice=False)
    closed = BooleanField(_l("폐지된 부서 보기"))

    @property
    def wanted_text(self) -> str:
        """What to look for; nothing if it is too long or holds what no name has."""
        text = self.text.data or ""
        return text if text.isprintable() and len(text) <= LONGEST_SOUGHT else ""

    @property
    def wanted_role(self) -> Role | None:
        """The role asked for, if it is one."""
        return Role(self.role.data) if self.role.data in set(Role) else None

    def offer_bureaus(self, bureaus: Iterable[str]) -> None:
        """Set the bureaus that can be asked for."""
        self.bureau.choices = options(
            [(NONE, _l("전체")), *((bureau, places.bureau(bureau)) for bureau in bureaus)]
        )

    def offer_roles(self) -> None:
        """Set the roles that can be asked for."""
        self.role.choices = options([(NONE, _l("전체")), *((role.value, word(role)) for role in Role)])


# Departments and officers


class DepartmentForm(Form):
    """What is written down of a department."""

    at_field: ClassVar = {"department.code_taken": "code", "department.name_taken": "name"}

    code = StringField(_l("부서 코드"), validators=[_required(), _CODE])
    name = StringField(
        _l("부서명"), validators=[_required(), _at_most(rules.LONGEST_NAME)], filters=[_plain_name]
    )
    name_en = StringField(_l("영문 부서명"), validators=[_at_most(100)])
    bureau = StringField(_l("소속 국"), validators=[_required(), _at_most(rules.LONGEST_NAME)])
    bureau_en = StringField(
        _l("영문 국 이름"),
        description=_l("영어 화면에 보입니다. 그 국의 부서 하나에만 적어도 됩니다."),
        validators=[_at_most(100)],
    )
    kind = SelectField(_l("구분"), validators=[InputRequired(_l("하나를 골라 주십시오."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = options([(kind.value, word(kind)) for kind in DepartmentKind])


class CloseForm(Form):
    """From which day a department is no more."""

    closed_on = DayField(
        _l("폐지일"),
        [_a_day()],
        description=_l("이날부터 부서가 없습니다. 배치된 주무관도 함께 종료합니다."),
    )


class TermForm(Form):
    """Who serves where, from when to when."""

    kind = RadioField(_l("구분"), validators=[InputRequired(_l("하나를 골라 주십시오."))])
    starts_on = DayField(_l("시작일"), [_a_day()])
    last_on = DayField(
        _l("마지막 날"), [Optional()], description=_l("정해지지 않았으면 비워 두십시오. 이날까지 맡습니다.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = options([(kind.value, word(kind)) for kind in AppointmentKind])

    def validate_last_on(self, field: Field) -> None:
        """The last day is not before the first."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(str(_l("마지막 날은 시작일과 같거나 그 뒤여야 합니다.")))

    @property
    def ends_on(self) -> date | None:
        """The first day of not serving any more."""
        return self.last_on.data + ONE_DAY if self.last_on.data else None


class AppointForm(TermForm):
    """Which officer, for a department."""

    officer = ChoiceField(_l("주무관"))


class TransferForm(TermForm):
    """Which department, for an officer."""

    department = ChoiceField(_l("부서"))


class EndForm(Form):
    """The last day of an appointment."""

    at_field: ClassVar = {"appointment.ends_before_start": "last_on"}

    last_on = DayField(
        _l("마지막 날"), [_a_day()], description=_l("이날까지 맡고 다음 날부터 맡지 않습니다.")
    )

    @property
    def ends_on(self) -> date:
        """The first day of not serving any more."""
        if self.last_on.data is None:
            raise ValueError("only for a form that is ready")
        return self.last_on.data + ONE_DAY


class OfficerForm(Form):
    """A new officer, and where she serves first if that is known."""

    at_field: ClassVar = {"officer.email_taken": "email", "appointment.department_taken": "starts_on"}

    name = StringField(_l("이름"), validators=[_required(), _at_most(rules.LONGEST_NAME)])
    email = StringField(_l("전자우편"), validators=[_required(), _at_most(rules.LONGEST_EMAIL), _EMAIL])
    phone = StringField(_l("전화번호"), validators=[_at_most(30), _telephone])
    department = ChoiceField(_l("부서"), required=False, description=_l("나중에 배치해도 됩니다."))
    starts_on = DayField(_l("시작일"), [Optional()])

    def validate_department(self, field: Field) -> None:
        """Who is to serve starts some day."""
        if field.data and not (self.starts_on.data or self.starts_on.process_errors):
            raise ValidationError(str(_l("부서를 고르셨으면 시작일도 입력해 주십시오.")))


class OfficerEditForm(Form):
    """What changes of an officer. The contact details are not shown: that would be looking at them."""

    at_field: ClassVar = {"officer.email_taken": "email"}

    name = StringField(_l("이름"), validators=[_required(), _at_most(rules.LONGEST_NAME)])
    email = StringField(
        _l("새 전자우편"),
        validators=[_at_most(rules.LONGEST_EMAIL), _EMAIL],
        description=_l("바꿀 때에만 입력하십시오. 비워 두면 그대로 둡니다."),
    )
    phone = StringField(
        _l("새 전화번호"),
        validators=[_at_most(30), _telephone],
        description=_l("바꿀 때에만 입력하십시오. 비워 두면 그대로 둡니다."),
    )
    without_phone = BooleanField(_l("전화번호 지우기"))

    @property
    def wanted_phone(self) -> str | None:
        """The new phone; "" takes it away, None leaves it."""
        return "" if self.without_phone.data else self.phone.data or None


# Imports


BLANK_DEPARTMENTS: Final = Blank("people.blank_departments", DEPARTMENT_COLUMNS)
BLANK_OFFICERS: Final = Blank("people.blank_officers", OFFICER_COLUMNS)


class UploadForm(TableForm):
    """A file, and whether it names everything there is."""

    file = table_file(_l("CSV나 XLSX. 엑셀에서 저장한 그대로 올리시면 됩니다."))
    complete = BooleanField(_l("전체 명단입니다"))


class ApplyForm(Form):
    """What was shown is confirmed, and nothing else."""

    seen = HiddenField()
