"""Forms of posts, shares and boards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import ClassVar, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from sotong.assignments.rules import Act, Standing
from sotong.channels.permalinks import NotPermalink, parse
from sotong.channels.platforms import LinkKind, Permalink, Platform
from sotong.core.audience_forms import AudienceForm
from sotong.core.fields import KstDateTimeField
from sotong.core.forms import Form, options
from sotong.core.labels import WORDS, sentence
from sotong.outreach import rules
from sotong.outreach.queries.posts import Wanted
from sotong.outreach.rules import Audience, PostState
from sotong.outreach.services.posts import To

ABOUT_A_POST = (Act.SHARE, Act.COMMENT, Act.REPOST, Act.READ, Act.REPLY)
NO_POSTS = frozenset({LinkKind.PROFILE, LinkKind.GROUP})
_Member = TypeVar("_Member", bound=StrEnum)


def words_of(kind: type[StrEnum], but: StrEnum | None = None) -> list[tuple[object, object]]:
    """Value and word of each member of an enumeration."""
    return [(member.value, WORDS[f"{kind.__name__}.{member.value}"]) for member in kind if member is not but]


def post_link(text: str) -> Permalink:
    """Return what a pasted text leads to, a post. Raises ValidationError with a sentence."""
    found = parse(text)
    if isinstance(found, NotPermalink):
        raise ValidationError(sentence(found.code, host=found.host or ""))
    if found.kind in NO_POSTS:
        raise ValidationError(sentence("post.not_a_post"))
    return found


class ShareForm(AudienceForm):
    """Whom a share is asked of, and until when."""

    at_field: ClassVar = {
        "assignment.due_in_the_past": "due_at",
        "post.nobody_to_ask": "audience",
        "post.waits_for_approval": "audience",
    }
    is_closed: Callable[[date], bool] | None = None
    """Whether the office is closed on a day, where due times are to lie in its hours."""

    act = SelectField(
        _l("무엇을 맡길까요?"),
        choices=options((act.value, WORDS[f"Act.{act.value}"]) for act in ABOUT_A_POST),
        default=Act.SHARE.value,
        description=_l("읽기는 확인만 하고, 나머지는 증빙을 냅니다."),
    )
    audience = RadioField(
        _l("누구에게 확산을 맡길까요?"),
        choices=options(words_of(Audience, but=Audience.NOBODY)),
        default=Audience.ALL.value,
    )
    due_at = KstDateTimeField(
        _l("마감"), description=_l("한국 시각입니다. 처음에는 다음 근무일 18시로 채워 둡니다.")
    )

    def validate_due_at(self, field: Field) -> None:
        """Ask for the due time if anybody is asked."""
        if self.audience.data != Audience.NOBODY and not field.data and not field.errors:
            raise ValidationError(str(_l("마감을 입력해 주십시오.")))
        if self.is_closed and field.data and self.audience.data in set(Audience):
            reason = rules.why_not_due(field.data, self.is_closed, Audience(self.audience.data))
            if reason and self.audience.data != Audience.NOBODY:
                raise ValidationError(sentence(reason))

    @property
    def to(self) -> To:
        """Whom the share is asked of, once the form is valid."""
        return To(Audience(self.audience.data), self.bureau.data or "", self.chosen_departments)


class PublishedForm(Form):
    """Where and when a post was published."""

    at_field: ClassVar = {
        "post.already_recorded": "permalink",
        "post.posted_in_the_future": "posted_at",
    }

    link: Permalink
    """What the pasted address leads to, once the form is valid."""

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
        self.link = post_link(field.data or "")


class SlotPublishedForm(PublishedForm):
    """Where a slot of the content calendar was published."""

    at_field: ClassVar = {**PublishedForm.at_field, "slot.other_channel": "elsewhere"}

    elsewhere = BooleanField(_l("다른 채널에 올린 것이 맞습니다."))
    """Asked for only where its series has a channel, and this is not it."""


class PostForm(PublishedForm, ShareForm):
    """An official post with, in the same form, the assignment of its share."""

    at_field: ClassVar = {**ShareForm.at_field, **PublishedForm.at_field}

    title = StringField(
        _l("제목"),
        validators=[
            DataRequired(_l("제목을 입력해 주십시오.")),
            Length(max=rules.MAX_TITLE_LENGTH, message=_l("제목은 %(max)d자까지 입력할 수 있습니다.")),
        ],
    )
    text = TextAreaField(
        _l("주무관이 복사할 글"),
        description=_l("주무관이 한 번 눌러 복사해 자기 채널에 붙여 넣습니다. 비워 두어도 됩니다."),
        validators=[Length(max=rules.MAX_TEXT_LENGTH, message=_l("글은 %(max)d자까지 입력할 수 있습니다."))],
    )
    audience = RadioField(
        _l("누구에게 확산을 맡길까요?"),
        choices=options(words_of(Audience)),
        default=Audience.ALL.value,
    )


class CancelForm(Form):
    """Why is a post cancelled?"""

    reason = TextAreaField(
        _l("취소 사유"),
        description=_l("아직 하지 않은 주무관에게 보이고 감사 기록에 남으니 개인정보는 적지 마십시오."),
        validators=[
            DataRequired(_l("취소 사유를 입력해 주십시오.")),
            Length(max=rules.MAX_REASON_LENGTH, message=_l("사유는 %(max)d자까지 입력할 수 있습니다.")),
        ],
    )


class _AskedForm(Form):
    """Conditions in an address; what is not among the choices is as if it were not asked for."""

    class Meta(Form.Meta):
        csrf = False

    @staticmethod
    def _member(kind: type[_Member], field: Field) -> _Member | None:
        if field.data in set(kind):
            return kind(field.data)
        field.data = ""
        return None


class PostsAskedForm(_AskedForm):
    """Which posts a list shows."""

    text = StringField(_l("제목"), validators=[Optional(), Length(max=rules.MAX_TITLE_LENGTH)])
    platform = SelectField(_l("채널"), choices=options([("", _l("모두")), *words_of(Platform)]))
    state = SelectField(_l("상태"), choices=options([("", _l("모두")), *words_of(PostState)]))

    def wanted(self) -> Wanted:
        """What was asked for."""
        text = (self.text.data or "").replace("\x00", "")[: rules.MAX_TITLE_LENGTH]
        return Wanted(text, self._member(Platform, self.platform), self._member(PostState, self.state))


class BoardAskedForm(_AskedForm):
    """Which assignments of a board are shown."""

    standing = SelectField(_l("상태"), choices=options([("", _l("모두")), *words_of(Standing)]))

    def wanted(self) -> list[Standing]:
        """The standings asked for; none means any."""
        standing = self._member(Standing, self.standing)
        return [standing] if standing else []
