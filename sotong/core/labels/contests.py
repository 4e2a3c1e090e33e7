"""Words of contests, their phases and entries."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "PhaseKind.entry": _l("출품"),
    "PhaseKind.vote": _l("사전투표"),
    "PhaseKind.judging": _l("심사"),
    "PhaseKind.publication": _l("결과 공개와 이의 신청"),
    "Stage.preparing": _l("준비 중"),
    "Stage.entry": _l("출품 받는 중"),
    "Stage.vote": _l("투표 중"),
    "Stage.judging": _l("심사 중"),
    "Stage.counting": _l("집계 중"),
    "Stage.published": _l("결과 공개"),
    "Stage.cancelled": _l("취소됨"),
    "Format.play": _l("연극"),
    "Format.skit": _l("꽁트"),
    "Format.slides": _l("발표 자료(PPT)"),
    "Format.video": _l("영상"),
    "Show.open": _l("진행 중"),
    "Show.finished": _l("끝난 콘테스트"),
    "Show.all": _l("모두"),
}

TONES: dict[str, str] = {
    "Stage.entry": "info",
    "Stage.vote": "info",
    "Stage.judging": "info",
    "Stage.counting": "warning",
    "Stage.published": "success",
    "Stage.cancelled": "danger",
}

SENTENCES: dict[str, LazyString] = {
    "step.vote_links": _l("밴드와 페이스북 등에 올릴 투표 링크를 만듭니다."),
    "step.terms": _l("시민이 로그인할 곳을 정합니다."),
    "step.roster": _l("투표 코드 명부를 만들어 확정합니다."),
    "step.audit_key": _l("감사담당이 감사 열쇠를 받습니다."),
    "step.effective_weights": _l("심사와 시민의 실제 비중을 확인합니다."),
    "step.panel": _l("심사위원을 위촉합니다."),
    "step.close_ballots": _l("투표가 끝나면 마감합니다."),
    "step.tally": _l("심사가 끝나면 집계합니다."),
    "step.publish": _l("결과를 발표합니다."),
    "step.phases": _l("일정 정하기"),
    "step.entries": _l("출품작 받기"),
    "step.lock_rule": _l("규칙을 확인하고 확정하기"),
    "caution.few_entries": _l("출품작이 둘이 안 됩니다. 고를 것이 없는 투표가 됩니다."),
    "caution.picks_all": _l("한 표로 모든 출품작을 고를 수 있습니다. 고를 수 있는 수를 줄여 보십시오."),
    "caution.more_winners_than_entries": _l("상이 출품작보다 많습니다."),
    "caution.no_awards": _l("시상이 없는 규칙입니다."),
    "caution.device_level": _l(
        "기기 단위 투표가 시상에 반영됩니다. 한 사람이 여러 번 투표할 수 있고, 적어 주신 사유가 공개됩니다."
    ),
    "caution.ties_may_stay": _l(
        "동점을 가리는 마지막 순서에 ‘담당자가 정하고 기록함’이 없어 동점이 남을 수 있습니다."
    ),
    "caution.shares_are_small": _l(
        "전체 표 가운데 받은 비율은 작은 수여서, 시민 점수의 실제 영향이 정해 둔 비중보다 훨씬 작아집니다."
    ),
    "contest.set_up_at_once": _l("같은 때에 다른 콘테스트가 만들어졌습니다. 한 번 더 눌러 주십시오."),
    "contest.cancelled": _l("취소된 콘테스트이므로 바꿀 수 없습니다."),
    "contest.published": _l("결과를 공개한 콘테스트이므로 바꿀 수 없습니다."),
    "contest.vote_has_opened": _l("투표나 심사가 시작되어 이름과 소개를 바꿀 수 없습니다."),
    "contest.reason_needed": _l("사유를 입력해 주십시오."),
    "phase.closes_before_it_opens": _l("닫는 시각은 여는 시각보다 뒤여야 합니다."),
    "phase.entry_after_vote": _l("출품은 사전투표가 열리기 전에 닫혀야 합니다."),
    "phase.entry_after_judging": _l("출품은 심사가 열리기 전에 닫혀야 합니다."),
    "phase.entry_after_publication": _l("출품은 결과 공개 전에 닫혀야 합니다."),
    "phase.vote_after_publication": _l("사전투표는 결과 공개 전에 닫혀야 합니다."),
    "phase.judging_after_publication": _l("심사는 결과 공개 전에 닫혀야 합니다."),
    "phase.has_opened": _l("이미 열린 단계의 여는 시각은 바꾸거나 지울 수 없습니다."),
    "phase.is_over": _l("이미 닫힌 단계는 바꿀 수 없습니다."),
    "phase.only_later": _l("열려 있는 단계의 닫는 시각은 늦추기만 할 수 있습니다."),
    "phase.reason_needed": _l("열려 있는 단계를 늦추려면 사유를 입력해 주십시오."),
    "phase.rule_is_locked": _l("규칙을 확정한 뒤에는 단계를 지울 수 없습니다. 시각은 옮길 수 있습니다."),
    "phase.closes_in_the_past": _l("닫는 시각은 지금보다 뒤여야 합니다."),
    "phase.opens_in_the_past": _l("여는 시각은 지금보다 뒤여야 합니다."),
    "entry.not_yours": _l("다른 부서의 출품작은 다룰 수 없습니다."),
    "entry.vote_has_opened": _l("투표나 심사가 시작되어 출품작을 바꿀 수 없습니다."),
    "entry.phase_not_open": _l("아직 출품 기간이 아닙니다."),
    "entry.phase_over": _l("출품 기간이 끝났습니다. 필요하시면 관리자에게 문의해 주십시오."),
    "entry.withdrawn": _l("철회한 출품작입니다."),
    "entry.not_withdrawn": _l("철회하지 않은 출품작입니다."),
    "entry.already_entered": _l("이 부서는 이미 출품했습니다."),
    "entry.no_such_department": _l("지금 있는 부서를 골라 주십시오."),
}

NOTICES: dict[str, LazyString] = {
    "panel.seated": _l("심사위원으로 위촉되었습니다: %(title)s"),
    "result.published": _l("콘테스트 결과가 발표되었습니다: %(title)s"),
}

DEEDS: dict[str, LazyString] = {
    "contest.create": _l("콘테스트 만듦"),
    "contest.describe": _l("콘테스트 소개 변경"),
    "contest.cancel": _lp("deed", "콘테스트 취소"),
    "contest.set_phases": _l("콘테스트 일정 변경"),
    "contest.write_rule": _l("콘테스트 규칙 저장"),
    "contest.lock_rule": _l("콘테스트 규칙 확정"),
    "entry.enter": _l("출품"),
    "entry.edit": _l("출품작 변경"),
    "entry.withdraw": _lp("deed", "출품 철회"),
    "entry.restore": _l("출품작 되돌림"),
}
