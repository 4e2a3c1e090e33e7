"""Forms of alerts and their messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from sotong.channels.models import Channel
from sotong.channels.platforms import Permalink
from sotong.core import places
from sotong.core.forms import Form, options
from sotong.core.labels import word
from sotong.outreach import alert_rules as rules
from sotong.outreach.forms import fields
from sotong.outreach.forms.posts import post_link, words_of
from sotong.outreach.guidance_rules import Hazard
from sotong.outreach.rules import Audience
from sotong.outreach.services.alerts import Opening
from sotong.outreach.services.posts import To
from sotong.people.models import Department

DRILL, REAL = "drill", "real"
WORDS: LazyString = _l("실제 상황")
"""What an admin types before a real alert is opened."""
SHARE_WITHIN = 30
LONGEST_SHARE = 24 * 60


def checkboxes(label: str, description: str = "") -> SelectMultipleField:
    """Several of many, each with a box."""
    return SelectMultipleField(
        label,
        description=description,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class OpenAlertForm(Form):
    """What has come in, whom it concerns, and whether it is real."""

    at_field: ClassVar = {"alert.nobody_concerned": "departments", "alert.words_missing": "said"}

    drill = RadioField(
        _l("훈련입니까, 실제입니까?"),
        choices=options(
            [
                (DRILL, _l("훈련: 모든 화면과 메시지에 훈련이라고 보이고, 시민에게는 나가지 않습니다.")),
                (REAL, _l("실제: 관계 부서에 바로 알리고, 메시지를 내면 시민이 봅니다.")),
            ]
        ),
        default=DRILL,
    )
    title = fields.line(
        _l("제목"),
        rules.MAX_TITLE_LENGTH,
        _l("제목을 입력해 주십시오."),
        hint=_l("무슨 일이 어디에서. 예: 제14호 태풍 북상, 도림천 수위 상승"),
    )
    hazard = SelectField(
        _l("종류"),
        choices=options([("", _l("골라 주십시오")), *words_of(Hazard)]),
        validators=[DataRequired(_l("종류를 골라 주십시오."))],
    )
    known = fields.lines(
        _l("지금까지 아는 것"),
        rules.MAX_KNOWN_LENGTH,
        _l("아는 것을 입력해 주십시오."),
        hint=_l("들어온 때, 곳, 규모, 하고 있는 일. 관계 부서만 봅니다. 개인정보는 적지 마십시오."),
    )
    departments = checkboxes(_l("관계 부서"), _l("담당 주무관과 대직자에게 조용한 시간에도 바로 알립니다."))
    minutes = fields.minutes(
        _l("수신 확인까지(분)"),
        _l("이 시간 안에 답이 없으면 대직자에게, 다시 답이 없으면 관리자에게 넘어갑니다."),
        default=rules.DEFAULT_MINUTES,
        most=rules.LONGEST_MINUTES,
    )
    said = StringField(
        _l("실제 상황의 확인"),
        description=_l("실제일 때만, '실제 상황'이라고 적어 주십시오."),
        render_kw={"autocomplete": "off"},
    )

    def offer(self, departments: Iterable[Department]) -> None:
        """Fill in the departments of the day."""
        self.departments.choices = options((str(one.id), places.department(one.name)) for one in departments)

    @property
    def opening(self) -> Opening:
        """What was said, once the form is valid."""
        return Opening(
            title=self.title.data or "",
            hazard=Hazard(self.hazard.data),
            known="\n".join((self.known.data or "").splitlines()),
            department_ids=[UUID(one) for one in self.departments.data or ()],
            drill=self.drill.data != REAL,
            minutes=self.minutes.data or rules.DEFAULT_MINUTES,
            said=self.said.data or "",
            words=str(WORDS),
        )


class HowForm(Form):
    """How an admin learned that a department knows."""

    how = fields.line(
        _l("어떻게 확인했습니까?"),
        rules.MAX_NOTE_LENGTH,
        _l("확인한 방법을 입력해 주십시오."),
        hint=_l("예: 당직실에 전화해 확인함. 개인정보는 적지 마십시오."),
    )


class MessageForm(Form):
    """An official message, and where it is to stand."""

    text = fields.lines(
        _l("메시지"),
        rules.MAX_MESSAGE_LENGTH,
        _l("메시지를 입력해 주십시오."),
        hint=_l("확인된 사실과 시각만 씁니다. 두 번째 담당자가 본 뒤에 나갑니다."),
    )
    channels = checkboxes(_l("올릴 채널"), _l("메시지가 나간 뒤 채널마다 올리고 주소를 등록합니다."))
    guidance = HiddenField(validators=[Optional()])

    def offer(self, channels: Sequence[Channel]) -> None:
        """Fill in the office's own accounts."""
        self.channels.choices = options(
            (str(one.id), f"{word(one.platform)} · {one.name}") for one in channels
        )

    def validate_channels(self, field: Field) -> None:
        """A message that stands nowhere is none."""
        if self.channels.choices and not field.data:
            raise ValidationError(_("채널을 하나 이상 골라 주십시오."))

    @property
    def chosen(self) -> list[UUID]:
        """The channels chosen."""
        return [UUID(one) for one in self.channels.data or ()]

    @property
    def guidance_version_id(self) -> UUID | None:
        """Which guidance was put in, if one was."""
        return as_id(self.guidance.data)


class SendBackForm(Form):
    """Why a message is sent back."""

    why = fields.lines(
        _l("돌려보내는 까닭"),
        rules.MAX_NOTE_LENGTH,
        _l("까닭을 입력해 주십시오."),
        hint=_l("쓴 사람에게 보입니다."),
    )


class PostedForm(Form):
    """The address at which a message stands on a channel, and who is to share it."""

    at_field: ClassVar = {
        "alert.other_channel": "permalink",
        "post.already_recorded": "permalink",
        "post.nobody_to_ask": "audience",
    }

    link: Permalink | None = None
    """What the pasted address leads to, once the form is valid; None if there is none."""

    permalink = StringField(
        _l("올린 게시물의 주소"),
        description=_l("주소가 없는 채널이면 비워 두십시오. 그러면 확산은 맡길 수 없습니다."),
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )
    audience = SelectField(
        _l("누구에게 확산을 맡길까요?"),
        choices=options(
            [
                (Audience.ALL.value, _l("모든 부서")),
                (Audience.DEPARTMENTS.value, _l("관계 부서")),
                (Audience.NOBODY.value, _l("맡기지 않음")),
            ]
        ),
        default=Audience.ALL.value,
    )
    minutes = fields.minutes(_l("확산 마감까지(분)"), "", default=SHARE_WITHIN, most=LONGEST_SHARE)

    def validate_permalink(self, field: Field) -> None:
        """Say in a sentence why a text leads to no post."""
        if not field.data:
            return
        self.link = post_link(field.data)

    def to(self, concerned: Sequence[UUID]) -> To:
        """Whom the share is asked of."""
        return To(Audience(self.audience.data), department_ids=concerned)

    def due_at(self, now: datetime) -> datetime:
        """Until when."""
        return now + timedelta(minutes=self.minutes.data or SHARE_WITHIN)


class CloseAlertForm(Form):
    """How an alert ended."""

    note = fields.lines(
        _l("맺음말"),
        rules.MAX_NOTE_LENGTH,
        _l("맺음말을 입력해 주십시오."),
        hint=_l("무엇으로 끝났고 무엇을 배웠는지. 보고서에 실립니다."),
    )


def as_id(text: Any) -> UUID | None:
    """Read an id out of an address or a hidden field; nonsense counts as none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
