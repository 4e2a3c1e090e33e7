"""Words of posts of the office."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "Audience.all": _l("모든 부서"),
    "Audience.bureau": _l("한 국의 부서"),
    "Audience.departments": _l("고른 부서"),
    "Audience.on_duty": _l("지금 근무하는 주무관"),
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
    "post.due_outside_hours": _l(
        "마감은 근무일 9시에서 18시 사이여야 합니다. 근무 중인 주무관에게 맡길 때만 다른 때로 할 수 있습니다."
    ),
    "post.waits_for_approval": _l(
        "선거 기간에 올린 이름이 들어 있어 두 번째 관리자가 승인한 뒤에 확산을 맡길 수 있습니다."
    ),
    "post.approved_already": _l("이미 승인한 게시물입니다."),
    "post.approves_own": _l("게시물을 등록한 사람이 아닌 다른 관리자가 승인해야 합니다."),
    "guard.ends_too_early": _l("끝은 시작보다 뒤여야 합니다."),
    "guard.too_long": _l("선거 기간은 366일을 넘을 수 없습니다."),
    "guard.withdrawn": _l("이미 거둔 기간입니다."),
    "guard.name_length": _l("이름은 두 글자에서 100자까지 적어 주십시오."),
    "guard.too_many_names": _l("이름은 한 기간에 %(max)d명까지 올릴 수 있습니다."),
    "post.nobody_to_ask": _l("오늘 근무하는 담당 주무관이 없는 대상입니다. 다른 대상을 골라 주십시오."),
}

DEEDS: dict[str, LazyString] = {
    "post.record": _lp("deed", "게시물 등록"),
    "post.cancel": _lp("deed", "게시물 취소"),
    "post.names_listed": _l("올린 이름이 든 게시물"),
    "post.approve": _l("게시물 두 번째 승인"),
    "guard.open": _l("선거 기간 정함"),
    "guard.withdraw": _l("선거 기간 거둠"),
    "guard.list": _l("선거 기간 이름 올림"),
    "guard.unlist": _l("선거 기간 이름 지움"),
}
