"""Words of panels and score sheets."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "SheetState.empty": _l("시작 전"),
    "SheetState.begun": _l("채점 중"),
    "SheetState.complete": _l("서명 전"),
    "SheetState.signed": _l("서명함"),
    "SheetState.recused": _l("회피"),
    "RecusalKind.own_department": _l("소속 부서"),
    "RecusalKind.declared": _l("본인 회피"),
}

TONES: dict[str, str] = {
    "SheetState.begun": "info",
    "SheetState.complete": "warning",
    "SheetState.signed": "success",
}

SENTENCES: dict[str, LazyString] = {
    "mark.not_a_number": _l("점수는 숫자로 넣어 주십시오. 예: 8.5"),
    "mark.too_fine": _l("점수는 소수점 아래 두 자리까지 넣을 수 있습니다."),
    "mark.beyond": _l("점수는 %(low)s점에서 %(high)s점 사이로 넣어 주십시오."),
    "judging.cancelled": _l("취소된 콘테스트입니다."),
    "judging.not_open": _l("지금은 심사 기간이 아니어서 점수를 저장할 수 없습니다."),
    "judging.recused": _l("심사를 회피한 출품작입니다."),
    "judging.own_department": _l("소속 부서의 출품작은 심사할 수 없습니다."),
    "judging.signed": _l("이미 서명한 채점표라 고칠 수 없습니다."),
    "judging.moved_on": _l(
        "다른 화면에서 먼저 저장한 내용이 있습니다. 입력하신 점수는 아래에 그대로 있습니다. "
        "새로 고쳐 저장된 내용을 확인한 뒤 다시 저장해 주십시오."
    ),
    "judging.wrong_password": _l("비밀번호가 맞지 않습니다. 다시 넣어 주십시오."),
    "judging.incomplete": _l("모든 항목에 점수를 넣어야 서명할 수 있습니다."),
    "judging.published": _l("결과를 발표한 콘테스트라 바꿀 수 없습니다."),
    "unlock.not_signed": _l("서명한 채점표만 다시 열 수 있습니다."),
    "unlock.proposed_already": _l("이미 잠금 해제를 제안한 채점표입니다."),
    "unlock.not_proposed": _l("지금은 잠금 해제 제안이 없습니다. 거두었거나 아직 제안하지 않았습니다."),
    "unlock.done_already": _l("이미 다시 연 채점표입니다."),
    "unlock.same_person": _l("제안한 사람과 다른 담당자가 확정해야 합니다."),
    "unlock.not_yours": _l("제안한 사람만 제안을 거둘 수 있습니다."),
    "unlock.own_sheet": _l("본인의 채점표는 다시 열 수 없습니다."),
    "unlock.entrants_department": _l(
        "출품한 부서의 직원은 채점표를 다시 열 수 없습니다. 출품하지 않은 부서의 담당자에게 맡겨 주십시오."
    ),
    "comments.not_yours": _l("다른 부서에 전한 의견은 볼 수 없습니다."),
    "comments.not_published": _l("결과를 발표한 뒤에 심사위원 의견을 볼 수 있습니다."),
    "entry_note.comments": _l("심사위원 의견"),
    "entry_note.read_comments": _l("우리 부서에 전한 의견 보기"),
    "order.rule_not_locked": _l("규칙을 확정한 뒤에 발표 순서를 추첨할 수 있습니다."),
    "order.judging_has_opened": _l("심사가 시작되어 발표 순서를 다시 추첨할 수 없습니다."),
    "order.too_few": _l("출품작이 둘 이상이어야 발표 순서를 추첨할 수 있습니다."),
    "order.reason_needed": _l("이미 추첨한 순서를 바꾸려면 까닭을 적어 주십시오."),
    "order.drawn_meanwhile": _l("다른 사람이 방금 추첨했습니다. 새로 고쳐 확인해 주십시오."),
    "panel.not_a_judge": _l("심사위원 계정이 아니거나 쓸 수 없는 계정입니다."),
    "panel.seated_already": _l("이미 심사위원단에 있는 분입니다."),
}

NOTICES: dict[str, LazyString] = {
    "unlock.proposed": _l(
        "‘%(contest)s’ 심사위원 %(judge)s의 %(number)s번 채점표를 다시 열자는 제안이 있습니다."
    ),
    "unlock.withdrawn": _l(
        "‘%(contest)s’ 심사위원 %(judge)s의 %(number)s번 채점표를 다시 열자는 제안을 거두었습니다."
    ),
    "sheet.reopened": _l(
        "‘%(contest)s’ %(number)s번의 채점표를 다시 열었습니다. 고쳐서 다시 서명해 주십시오."
    ),
}

DEEDS: dict[str, LazyString] = {
    "unlock": _l("채점표 잠금 해제"),
    "unlock.propose": _l("채점표 잠금 해제 제안"),
    "unlock.withdraw": _l("채점표 잠금 해제 제안 거둠"),
    "unlock.confirm": _l("채점표 잠금 해제 확정"),
    "seat": _l("심사위원 위촉"),
    "unseat": _l("심사위원 해촉"),
    "recusal": _l("심사 회피"),
    "order": _l("발표 순서 추첨"),
    "order.draw": _l("발표 순서 추첨"),
}
