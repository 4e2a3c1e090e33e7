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
    "activity.imported": _l(
        "과제 %(added)s건을 가져왔습니다. 이미 있어 그대로 둔 과제 %(unchanged)s건, 새 게시물 %(posts)s건,"
        " 검토를 기다리는 증빙 %(waiting)s건."
    ),
    "activity.not_an_admin": _l("'%(login)s'은(는) 지금 쓰는 관리자 계정이 아닙니다."),
    "activity.unknown_act": _l(
        "'%(text)s'은(는) 맡길 수 있는 일이 아닙니다. 확산, 댓글, 재게시, 읽기, 답변 중에서 적어 주십시오."
    ),
    "activity.not_an_instant": _l(
        "'%(text)s'은(는) 읽을 수 없는 때입니다. 2026-10-01이나 2026-10-01 14:00처럼 적어 주십시오."
    ),
    "activity.due_before_asked": _l("마감은 맡긴 때보다 뒤여야 합니다."),
    "activity.proof_without_time": _l("증빙이 있으면 언제 했는지도 적어 주십시오."),
    "activity.still_running": _l("아직 마감이 지나지 않은 일입니다. 지금 할 일은 화면에서 맡겨 주십시오."),
    "activity.excused_and_done": _l(
        "한 일을 면제할 수는 없습니다. 한 때와 면제 사유 중 하나만 적어 주십시오."
    ),
    "activity.done_before_asked": _l("한 때가 맡긴 때보다 앞입니다."),
    "activity.in_the_future": _l("한 때가 지금보다 뒤입니다."),
    "activity.department_unknown": _l("'%(text)s'은(는) 없는 부서입니다. 부서 코드나 이름을 적어 주십시오."),
    "activity.department_ambiguous": _l(
        "'%(text)s'은(는) 이름이 같은 부서가 여럿입니다. 부서 코드를 적어 주십시오."
    ),
    "activity.no_officer": _l(
        "'%(text)s'에는 맡긴 날에 담당 주무관이 없었습니다. 배치 기록을 먼저 맞추어 주십시오."
    ),
    "activity.title_missing": _l("처음 나오는 게시물입니다. 제목을 적어 주십시오."),
    "activity.twice": _l("%(line)s번째 줄에 이미 있는 일입니다."),
    "activity.recorded_otherwise": _l("같은 일이 다른 때에 맡긴 것으로 이미 기록되어 있습니다."),
    "activity.recorded_meanwhile": _l("가져오는 사이에 같은 일이 기록되었습니다. 다시 가져와 주십시오."),
    "guard.ends_too_early": _l("끝은 시작보다 뒤여야 합니다."),
    "guard.too_long": _l("선거 기간은 366일을 넘을 수 없습니다."),
    "guard.begun_already": _l(
        "시작이 이미 지났습니다. 그때부터 마감이 든 과제는 성과표와 순위에서 빠집니다. "
        "맞으면 표시하고 다시 눌러 주십시오."
    ),
    "guard.overlaps": _l("이미 정한 다른 선거 기간과 겹칩니다. 맞으면 표시하고 다시 눌러 주십시오."),
    "guard.begun_and_overlaps": _l(
        "시작이 이미 지났고, 이미 정한 다른 선거 기간과도 겹칩니다. 맞으면 표시하고 다시 눌러 주십시오."
    ),
    "guard.withdrawn": _l("이미 거둔 기간입니다."),
    "guard.name_length": _l("이름은 두 글자에서 100자까지 적어 주십시오."),
    "guard.too_many_names": _l("이름은 한 기간에 %(max)d명까지 올릴 수 있습니다."),
    "post.nobody_to_ask": _l("오늘 근무하는 담당 주무관이 없는 대상입니다. 다른 대상을 골라 주십시오."),
}

DEEDS: dict[str, LazyString] = {
    "post.record": _lp("deed", "게시물 등록"),
    "activity.import": _l("지난 활동 가져오기"),
    "post.cancel": _lp("deed", "게시물 취소"),
    "post.names_listed": _l("올린 이름이 든 게시물"),
    "post.approve": _l("게시물 두 번째 승인"),
    "guard.open": _l("선거 기간 정함"),
    "guard.withdraw": _l("선거 기간 거둠"),
    "guard.list": _l("선거 기간 이름 올림"),
    "guard.unlist": _l("선거 기간 이름 지움"),
}
