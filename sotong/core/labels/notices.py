"""Words of notices. The sentences of each room's notices stand on that room's page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "Way.mail": _l("전자우편"),
    "Way.text": _l("문자메시지"),
    "Way.hook": _l("웹훅"),
    "Reach.all": _l("모든 알림"),
    "Reach.urgent": _l("급한 알림만"),
    "Reach.none": _l("받지 않음"),
    "Digest.soon": _l("10분 동안 모아서"),
    "Digest.hourly": _l("한 시간에 한 번"),
    "Digest.daily": _l("하루에 한 번, 오전 9시"),
    "MessageState.waiting": _l("보낼 예정"),
    "MessageState.sent": _l("보냄"),
    "MessageState.given_up": _l("보내지 못함"),
}

TONES: dict[str, str] = {
    "MessageState.waiting": "info",
    "MessageState.sent": "success",
    "MessageState.given_up": "danger",
}

SENTENCES: dict[str, LazyString] = {
    "notice.not_given_up": _l("보내지 못한 메시지만 다시 보낼 수 있습니다."),
}

NOTICES: dict[str, LazyString] = {
    "notice.trial": _l("알림이 잘 오는지 확인하는 시험 알림입니다."),
}

DEEDS: dict[str, LazyString] = {
    "notice.try_again": _lp("deed", "알림 다시 보내기"),
    "notice.prefer": _lp("deed", "알림 설정 변경"),
}

PROBLEMS: dict[str, LazyString] = {
    "no_address": _l("보낼 주소가 없습니다. 계정이 사용 중지되었거나 주소가 지워졌습니다."),
    "not_an_address": _l("전자우편 주소의 형식이 올바르지 않습니다."),
    "hook_not_allowed": _l("설정에서 빠진 웹훅입니다."),
    "worker_ended": _l("보내는 중에 프로그램이 여러 번 끝나 그만두었습니다."),
    "mail_not_set_up": _l("메일 서버를 설정하지 않았습니다."),
    "texts_not_set_up": _l("문자메시지를 설정하지 않았습니다."),
    "smtp_550": _l("메일 서버가 받는 주소를 모른다고 답했습니다."),
    "ConnectionRefusedError": _l("서버에 연결할 수 없습니다."),
    "TimeoutError": _l("서버가 제때 답하지 않았습니다."),
}
"""What went wrong with a message, in words; of other problems the code itself is shown."""
