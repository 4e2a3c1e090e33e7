"""Words of public logs, receipts' proofs and verification bundles."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "Stored.rule": _l("규칙이 확정할 때와 다릅니다."),
    "Stored.participation": _l("투표 참여가 공개 기록의 그 자리와 맞지 않습니다."),
    "Stored.participations": _l("투표 참여의 수가 공개 기록에 남은 투표의 수와 다릅니다."),
    "Stored.batch": _l("표 묶음의 수가 공개 기록과 다릅니다."),
    "Stored.close": _l("마감한 표의 수가 공개 기록과 다릅니다."),
    "Stored.sheet": _l("채점표가 서명할 때와 다릅니다. (심사위원 / 출품작)"),
    "Stored.unlock": _l("채점표의 잠금 해제가 공개 기록과 다릅니다. (공개 기록의 번호)"),
    "Stored.panel": _l("심사위원단이나 회피가 공개 기록과 다릅니다. (심사위원 / 출품작)"),
    "Stored.order": _l("발표 순서가 공개 기록과 다릅니다. (몇 번째 추첨)"),
    "Stored.tally": _l("집계가 기록할 때와 다릅니다."),
    "Stored.placing": _l("발표한 순위가 집계와 다릅니다."),
    "Stored.unreadable": _l("읽을 수 없는 값이 있습니다."),
}

SENTENCES: dict[str, LazyString] = {
    "log.rows_agree": _l("저장된 줄이 서명된 기록과 맞습니다. 결과를 공표하면 공개 묶음도 함께 확인합니다."),
    "log.not_begun": _l("그런 콘테스트가 없거나, 규칙을 확정하기 전이라 공개 기록이 없습니다."),
    "kept.being_made": _l("파일을 만들고 있습니다. %(seconds)d초쯤 뒤에 다시 받아 주십시오."),
    "bundle.not_published": _l("결과를 발표한 뒤에 검증 꾸러미를 받을 수 있습니다."),
}

DEEDS: dict[str, LazyString] = {
    "cast": _l("투표 한 장"),
    "batch": _l("표 묶음 봉인"),
    "close": _l("투표 마감"),
    "sheet": _l("채점표 서명"),
    "tally": _l("집계"),
    "decision": _l("동점 결정"),
    "award": _l("결과 발표"),
}
