"""Forms of swaps, deputies, cut-offs and handovers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final, Protocol
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from sotong.core.forms import Form, options
from sotong.rota.forms import number_of
from sotong.rota.queries.swaps import Duty
from sotong.rota.swap_rules import MOST_CLOSES_HOURS

LONGEST_NOTE: Final = 300
LONGEST_REASON: Final = 500
GIFT, RETURN = "gift", "return"
_TOO_LONG: Final = _l("%(max)d자까지 쓸 수 있습니다.")


EXCHANGE: Final = _l("맞바꾸기만")


class Asked(Protocol):
    """An officer who may be asked to take a duty."""

    @property
    def key(self) -> UUID:
        """Her id."""

    @property
    def name(self) -> str:
        """Her name as it is shown."""

    @property
    def only_for_another(self) -> bool:
        """Whether she can take it only for a duty of hers."""


class SeenForm(Form):
    """A form about one version of something."""

    seen = HiddenField()

    @property
    def version(self) -> int:
        """The version that was looked at; -1 if the form was tampered with."""
        return number_of(self.seen.data, none=-1)


class OfferForm(Form):
    """A duty on offer: to whom, and for what."""

    at_field: ClassVar = {"swap.asked_oneself": "asked_of"}

    asked_of = SelectField(_l("누구에게 부탁할까요?"))
    wants = RadioField(
        _l("대가"),
        choices=options([(GIFT, _l("그냥 넘기기")), (RETURN, _l("상대 근무 하나와 맞바꾸기"))]),
        default=GIFT,
    )
    note = TextAreaField(
        _l("하고 싶은 말"),
        description=_l("다른 주무관도 봅니다. 건강 같은 사정은 적지 않아도 됩니다."),
        validators=[Length(max=LONGEST_NOTE, message=_TOO_LONG)],
    )

    def offer(self, officers: Iterable[Asked]) -> OfferForm:
        """Offer these officers to ask, and everybody."""
        asked = list(officers)
        named = [
            (str(one.key), f"{one.name}{f' ({EXCHANGE})' if one.only_for_another else ''}") for one in asked
        ]
        self.asked_of.choices = [("", _l("누구나")), *named]
        self._only_for_another = {str(one.key) for one in asked if one.only_for_another}
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """See to it that who could take the duty only for another is not asked to take it for nothing."""
        valid = super().validate(extra_validators)
        if self.wants.data == GIFT and self.asked_of.data in self._only_for_another:
            self.refuse_field("asked_of", _("이 주무관은 근무를 맞바꿀 때에만 맡을 수 있습니다."))
            return False
        return valid

    @property
    def asked_of_id(self) -> UUID | None:
        """Whom it is offered to; None: whoever may serve."""
        return UUID(self.asked_of.data) if self.asked_of.data else None


class TakeForm(SeenForm):
    """A duty is taken, for one of one's own if that is wanted."""

    at_field: ClassVar = {
        "swap.wants_return": "back",
        "swap.return_in_swap": "back",
        "swap.return_not_hers": "back",
        "swap.return_has_begun": "back",
        "swap.other_rota": "back",
    }

    back = RadioField(_l("대신 내줄 내 근무"), validate_choice=True, default="")

    def offer(self, choices: Iterable[tuple[UUID, str]]) -> TakeForm:
        """Offer these duties to give; with none, nothing is asked."""
        self.back.choices = [(str(key), label) for key, label in choices]
        if not self.back.choices:
            del self.back
        return self

    @property
    def back_seat_id(self) -> UUID | None:
        """What is given in return."""
        field = self._fields.get("back")
        return UUID(field.data) if field is not None and field.data else None


class DecideForm(SeenForm):
    """An approval or a refusal; a refusal, and an approval against the rules, give their reason."""

    at_field: ClassVar = {"swap.needs_reason": "reason"}

    reason = TextAreaField(
        _l("사유"),
        description=_l("반려하거나 규칙을 어긴 채 승인할 때에는 꼭 적어 주십시오. 두 사람이 봅니다."),
        validators=[Length(max=LONGEST_REASON, message=_TOO_LONG)],
    )


class WhyForm(SeenForm):
    """Why something is taken back."""

    reason = TextAreaField(
        _l("사유"),
        description=_l("기록에 남습니다."),
        validators=[
            InputRequired(_l("사유를 입력해 주십시오.")),
            Length(max=LONGEST_REASON, message=_TOO_LONG),
        ],
    )


class ArrangeForm(Form):
    """A duty that an admin gives from one officer to another."""

    at_field: ClassVar = {"swap.own_duty": "taker", "swap.already_open": "seat"}

    seat = SelectField(_l("바꿀 근무"))
    taker = SelectField(_l("맡을 주무관"))
    back = SelectField(_l("맞바꿀 근무"), description=_l("그냥 넘길 때에는 비워 두십시오."))
    note = TextAreaField(_l("하고 싶은 말"), validators=[Length(max=LONGEST_NOTE, message=_TOO_LONG)])

    def offer(self, duties: Iterable[tuple[Duty, str]], officers: Iterable[tuple[UUID, str]]) -> ArrangeForm:
        """Offer these duties and officers."""
        labels = [(str(duty.seat.id), label) for duty, label in duties]
        self.seat.choices = labels
        self.taker.choices = [(str(key), name) for key, name in officers]
        self.back.choices = [("", _l("없음")), *labels]
        return self


class CutoffForm(Form):
    """How long before it begins a kind of duty may be swapped."""

    kind = SelectField(_l("근무 종류"))
    hours = IntegerField(
        _l("마감(시작 몇 시간 전)"),
        validators=[
            InputRequired(_l("0부터 720까지의 수를 입력해 주십시오.")),
            NumberRange(0, MOST_CLOSES_HOURS, _l("0부터 720까지의 수를 입력해 주십시오.")),
        ],
    )

    def offer(self, kinds: Iterable[tuple[str, str]]) -> CutoffForm:
        """Offer these kinds of duty."""
        self.kind.choices = list(kinds)
        return self


class DeputyForm(WhyForm):
    """Who serves for an absent officer."""

    at_field: ClassVar = {"deputy.is_holder": "deputy"}

    deputy = SelectField(_l("대직자"))

    def offer(self, officers: Iterable[tuple[UUID, str]]) -> DeputyForm:
        """Offer these officers, and nobody."""
        self.deputy.choices = [("", _l("없음(근무자가 직접)")), *((str(key), name) for key, name in officers)]
        return self

    @property
    def deputy_id(self) -> UUID | None:
        """Who serves; None: the holder herself."""
        return UUID(self.deputy.data) if self.deputy.data else None


class ItemForm(Form):
    """Something that is open at a duty's end."""

    text = TextAreaField(
        _l("인계할 것"),
        description=_l("다음 근무자가 이어서 할 일을 적습니다. 시민의 개인정보는 적지 마십시오."),
        validators=[
            InputRequired(_l("인계할 것을 입력해 주십시오.")),
            Length(max=LONGEST_REASON, message=_TOO_LONG),
        ],
    )
