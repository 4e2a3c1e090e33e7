"""Words of the award show."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "RevealKind.title": _l("콘테스트 제목"),
    "RevealKind.lineup": _l("발표 순서"),
    "RevealKind.jury": _l("심사 점수"),
    "RevealKind.halfway": _l("심사 점수 반영"),
    "RevealKind.citizens": _l("시민 점수"),
    "RevealKind.places": _l("최종 순위"),
    "RevealKind.award": _l("시상"),
    "RevealKind.thanks": _l("감사 인사"),
}

SENTENCES: dict[str, LazyString] = {
    "show.rule_not_locked": _l("규칙을 확정한 뒤에 시상식을 연습할 수 있습니다."),
    "show.started": _l("시상식을 이미 시작했습니다. 다시 준비하거나 연습할 수 없습니다."),
    "show.is_rehearsal": _l("지금은 연습입니다. 집계한 결과로 시상식을 준비한 뒤 시작할 수 있습니다."),
    "show.tally_replaced": _l("준비한 뒤에 다시 집계했습니다. 새 집계로 다시 준비해 주십시오."),
    "show.not_started": _l("시상식을 아직 시작하지 않았습니다."),
    "show.at_start": _l("첫 화면입니다."),
    "show.at_end": _l("마지막 화면입니다."),
    "show.only_in_rehearsal": _l("처음으로 되돌리기는 연습에서만 할 수 있습니다."),
    "show.moved_on": _l("다른 진행자가 먼저 눌렀습니다. 지금 화면을 확인한 뒤 다시 눌러 주십시오."),
    "show.running": _l("시상식을 진행하고 있습니다. 마지막 화면까지 보인 뒤에 발표할 수 있습니다."),
}

DEEDS: dict[str, LazyString] = {
    "show.rehearse": _l("시상식 연습 준비"),
    "show.stage": _l("시상식 준비"),
    "show.start": _l("시상식 시작"),
    "show.move": _l("시상식 화면 넘김"),
    "show.renew_address": _l("시상식 화면 주소 바꿈"),
}
