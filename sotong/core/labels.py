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

WORDS |= {
    "SheetState.empty": _l("시작 전"),
    "SheetState.begun": _l("채점 중"),
    "SheetState.complete": _l("서명 전"),
    "SheetState.signed": _l("서명함"),
    "SheetState.recused": _l("회피"),
    "RecusalKind.own_department": _l("소속 부서"),
    "RecusalKind.declared": _l("본인 회피"),
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


WORDS |= {
    "StreamKind.office": _l("사무 기록"),
    "StreamKind.contest": _l("콘테스트 기록"),
    "Flaw.missing": _l("기록이 빠져 있습니다."),
    "Flaw.unreadable": _l("기록을 읽을 수 없습니다. 값이 망가졌습니다."),
    "Flaw.altered": _l("기록의 내용이 남길 때와 다릅니다."),
    "Flaw.subtree": _l("함께 보관한 중간 해시가 기록과 다릅니다."),
    "Flaw.opening": _l("첫 기록이 이 기록부의 이름, 종류, 서명 키와 맞지 않습니다."),
    "Flaw.head_unreadable": _l("서명된 요약을 읽을 수 없습니다. 값이 망가졌습니다."),
    "Flaw.head_unsigned": _l("서명된 요약의 서명이 올바르지 않습니다."),
    "Flaw.head_altered": _l("서명된 요약의 값이 서명한 내용과 다릅니다."),
    "Flaw.head_disagrees": _l("이 사이의 기록이 서명된 요약과 맞지 않습니다. 서명한 뒤에 바뀌었습니다."),
    "Flaw.head_missing": _l("마지막 기록까지 덮는 서명된 요약이 없습니다."),
    "Flaw.frontier": _l("다음 기록을 이어 붙일 상태값이 기록과 다릅니다."),
    "Flaw.beyond": _l("기록부의 끝 뒤에 끼워 넣은 줄이 있습니다."),
    "Flaw.foreign_key": _l("이 서버의 서명 키가 아닌 다른 키로 되어 있습니다."),
    "Flaw.stream_unreadable": _l("기록부의 정보를 읽을 수 없습니다. 값이 망가졌습니다."),
    "Flaw.rewritten": _l("보관하신 체크포인트와 다릅니다. 그 전의 기록이 새로 쓰였습니다."),
    "Flaw.cut_off": _l("보관하신 체크포인트보다 짧습니다. 뒤의 기록이 잘려 나갔습니다."),
}

SENTENCES |= {
    "audit.key_missing": _l(
        "기록 서명 키를 찾을 수 없어 처리하지 않았습니다. 서버 관리자에게 키 폴더를 복구하도록 알려 주십시오."
    ),
    "audit.key_changed": _l(
        "기록 서명 키가 바뀌어 처리하지 않았습니다. 서버 관리자에게 원래 키를 복구하도록 알려 주십시오."
    ),
    "audit.log_damaged": _l(
        "감사 기록이 손상되어 이어 쓸 수 없습니다. 감사담당에게 기록 검증을 요청해 주십시오."
    ),
}

WORDS |= {
    "Platform.facebook": _l("페이스북"),
    "Platform.x": _l("X(트위터)"),
    "Platform.naver_blog": _l("네이버 블로그"),
    "Platform.band": _l("밴드"),
    "Platform.kakaotalk_channel": _l("카카오톡 채널"),
    "Platform.instagram": _l("인스타그램"),
    "Platform.youtube": _l("유튜브"),
    "Platform.pinterest": _l("핀터레스트"),
    "Platform.threads": _l("스레드"),
    "Platform.kakaostory": _l("카카오스토리"),
    "Platform.sotong_tv": _l("소통TV"),
    "LinkKind.post": _l("게시물"),
    "LinkKind.video": _l("영상"),
    "LinkKind.photo": _l("사진"),
    "LinkKind.comment": _l("댓글"),
    "LinkKind.story": _l("스토리"),
    "LinkKind.profile": _l("계정"),
    "LinkKind.group": _l("그룹"),
    "LinkKind.album": _l("모음"),
    "LinkKind.event": _l("행사"),
    "LinkKind.unknown": _l("알 수 없음"),
    "LinkFlag.other_forms": _l("같은 글의 다른 주소일 수 있음"),
    "LinkFlag.share_link": _l("공유 버튼이 만든 주소"),
    "LinkFlag.expires": _l("하루 뒤 사라지는 글"),
    "Measure.followers": _l("팔로워"),
    "Measure.likes": _l("좋아요"),
    "Measure.members": _l("멤버"),
    "Measure.friends": _l("친구"),
    "Measure.subscribers": _l("구독자"),
    "Measure.neighbours": _l("이웃"),
    "Measure.visitors": _l("방문자"),
    "Measure.visits": _l("방문"),
    "Measure.views": _l("조회"),
    "Measure.posts": _l("게시물"),
    "Measure.comments": _l("댓글"),
    "Measure.shares": _l("공유"),
    "Running.open": _l("운영 중"),
    "Running.closed": _l("닫음"),
    "Running.all": _l("모두"),
    "Whose.ours": _l("우리 기관"),
    "Whose.peers": _l("비교 기관"),
}

SENTENCES |= {
    "permalink.empty": _l("주소를 붙여 넣어 주십시오."),
    "permalink.no_link": _l(
        "붙여 넣은 글에 주소가 없습니다. https:// 로 시작하는 주소를 붙여 넣어 주십시오."
    ),
    "permalink.too_long": _l("붙여 넣은 글이 너무 깁니다. 주소만 붙여 넣어 주십시오."),
    "permalink.several_links": _l("서로 다른 게시물의 주소가 여럿 있습니다. 하나만 남겨 주십시오."),
    "permalink.scheme": _l(
        "앱 안의 주소나 웹 주소가 아닌 것은 쓸 수 없습니다. https:// 로 시작하는 주소가 필요합니다."
    ),
    "permalink.hidden_letters": _l(
        "주소에 보이지 않는 글자가 섞여 있습니다. 게시물에서 주소를 다시 복사해 주십시오."
    ),
    "permalink.hidden_host": _l(
        "실제로는 다른 곳으로 가는 주소입니다. 열지 말고, 게시물에서 주소를 다시 복사해 주십시오."
    ),
    "permalink.foreign_letters": _l(
        "영문이 아닌 글자가 든 도메인은 쓸 수 없습니다. 비슷한 글자로 꾸민 가짜 주소일 수 있습니다."
    ),
    "permalink.odd_port": _l(
        "포트 번호가 붙은 주소는 쓸 수 없습니다. 게시물에서 주소를 다시 복사해 주십시오."
    ),
    "permalink.unknown_host": _l("소통에서 다루는 채널의 주소가 아닙니다."),
    "permalink.lookalike_host": _l(
        "%(host)s은(는) 채널의 진짜 주소가 아니라 비슷하게 꾸민 주소입니다. 열지 마십시오."
    ),
    "permalink.short_link": _l(
        "%(host)s 주소는 줄인 주소라 무엇을 가리키는지 알 수 없습니다. "
        "링크를 열어 게시물이 나오면 주소창의 긴 주소를 붙여 넣어 주십시오."
    ),
    "permalink.share_dialog": _l(
        "공유 창의 주소입니다. 공유를 마친 뒤 올라간 게시물의 주소를 붙여 넣어 주십시오."
    ),
    "permalink.wrapped_too_deep": _l(
        "주소가 여러 겹으로 싸여 있습니다. 게시물을 열어 주소를 다시 복사해 주십시오."
    ),
    "permalink.not_a_post": _l(
        "채널의 주소이지만 게시물이나 계정을 가리키지 않습니다. 게시물을 열어 주소를 복사해 주십시오."
    ),
    "channel.not_a_site": _l(
        "누리집 주소가 아닙니다. 우리 기관이 직접 운영하는 누리집의 주소를 넣어 주십시오."
    ),
    "channel.not_an_account": _l(
        "게시물이나 공유 링크가 아니라 계정(페이지, 채널, 밴드)의 주소를 넣어 주십시오."
    ),
    "channel.already_registered": _l("이미 등록된 계정입니다."),
    "channel.closes_before_opening": _l("닫은 날이 연 날보다 앞섭니다."),
    "channel.already_closed": _l("이미 닫은 계정입니다."),
    "channel.not_closed": _l("닫지 않은 계정입니다."),
    "channel.peers_have_no_department": _l("비교 기관의 계정은 우리 부서에 둘 수 없습니다."),
    "channel.measured_in_future": _l("기준일이 오늘보다 뒤입니다."),
    "channel.measured_before_opening": _l("기준일이 계정을 연 날보다 앞섭니다."),
    "channel.measured_after_closing": _l("기준일이 계정을 닫은 날보다 뒤입니다."),
    "channel.measured_meanwhile": _l("그 사이에 다른 사람이 같은 수치를 올렸습니다. 다시 올려 주십시오."),
    "channel.measured_twice": _l("같은 계정, 같은 날, 같은 항목이 파일에 두 번 있습니다."),
    "channel.unknown_platform": _l("모르는 채널입니다: %(text)s"),
    "channel.unknown_measure": _l("모르는 항목입니다: %(text)s"),
    "channel.not_a_day": _l("날짜가 아닙니다: %(text)s (예: 2016-12-19)"),
    "channel.not_a_count": _l("0 이상의 정수가 아닙니다: %(text)s"),
    "channel.other_platform": _l("계정 주소가 채널과 맞지 않습니다."),
    "channel.account_unknown": _l(
        "등록되지 않은 계정입니다. 계정을 먼저 등록하거나 계정 주소를 적어 주십시오."
    ),
    "channel.account_ambiguous": _l("이 채널에 우리 기관의 계정이 여럿입니다. 계정 주소를 적어 주십시오."),
}

DEEDS: dict[str, LazyString] = {
    "log.open": _l("기록부 시작"),
    "log.verify": _l("기록 검증"),
    "personal_data.view": _l("개인정보 열람"),
    "personal_data.export": _l("개인정보 내려받기"),
}
"""What was done, by the action of the audit entry. An action that is not here is shown as it is written."""


WORDS |= {
    "Audience.all": _l("모든 부서"),
    "Audience.bureau": _l("한 국의 부서"),
    "Audience.departments": _l("고른 부서"),
    "Audience.nobody": _l("지금은 배정하지 않음"),
    "PostState.open": _l("진행 중"),
    "PostState.finished": _l("끝남"),
    "PostState.cancelled": _l("취소"),
}

TONES |= {"PostState.open": "info", "PostState.finished": "success"}

SENTENCES |= {
    "post.already_recorded": _l("이미 등록한 게시물입니다: %(title)s"),
    "post.posted_in_the_future": _l("게시 시각은 지금보다 앞이어야 합니다."),
    "post.cancelled": _l("취소한 게시물입니다."),
    "post.not_a_post": _l("계정이나 모임의 주소입니다. 게시물 하나의 주소를 붙여 넣어 주십시오."),
    "post.nobody_to_ask": _l("오늘 근무하는 담당 주무관이 없는 대상입니다. 다른 대상을 골라 주십시오."),
}

DEEDS |= {
    "post.record": _l("게시물 등록"),
    "post.cancel": _l("게시물 취소"),
    "assignment.assign": _l("과제 배정"),
    "assignment.see": _l("과제 확인"),
    "assignment.hand_in": _l("증빙 제출"),
    "assignment.confirm": _l("과제 완료 확인"),
    "assignment.withdraw": _l("증빙 회수"),
    "assignment.approve": _l("증빙 승인"),
    "assignment.reject": _l("증빙 반려"),
    "assignment.excuse": _l("과제 면제"),
    "assignment.cancel": _l("과제 취소"),
    "assignment.reopen": _l("과제 다시 엶"),
}

DEEDS |= {
    "channel.register": _l("채널 등록"),
    "channel.change": _l("채널 정보 변경"),
    "channel.close": _l("채널 닫음"),
    "channel.reopen": _l("채널 다시 엶"),
    "channel.measure": _l("채널 수치 입력"),
    "channel.measures_import": _l("채널 수치 가져오기"),
}

DEEDS |= {
    "contest.create": _l("콘테스트 만듦"),
    "contest.describe": _l("콘테스트 소개 변경"),
    "contest.cancel": _l("콘테스트 취소"),
    "contest.set_phases": _l("콘테스트 일정 변경"),
    "contest.write_rule": _l("콘테스트 규칙 저장"),
    "contest.lock_rule": _l("콘테스트 규칙 확정"),
    "entry.enter": _l("출품"),
    "entry.edit": _l("출품작 변경"),
    "entry.withdraw": _l("출품 철회"),
    "entry.restore": _l("출품작 되돌림"),
    "rule": _l("규칙의 지문"),
}


def deed(action: str) -> str:
    """Return the words for an action on record, in the reader's language."""
    return str(DEEDS.get(action, action))


TONES |= {
    "SheetState.begun": "info",
    "SheetState.complete": "warning",
    "SheetState.signed": "success",
}

SENTENCES |= {
    "mark.not_a_number": _l("점수는 숫자로 넣어 주십시오. 예: 8.5"),
    "mark.too_fine": _l("점수는 소수점 아래 두 자리까지 넣을 수 있습니다."),
    "mark.out_of_range": _l("점수는 %(low)s점에서 %(high)s점 사이로 넣어 주십시오."),
    "tally.cancelled": _l("취소된 콘테스트입니다."),
    "tally.published": _l("이미 발표한 결과라 바꿀 수 없습니다."),
    "tally.rule_not_locked": _l("규칙을 확정하지 않은 콘테스트는 집계할 수 없습니다."),
    "tally.judging_not_over": _l("심사 기간이 끝나야 집계할 수 있습니다."),
    "tally.ballots_not_closed": _l("투표를 마감해야 집계할 수 있습니다."),
    "tally.not_made": _l("아직 집계하지 않았습니다."),
    "tally.tie_undecided": _l("시상이 걸린 동점이 남아 있습니다. 결정을 기록한 뒤 발표할 수 있습니다."),
    "tally.decide_all_tied": _l("동점인 출품작(%(tied)s번)을 모두, 그것만 적어 주십시오."),
    "tally.made_meanwhile": _l("다른 사람이 방금 집계했습니다. 새로 고쳐 확인해 주십시오."),
    "judging.cancelled": _l("취소된 콘테스트입니다."),
    "judging.not_open": _l("지금은 심사 기간이 아니어서 점수를 저장할 수 없습니다."),
    "judging.recused": _l("심사를 회피한 출품작입니다."),
    "judging.own_department": _l("소속 부서의 출품작은 심사할 수 없습니다."),
    "judging.signed": _l("이미 서명한 채점표라 고칠 수 없습니다."),
    "judging.moved_on": _l(
        "다른 화면에서 먼저 저장한 내용이 있습니다. 입력하신 점수는 아래에 그대로 있습니다. "
        "새로 고쳐 저장된 내용을 확인한 뒤 다시 저장해 주십시오."
    ),
    "step.vote_links": _l("밴드와 페이스북 등에 올릴 투표 링크를 만듭니다."),
    "step.audit_key": _l("감사담당이 감사 열쇠를 받습니다."),
    "step.panel": _l("심사위원을 위촉합니다."),
    "step.close_ballots": _l("투표가 끝나면 마감합니다."),
    "step.tally": _l("심사가 끝나면 집계합니다."),
    "step.publish": _l("결과를 발표합니다."),
    "judging.wrong_password": _l("비밀번호가 맞지 않습니다. 다시 넣어 주십시오."),
    "judging.incomplete": _l("모든 항목에 점수를 넣어야 서명할 수 있습니다."),
    "judging.published": _l("결과를 발표한 콘테스트라 바꿀 수 없습니다."),
    "panel.not_a_judge": _l("심사위원 계정이 아니거나 쓸 수 없는 계정입니다."),
    "panel.seated_already": _l("이미 심사위원단에 있는 분입니다."),
}


WORDS |= {
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
    "Combine.mean": _l("비중대로 평균을 냅니다."),
    "Combine.sum": _l("각 점수에 비중을 곱해 더합니다."),
    "Per.sheet": _l("채점표마다의 총점"),
    "Per.criterion": _l("심사 기준마다의 점수"),
    "Per.rank": _l("심사위원마다 매긴 순위의 순위 점수"),
    "Method.mean": _l("평균"),
    "Method.median": _l("가운데 값(중앙값)"),
    "Method.trimmed": _l("가장 높은 점수와 낮은 점수를 뺀 평균"),
    "Method.sum": _l("합계(순위 점수일 때만)"),
    "MissingMark.mark": _l("그 항목만 빼고 계산합니다. 0점으로 치지 않습니다."),
    "MissingMark.sheet": _l("그 심사위원의 그 작품 채점표를 통째로 뺍니다."),
    "CitizenMethod.leader": _l("가장 많이 받은 작품을 만점으로 하여 비례 배분"),
    "CitizenMethod.rank_points": _l("득표 순위에 따른 순위 점수"),
    "CitizenMethod.share": _l("전체 표 가운데 받은 비율"),
    "Count.together": _l("모든 표를 모아 한 번에"),
    "Count.by_channel": _l("채널마다 순위를 매겨 더함(순위 점수일 때만)"),
    "TiedPoints.average": _l("걸린 점수의 평균"),
    "TiedPoints.highest": _l("높은 쪽 점수"),
    "TiedPoints.lowest": _l("낮은 쪽 점수"),
    "RoundingPoint.weighted_mark": _l("기준마다 곱한 점수"),
    "RoundingPoint.sheet_score": _l("채점표 총점"),
    "RoundingPoint.criterion_average": _l("기준마다의 평균"),
    "RoundingPoint.weighted_criterion": _l("곱한 기준 점수"),
    "RoundingPoint.jury_score": _l("심사위원 점수"),
    "RoundingPoint.citizen_score": _l("시민 점수"),
    "RoundingPoint.jury_part": _l("비중을 곱한 심사위원 점수"),
    "RoundingPoint.citizen_part": _l("비중을 곱한 시민 점수"),
    "RoundingPoint.total": _l("최종 점수"),
    "RoundingMode.half_up": _l("반올림(5는 올림)"),
    "RoundingMode.half_even": _l("반올림(5는 짝수 쪽으로)"),
    "RoundingMode.down": _l("버림"),
    "TieBreakKind.citizen_score": _l("시민 점수"),
    "TieBreakKind.jury_score": _l("심사위원 점수"),
    "TieBreakKind.votes": _l("득표수"),
    "TieBreakKind.criterion": _l("심사 기준 하나의 점수"),
    "TieBreakKind.decision": _l("담당자가 정하고 기록함"),
    "AwardTies.shared": _l("함께 받음"),
    "AwardTies.broken": _l("정하기 전에는 주지 않음"),
    "BallotOrder.shuffled": _l("사람마다 다르게 섞음"),
    "BallotOrder.listed": _l("번호 차례"),
    "IdentityLevel.device": _l("기기(브라우저)마다 한 표. 의견을 모을 때에만 알맞습니다."),
    "IdentityLevel.account": _l("소셜 계정마다 한 표"),
    "IdentityLevel.phone": _l("휴대전화 번호마다 한 표"),
    "IdentityLevel.code": _l("나누어 드린 투표 번호마다 한 표"),
    "CountsShown.after_publication": _l("결과를 공개한 뒤"),
    "CountsShown.after_close": _l("투표가 끝난 뒤"),
    "Show.open": _l("진행 중"),
    "Show.finished": _l("끝난 콘테스트"),
    "Show.all": _l("모두"),
}

TONES |= {
    "Stage.entry": "info",
    "Stage.vote": "info",
    "Stage.judging": "info",
    "Stage.counting": "warning",
    "Stage.published": "success",
    "Stage.cancelled": "danger",
}

SENTENCES |= {
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
    "rule.locked": _l("확정한 규칙은 바꿀 수 없습니다."),
    "rule.changed_meanwhile": _l(
        "그사이 다른 사람이 규칙을 바꾸었습니다. 새 규칙을 확인한 뒤 다시 해 주십시오."
    ),
    "rule.entry_not_set": _l("출품 일정을 먼저 정해 주십시오."),
    "rule.vote_not_set": _l("시민 점수에 비중이 있으므로 사전투표 일정을 먼저 정해 주십시오."),
    "rule.judging_not_set": _l("심사위원 점수에 비중이 있으므로 심사 일정을 먼저 정해 주십시오."),
    "rule.publication_not_set": _l("결과 공개 일정을 먼저 정해 주십시오."),
    "rule.phase_is_due": _l(
        "여는 시각이 이미 지난 단계가 있습니다. 일정을 뒤로 옮긴 다음 규칙을 확정해 주십시오."
    ),
    "rule.missing": _l("꼭 필요한 값입니다. 입력해 주십시오."),
    "rule.empty": _l("비워 둘 수 없습니다. 입력해 주십시오."),
    "rule.not_a_table": _l("내용의 모양이 맞지 않습니다."),
    "rule.not_a_list": _l("목록이어야 합니다."),
    "rule.not_a_text": _l("글자로 입력해 주십시오."),
    "rule.too_many": _l("너무 많습니다. 200줄까지 쓸 수 있습니다."),
    "rule.too_long": _l("너무 깁니다. 줄여 주십시오."),
    "rule.unprintable": _l("사용할 수 없는 문자가 들어 있습니다."),
    "rule.unknown": _l("규칙에 없는 이름입니다."),
    "rule.float": _l('소수는 "0.5"처럼 따옴표 안에 적어 주십시오.'),
    "rule.not_a_number": _l("숫자로 입력해 주십시오. 소수는 여섯째 자리까지 쓸 수 있습니다."),
    "rule.not_a_whole_number": _l("0 이상의 정수로 입력해 주십시오."),
    "rule.not_yes_or_no": _l("참이나 거짓이어야 합니다."),
    "rule.not_a_choice": _l("보기에서 하나를 골라 주십시오."),
    "rule.not_an_id": _l("이름표에는 영어 소문자, 숫자, -, _만 쓸 수 있습니다."),
    "rule.out_of_range": _l("쓸 수 있는 범위를 벗어났습니다."),
    "rule.id_taken": _l("같은 이름이 두 번 있습니다."),
    "rule.max_not_above_min": _l("만점은 최저점보다 커야 합니다."),
    "rule.nothing_dropped": _l("뺄 최고점이나 최저점의 수를 1 이상으로 입력해 주십시오."),
    "rule.drops_untrimmed": _l("최고점과 최저점은 ‘뺀 평균’을 고른 때에만 뺍니다."),
    "rule.sum_needs_ranks": _l("합계는 순위 점수로 심사할 때에만 쓸 수 있습니다."),
    "rule.by_channel_needs_points": _l("채널마다 세는 것은 순위 점수일 때에만 할 수 있습니다."),
    "rule.points_missing": _l("1위부터의 순위 점수를 12, 10, 8처럼 입력해 주십시오."),
    "rule.points_unused": _l("순위 점수를 쓰지 않는 방법을 고르셨습니다. 비워 주십시오."),
    "rule.points_not_falling": _l("순위 점수는 1위부터 점점 작아져야 합니다."),
    "rule.rounded_twice": _l("같은 곳에서 두 번 반올림할 수 없습니다."),
    "rule.rounding_unused": _l("고르신 심사 방법에는 이 계산이 없습니다. ‘그대로 둠’으로 바꿔 주십시오."),
    "rule.tie_break_twice": _l("동점을 가리는 기준이 두 번 들어 있습니다."),
    "rule.no_such_criterion": _l("모든 심사표에 있는 기준만 동점을 가리는 데 쓸 수 있습니다."),
    "rule.picks_crossed": _l("많아야 고를 수는 적어도 고를 수 이상이어야 합니다."),
    "rule.no_weight": _l("심사위원과 시민 가운데 적어도 한쪽은 비중이 0보다 커야 합니다."),
    "rule.no_criteria": _l("심사위원 점수에 비중이 있으므로 심사 기준이 하나는 있어야 합니다."),
    "rule.raw_needs_points": _l("환산하지 않으려면 시민 점수도 순위 점수여야 합니다."),
    "rule.rubric_off_scale": _l("형식마다 심사표의 총점이 같아야 합니다."),
    "rule.device_needs_reason": _l(
        "기기 단위 투표는 한 사람이 여러 번 할 수 있어 시상에 쓰지 않습니다. "
        "그래도 쓰려면 공개할 사유를 입력해 주십시오."
    ),
}

WORDS |= {
    "DepartmentKind.office": _l("본청"),
    "DepartmentKind.health": _l("보건소"),
    "DepartmentKind.dong": _l("동"),
    "AppointmentKind.primary": _l("주무관"),
    "AppointmentKind.deputy": _l("대직"),
    "Subject.departments": _l("부서"),
    "Subject.officers": _l("주무관"),
}
SENTENCES |= {
    "account.disabled": _l("정지된 계정입니다. 관리자에게 문의해 주십시오."),
    "account.last_admin": _l("하나뿐인 관리자입니다. 다른 관리자를 먼저 정해 주십시오."),
    "account.login_taken": _l("이미 쓰고 있는 로그인 이름입니다. 다른 이름을 입력해 주십시오."),
    "account.officer_has_one": _l("이 주무관은 이미 계정이 있습니다."),
    "account.officer_missing": _l("누구의 계정인지 주무관을 골라 주십시오."),
    "account.own": _l("자기 계정의 역할을 바꾸거나 정지할 수는 없습니다. 다른 관리자에게 부탁해 주십시오."),
    "appointment.already": _l("이 주무관은 그 기간에 이미 이 부서에 배치되어 있습니다."),
    "appointment.department_closed": _l("그 기간에는 폐지되고 없는 부서입니다. 날짜를 확인해 주십시오."),
    "appointment.department_taken": _l(
        "그 기간에 이미 다른 주무관이 이 부서를 맡고 있습니다. 먼저 그 배치의 마지막 날을 고쳐 주십시오."
    ),
    "appointment.ends_before_start": _l("마지막 날은 시작일과 같거나 그 뒤여야 합니다."),
    "appointment.has_begun": _l("이미 시작한 배치는 취소할 수 없습니다. 마지막 날을 정해 주십시오."),
    "appointment.officer_elsewhere": _l(
        "이 주무관은 그 기간에 이미 다른 부서를 맡고 있습니다. 먼저 그 배치의 마지막 날을 고쳐 주십시오."
    ),
    "department.code_taken": _l("부서 코드 %(code)s은(는) 이미 쓰고 있습니다."),
    "import.appointment_ended": _l("이미 끝난 배치입니다. 다시 맡는다면 시작일을 새로 적어 주십시오."),
    "import.appointment_kind": _l("구분 '%(text)s'을(를) 알 수 없습니다. 주무관이나 대직으로 적어 주십시오."),
    "import.code": _l("부서 코드는 영문자와 숫자, 점, 밑줄, 붙임표로 적어 주십시오."),
    "import.day": _l("날짜 '%(text)s'을(를) 읽을 수 없습니다. 2026-12-14처럼 적어 주십시오."),
    "import.department_closed": _l("부서 %(code)s은(는) 폐지된 부서입니다."),
    "import.department_kind": _l(
        "구분 '%(text)s'을(를) 알 수 없습니다. office(본청), health(보건소), dong(동) 가운데 적어 주십시오."
    ),
    "import.department_unknown": _l("부서 코드 %(code)s인 부서가 없습니다. 부서를 먼저 등록해 주십시오."),
    "import.email": _l("전자우편 주소를 name@example.go.kr처럼 적어 주십시오."),
    "import.invalid": _l("파일에 고칠 곳이 있어 가져오지 않았습니다."),
    "import.moved": _l(
        "미리 보신 뒤에 부서나 주무관이 바뀌어 가져오지 않았습니다. 아래 내용을 다시 확인해 주십시오."
    ),
    "import.officer_differs": _l("%(other)d번째 줄과 전자우편은 같은데 이름이나 전화번호가 다릅니다."),
    "import.phone": _l("전화번호를 02-1234-5678처럼 적어 주십시오."),
    "import.primary_elsewhere": _l("%(other)d번째 줄에서 이미 다른 부서를 맡은 주무관입니다."),
    "import.second_primary": _l(
        "%(other)d번째 줄에 이미 이 부서의 주무관이 있습니다. 한 명만 적어 주십시오."
    ),
    "import.twice": _l("%(other)d번째 줄에 이미 있습니다. 하나만 남겨 주십시오."),
    "invitation.expired": _l("기한이 지난 초대 링크입니다. 관리자에게 새 링크를 요청해 주십시오."),
    "invitation.unknown": _l("없는 초대 링크입니다. 받으신 주소를 끝까지 복사했는지 확인해 주십시오."),
    "invitation.used": _l("이미 사용한 초대 링크입니다. 정하신 비밀번호로 로그인해 주십시오."),
    "officer.email_taken": _l("이미 등록된 전자우편입니다. 같은 사람이 등록되어 있는지 확인해 주십시오."),
    "password.holds_login": _l("비밀번호에 로그인 이름을 넣을 수 없습니다."),
    "password.too_long": _l("비밀번호가 너무 깁니다. 200자까지 쓸 수 있습니다."),
    "password.too_short": _l("비밀번호가 너무 짧습니다. 10자 이상으로 정해 주십시오."),
    "password.too_simple": _l("짐작하기 쉬운 비밀번호입니다. 서로 다른 글자를 더 섞어 주십시오."),
    "password.wrong": _l("지금 비밀번호가 맞지 않습니다."),
    "sign_in.locked": _l("로그인에 여러 번 실패하여 잠시 막았습니다. 1분 뒤에 다시 시도해 주십시오."),
    "sign_in.wrong": _l("로그인 이름이나 비밀번호가 맞지 않습니다."),
}
DEEDS |= {
    "account.change_password": _l("비밀번호 변경"),
    "account.change_role": _l("계정 역할 변경"),
    "account.create": _l("계정 만듦"),
    "account.disable": _l("계정 정지"),
    "account.enable": _l("계정 정지 해제"),
    "account.invite": _l("초대 링크 만듦"),
    "account.rename": _l("계정 이름 변경"),
    "account.set_password": _l("초대 링크로 비밀번호 정함"),
    "appointment.end": _l("배치 마지막 날 정함"),
    "appointment.make": _l("주무관 배치"),
    "appointment.move_start": _l("배치 시작일 고침"),
    "appointment.withdraw": _l("예정된 배치 취소"),
    "department.add": _l("부서 등록"),
    "department.change": _l("부서 정보 변경"),
    "department.close": _l("부서 폐지"),
    "department.reopen": _l("부서 다시 엶"),
    "officer.add": _l("주무관 등록"),
    "officer.change": _l("주무관 정보 변경"),
    "people.import": _l("부서·주무관 파일 가져오기"),
    "sign_in.begin": _l("로그인"),
    "sign_in.end": _l("로그아웃"),
    "sign_in.end_all": _l("로그인 모두 끝냄"),
    "sign_in.lock": _l("로그인 실패가 이어져 막음"),
}

WORDS |= {
    "DayClass.weekday": _l("평일"),
    "DayClass.weekend": _l("주말"),
    "DayClass.holiday": _l("공휴일"),
    "DayClass.seollal_chuseok": _l("설·추석"),
    "Measure.all": _l("모든 근무"),
    "Measure.rest": _l("쉬는 날 근무"),
    "Measure.weekday": _l("평일"),
    "Measure.weekend": _l("주말"),
    "Measure.holiday": _l("공휴일"),
    "Measure.seollal_chuseok": _l("설·추석"),
    "AbsenceKind.leave": _l("휴가"),
    "AbsenceKind.training": _l("교육"),
    "AbsenceKind.trip": _l("출장"),
    "AbsenceKind.sick": _l("병가"),
    "AbsenceKind.parental": _l("육아휴직"),
    "AbsenceKind.other": _l("기타"),
}
SENTENCES |= {
    "duty.not_joined": _l("아직 전입하기 전입니다."),
    "duty.has_left": _l("이미 전출했습니다."),
    "duty.absent": _l("부재 중입니다."),
    "duty.lacks_role": _l("이 자리의 역할을 맡고 있지 않습니다."),
    "duty.at_once": _l("같은 시간에 다른 근무가 있습니다."),
    "duty.too_soon": _l("다른 근무와의 간격이 너무 짧습니다."),
    "duty.same_bureau": _l("함께 근무하는 주무관과 같은 국 소속입니다."),
    "duty.holds_it": _l("지금 이 자리의 근무자입니다."),
    "duty.over_share": _l("이미 몫만큼 근무합니다. (%(served)d번, 많아야 %(at_most)d번)"),
    "duty.under_share": _l("지금 근무자의 몫이 모자라게 됩니다. (%(served)d번, 적어도 %(at_least)d번)"),
    "duty.wish": _l("이날은 피하고 싶다고 하였습니다."),
    "duty.as_good": _l("서도 됩니다. 누가 서도 공평합니다."),
    "absence.in_the_past": _l("이미 지난 날은 부재로 등록할 수 없습니다. 시작일을 확인해 주십시오."),
    "absence.overlaps": _l("이미 등록한 부재와 날짜가 겹칩니다. 앞의 것을 고쳐 주십시오."),
    "absence.after_leaving": _l("전출한 뒤의 날짜입니다. 날짜를 확인해 주십시오."),
    "rota.proved": _l(
        "근무표를 짰습니다. 이보다 나은 근무표가 없음을 증명했습니다. (자리 %(seats)d개, %(officers)d명)"
    ),
    "rota.solved": _l("규칙을 모두 지키는 근무표를 짰습니다. (자리 %(seats)d개, %(officers)d명)"),
    "rota.impossible": _l("규칙을 모두 지키는 근무표는 없습니다. (자리 %(seats)d개, %(officers)d명)"),
    "rota.not_found": _l(
        "규칙을 모두 지키는 근무표를 찾지 못했습니다. 없다고 증명된 것은 아닙니다. "
        "시간을 더 주거나 규칙을 느슨하게 해 주십시오. (자리 %(seats)d개, %(officers)d명)"
    ),
    "rota.unbroken": _l("어긴 규칙이 없습니다."),
    "rota.broken": _l("어긴 규칙이 %(count)d개 있습니다."),
    "rota.evenness": _l(
        "%(measure)s: %(duties)d번, 한 사람 %(fewest)d~%(most)d번, 몫과의 차이 폭 %(spread)s"
    ),
    "rota.misses": _l("%(measure)s: 몫에서 벗어난 주무관 %(who)s"),
    "rota.balance_short": _l(
        "%(first_on)s~%(last_on)s %(roles)s: 자리 %(needs)d개를 %(people)d명이 나누면 한 사람 %(each)s번. "
        "%(gap_days)d일 간격과 부재를 지키면 많아야 %(at_most)d번 설 수 있어 %(spare)d번 모자랍니다."
    ),
    "rota.balance_thin": _l(
        "%(first_on)s~%(last_on)s %(roles)s: 자리 %(needs)d개를 %(people)d명이 나누면 한 사람 %(each)s번. "
        "%(gap_days)d일 간격과 부재를 지키면 많아야 %(at_most)d번 설 수 있어 여유가 %(spare)d번뿐입니다."
    ),
    "rota.nobody_may": _l("%(slot)s %(role)s: 설 수 있는 사람이 없습니다."),
    "rota.reason_count": _l("%(people)d명: %(why)s"),
    "rota.too_many_officers": _l("주무관이 너무 많습니다. 1000명까지 짤 수 있습니다."),
    "rota.too_many_seats": _l("자리가 너무 많습니다. 기간을 나누어 주십시오. 5000자리까지 짤 수 있습니다."),
    "rota.too_many_roles": _l("역할이 너무 많습니다. 8가지까지 쓸 수 있습니다."),
    "rota.no_slots": _l(
        "%(first_on)s부터 %(last_on)s까지 근무가 하나도 없습니다. 규칙의 날짜와 요일을 확인해 주십시오."
    ),
    "rota.no_such_day": _l("달력에 없는 날입니다: %(text)s. 2026-05-01처럼 적어 주십시오."),
    "rota.ends_before_it_starts": _l("마지막 날(%(last_on)s)이 첫날(%(first_on)s)보다 빠릅니다."),
    "rota.calendar_years": _l("%(first)d년부터 %(last)d년까지의 근무표만 짤 수 있습니다."),
    "rota.solver_missing": _l(
        "증명에 쓰는 OR-Tools가 없습니다. pip install 'sotong[rota]'로 설치해 주십시오."
    ),
    "rota.solver_died": _l(
        "증명하던 프로그램이 답 없이 끝났습니다. (%(what)s) 그때까지의 근무표를 드립니다."
    ),
    "rota.unknown_column": _l("모르는 열입니다: '%(title)s'. 열 이름을 확인하거나 지워 주십시오."),
    "rota.not_a_day": _l("%(column)s: 달력에 없는 날입니다: '%(text)s'. 2026-05-01처럼 적어 주십시오."),
    "rota.not_a_count": _l("%(column)s: 1부터 9999까지의 수를 적어 주십시오: '%(text)s'."),
    "rota.not_a_number": _l("%(column)s: -1, 0.5, 27/4 같은 수를 적어 주십시오: '%(text)s'."),
    "rota.not_a_choice": _l("%(column)s: 모르는 말입니다: '%(text)s'. 쓸 수 있는 말: %(choices)s"),
    "officers.id_twice": _l("사번 '%(id)s'이(가) %(other_line)d번째 줄에도 있습니다."),
    "officers.two_departments": _l(
        "사번 '%(id)s'이(가) %(other_line)d번째 줄에서는 다른 부서에 있습니다. "
        "한 사람은 한 부서에만 있습니다."
    ),
    "officers.leaves_before_joining": _l("전출일(%(text)s)은 전입일보다 뒤여야 합니다."),
    "absences.unknown_officer": _l("주무관 명단에 없는 사번입니다: '%(id)s'."),
    "absences.ends_before_it_starts": _l("종료일(%(text)s)이 시작일보다 빠릅니다."),
    "absences.overlap": _l("'%(id)s'의 부재가 %(other_line)d번째 줄의 부재와 겹칩니다."),
    "rules.too_large": _l("규칙 파일이 너무 큽니다. 1MB까지 읽습니다."),
    "rules.not_utf8": _l("이 줄에 UTF-8로 읽을 수 없는 글자가 있습니다."),
    "rules.not_toml": _l("TOML로 읽을 수 없습니다. (%(what)s)"),
    "rules.no_duty": _l("근무가 하나도 없습니다. [[duty]]를 하나 이상 적어 주십시오."),
    "rules.unknown_key": _l("모르는 키입니다: %(key)s. 쓸 수 있는 키: %(known)s"),
    "rules.not_a_table": _l("%(key)s: [%(key)s] 표여야 합니다."),
    "rules.not_a_list_of_tables": _l("%(key)s: [[%(key)s]] 표의 목록이어야 합니다."),
    "rules.too_many": _l("%(key)s: 너무 많습니다. %(limit)d개까지 쓸 수 있습니다."),
    "rules.twice": _l("%(key)s: '%(text)s'이(가) 두 번 있습니다."),
    "rules.missing": _l("%(key)s: 꼭 필요한 값입니다."),
    "rules.not_a_text": _l("%(key)s: %(limit)d자까지의 한 줄 글이어야 합니다."),
    "rules.not_an_id": _l("%(key)s: 영어 소문자, 숫자, -, _만 40자까지 쓸 수 있습니다: '%(text)s'."),
    "rules.not_a_list_of_texts": _l(
        "%(key)s: 빈칸 없는 말을 1개부터 %(limit)d개까지 적은 목록이어야 합니다."
    ),
    "rules.not_a_choice": _l("%(key)s: 모르는 말입니다: '%(text)s'. 쓸 수 있는 말: %(choices)s"),
    "rules.not_choices": _l("%(key)s: 다음 가운데 하나 이상의 목록이어야 합니다: %(choices)s"),
    "rules.not_a_whole_number": _l("%(key)s: %(low)d부터 %(high)d까지의 정수여야 합니다."),
    "rules.not_an_amount": _l("%(key)s: 0부터 %(high)d까지의 수여야 합니다."),
    "rules.not_yes_or_no": _l("%(key)s: true나 false여야 합니다."),
    "rules.not_a_day": _l("%(key)s: 달력에 없는 날입니다: '%(text)s'. 2026-05-01처럼 적어 주십시오."),
    "rules.not_hours": _l("%(key)s: 18:00-22:00처럼 적어 주십시오: '%(text)s'."),
    "rules.ends_before_it_starts": _l("%(key)s: 끝나는 날이 시작하는 날보다 빠릅니다."),
    "broken.unknown_slot": _l("모르는 근무나 자리입니다: %(slots)s %(seat)d번 자리 (%(who)s)"),
    "broken.unknown_officer": _l("%(on)s %(slots)s: 명단에 없는 사번입니다: %(who)s"),
    "broken.seat_empty": _l("%(on)s %(slots)s: %(seat)d번 자리(%(role)s)가 비었습니다."),
    "broken.seat_twice": _l("%(on)s %(slots)s: %(seat)d번 자리에 둘 이상 있습니다: %(who)s"),
    "broken.not_joined": _l("%(on)s %(slots)s: %(who)s 아직 전입하기 전입니다."),
    "broken.has_left": _l("%(on)s %(slots)s: %(who)s 이미 전출했습니다."),
    "broken.absent": _l("%(on)s %(slots)s: %(who)s 부재 중입니다."),
    "broken.lacks_role": _l("%(on)s %(slots)s: %(who)s 역할(%(role)s)을 맡고 있지 않습니다."),
    "broken.at_once": _l("%(on)s %(slots)s: %(who)s 같은 시간에 근무가 둘입니다."),
    "broken.too_soon": _l(
        "%(on)s %(slots)s: %(who)s %(other_on)s 근무에서 %(days)d일 만입니다. %(needed)d일은 지나야 합니다."
    ),
    "broken.same_bureau": _l("%(on)s %(slots)s: %(who)s 같은 국 소속입니다."),
    "broken.fixed_changed": _l("%(on)s %(slots)s: 바꿀 수 없는 자리가 바뀌었습니다: %(who)s"),
    "way.fewest": _l("이렇게 하면 됩니다: %(what)s. 이보다 적게 바꾸어서는 되지 않습니다."),
    "way.enough": _l("이렇게 하면 됩니다: %(what)s."),
    "way.none": _l("규칙 한 가지만 느슨하게 해서 되는 길은 찾지 못했습니다."),
    "way.gap": _l("근무 간격을 %(gap_days)d일로 줄이기"),
    "way.role": _l("%(who)s에게 역할 %(role)s 맡기기"),
    "way.absence": _l("%(who)s의 %(first_on)s~%(last_on)s 부재 옮기기"),
    "way.bureau": _l("근무 '%(duty)s'의 서로 다른 국 규칙 풀기"),
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
