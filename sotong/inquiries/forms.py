"""Forms of questions, of what is done with them, and of canned replies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from sotong.channels.permalinks import LONGEST_LINK, NotPermalink, parse
from sotong.channels.platforms import Permalink, Platform
from sotong.core import places
from sotong.core.blank_files import Blank
from sotong.core.counting import _n
from sotong.core.fields import KstDateTimeField
from sotong.core.forms import Form, options
from sotong.core.labels import WORDS, sentence
from sotong.core.table_forms import TableForm, table_file
from sotong.inquiries.canned import LONGEST_TITLE, unknown_places
from sotong.inquiries.course import COORDINATOR, NOBODY, Holder, Party, department
from sotong.inquiries.imports import COLUMNS
from sotong.inquiries.models import CannedReply
from sotong.inquiries.queries import Shown, Wanted, Whose
from sotong.inquiries.rules import LONGEST_NAME, LONGEST_NOTE, LONGEST_TEXT, TERMS
from sotong.people.models import Department

MYSELF = "myself"
LARGEST_NUMBER = 999_999_999
_Member = TypeVar("_Member", bound=StrEnum)
_NO_LINK = {"inputmode": "url", "autocomplete": "off", "autocapitalize": "none"}


def words_of(kind: type[StrEnum]) -> list[tuple[object, object]]:
    """Value and word of each member of an enumeration."""
    return [(member.value, WORDS[f"{kind.__name__}.{member.value}"]) for member in kind]


def _link(field: Field) -> Permalink | None:
    """What a pasted text leads to, if anything was pasted. Raises ValidationError with a sentence."""
    if not field.data:
        return None
    found = parse(field.data)
    if isinstance(found, NotPermalink):
        raise ValidationError(sentence(found.code, host=found.host or ""))
    return found


def _at_most(limit: int) -> Length:
    return Length(max=limit, message=_l("%(max)d자까지 입력할 수 있습니다."))


class RecordForm(Form):
    """A question as it came in, and who is to answer it."""

    at_field: ClassVar = {
        "inquiry.received_in_the_future": "received_at",
        "inquiry.received_too_long_ago": "received_at",
        "inquiry.same_holder": "to",
    }

    link: Permalink | None = None
    """What the pasted address leads to, if there is one, once the form is valid."""

    permalink = StringField(
        _l("문의가 올라온 주소"),
        description=_l("댓글이나 게시물의 주소입니다. 대화방처럼 주소가 없으면 비우고 채널을 고릅니다."),
        validators=[Length(max=LONGEST_LINK)],
        render_kw=_NO_LINK,
    )
    platform = SelectField(
        _l("채널"), default="", description=_l("주소를 붙여 넣었으면 고르지 않아도 됩니다.")
    )
    text = TextAreaField(
        _l("문의 내용"),
        description=_l(
            "전화번호, 주민등록번호, 전자우편은 가리고 저장합니다. 이름과 집 주소는 빼고 적어 주십시오."
        ),
        validators=[DataRequired(_l("문의 내용을 붙여 넣어 주십시오.")), _at_most(LONGEST_TEXT)],
    )
    pseudonym = StringField(
        _l("시민의 별명"),
        description=_l("채널에 보이는 이름입니다. 비워 두어도 됩니다."),
        validators=[_at_most(LONGEST_NAME)],
    )
    term_days = SelectField(_l("처리 기간"), coerce=int, default=0)
    received_at = KstDateTimeField(
        _l("접수 시각"),
        description=_l("시민이 물은 때입니다. 한국 시각입니다."),
        validators=[InputRequired(_l("접수 시각을 입력해 주십시오."))],
    )
    to = SelectField(_l("누가 답변합니까?"), default=MYSELF)
    note = StringField(
        _l("넘기면서 할 말"),
        description=_l("다른 부서로 넘길 때만 씁니다."),
        validators=[_at_most(LONGEST_NOTE)],
    )

    def offer(self, departments: Iterable[Department], own_id: UUID | None) -> RecordForm:
        """Offer the channels, the terms, and the departments that a question can be handed to."""
        self.platform.choices = options([("", _l("주소에서 알아냄")), *words_of(Platform)])
        self.term_days.choices = options((days, term_text(days)) for days in TERMS)
        others = [(str(one.id), places.department(one.name)) for one in departments if one.id != own_id]
        coordinator = [(Party.COORDINATOR.value, WORDS["Party.coordinator"])] if own_id else []
        self.to.choices = options([(MYSELF, _l("접수한 사람")), *coordinator, *others])
        return self

    def validate_permalink(self, field: Field) -> None:
        """Say in a sentence why a text leads nowhere."""
        self.link = _link(field)

    def validate_platform(self, field: Field) -> None:
        """Ask for the channel where no address tells it."""
        if not field.data and not self.permalink.data:
            raise ValidationError(sentence("inquiry.channel_missing"))

    @property
    def came_on(self) -> Platform:
        """The channel, once the form is valid."""
        return self.link.platform if self.link else Platform(self.platform.data)

    @property
    def holder(self) -> Holder:
        """To whom it goes at once, once the form is valid; nobody: it stays with whoever took it down."""
        return NOBODY if self.to.data == MYSELF else holder_named(self.to.data)


class RelayForm(Form):
    """To whom a question is handed on."""

    at_field: ClassVar = {"inquiry.same_holder": "to", "inquiry.refused_there": "to"}

    to = SelectField(_l("받을 부서"), validators=[InputRequired(_l("받을 부서를 골라 주십시오."))])
    note = TextAreaField(
        _l("넘기면서 할 말"),
        description=_l("받는 부서에 보입니다. 시민의 연락처는 적지 마십시오. 적어도 가리고 저장합니다."),
        validators=[_at_most(LONGEST_NOTE)],
    )

    def offer(self, departments: Iterable[Department], but: Holder) -> RelayForm:
        """Offer every holder but the present one."""
        coordinator = [] if but == COORDINATOR else [(Party.COORDINATOR.value, WORDS["Party.coordinator"])]
        others = [
            (str(one.id), places.department(one.name)) for one in departments if one.id != but.department_id
        ]
        self.to.choices = options([("", _l("고르기")), *coordinator, *others])
        return self

    @property
    def holder(self) -> Holder:
        """The new holder, once the form is valid."""
        return holder_named(self.to.data)


class WordsForm(Form):
    """What is said with a step: a reason, a reply to the sender, what the citizen is asked for."""

    at_field: ClassVar = {"inquiry.words_missing": "words"}

    words = TextAreaField(
        _l("내용"), validators=[DataRequired(_l("내용을 입력해 주십시오.")), _at_most(LONGEST_NOTE)]
    )

    def called(self, label: Any, hint: Any) -> WordsForm:
        """Name the field as the step needs it."""
        self.words.label.text, self.words.description = label, hint
        return self


class MergeForm(Form):
    """Of which question this is a duplicate: that one is chosen on a list and shown before this form."""

    at_field: ClassVar = dict.fromkeys(
        ("inquiry.no_such_number", "inquiry.merge_itself", "inquiry.main_is_merged"), "main_number"
    )

    main_number = HiddenField(validators=[DataRequired(_l("남겨 둘 문의를 골라 주십시오."))])
    note = StringField(_l("메모"), description=_l("비워 두어도 됩니다."), validators=[_at_most(LONGEST_NOTE)])

    def validate_main_number(self, _field: Field) -> None:
        """Refuse what is no number of a question."""
        if self.number is None:
            raise ValidationError(sentence("inquiry.no_such_number"))

    @property
    def number(self) -> int | None:
        """The number; None if there is none, or nonsense."""
        digits = (self.main_number.data or "").removeprefix("#")
        fits = digits.isascii() and digits.isdecimal() and int(digits[:20]) <= LARGEST_NUMBER
        return int(digits[:20]) if fits else None


class AnswerForm(Form):
    """What was answered, and where it stands."""

    at_field: ClassVar = {"inquiry.words_missing": "text"}

    link: Permalink | None = None

    canned = SelectField(_l("준비된 답변"), validators=[Optional()])
    text = TextAreaField(
        _l("답변"),
        description=_l("채널에 올린 답변을 그대로 적어 주십시오. 시민의 개인정보는 적지 마십시오."),
        validators=[DataRequired(_l("답변을 입력해 주십시오.")), _at_most(LONGEST_TEXT)],
    )
    permalink = StringField(
        _l("답변을 올린 주소"),
        description=_l("없으면 비워 둡니다."),
        validators=[Length(max=LONGEST_LINK)],
        render_kw=_NO_LINK,
    )

    def offer(self, replies: Sequence[CannedReply]) -> AnswerForm:
        """Offer the canned replies."""
        named = [(str(reply.id), reply.title) for reply in replies]
        self.canned.choices = options([("", _l("고르지 않음")), *named])
        return self

    def validate_permalink(self, field: Field) -> None:
        """Say in a sentence why a text leads nowhere."""
        self.link = _link(field)


class CannedForm(Form):
    """A reply kept ready."""

    at_field: ClassVar = {"canned.title_taken": "title", "canned.unknown_place": "text"}

    title = StringField(
        _l("제목"),
        description=_l("답변할 때 이 제목으로 고릅니다."),
        validators=[DataRequired(_l("제목을 입력해 주십시오.")), _at_most(LONGEST_TITLE)],
    )
    text = TextAreaField(
        _l("답변"), validators=[DataRequired(_l("답변을 입력해 주십시오.")), _at_most(LONGEST_TEXT)]
    )

    def validate_text(self, field: Field) -> None:
        """Name the places that mean nothing."""
        if unknown := unknown_places(field.data or ""):
            named = ", ".join(f"{{{name}}}" for name in unknown)
            raise ValidationError(sentence("canned.unknown_place", places=named))


class ImportForm(TableForm):
    """A file of questions."""

    blank = Blank("inquiries.blank_questions", COLUMNS)
    file = table_file(
        _l(
            "CSV 또는 XLSX. 열: 접수시각, 채널, 주소, 별명, 내용, 부서, 기간"
            "(채널과 주소는 하나만 있어도 되고, 별명, 부서, 기간은 없어도 됩니다)"
        )
    )


class SearchForm(Form):
    """Which words or number are looked for."""

    class Meta(Form.Meta):
        csrf = False

    text = StringField(_l("찾는 말이나 번호"), validators=[Optional(), Length(max=LONGEST_NAME)])

    @property
    def said(self) -> str:
        """What is looked for, as a database takes it; "" is anything."""
        return (self.text.data or "").replace("\x00", "")[:LONGEST_NAME]


class AskedForm(SearchForm):
    """Which questions a list shows; what is not among the choices is as if it were not asked for."""

    shown = SelectField(_l("상태"), choices=options([("", _l("모두")), *words_of(Shown)]))
    whose = SelectField(_l("누구의"), choices=options([("", _l("모두")), *words_of(Whose)]))
    department = SelectField(_l("맡은 부서"))

    def offer(self, departments: Iterable[Department]) -> AskedForm:
        """Offer the departments."""
        named = {str(one.id): places.department(one.name) for one in departments}
        self.department.choices = options([("", _l("모두")), *named.items()])
        if self.department.data not in named:
            self.department.data = ""
        return self

    def wanted(self, account_id: UUID, own_department_id: UUID | None) -> Wanted:
        """What was asked for, by whom."""
        return Wanted(
            text=self.said,
            shown=self._member(Shown, self.shown),
            whose=self._member(Whose, self.whose),
            department_id=UUID(self.department.data) if self.department.data else None,
            account_id=account_id,
            own_department_id=own_department_id,
        )

    @staticmethod
    def _member(kind: type[_Member], field: Field) -> _Member | None:
        if field.data in set(kind):
            return kind(field.data)
        field.data = ""
        return None


def holder_named(text: str) -> Holder:
    """The holder that a choice stands for."""
    return COORDINATOR if text == Party.COORDINATOR else department(UUID(text))


def term_text(days: int) -> Any:
    """A term as people say it."""
    return _n("%(days)d일", by="days", days=days) if days else _l("즉시(근무시간 3시간 안)")
