"""The form of how a series of the content calendar is shared."""

from __future__ import annotations

from typing import ClassVar, Final

from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
)
from wtforms.validators import InputRequired, NumberRange

from sotong.assignments.rules import Act
from sotong.core.audience_forms import AudienceForm
from sotong.core.forms import options
from sotong.core.labels import WORDS
from sotong.outreach.queries.sharing import Sharing
from sotong.outreach.sharing_rules import LONGEST_HOURS, SharedBy

ACTS: Final = (Act.SHARE, Act.COMMENT, Act.REPOST, Act.READ)
_HOURS: Final = _l("1부터 80까지 넣어 주십시오.")


class SharingForm(AudienceForm):
    """Who shares a series' posts, how, and in how many office hours."""

    asks = "shared_by"
    at_field: ClassVar = {"sharing.bad_hours": "due_hours"}

    shared_by = RadioField(
        _l("누구에게 맡길까요?"),
        choices=options((one.value, WORDS[f"SharedBy.{one.value}"]) for one in SharedBy),
        default=SharedBy.NOBODY.value,
    )
    act = SelectField(_l("할 일"), choices=options((one.value, WORDS[f"Act.{one.value}"]) for one in ACTS))
    due_hours = IntegerField(
        _l("마감(근무시간)"),
        description=_l("발행한 때부터 근무시간으로 셉니다. 하루는 8시간입니다."),
        validators=[InputRequired(_HOURS), NumberRange(1, LONGEST_HOURS, _HOURS)],
    )

    def sharing(self) -> Sharing:
        """What was typed, once it is valid."""
        return Sharing(
            shared_by=SharedBy(self.shared_by.data),
            bureau=self.bureau.data or "",
            departments=self.chosen_departments,
            act=Act(self.act.data),
            due_hours=self.due_hours.data or 0,
        )
