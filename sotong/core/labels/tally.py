"""Words of tallies and results."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "tally.cancelled": _l("취소된 콘테스트입니다."),
    "tally.published": _l("이미 발표한 결과라 바꿀 수 없습니다."),
    "tally.rule_not_locked": _l("규칙을 확정하지 않은 콘테스트는 집계할 수 없습니다."),
    "tally.judging_not_over": _l("심사 기간이 끝나야 집계할 수 있습니다."),
    "tally.ballots_not_closed": _l("투표를 마감해야 집계할 수 있습니다."),
    "tally.not_made": _l("아직 집계하지 않았습니다."),
    "tally.tie_undecided": _l("시상이 걸린 동점이 남아 있습니다. 결정을 기록한 뒤 발표할 수 있습니다."),
    "tally.decide_all_tied": _l("동점인 출품작(%(tied)s번)을 모두, 그것만 적어 주십시오."),
    "tally.made_meanwhile": _l("다른 사람이 방금 집계했습니다. 새로 고쳐 확인해 주십시오."),
}
