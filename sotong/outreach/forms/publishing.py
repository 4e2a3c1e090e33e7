"""Forms of publishing a slot of the content calendar, and of how its series is shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from sotong.assignments.rules import Act
from sotong.channels.permalinks import NotPermalink, parse
from sotong.channels.platforms import LinkKind, Permalink
from sotong.core.fields import KstDateTimeField
from sotong.core.forms import Form, options
from sotong.core.labels import WORDS, sentence
from sotong.outreach.queries.sharing import Sharing
from sotong.outreach.sharing_rules import LONGEST_HOURS, SharedBy
from sotong.people.queries import ActiveOfficer

ACTS: Final = (Act.SHARE, Act.COMMENT, Act.REPOST, Act.READ)
NO_POSTS: Final = frozenset({LinkKind.PROFILE, LinkKind.GROUP})
_HOURS: Final = _l("1부터 80까지 넣어 주십시오.")


class PublishForm(Form):
    """Where a slot was published, and when."""

    at_field: ClassVar = {
        "post.already_recorded": "permalink",
        "post.posted_in_the_future": "posted_at",
    }
    link: Permalink

    permalink = StringField(
        _l("게시물 주소"),
        description=_l("공식 채널에 올린 게시물 하나의 주소를 붙여 넣어 주십시오."),
        validators=[DataRequired(_l("게시물 주소를 붙여 넣어 주십시오."))],
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )
    posted_at = KstDateTimeField(
        _l("게시 시각"),
        description=_l("한국 시각입니다."),
        validators=[InputRequired(_l("게시 시각을 입력해 주십시오."))],
    )

    def validate_permalink(self, field: Field) -> None:
        """Say in a sentence why a text leads to no post."""
        found = parse(field.data or "")
        if isinstance(found, NotPermalink):
            raise ValidationError(sentence(found.code, host=found.host or ""))
        if found.kind in NO_POSTS:
            raise ValidationError(sentence("post.not_a_post"))
        self.link = found


class SharingForm(Form):
    """Who shares a series' posts, how, and in how many office hours."""

    at_field: ClassVar = {"sharing.bad_hours": "due_hours"}

    shared_by = RadioField(
        _l("누구에게 맡길까요?"),
        choices=options((one.value, WORDS[f"SharedBy.{one.value}"]) for one in SharedBy),
        default=SharedBy.NOBODY.value,
    )
    bureau = SelectField(_l("국"), default="", description=_l("'한 국의 부서'를 고른 때에만 씁니다."))
    departments = SelectMultipleField(
        _l("부서"),
        description=_l("'고른 부서'를 고른 때에만 씁니다."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    act = SelectField(_l("할 일"), choices=options((one.value, WORDS[f"Act.{one.value}"]) for one in ACTS))
    due_hours = IntegerField(
        _l("마감(근무시간)"),
        description=_l("발행한 때부터 근무시간으로 셉니다. 하루는 8시간입니다."),
        validators=[InputRequired(_HOURS), NumberRange(1, LONGEST_HOURS, _HOURS)],
    )

    def offer(self, officers: Sequence[ActiveOfficer]) -> None:
        """Fill in the bureaus and departments that have an officer today."""
        bureaus = dict.fromkeys(officer.bureau for officer in officers)
        self.bureau.choices = options([("", _l("고르기")), *((bureau, bureau) for bureau in bureaus)])
        self.departments.choices = options(
            (str(officer.department_id), f"{officer.department_name} ({officer.officer_name})")
            for officer in officers
        )

    def validate_bureau(self, field: Field) -> None:
        """Ask for the bureau if one is meant."""
        if self.shared_by.data == SharedBy.BUREAU and not field.data:
            raise ValidationError(str(_l("국을 골라 주십시오.")))

    def validate_departments(self, field: Field) -> None:
        """Ask for a department if some are meant."""
        if self.shared_by.data == SharedBy.DEPARTMENTS and not field.data:
            raise ValidationError(str(_l("부서를 하나 이상 골라 주십시오.")))

    def sharing(self) -> Sharing:
        """What was typed, once it is valid."""
        return Sharing(
            shared_by=SharedBy(self.shared_by.data),
            bureau=self.bureau.data or "",
            departments=[UUID(department_id) for department_id in self.departments.data or ()],
            act=Act(self.act.data),
            due_hours=self.due_hours.data or 0,
        )
