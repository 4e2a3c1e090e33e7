"""How many proofs are looked at."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from sotong.assignments.sampling import MOST
from sotong.core.forms import Form


class SampleForm(Form):
    """How many proofs are looked at."""

    at_field: ClassVar = {"sample.size": "size"}

    size = IntegerField(
        _l("직접 볼 증빙의 수"),
        description=_l("확인할 점이 있는 증빙은 모두 들어가고, 나머지는 추첨합니다."),
        validators=[
            InputRequired(_l("수를 입력해 주십시오.")),
            NumberRange(1, MOST, _l("1에서 %(max)s 사이의 수를 입력해 주십시오.")),
        ],
    )
