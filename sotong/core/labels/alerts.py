"""Words of alerts (긴급 전파), of the guidance library and its shelters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "SafetyField.natural": _l("자연재난"),
    "SafetyField.daily": _l("생활안전"),
    "SafetyField.air": _l("대기"),
    "Hazard.earthquake": _l("지진"),
    "Hazard.typhoon": _l("태풍"),
    "Hazard.flood": _l("호우·침수"),
    "Hazard.heat": _l("폭염"),
    "Hazard.cold": _l("한파"),
    "Hazard.snow": _l("대설"),
    "Hazard.fire": _l("화재"),
    "Hazard.crime": _l("범죄"),
    "Hazard.crowd": _l("인파"),
    "Hazard.civil_defence": _l("민방위"),
    "Hazard.first_aid": _l("응급처치"),
    "Hazard.other": _l("그 밖의 안전"),
    "Hazard.air": _l("미세먼지"),
    "AlertStage.1": _l("1단계 내부 공유"),
    "AlertStage.2": _l("2단계 첫 공식 메시지"),
    "AlertStage.3": _l("3단계 행동요령"),
    "AlertLevel.officer": _lp("alert", "주무관"),
    "AlertLevel.deputy": _lp("alert", "대직자"),
    "AlertLevel.admin": _lp("alert", "관리자"),
    "Answering.waiting": _l("확인 대기"),
    "Answering.passed_on": _l("넘어감"),
    "Answering.acknowledged": _lp("state", "수신 확인"),
    "AlertState.open": _lp("alert", "진행 중"),
    "AlertState.closed": _lp("alert", "종료"),
    "AlertDeed.opened": _l("발령"),
    "AlertDeed.asked": _lp("deed", "알림"),
    "AlertDeed.acknowledged": _lp("state", "수신 확인"),
    "AlertDeed.passed_on": _l("넘어감"),
    "AlertDeed.written": _l("메시지 작성"),
    "AlertDeed.sent_back": _l("메시지 돌려보냄"),
    "AlertDeed.issued": _l("메시지 발표"),
    "AlertDeed.posted": _l("채널에 올림"),
    "AlertDeed.closed": _lp("alert", "종료"),
}

TONES: dict[str, str] = {
    "Answering.waiting": "warning",
    "Answering.passed_on": "danger",
    "Answering.acknowledged": "success",
    "AlertState.open": "danger",
    "AlertDeed.opened": "danger",
    "AlertDeed.asked": "info",
    "AlertDeed.acknowledged": "success",
    "AlertDeed.passed_on": "warning",
    "AlertDeed.issued": "info",
    "AlertDeed.sent_back": "warning",
}

SENTENCES: dict[str, LazyString] = {
    "alert.nobody_concerned": _l("관계 부서를 하나 이상 골라 주십시오."),
    "alert.opened_just_now": _l("같은 제목으로 방금 발령했습니다. 긴급 전파 목록에서 확인해 주십시오."),
    "alert.words_missing": _l("실제로 발령하려면 '실제 상황'이라고 적어 주십시오."),
    "alert.closed": _l("이미 끝난 긴급 전파입니다."),
    "alert.acknowledged_already": _l("이 부서는 이미 수신을 확인했습니다."),
    "alert.not_concerned": _l("관계 부서의 담당자만 할 수 있습니다."),
    "alert.other_stage": _l("지금은 이 단계의 메시지를 낼 때가 아닙니다. 화면을 새로 열어 주십시오."),
    "alert.message_waits": _l("검토를 기다리는 메시지가 이미 있습니다."),
    "alert.looked_at": _l("이미 검토가 끝난 메시지입니다."),
    "alert.own_message": _l("자기가 쓴 메시지는 다른 담당자가 검토해야 합니다."),
    "alert.not_issued": _l("아직 발표하지 않은 메시지입니다."),
    "alert.posted_already": _l("이미 올린 것으로 등록한 채널입니다."),
    "alert.other_channel": _l("다른 공식 계정의 게시물 주소입니다. 이 채널의 주소를 붙여 넣어 주십시오."),
    "alert.another_acknowledged": _l("같은 부서의 다른 담당자가 수신을 확인했습니다."),
    "alert.over": _l("긴급 전파가 끝났습니다."),
    "alert.drill_title": _l("[훈련] 긴급 전파 수신 확인: %(title)s"),
    "alert.real_title": _l("[긴급] 긴급 전파 수신 확인: %(title)s"),
    "guidance.nothing_to_do": _l("미리, 닥쳤을 때, 지나간 뒤 가운데 하나는 적어 주십시오."),
    "guidance.not_a_link": _l("한 줄에 이름과 https:// 주소를 띄어 적어 주십시오."),
    "guidance.too_many_links": _l("링크는 20개까지 적을 수 있습니다."),
    "guidance.changed_meanwhile": _l(
        "그 사이에 다른 사람이 이 안내를 고쳤습니다. 아래에 적으신 것을 옮겨 두고 새로 열어 주십시오."
    ),
    "guidance.slug_taken": _l("이미 쓰고 있는 주소 이름입니다."),
    "guidance.not_a_slug": _l("영문 소문자와 숫자, 붙임표만 쓰고 붙임표로 시작하거나 끝내지 마십시오."),
    "shelter.unknown_hazard": _l(
        "'%(text)s'은(는) 모르는 종류입니다. 지진, 태풍, 호우, 폭염, 한파, 대설, 화재, 민방위, 미세먼지 "
        "가운데 적어 주십시오."
    ),
    "shelter.not_a_number": _l("'%(text)s'은(는) 수용인원이 아닙니다. 1,200처럼 사람 수를 적어 주십시오."),
    "shelter.too_many": _l("'%(text)s'은(는) 너무 큰 수입니다. %(most)s명 이하로 적어 주십시오."),
    "shelter.not_a_link": _l(
        "'%(text)s'은(는) 지도 주소가 아닙니다. https://로 시작하는 주소를 적거나 비워 두십시오."
    ),
    "shelter.twice": _l("%(line)s번째 줄과 종류, 이름, 주소가 같습니다. 하나만 남겨 주십시오."),
}

NOTICES: dict[str, LazyString] = {
    "alert.opened": _l("[긴급] 긴급 전파 발령: %(title)s"),
    "alert.shared": _l("[긴급] %(title)s: %(minutes)d분 안에 수신을 확인해 주십시오."),
    "alert.to_deputy": _l(
        "[긴급] 담당 주무관의 답이 없어 대직자께 넘어왔습니다: %(title)s, %(minutes)d분 안에 수신 확인"
    ),
    "alert.to_admin": _l(
        "[긴급] 수신 확인이 없어 관리자에게 넘어왔습니다: %(title)s, %(department)s 등 %(count)d곳"
    ),
    "alert.to_look": _l("[긴급] 메시지를 검토해 주십시오: %(title)s"),
    "alert.sent_back": _l("[긴급] 메시지가 돌아왔습니다: %(title)s"),
    "alert.issued": _l("[긴급] %(stage)d단계 메시지가 나갔습니다: %(title)s"),
    "alert.closed": _l("[긴급] 긴급 전파가 끝났습니다: %(title)s"),
    "alert.drill.opened": _l("[훈련] 긴급 전파 훈련 발령: %(title)s"),
    "alert.drill.shared": _l("[훈련] %(title)s: %(minutes)d분 안에 수신을 확인해 주십시오."),
    "alert.drill.to_deputy": _l(
        "[훈련] 담당 주무관의 답이 없어 대직자께 넘어왔습니다: %(title)s, %(minutes)d분 안에 수신 확인"
    ),
    "alert.drill.to_admin": _l(
        "[훈련] 수신 확인이 없어 관리자에게 넘어왔습니다: %(title)s, %(department)s 등 %(count)d곳"
    ),
    "alert.drill.to_look": _l("[훈련] 메시지를 검토해 주십시오: %(title)s"),
    "alert.drill.sent_back": _l("[훈련] 메시지가 돌아왔습니다: %(title)s"),
    "alert.drill.issued": _l("[훈련] %(stage)d단계 메시지가 나갔습니다: %(title)s"),
    "alert.drill.closed": _l("[훈련] 긴급 전파 훈련이 끝났습니다: %(title)s"),
}

DEEDS: dict[str, LazyString] = {
    "alert.open": _lp("deed", "긴급 전파 발령"),
    "alert.acknowledge": _lp("deed", "긴급 전파 수신 확인"),
    "alert.pass_on": _lp("deed", "답이 없어 다음 사람에게 넘김"),
    "alert.write": _lp("deed", "긴급 메시지 작성"),
    "alert.issue": _lp("deed", "긴급 메시지 발표"),
    "alert.send_back": _lp("deed", "긴급 메시지 돌려보냄"),
    "alert.post": _lp("deed", "긴급 메시지를 채널에 올림"),
    "alert.close": _lp("deed", "긴급 전파 종료"),
    "guidance.write": _lp("deed", "안전 안내 씀"),
    "guidance.edit": _lp("deed", "안전 안내 고침"),
    "guidance.withdraw": _lp("deed", "안전 안내 내림"),
    "guidance.restore": _lp("deed", "안전 안내 다시 올림"),
    "shelter.import": _lp("deed", "대피소 목록 가져오기"),
}
