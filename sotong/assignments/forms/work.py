"""What officers hand in, and what reviewers decide."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from sotong.assignments import rules
from sotong.assignments.rules import Choice, Decision
from sotong.channels.permalinks import NotPermalink, parse
from sotong.channels.platforms import Permalink
from sotong.core.fields import InnerPathField, KstDateTimeField
from sotong.core.forms import Form, options
from sotong.core.labels import WORDS, sentence

MOST_AT_ONCE = 1_000


def proof_link(text: str) -> Permalink:
    """Return what a pasted text leads to, if it may be a proof. Raises ValidationError with a sentence."""
    found = parse(text)
    if isinstance(found, NotPermalink):
        raise ValidationError(sentence(found.code, host=found.host or ""))
    if reason := rules.why_not_proof(found):
        raise ValidationError(sentence(reason))
    return found


class ProofForm(Form):
    """A permalink, pasted as the app's share button gives it: with words around it or without."""

    link: Permalink
    """What the pasted text leads to, once the form is valid."""

    permalink = StringField(
        _l("올린 게시물의 주소"),
        validators=[DataRequired(_l("올린 게시물의 주소를 붙여 넣어 주십시오."))],
        render_kw={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none"},
    )

    def validate_permalink(self, field: Field) -> None:
        """Say in a sentence why a text leads to no post."""
        self.link = proof_link(field.data or "")


class AnswerForm(Form):
    """A department's answer: taken up as it is, with changes, or not."""

    at_field: ClassVar = {"assignment.text_missing": "text"}

    choice = RadioField(
        _l("우리 부서의 답"),
        choices=options((one.value, WORDS[f"Choice.{one.value}"]) for one in Choice),
        validators=[InputRequired(_l("답을 골라 주십시오."))],
    )
    text = TextAreaField(
        _l("내용"),
        description=_l(
            "어떻게 할지, 무엇을 바꿀지, 또는 하지 않는 까닭을 적어 주십시오. 모든 부서가 읽고 감사 기록에 "
            "남으니 개인정보는 적지 마십시오."
        ),
        validators=[
            Length(max=rules.MAX_REASON_LENGTH, message=_l("내용은 %(max)d자까지 입력할 수 있습니다."))
        ],
    )
    back = InnerPathField()

    @property
    def chosen(self) -> Choice:
        """The answer, once the form is valid."""
        return Choice(self.choice.data)


class OutcomeForm(Form):
    """What came of something that was taken up."""

    link: Permalink | None = None
    """What the pasted text leads to, if anything was pasted, once the form is valid."""

    outcome = TextAreaField(
        _l("실행한 일"),
        description=_l(
            "무엇을 했고 무엇이 달라졌는지 적어 주십시오. 모든 부서가 읽으니 개인정보는 적지 마십시오."
        ),
        validators=[
            DataRequired(_l("실행한 일을 적어 주십시오.")),
            Length(max=rules.MAX_REASON_LENGTH, message=_l("내용은 %(max)d자까지 입력할 수 있습니다.")),
        ],
    )
    permalink = StringField(
        _l("보여 줄 게시물의 주소"),
        description=_l("없으면 비워 두십시오."),
        render_kw={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none"},
    )
    back = InnerPathField()

    def validate_permalink(self, field: Field) -> None:
        """Say in a sentence why a text leads to no post."""
        if field.data:
            self.link = proof_link(field.data)


class DecisionForm(Form):
    """One decision about the assignments chosen."""

    at_field: ClassVar = {
        "assignment.due_in_the_past": "due_at",
        "assignment.reason_missing": "reason",
    }

    chosen = SelectMultipleField(_l("고른 과제"), coerce=UUID, validate_choice=False)
    decision = SelectField(
        _l("결정"),
        choices=options((one.value, WORDS[f"Decision.{one.value}"]) for one in Decision),
    )
    reason = TextAreaField(
        _l("사유"),
        description=_l(
            "반려하거나 면제하거나 거둘 때 필요합니다. 담당 주무관에게 보이고 감사 기록에 남으니 "
            "개인정보는 적지 마십시오."
        ),
        validators=[
            Length(max=rules.MAX_REASON_LENGTH, message=_l("사유는 %(max)d자까지 입력할 수 있습니다."))
        ],
    )
    due_at = KstDateTimeField(
        _l("새 마감"),
        description=_l("반려하거나 다시 여는 과제의 마감을 늦출 때만 입력해 주십시오."),
        validators=[Optional()],
    )
    back = InnerPathField()

    def validate_chosen(self, field: Field) -> None:
        """Ask for at least one assignment."""
        if not field.data:
            raise ValidationError(str(_l("과제를 하나 이상 골라 주십시오.")))
        if len(field.data) > MOST_AT_ONCE:
            raise ValidationError(str(_l("한 번에 1,000건까지 결정할 수 있습니다.")))

    def validate_reason(self, field: Field) -> None:
        """Ask for the reason where the decision goes against an officer."""
        if self.decision.data in rules.NEEDS_REASON and not (field.data or "").strip():
            raise ValidationError(sentence("assignment.reason_missing"))

    @property
    def lacks_reason(self) -> bool:
        """Whether a board's button was pressed and the reason is still to be asked for."""
        pressed = self.is_submitted() and bool(self.chosen.data) and not self.reason.raw_data
        return pressed and self.decision.data in rules.NEEDS_REASON

    @property
    def decided(self) -> Decision:
        """The decision, once the form is valid."""
        return Decision(self.decision.data)
