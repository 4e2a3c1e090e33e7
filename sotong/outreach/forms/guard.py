"""Forms of the election guard."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from sotong.core.fields import KstDateTimeField
from sotong.core.forms import Form
from sotong.outreach.guard_rules import LONGEST_NAME, MOST_NAMES


class WindowForm(Form):
    """From when to when the guard stands."""

    at_field: ClassVar = {
        "guard.ends_too_early": "ends_at",
        "guard.too_long": "ends_at",
        "guard.begun_already": "sure",
        "guard.overlaps": "sure",
        "guard.begun_and_overlaps": "sure",
    }

    name = StringField(
        _l("선거 이름"),
        description=_l("예: 제10회 전국동시지방선거"),
        validators=[
            DataRequired(_l("선거 이름을 입력해 주십시오.")),
            Length(max=LONGEST_NAME, message=_l("이름은 %(max)d자까지 입력할 수 있습니다.")),
        ],
    )
    begins_at = KstDateTimeField(_l("시작"), validators=[InputRequired(_l("시작을 입력해 주십시오."))])
    ends_at = KstDateTimeField(_l("끝"), validators=[InputRequired(_l("끝을 입력해 주십시오."))])
    sure = BooleanField(_l("맞습니다. 이대로 정합니다."))
    """Asked for only where the times may be a slip."""


class PeopleForm(Form):
    """Names to be listed."""

    at_field: ClassVar = {"guard.name_length": "names", "guard.too_many_names": "names"}

    names = TextAreaField(
        _l("이름"),
        description=_l(
            "한 줄에 한 분씩 적어 주십시오. 이 이름이 들어간 게시물은 두 번째 관리자가 승인해야 합니다."
        ),
        validators=[
            DataRequired(_l("이름을 한 분 이상 적어 주십시오.")),
            Length(max=MOST_NAMES * LONGEST_NAME, message=_l("너무 깁니다.")),
        ],
    )
