"""Words of posts of the office."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "Audience.all": _l("모든 부서"),
    "Audience.bureau": _l("한 국의 부서"),
    "Audience.departments": _l("고른 부서"),
    "Audience.nobody": _l("지금은 배정하지 않음"),
    "PostState.open": _l("진행 중"),
    "PostState.finished": _l("끝남"),
    "PostState.cancelled": _l("취소됨"),
}

TONES: dict[str, str] = {"PostState.open": "info", "PostState.finished": "success"}

SENTENCES: dict[str, LazyString] = {
    "post.already_recorded": _l("이미 등록한 게시물입니다: %(title)s"),
    "post.posted_in_the_future": _l("게시 시각은 지금보다 앞이어야 합니다."),
    "post.cancelled": _l("취소한 게시물입니다."),
    "post.not_a_post": _l("계정이나 모임의 주소입니다. 게시물 하나의 주소를 붙여 넣어 주십시오."),
    "post.nobody_to_ask": _l("오늘 근무하는 담당 주무관이 없는 대상입니다. 다른 대상을 골라 주십시오."),
}

DEEDS: dict[str, LazyString] = {
    "post.record": _lp("deed", "게시물 등록"),
    "post.cancel": _lp("deed", "게시물 취소"),
}
