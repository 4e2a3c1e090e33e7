"""Words of citizens' questions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "Party.department": _l("부서"),
    "Party.coordinator": _l("총괄(홍보 부서)"),
    "Party.nobody": _l("없음"),
    "InquiryState.open": _l("처리 중"),
    "InquiryState.paused": _l("시민 보완 대기"),
    "InquiryState.answered": _l("답변 완료"),
    "InquiryState.merged": _l("다른 문의에 합침"),
    "StepKind.received": _lp("inquiry", "접수"),
    "StepKind.relayed": _lp("inquiry", "이관"),
    "StepKind.refused": _lp("inquiry", "소관 아님"),
    "StepKind.returned": _lp("inquiry", "회신"),
    "StepKind.paused": _lp("inquiry", "시민에게 보완 요청"),
    "StepKind.resumed": _lp("inquiry", "처리 재개"),
    "StepKind.answered": _lp("inquiry", "답변"),
    "StepKind.merged": _lp("inquiry", "합침"),
    "StepKind.reopened": _lp("inquiry", "다시 엶"),
    "Urgency.on_time": _l("처리 중"),
    "Urgency.due_soon": _l("마감 임박"),
    "Urgency.late": _l("지연"),
    "Urgency.paused": _l("시민 보완 대기"),
    "Urgency.answered": _l("답변 완료"),
    "Urgency.merged": _l("다른 문의에 합침"),
    "TermKind.at_once": _l("즉시(근무시간 3시간 안)"),
    "TermKind.hours": _l("근무시간으로 셈(하루 8시간)"),
    "TermKind.days": _l("근무일로 셈(접수한 날 포함)"),
    "Shown.open": _l("처리할 것 모두"),
    "Shown.late": _l("지연"),
    "Shown.due_soon": _l("마감 임박"),
    "Shown.silent": _l("열어 보지 않음"),
    "Shown.paused": _l("시민 보완 대기"),
    "Shown.answered": _l("답변 완료"),
    "Shown.merged": _l("다른 문의에 합침"),
    "Whose.held": _l("우리 부서가 맡은 문의"),
    "Whose.recorded": _l("내가 접수한 문의"),
    "Personal.resident_number": _l("주민등록번호"),
    "Personal.phone": _l("전화번호"),
    "Personal.email": _l("전자우편 주소"),
}

TONES: dict[str, str] = {
    "InquiryState.open": "info",
    "InquiryState.paused": "neutral",
    "InquiryState.answered": "success",
    "Urgency.on_time": "info",
    "Urgency.due_soon": "warning",
    "Urgency.late": "danger",
    "Urgency.answered": "success",
    "StepKind.received": "info",
    "StepKind.relayed": "info",
    "StepKind.refused": "warning",
    "StepKind.returned": "info",
    "StepKind.answered": "success",
    "StepKind.reopened": "warning",
}

SENTENCES: dict[str, LazyString] = {
    "inquiry.received_in_the_future": _l("접수 시각은 지금보다 앞이어야 합니다."),
    "inquiry.received_too_long_ago": _l("1년이 넘은 문의는 접수할 수 없습니다. 접수 시각을 확인해 주십시오."),
    "inquiry.recorded_just_now": _l(
        "같은 문의를 방금 %(number)s번으로 접수했습니다. 문의 목록에서 확인해 주십시오."
    ),
    "inquiry.settled": _l("이미 끝난 문의입니다. 다시 열고 나서 처리해 주십시오."),
    "inquiry.not_yours": _l("다른 부서가 맡은 문의입니다."),
    "inquiry.paused": _l("시민의 보완을 기다리는 문의입니다. 처리를 재개한 뒤에 옮겨 주십시오."),
    "inquiry.same_holder": _l("이미 그 부서가 맡고 있습니다. 다른 부서를 골라 주십시오."),
    "inquiry.refused_there": _l("소관이 아니라고 한 부서입니다. 다른 부서나 총괄을 골라 주십시오."),
    "inquiry.coordinator_decided": _l("총괄이 담당 부서를 정한 문의입니다. 총괄에게 연락해 주십시오."),
    "inquiry.nobody_sent_it": _l("이 부서가 처음 접수한 문의입니다. 담당 부서나 총괄로 이관해 주십시오."),
    "inquiry.words_missing": _l("내용을 입력해 주십시오."),
    "inquiry.too_late_to_pause": _l(
        "기한이 지난 문의는 시간을 멈출 수 없습니다. 답변하거나 이관해 주십시오."
    ),
    "inquiry.not_paused": _l("시간이 멈춘 문의가 아닙니다. 화면을 새로 고쳐 주십시오."),
    "inquiry.still_open": _l("아직 끝나지 않은 문의입니다."),
    "inquiry.merge_itself": _l("자기 자신에 합칠 수 없습니다. 다른 문의의 번호를 입력해 주십시오."),
    "inquiry.main_is_merged": _l("그 문의는 다른 문의에 합쳐졌습니다. 합쳐진 쪽의 번호를 입력해 주십시오."),
    "inquiry.has_duplicates": _l("다른 문의가 이 문의에 합쳐져 있어 옮길 수 없습니다."),
    "inquiry.no_such_number": _l("그런 번호의 문의가 없습니다."),
    "inquiry.not_an_instant": _l("날짜와 시각이 아닙니다: %(text)s (예: 2016-12-19 14:00)"),
    "inquiry.not_a_term": _l("처리 기간이 아닙니다: %(text)s (즉시, 또는 1부터 365까지의 날수)"),
    "inquiry.channel_missing": _l("채널이나 주소 가운데 하나는 있어야 합니다."),
    "inquiry.unknown_department": _l("'%(text)s'은(는) 없는 부서입니다. 부서 코드나 이름을 적어 주십시오."),
    "inquiry.department_ambiguous": _l(
        "'%(text)s'은(는) 이름이 같은 부서가 여럿입니다. 부서 코드를 적어 주십시오."
    ),
    "canned.not_yours": _l("다른 부서의 준비된 답변입니다."),
    "canned.title_taken": _l("같은 제목의 준비된 답변이 있습니다. 다른 제목을 붙여 주십시오."),
    "canned.unknown_place": _l("없는 자리표시입니다: %(places)s"),
}

NOTICES: dict[str, LazyString] = {
    "inquiry.given": _l("새 문의가 왔습니다: %(number)s번, %(due_at)s까지"),
    "inquiry.back": _l("문의가 돌아왔습니다: %(number)s번, %(due_at)s까지"),
    "inquiry.disputed": _l("두 부서가 소관이 아니라고 한 문의입니다: %(number)s번, %(due_at)s까지"),
    "inquiry.answered": _l("접수하신 문의에 답변했습니다: %(number)s번"),
    "inquiry.imported": _l("새 문의 %(count)s건이 왔습니다."),
    "inquiry.due_soon": _l("곧 답변 기한입니다: 문의 %(number)s번, %(due_at)s까지"),
    "inquiry.late": _l("답변 기한이 지났습니다: 문의 %(number)s번 (%(due_at)s까지였습니다)"),
}

DEEDS: dict[str, LazyString] = {
    "inquiry.record": _l("문의 접수"),
    "inquiry.import": _l("문의 파일 가져오기"),
    "inquiry.see": _l("문의 확인"),
    "inquiry.relay": _l("문의 이관"),
    "inquiry.refuse": _l("문의 소관 아님"),
    "inquiry.hand_back": _l("문의 회신"),
    "inquiry.answer": _l("문의 답변"),
    "inquiry.pause": _l("문의 보완 요청"),
    "inquiry.resume": _l("문의 처리 재개"),
    "inquiry.reopen": _l("문의 다시 엶"),
    "inquiry.merge": _l("문의 합침"),
    "canned.keep": _l("준비된 답변 등록"),
    "canned.change": _l("준비된 답변 변경"),
    "canned.delete": _l("준비된 답변 삭제"),
}
