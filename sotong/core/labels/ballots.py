"""Words of votes, vote links and receipts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "LinkChannel.band": _l("밴드"),
    "LinkChannel.facebook": _l("페이스북"),
    "LinkChannel.kakaotalk": _l("카카오톡"),
    "LinkChannel.x": _l("X(트위터)"),
    "LinkChannel.instagram": _l("인스타그램"),
    "LinkChannel.blog": _l("블로그"),
    "LinkChannel.poster": _l("포스터(QR)"),
    "LinkChannel.other": _l("그 밖의 곳"),
}

SENTENCES: dict[str, LazyString] = {
    "ballot.contest_cancelled": _l("이 콘테스트는 취소되었습니다."),
    "ballot.closed": _l("투표가 끝났습니다. 관심을 가져 주셔서 고맙습니다."),
    "ballot.link_retired": _l("이 링크는 더 이상 쓰지 않습니다. 새로 안내된 링크로 들어와 주십시오."),
    "ballot.not_yet_open": _l("아직 투표를 시작하지 않았습니다. 시작 시각을 확인해 주십시오."),
    "ballot.unknown_entry": _l("목록에 없는 출품작이 섞여 있습니다. 다시 골라 주십시오."),
    "ballot.too_few": _l("출품작을 골라 주십시오. 적어도 %(picks_from)s편을 골라야 합니다."),
    "ballot.too_many": _l("너무 많이 고르셨습니다. %(picks_to)s편까지 고를 수 있습니다."),
    "ballot.closed_already": _l("이미 마감한 투표입니다."),
    "ballot.not_over": _l("투표 시간이 끝나고 15초가 지나야 마감할 수 있습니다."),
    "audit_key.taken": _l("감사 열쇠는 이미 건네졌습니다. 다시 만들 수 없습니다."),
    "audit_key.rule_not_locked": _l("콘테스트 규칙을 확정한 뒤에 감사 열쇠를 받을 수 있습니다."),
    "vote_link.try_again": _l("링크를 만들지 못했습니다. 다시 눌러 주십시오."),
    "vote_link.retired_already": _l("이미 닫은 링크입니다."),
}
