"""Forms of who answers for an account, of peers, and of what a comparison shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from sotong.channels.forms.registry import words_of
from sotong.channels.platforms import Platform
from sotong.channels.rules import ChargeKind
from sotong.core.fields import DayField
from sotong.core.forms import Form


class ChargeForm(Form):
    """Who answers for an account, or stands in, from which day on."""

    at_field: ClassVar = {"channel.already_closed": "from_on"}

    kind = RadioField(_l("구분"), choices=lambda: words_of(ChargeKind), default=ChargeKind.OWNER.value)
    officer_id = SelectField(_l("주무관"))
    from_on = DayField(
        _l("부터"),
        description=_l("그 전의 담당은 기록에 남습니다."),
        validators=[InputRequired(_l("달력에 있는 날짜를 입력해 주십시오. 예: 2026-12-24"))],
    )

    def offer(self, officers: Iterable[tuple[UUID, str]]) -> None:
        """Offer these officers, and nobody."""
        self.officer_id.choices = [("", str(_l("없음"))), *((str(key), name) for key, name in officers)]

    def officer(self) -> UUID | None:
        """Who was chosen, None for nobody."""
        return UUID(self.officer_id.data) if self.officer_id.data else None


class PeerForm(Form):
    """Another organisation to compare with."""

    at_field: ClassVar = {"channel.peer_known": "name"}

    name = StringField(
        _l("기관"),
        description=_l("규모가 비슷한 시·군·구를 고르면 견주기 좋습니다. 예: 순천시"),
        validators=[
            DataRequired(_l("입력해 주십시오.")),
            Length(max=100, message=_l("100자까지 쓸 수 있습니다.")),
        ],
    )
    platform = SelectField(_l("채널"), choices=lambda: words_of(Platform))


class ActivationForm(Form):
    """On which platform accounts are compared."""

    class Meta(Form.Meta):
        csrf = False

    platform = SelectField(_l("채널"))

    def __init__(self, asked: Mapping[str, Any], platforms: Sequence[Platform]) -> None:
        super().__init__(asked)
        words = dict(words_of(Platform))
        self.platform.choices = [(one.value, words[one.value]) for one in platforms]

    def wanted(self) -> Platform | None:
        """The platform asked for, else the first; None if nothing was measured anywhere."""
        offered = [str(choice[0]) for choice in self.platform.choices or ()]
        if self.platform.data not in offered:
            self.platform.data = offered[0] if offered else ""
        return Platform(self.platform.data) if self.platform.data else None
