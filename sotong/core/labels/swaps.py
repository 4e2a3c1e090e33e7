"""Words of swaps, deputies, calendar addresses and handovers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

from sotong.core.counting import _ln

WORDS: dict[str, LazyString] = {
    "SwapState.offered": _l("맡을 사람 찾는 중"),
    "SwapState.taken": _l("승인 기다림"),
    "SwapState.approved": _l("승인"),
    "SwapState.refused": _l("반려"),
    "SwapState.withdrawn": _l("거둠"),
    "SwapState.lapsed": _l("무산"),
    "SwapState.undone": _l("되돌림"),
    "FeedScope.own": _l("내 근무"),
    "FeedScope.all": _l("모든 근무"),
    "HandoverStage.officer": _l("다음 근무자 확인 기다림"),
    "HandoverStage.deputy": _l("대직자에게 넘어감"),
    "HandoverStage.admin": _l("관리자에게 넘어감"),
}

TONES: dict[str, str] = {
    "SwapState.offered": "info",
    "SwapState.taken": "warning",
    "SwapState.approved": "success",
    "SwapState.refused": "danger",
    "HandoverStage.officer": "info",
    "HandoverStage.deputy": "warning",
    "HandoverStage.admin": "danger",
}

SENTENCES: dict[str, LazyString] = {
    "swap.not_yours": _l("지금은 이 근무의 근무자가 아니어서 내놓을 수 없습니다."),
    "swap.has_begun": _l("이미 시작된 근무는 교대할 수 없습니다."),
    "swap.has_deputy": _l("대직자가 정해진 근무는 교대할 수 없습니다."),
    "swap.asked_oneself": _l("자기 자신에게는 부탁할 수 없습니다."),
    "swap.too_late": _l("교대 마감이 지났습니다. 급하면 홍보과에 알려 주십시오."),
    "swap.already_open": _l("이 근무는 이미 교대가 진행되고 있습니다."),
    "swap.not_offered": _l("이미 다른 사람이 맡았거나 끝난 교대입니다."),
    "swap.own_duty": _l("자기가 내놓은 근무는 맡을 수 없습니다."),
    "swap.asked_of_another": _l("다른 주무관에게 부탁한 근무입니다."),
    "swap.wants_return": _l("대신 내줄 내 근무를 골라 주십시오."),
    "swap.wants_nothing": _l("대가를 바라지 않는 근무입니다. 내줄 근무를 고르지 마십시오."),
    "swap.return_not_hers": _l("내주려는 근무의 근무자가 바뀌었거나 대직자가 있습니다."),
    "swap.return_has_begun": _l("이미 시작된 근무는 내줄 수 없습니다."),
    "swap.return_in_swap": _l("내주려는 근무는 이미 다른 교대에 들어 있습니다."),
    "swap.other_rota": _l("같은 근무표 안의 근무끼리만 맞바꿀 수 있습니다."),
    "swap.moved_on": _l("그 사이에 근무자가 바뀌어 이 교대를 할 수 없습니다. 지금 근무표를 확인해 주십시오."),
    "swap.changed": _l("그 사이에 이 교대가 달라졌습니다. 지금 모습을 확인하고 다시 해 주십시오."),
    "swap.breaks_rules": _ln("맡으면 근무 규칙을 %(count)d개 어기게 되어 맡을 수 없습니다."),
    "swap.not_taken": _l("아직 맡은 사람이 없거나 이미 끝난 교대입니다."),
    "swap.needs_reason": _ln("승인하면 규칙을 %(count)d개 어깁니다. 그래도 승인하려면 사유를 적어 주십시오."),
    "swap.is_over": _l("이미 끝난 교대입니다."),
    "swap.not_approved": _l("승인된 교대만 되돌릴 수 있습니다."),
    "swap.unknown_kind": _l("모르는 근무 종류입니다."),
    "deputy.is_holder": _l("근무자 자신은 대직자가 될 수 없습니다."),
    "deputy.in_swap": _l("교대가 진행되고 있는 근무입니다. 교대를 먼저 끝내 주십시오."),
    "handover.not_on_duty": _l("이 근무의 근무자만 적을 수 있습니다."),
    "handover.not_begun": _l("근무가 시작된 뒤에 할 수 있습니다. 적는 것은 시작 한 시간 전부터 됩니다."),
    "handover.handed_over": _l("이미 인계한 근무입니다."),
    "handover.too_many_items": _l("인계 사항은 한 근무에 50개까지 적을 수 있습니다."),
    "handover.nothing_open": _l("인계할 것이 없습니다."),
    "handover.acknowledged": _l("이미 확인한 인계입니다."),
    "handover.not_asked": _l("이 인계를 확인할 차례가 아닙니다."),
    "handover.settled": _l("이미 처리한 사항입니다."),
}

NOTICES: dict[str, LazyString] = {
    "swap.asked": _l("근무를 바꾸어 달라는 부탁을 받았습니다: %(starts_at)s %(duty)s"),
    "swap.offered": _l("맡을 수 있는 근무가 나왔습니다: %(starts_at)s %(duty)s"),
    "swap.taken": _l("내놓은 근무를 맡겠다는 사람이 있습니다. 승인을 기다립니다: %(starts_at)s %(duty)s"),
    "swap.to_approve": _l("승인할 근무 교대가 있습니다: %(starts_at)s %(duty)s"),
    "swap.arranged": _l(
        "담당자가 두 분의 근무 교대를 대신 정했습니다. 승인을 기다립니다: %(starts_at)s %(duty)s"
    ),
    "swap.untaken": _l("맡기로 한 근무 교대가 취소되었습니다: %(starts_at)s %(duty)s"),
    "swap.withdrawn": _l("부탁받은 근무 교대를 내놓은 사람이 거두었습니다: %(starts_at)s %(duty)s"),
    "swap.approved": _l("근무 교대가 승인되었습니다: %(starts_at)s %(duty)s"),
    "swap.refused": _l("근무 교대가 반려되었습니다: %(starts_at)s %(duty)s"),
    "swap.undone": _l("승인된 근무 교대를 되돌렸습니다: %(starts_at)s %(duty)s"),
    "swap.lapsed": _l("근무 교대가 무산되었습니다: %(starts_at)s %(duty)s"),
    "swap.overdue": _l("근무 교대 승인이 늦어지고 있습니다: %(starts_at)s %(duty)s"),
    "duty.deputy": _l("근무의 대직자가 정해졌습니다: %(starts_at)s %(duty)s"),
    "duty.no_deputy": _l("근무의 대직을 취소했습니다: %(starts_at)s %(duty)s"),
    "handover.handed": _ln("앞 근무에서 인계받은 것이 %(count)d건 있습니다: %(duty)s"),
    "handover.to_deputy": _l("근무자가 인계를 확인하지 않았습니다. 대신 확인해 주십시오: %(duty)s"),
    "handover.to_admin": _l("아무도 확인하지 않은 인계가 있습니다: %(duty)s"),
    "handover.acknowledged": _l("인계한 것을 다음 근무에서 확인했습니다: %(duty)s"),
}

DEEDS: dict[str, LazyString] = {
    "swap.offer": _lp("deed", "근무 내놓기"),
    "swap.take": _lp("deed", "근무 맡기"),
    "swap.untake": _lp("deed", "맡은 근무 무르기"),
    "swap.withdraw": _lp("deed", "근무 교대 거두기"),
    "swap.approve": _lp("deed", "근무 교대 승인"),
    "swap.refuse": _lp("deed", "근무 교대 반려"),
    "swap.undo": _lp("deed", "근무 교대 되돌리기"),
    "swap.lapse": _lp("deed", "근무 교대 무산"),
    "swap.chase": _lp("deed", "근무 교대 승인 재촉"),
    "swap.cutoff": _lp("deed", "근무 교대 마감 정하기"),
    "feed.make": _lp("deed", "근무 달력 주소 만들기"),
    "feed.renew": _lp("deed", "근무 달력 주소 바꾸기"),
    "handover.note": _lp("deed", "인계 사항 적기"),
    "handover.settle": _lp("deed", "인계 사항 처리"),
    "handover.hand": _lp("deed", "근무 인계"),
    "handover.escalate": _lp("deed", "인계 확인 넘기기"),
    "handover.acknowledge": _lp("deed", "인계 확인"),
}
