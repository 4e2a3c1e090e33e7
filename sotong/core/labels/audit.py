"""Words of the audit log."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "StreamKind.office": _l("사무 기록"),
    "StreamKind.contest": _l("콘테스트 기록"),
    "Flaw.missing": _l("기록이 빠져 있습니다."),
    "Flaw.unreadable": _l("기록을 읽을 수 없습니다. 값이 망가졌습니다."),
    "Flaw.altered": _l("기록의 내용이 남길 때와 다릅니다."),
    "Flaw.subtree": _l("함께 보관한 중간 해시가 기록과 다릅니다."),
    "Flaw.opening": _l("첫 기록이 이 기록부의 이름, 종류, 서명 키와 맞지 않습니다."),
    "Flaw.head_unreadable": _l("서명된 요약을 읽을 수 없습니다. 값이 망가졌습니다."),
    "Flaw.head_unsigned": _l("서명된 요약의 서명이 올바르지 않습니다."),
    "Flaw.head_altered": _l("서명된 요약의 값이 서명한 내용과 다릅니다."),
    "Flaw.head_disagrees": _l("이 사이의 기록이 서명된 요약과 맞지 않습니다. 서명한 뒤에 바뀌었습니다."),
    "Flaw.head_missing": _l("마지막 기록까지 덮는 서명된 요약이 없습니다."),
    "Flaw.frontier": _l("다음 기록을 이어 붙일 상태값이 기록과 다릅니다."),
    "Flaw.beyond": _l("기록부의 끝 뒤에 끼워 넣은 줄이 있습니다."),
    "Flaw.foreign_key": _l("이 서버의 서명 키가 아닌 다른 키로 되어 있습니다."),
    "Flaw.stream_unreadable": _l("기록부의 정보를 읽을 수 없습니다. 값이 망가졌습니다."),
    "Flaw.rewritten": _l("보관하신 체크포인트와 다릅니다. 그 전의 기록이 새로 쓰였습니다."),
    "Flaw.cut_off": _l("보관하신 체크포인트보다 짧습니다. 뒤의 기록이 잘려 나갔습니다."),
}

SENTENCES: dict[str, LazyString] = {
    "audit.key_missing": _l(
        "기록 서명 키를 찾을 수 없어 처리하지 않았습니다. 서버 관리자에게 키 폴더를 복구하도록 알려 주십시오."
    ),
    "audit.key_changed": _l(
        "기록 서명 키가 바뀌어 처리하지 않았습니다. 서버 관리자에게 원래 키를 복구하도록 알려 주십시오."
    ),
    "audit.log_damaged": _l(
        "감사 기록이 손상되어 이어 쓸 수 없습니다. 감사담당에게 기록 검증을 요청해 주십시오."
    ),
}

DEEDS: dict[str, LazyString] = {
    "log.open": _l("기록부 시작"),
    "log.verify": _l("기록 검증"),
}
