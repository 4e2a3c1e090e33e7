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
