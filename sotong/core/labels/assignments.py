"""Words of assignments and their proof."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "SubjectKind.post": _l("게시물"),
    "SubjectKind.inquiry": _l("문의"),
    "SubjectKind.guideline": _l("지침"),
    "SubjectKind.alert": _l("긴급 전파"),
    "SubjectKind.case": _l("우수사례"),
    "Act.share": _l("확산"),
    "Act.comment": _l("댓글"),
    "Act.repost": _l("재게시"),
    "Act.read": _l("읽기"),
    "Act.reply": _l("답변"),
    "Act.acknowledge": _l("수신 확인"),
    "Act.adopt": _l("도입"),
    "Choice.adopt": _l("그대로 도입"),
    "Choice.adapt": _l("바꾸어 도입"),
    "Choice.decline": _l("도입하지 않음"),
    "AssignmentState.open": _l("할 일"),
    "AssignmentState.handed_in": _l("제출됨"),
    "AssignmentState.done": _l("완료"),
    "AssignmentState.rejected": _l("반려"),
    "AssignmentState.excused": _l("면제"),
    "AssignmentState.cancelled": _l("취소됨"),
    "Standing.on_time": _l("진행 중"),
    "Standing.due_soon": _l("마감 임박"),
    "Standing.late": _l("지연"),
    "Standing.silent": _l("무응답"),
    "Standing.waiting": _l("검토 대기"),
    "Standing.done": _l("완료"),
    "Standing.excused": _l("면제"),
    "Standing.cancelled": _l("취소됨"),
    "DayPart.late": _l("늦은 과제"),
    "DayPart.today": _l("오늘까지"),
    "DayPart.coming": _l("다음 과제"),
    "DayPart.finished": _l("최근에 끝낸 과제"),
    "ProofStanding.waiting": _l("검토 대기"),
    "ProofStanding.accepted": _l("인정"),
    "ProofStanding.rejected": _l("반려"),
    "ProofStanding.withdrawn": _l("회수"),
    "ProofFlag.duplicate": _l("다른 과제의 증빙과 같음"),
    "ProofFlag.original": _l("공식 게시물의 주소"),
    "ProofFlag.wrong_platform": _l("원문과 다른 플랫폼"),
    "ProofFlag.possibly_same": _l("이미 있는 게시물의 다른 주소일 수 있음"),
    "ProofFlag.share_link": _l("누구의 어느 게시물인지 드러나지 않는 공유 주소"),
    "ProofFlag.expires": _l("하루 뒤에 사라지는 게시물"),
    "ProofFlag.early": _l("과제를 맡기기 전에 올린 게시물"),
    "ProofFlag.not_registered": _l("등록되지 않은 계정"),
    "ProofFlag.screenshot": _l("주소 없이 화면 사진만 낸 증빙"),
    "Outcome.approved": _l("승인"),
    "Outcome.rejected": _l("반려"),
    "Outcome.gone": _l("회수"),
    "Decision.approve": _l("승인하기"),
    "Decision.reject": _l("반려하기"),
    "Decision.excuse": _l("면제하기"),
    "Decision.cancel": _l("과제 거두기"),
    "Decision.reopen": _l("다시 열기"),
}

TONES: dict[str, str] = {
    "Choice.adopt": "info",
    "Choice.adapt": "info",
    "AssignmentState.handed_in": "info",
    "AssignmentState.done": "success",
    "AssignmentState.rejected": "danger",
    "Standing.due_soon": "warning",
    "Standing.late": "danger",
    "Standing.silent": "danger",
    "Standing.waiting": "info",
    "Standing.done": "success",
    "ProofStanding.waiting": "info",
    "ProofStanding.accepted": "success",
    "ProofStanding.rejected": "danger",
}

SENTENCES: dict[str, LazyString] = {
    "assignment.due_in_the_past": _l("마감 시각은 지금보다 뒤여야 합니다."),
    "assignment.already_handed_in": _l(
        "이미 제출하여 검토를 기다리고 있습니다. 고치려면 먼저 제출을 취소해 주십시오."
    ),
    "assignment.already_done": _l("이미 완료한 과제입니다."),
    "assignment.excused": _l("면제된 과제이므로 제출하지 않으셔도 됩니다."),
    "assignment.cancelled": _l("취소된 과제이므로 제출하지 않으셔도 됩니다."),
    "assignment.other_kind_of_proof": _l(
        "이 과제는 다른 방법으로 마치는 과제입니다. 화면을 새로 고쳐 주십시오."
    ),
    "assignment.not_a_post": _l(
        "계정이나 모임의 주소입니다. 올리신 게시물 하나의 주소를 붙여 넣어 주십시오."
    ),
    "assignment.answer_stands": _l(
        "마감이 지나 답을 바꿀 수 없습니다. 바꾸려면 관리자에게 다시 열어 달라고 해 주십시오."
    ),
    "assignment.text_missing": _l("무엇을 바꿀지, 또는 하지 않는 까닭을 적어 주십시오."),
    "assignment.not_taken_up": _l("도입하기로 한 일이 아니어서 한 일을 알릴 수 없습니다."),
    "assignment.nothing_handed_in": _l("제출한 증빙이 없어 취소할 것이 없습니다."),
    "assignment.already_reviewed": _l("검토가 끝난 증빙은 취소할 수 없습니다. 관리자에게 문의해 주십시오."),
    "assignment.cannot_approve": _l(
        "검토를 기다리는 과제만 승인할 수 있습니다. 고른 과제를 확인해 주십시오."
    ),
    "assignment.cannot_reject": _l("증빙이 제출된 과제만 반려할 수 있습니다. 고른 과제를 확인해 주십시오."),
    "assignment.cannot_excuse": _l("아직 하지 않은 과제만 면제할 수 있습니다. 고른 과제를 확인해 주십시오."),
    "assignment.cannot_cancel": _l("아직 하지 않은 과제만 취소할 수 있습니다. 고른 과제를 확인해 주십시오."),
    "assignment.cannot_reopen": _l(
        "면제되거나 취소된 과제만 다시 열 수 있습니다. 고른 과제를 확인해 주십시오."
    ),
    "sample.nothing_to_review": _l("아직 아무도 보지 않은 증빙이 없습니다."),
    "sample.size": _l("1에서 %(max)d 사이의 수를 입력해 주십시오."),
    "sample.open": _l("이 게시물의 표본이 이미 있습니다. 그 표본을 마쳐 주십시오."),
    "sample.settled": _l("이미 마친 표본입니다."),
    "sample.not_all_seen": _l("뽑은 증빙을 모두 승인하거나 반려한 뒤에 마칠 수 있습니다."),
    "assignment.no_screenshot_needed": _l(
        "이 과제는 증빙 없이 마치는 과제입니다. 화면을 새로 고쳐 주십시오."
    ),
    "assignment.screenshot_no_picture": _l("화면 사진은 그림 파일(PNG, JPG, WebP, GIF)이어야 합니다."),
    "assignment.reason_missing": _l("사유를 입력해 주십시오. 담당 주무관에게 그대로 보입니다."),
}

NOTICES: dict[str, LazyString] = {
    "assignment.given": _l("새 과제: %(title)s, %(due_at)s까지"),
    "assignment.due_soon": _l("곧 마감입니다: %(title)s, %(due_at)s까지"),
    "assignment.late": _l("마감이 지났습니다: %(title)s (%(due_at)s까지였습니다)"),
    "assignment.given.post": _l("널리 알릴 게시물: %(title)s, %(due_at)s까지"),
    "assignment.due_soon.post": _l("게시물을 알릴 마감이 다가옵니다: %(title)s, %(due_at)s까지"),
    "assignment.late.post": _l("게시물을 알릴 마감이 지났습니다: %(title)s (%(due_at)s까지였습니다)"),
    "assignment.given.case": _l("우수사례 도입 여부를 답해 주십시오: %(title)s, %(due_at)s까지"),
    "assignment.due_soon.case": _l("우수사례에 답할 마감이 다가옵니다: %(title)s, %(due_at)s까지"),
    "assignment.late.case": _l("우수사례에 답할 마감이 지났습니다: %(title)s (%(due_at)s까지였습니다)"),
    "assignment.rejected": _l("증빙이 반려되었습니다: %(title)s, %(due_at)s까지 다시 제출해 주십시오."),
}

DEEDS: dict[str, LazyString] = {
    "assignment.assign": _l("과제 배정"),
    "assignment.see": _l("과제 확인"),
    "assignment.hand_in": _l("증빙 제출"),
    "assignment.confirm": _l("과제 완료 확인"),
    "assignment.answer": _l("부서의 답"),
    "assignment.report": _l("한 일 알림"),
    "assignment.withdraw": _l("증빙 회수"),
    "assignment.approve": _l("증빙 승인"),
    "assignment.reject": _l("증빙 반려"),
    "assignment.excuse": _l("과제 면제"),
    "assignment.cancel": _l("과제 취소"),
    "assignment.reopen": _l("과제 다시 엶"),
    "sample.draw": _l("표본 추첨"),
    "sample.grow": _l("표본 늘림"),
    "sample.settle": _l("표본 검토 마침"),
    "policy.change": _l("확산 방침 변경"),
    "policy.keep_accounts": _l("개인 계정을 쓰지 않기로 함"),
    "policy.offer_accounts": _l("개인 계정을 다시 쓰기로 함"),
}
