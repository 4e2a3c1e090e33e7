"""Forms of the award show."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField
from wtforms.validators import AnyOf, InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from sotong.core.forms import Form
from sotong.results.reveal import SINGLY
from sotong.results.rules import Move

MOST_SINGLY = 200


class PrepareShowForm(Form):
    """How a show is made."""

    singly = IntegerField(
        _l("하나씩 발표할 출품작 수"),
        description=_l("점수가 높은 출품작부터 이만큼은 하나씩, 나머지는 처음에 함께 발표합니다."),
        default=SINGLY,
        validators=[
            InputRequired(_l("숫자로 적어 주십시오.")),
            NumberRange(1, MOST_SINGLY, _l("%(min)d에서 %(max)d 사이로 적어 주십시오.")),
        ],
    )


class PressForm(Form):
    """A host's press: which way, and on which version of the page."""

    move = HiddenField(default=Move.NEXT.value, validators=[AnyOf([move.value for move in Move])])
    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 2**31 - 1)])
