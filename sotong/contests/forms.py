"""Forms of contests, phases and entries. The rule's editor is in `rule_form`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from sotong.channels.permalinks import NotPermalink, parse
from sotong.contests.models import Contest, Entry
from sotong.contests.rule_parts import Format
from sotong.contests.rules import PhaseFacts, PhaseKind
from sotong.contests.services import Description, EntryContent
from sotong.core import places
from sotong.core.fields import KstDateTimeField
from sotong.core.forms import Form, options
from sotong.core.labels import WORDS, sentence
from sotong.people.models import Department

TITLE, SUMMARY, STORY, NAMES, LINK, REASON = 100, 300, 5000, 200, 2000, 500


def _needed(message: Any) -> DataRequired:
    return DataRequired(message)


def _at_most(letters: int) -> Length:
    return Length(max=letters, message=_l("%(max)d자 이하로 줄여 주십시오."))


class ContestForm(Form):
    """What a contest says of itself."""

    title = StringField(
        _l("콘테스트 이름"), validators=[_needed(_l("콘테스트 이름을 입력해 주십시오.")), _at_most(TITLE)]
    )
    title_en = StringField(_l("영어 이름"), validators=[Optional(), _at_most(TITLE)])
    summary = TextAreaField(
        _l("소개"),
        description=_l("시민이 투표 화면에서 읽는 글입니다. 두세 문장이면 충분합니다."),
        validators=[_needed(_l("소개를 입력해 주십시오.")), _at_most(SUMMARY)],
    )

    @property
    def description(self) -> Description:
        """What was typed, once it is valid."""
        return Description(
            title=self.title.data or "",
            title_en=self.title_en.data or None,
            summary=self.summary.data or "",
        )


class PhaseForm(Form):
    """The two ends of one phase; both or neither."""

    class Meta(Form.Meta):
        csrf = False

    opens_at = KstDateTimeField(_l("여는 시각"), validators=[Optional()])
    closes_at = KstDateTimeField(_l("닫는 시각"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if (self.opens_at.data is None) != (self.closes_at.data is None):
            empty = self.closes_at if self.closes_at.data is None else self.opens_at
            empty.errors = [*empty.errors, _l("여는 시각과 닫는 시각을 함께 정해 주십시오.")]
            return False
        return True


class PhasesForm(Form):
    """The windows of a contest's phases, in Korean time."""

    stored: Mapping[PhaseKind, PhaseFacts] = {}
    entry = FormField(PhaseForm, WORDS["PhaseKind.entry"])
    vote = FormField(PhaseForm, WORDS["PhaseKind.vote"])
    judging = FormField(PhaseForm, WORDS["PhaseKind.judging"])
    publication = FormField(PhaseForm, WORDS["PhaseKind.publication"])
    reason = TextAreaField(
        _l("바꾸는 사유"),
        description=_l("이미 열린 단계의 닫는 시각을 늦출 때에만 필요합니다. 감사 기록에 남습니다."),
        validators=[Optional(), _at_most(REASON)],
    )

    @classmethod
    def showing(cls, contest: Contest) -> PhasesForm:
        """Make the form, filled with what is set until something else is typed."""
        form = cls(
            data={
                phase.kind.value: {"opens_at": phase.opens_at, "closes_at": phase.closes_at}
                for phase in contest.phases
            }
        )
        form.stored = {phase.kind: phase.facts for phase in contest.phases}
        return form

    @property
    def phases(self) -> list[PhaseFacts]:
        """The phases that were set, once the form is valid.

        The page shows minutes: an end that was set to the second elsewhere and is left alone stays as it was.
        """
        windows = {kind: self[kind.value].form for kind in PhaseKind}
        return [
            _unless_untouched(self.stored.get(kind), kind, window.opens_at.data, window.closes_at.data)
            for kind, window in windows.items()
            if window.opens_at.data and window.closes_at.data
        ]


def _unless_untouched(
    stored: PhaseFacts | None, kind: PhaseKind, opens_at: datetime, closes_at: datetime
) -> PhaseFacts:
    if stored and _to_the_minute(stored.opens_at) == opens_at:
        opens_at = stored.opens_at
    if stored and _to_the_minute(stored.closes_at) == closes_at:
        closes_at = stored.closes_at
    return PhaseFacts(kind, opens_at, closes_at)


def _to_the_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


class LockRuleForm(Form):
    """The last word on a rule: which version was read."""

    digest = HiddenField()


class ReasonedForm(Form):
    """Something that is only done for a reason."""

    reason = TextAreaField(
        _l("사유"),
        validators=[_needed(_l("사유를 입력해 주십시오.")), _at_most(REASON)],
    )


class EntryForm(Form):
    """What a department writes of its case."""

    title = StringField(
        _l("출품작 이름"), validators=[_needed(_l("출품작 이름을 입력해 주십시오.")), _at_most(TITLE)]
    )
    title_en = StringField(_l("영어 이름"), validators=[Optional(), _at_most(TITLE)])
    format = RadioField(
        _l("발표 형식"),
        validators=[_needed(_l("발표 형식을 골라 주십시오."))],
        choices=options((format_.value, WORDS[f"Format.{format_.value}"]) for format_ in Format),
        validate_choice=False,
    )
    summary = TextAreaField(
        _l("한 줄 소개"),
        description=_l("시민이 투표 화면에서 읽는 글입니다. 한두 문장으로 적어 주십시오."),
        validators=[_needed(_l("한 줄 소개를 입력해 주십시오.")), _at_most(SUMMARY)],
    )
    story = TextAreaField(
        _l("사례 내용"),
        description=_l("무엇이 문제였고, SNS로 무엇을 했고, 무엇이 달라졌는지 적어 주십시오."),
        validators=[_needed(_l("사례 내용을 입력해 주십시오.")), _at_most(STORY)],
    )
    presenters = StringField(
        _l("발표자"),
        description=_l("이름은 투표 화면에 나오지 않습니다."),
        validators=[Optional(), _at_most(NAMES)],
    )
    media_url = StringField(
        _l("게시물이나 영상 주소"),
        description=_l("사례를 보여 주는 SNS 게시물이나 영상의 주소를 붙여 넣어 주십시오."),
        validators=[Optional(), _at_most(LINK)],
    )

    @classmethod
    def showing(cls, entry: Entry | None = None, **more: Any) -> EntryForm:
        """Make the form, filled with the entry until something else is typed."""
        return cls(obj=entry, **more)

    def validate_format(self, field: RadioField) -> None:
        if field.data not in set(Format):
            raise ValidationError(_l("발표 형식을 골라 주십시오."))

    def validate_media_url(self, field: StringField) -> None:
        found = parse(field.data) if field.data else None
        if isinstance(found, NotPermalink):
            raise ValidationError(sentence(found.code, host=found.host or ""))

    @property
    def content(self) -> EntryContent:
        """What was typed, once it is valid; the address in its canonical form."""
        link = parse(self.media_url.data) if self.media_url.data else None
        return EntryContent(
            title=self.title.data or "",
            title_en=self.title_en.data or None,
            format=Format(self.format.data),
            summary=self.summary.data or "",
            story=self.story.data or "",
            presenters=self.presenters.data or None,
            media_url=None if link is None or isinstance(link, NotPermalink) else link.url,
        )


class EntryForDepartmentForm(EntryForm):
    """An entry that whoever runs the contest writes for a department."""

    department = SelectField(_l("부서"), validate_choice=False)

    def offer(self, departments: Iterable[Department]) -> None:
        """Let these departments be chosen."""
        self.offered = {str(department.id): places.department(department.name) for department in departments}
        self.department.choices = options([("", _l("골라 주십시오")), *self.offered.items()])

    def validate_department(self, field: SelectField) -> None:
        if field.data not in self.offered:
            raise ValidationError(_l("부서를 골라 주십시오."))

    @property
    def department_id(self) -> UUID:
        """The department chosen, once the form is valid."""
        return UUID(self.department.data)
