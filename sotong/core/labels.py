"""The words of the house: status words, and the sentence behind each refusal.

Keys of words are `Enumeration.value`; keys of sentences are the reasons that rules and services give.
"""

from __future__ import annotations

from enum import Enum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "Role.admin": _l("관리자"),
    "Role.officer": _l("주무관"),
    "Role.judge": _l("심사위원"),
    "Role.auditor": _l("감사담당"),
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
    "AssignmentState.open": _l("할 일"),
    "AssignmentState.handed_in": _l("제출됨"),
    "AssignmentState.done": _l("완료"),
    "AssignmentState.rejected": _l("반려"),
    "AssignmentState.excused": _l("면제"),
    "AssignmentState.cancelled": _l("취소"),
    "Standing.on_time": _l("진행 중"),
    "Standing.due_soon": _l("마감 임박"),
    "Standing.late": _l("지연"),
    "Standing.silent": _l("무응답"),
    "Standing.waiting": _l("검토 대기"),
    "Standing.done": _l("완료"),
    "Standing.excused": _l("면제"),
    "Standing.cancelled": _l("취소"),
    "DayPart.late": _l("늦은 과제"),
    "DayPart.today": _l("오늘까지"),
    "DayPart.coming": _l("다음 과제"),
    "DayPart.finished": _l("최근에 끝낸 과제"),
    "ProofStanding.waiting": _l("검토 대기"),
    "ProofStanding.accepted": _l("인정"),
    "ProofStanding.rejected": _l("반려"),
    "ProofStanding.withdrawn": _l("회수"),
    "ProofFlag.duplicate": _l("다른 과제의 증빙과 같은 주소"),
    "ProofFlag.original": _l("공식 게시물의 주소"),
    "ProofFlag.wrong_platform": _l("원문과 다른 플랫폼"),
    "ProofFlag.possibly_same": _l("이미 있는 게시물의 다른 주소일 수 있음"),
    "ProofFlag.share_link": _l("누구의 어느 게시물인지 드러나지 않는 공유 주소"),
    "ProofFlag.expires": _l("하루 뒤에 사라지는 게시물"),
    "Decision.approve": _l("승인"),
    "Decision.reject": _l("반려"),
    "Decision.excuse": _l("면제"),
    "Decision.cancel": _l("과제 취소"),
    "Decision.reopen": _l("다시 열기"),
}

WORDS |= {
    "LinkChannel.band": _l("밴드"),
    "LinkChannel.facebook": _l("페이스북"),
    "LinkChannel.kakaotalk": _l("카카오톡"),
    "LinkChannel.x": _l("X(트위터)"),
    "LinkChannel.instagram": _l("인스타그램"),
    "LinkChannel.blog": _l("블로그"),
    "LinkChannel.poster": _l("포스터(QR)"),
    "LinkChannel.other": _l("그 밖의 곳"),
}

TONES: dict[str, str] = {
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
"""How a status looks (neutral, info, success, warning, danger), beside its word, never instead of it."""

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
    "assignment.reason_missing": _l("사유를 입력해 주십시오. 담당 주무관에게 그대로 보입니다."),
}


SENTENCES |= {
    "ballot.contest_cancelled": _l("이 콘테스트는 취소되었습니다."),
    "ballot.closed": _l("투표가 끝났습니다. 관심을 가져 주셔서 고맙습니다."),
    "ballot.link_retired": _l("이 링크는 더 이상 쓰지 않습니다. 새로 안내된 링크로 들어와 주십시오."),
    "ballot.not_yet_open": _l("아직 투표를 시작하지 않았습니다. 시작 시각을 확인해 주십시오."),
    "ballot.unknown_entry": _l("목록에 없는 출품작이 섞여 있습니다. 다시 골라 주십시오."),
    "ballot.too_few": _l("출품작을 골라 주십시오. 적어도 %(picks_from)s편을 골라야 합니다."),
    "ballot.too_many": _l("너무 많이 고르셨습니다. %(picks_to)s편까지 고를 수 있습니다."),
    "ballot.closed_already": _l("이미 마감한 투표입니다."),
    "ballot.not_over": _l("투표 시간이 끝나고 15초가 지나야 마감할 수 있습니다."),
    "audit_key.taken": _l("감사 열쇠는 이미 건네졌습니다. 다시 만들 수 없습니다."),
    "audit_key.rule_not_locked": _l("콘테스트 규칙을 확정한 뒤에 감사 열쇠를 받을 수 있습니다."),
    "vote_link.try_again": _l("링크를 만들지 못했습니다. 다시 눌러 주십시오."),
    "vote_link.retired_already": _l("이미 닫은 링크입니다."),
}

SENTENCES |= {
    "table.broken_line": _l(
        "따옴표의 짝이 맞지 않아 이 줄부터 읽을 수 없습니다. 파일을 다시 저장해 주십시오."
    ),
    "table.broken_xlsx": _l(
        "엑셀 파일(XLSX)로 읽을 수 없습니다. 파일을 다시 저장하거나 CSV로 저장해 올려 주십시오."
    ),
    "table.cell_empty": _l("%(cell)s 칸이 비어 있습니다. 반드시 채워야 하는 항목입니다."),
    "table.cell_too_long": _l("%(cell)s 칸이 너무 깁니다. %(limit)d자까지 쓸 수 있습니다."),
    "table.column_missing": _l("'%(title)s' 열이 없습니다. 첫 줄에 열 이름을 적어 주십시오."),
    "table.column_twice": _l("'%(title)s' 열이 두 번 있습니다. 하나만 남겨 주십시오."),
    "table.control_character": _l(
        "%(cell)s 칸에 사용할 수 없는 문자가 들어 있습니다. 지우고 다시 입력해 주십시오."
    ),
    "table.empty": _l("빈 파일입니다. 내용이 든 파일을 골라 주십시오."),
    "table.error_cell": _l("%(cell)s 칸이 오류 값(%(text)s)입니다. 값을 직접 입력해 주십시오."),
    "table.formula": _l("%(cell)s 칸에 수식이 들어 있습니다. 수식 대신 값을 입력해 주십시오."),
    "table.no_rows": _l("열 이름만 있고 내용이 없는 파일입니다."),
    "table.nul": _l("NUL 문자가 들어 있어 읽을 수 없습니다. 표 파일(CSV, XLSX)이 맞는지 확인해 주십시오."),
    "table.old_excel": _l(
        "옛 엑셀 파일(XLS)이거나 암호가 걸린 파일입니다. 암호를 풀고 XLSX나 CSV로 다시 저장해 주십시오."
    ),
    "table.too_many_cells": _l(
        "칸이 열 이름(%(titles)d개)보다 많습니다. 쉼표가 더 들어갔는지 확인해 주십시오."
    ),
    "table.too_many_rows": _l("줄이 너무 많습니다. 한 번에 %(limit)d줄까지 읽습니다. 나누어 올려 주십시오."),
    "table.undecodable": _l(
        "이 줄에 %(encoding)s로 읽을 수 없는 글자가 있습니다. 파일을 UTF-8로 다시 저장해 주십시오."
    ),
    "table.unpacks_to_too_much": _l(
        "압축을 풀면 너무 큰 파일입니다. %(limit)dMB까지 읽습니다. 필요한 줄만 남기고 나누어 올려 주십시오."
    ),
}


def word(status: Enum) -> str:
    """Return the word for a status, in the reader's language."""
    return str(WORDS[f"{type(status).__name__}.{status.value}"])


def tone(status: Enum) -> str:
    """Return the tone of a status, neutral unless said otherwise."""
    return TONES.get(f"{type(status).__name__}.{status.value}", "neutral")


def sentence(reason: str, **facts: object) -> str:
    """Return the sentence for a refusal, its placeholders filled with `facts`."""
    if reason not in SENTENCES:
        return str(_("요청하신 일을 할 수 없습니다. (%(reason)s)", reason=reason))
    text = str(SENTENCES[reason])
    return text % facts if facts else text
