"""How the office asks for shares."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from sotong.assignments.rules import PolicyFacts
from sotong.core.forms import Form


class PolicyForm(Form):
    """What holds from now on."""

    ranking_shown = BooleanField(
        _l("부서 순위를 매깁니다"),
        description=_l("끄면 주무관에게는 자기 부서의 성과표만 보이고, 관리자의 표에도 순위가 없습니다."),
    )
    registered_accounts_only = BooleanField(
        _l("등록된 계정으로 올린 것만 바로 인정합니다"),
        description=_l("켜면 채널 목록에 없는 계정의 증빙은 관리자가 보고 인정합니다."),
    )

    @property
    def wanted(self) -> PolicyFacts:
        """The policy, once the form is valid."""
        return PolicyFacts(bool(self.ranking_shown.data), bool(self.registered_accounts_only.data))
