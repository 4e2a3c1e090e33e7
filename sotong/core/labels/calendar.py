"""Words of the content calendar."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "SeriesKind.tip": _l("꿀팁"),
    "SeriesKind.notice": _l("알림"),
    "SeriesKind.story": _l("이야기"),
    "SeriesKind.broadcast": _l("방송"),
    "SeriesKind.other": _l("그 밖의 연재"),
    "SlotState.planned": _l("원고 전"),
    "SlotState.draft": _l("작성 중"),
    "SlotState.in_review": _l("검토 중"),
    "SlotState.returned": _l("고쳐 쓰기"),
    "SlotState.approved": _lp("slot", "승인"),
    "SlotState.published": _l("발행"),
    "SlotState.cancelled": _l("취소됨"),
    "Frequency.daily": _l("매일"),
    "Frequency.weekly": _l("매주"),
    "Frequency.monthly": _l("매달 며칠에"),
    "Frequency.monthly_nth": _l("매달 몇째 무슨 요일에"),
    "SharedBy.all": _l("모든 부서"),
    "SharedBy.bureau": _l("한 국의 부서"),
    "SharedBy.departments": _l("고른 부서"),
    "SharedBy.on_duty": _l("발행할 때 근무 중인 주무관"),
    "SharedBy.nobody": _l("맡기지 않음"),
    "ContentFeedScope.mine": _l("내가 맡은 회차"),
    "ContentFeedScope.whole": _l("모든 회차"),
}

TONES: dict[str, str] = {
    "SlotState.draft": "info",
    "SlotState.in_review": "info",
    "SlotState.returned": "warning",
    "SlotState.approved": "success",
    "SlotState.published": "success",
}

SENTENCES: dict[str, LazyString] = {
    "series.bad_interval": _l("간격은 1부터 12까지 넣어 주십시오."),
    "series.bad_rule": _l("언제 되풀이하는지 다시 골라 주십시오."),
    "series.bad_time": _l("시각은 00:00부터 23:59까지 넣어 주십시오."),
    "series.bad_length": _l("길이는 1분부터 24시간까지 넣어 주십시오."),
    "series.bad_draft_days": _l("원고 마감은 0일부터 15일 전까지 정할 수 있습니다."),
    "series.name_taken": _l("같은 이름의 연재가 있습니다. 다른 이름을 지어 주십시오."),
    "series.change_in_the_past": _l("지난 날부터는 바꿀 수 없습니다. 오늘이나 그 뒤의 날을 골라 주십시오."),
    "series.too_far": _l("오늘에서 앞뒤로 두 해 안의 날을 골라 주십시오."),
    "series.changed": _l(
        "이 화면을 연 뒤에 이 연재가 달라졌습니다. 지금 모습을 확인하고, 그래도 바꾸려면 표시하고 다시 눌러"
        " 주십시오."
    ),
    "slot.other_channel": _l(
        "이 연재를 올리는 채널(%(channel)s)의 주소가 아닙니다. 맞으면 표시하고 다시 눌러 주십시오."
    ),
    "slot.not_yours": _l("이 회차를 맡은 주무관과 그 대직만 할 수 있습니다."),
    "slot.in_review": _l("검토 중인 원고입니다. 고치려면 제출을 먼저 거두어 주십시오."),
    "slot.approved": _l("이미 승인된 원고입니다."),
    "slot.published": _l("이미 발행한 회차입니다."),
    "slot.cancelled": _l("취소된 회차입니다."),
    "slot.not_cancelled": _l("취소된 회차만 되살릴 수 있습니다."),
    "slot.nothing_written": _l("제목과 글을 쓴 뒤에 제출할 수 있습니다."),
    "slot.not_in_review": _l("검토를 기다리는 원고가 아닙니다."),
    "slot.own_draft": _l("자기가 제출한 원고는 다른 관리자가 승인해야 합니다."),
    "slot.reason_missing": _l("사유를 적어 주십시오."),
    "slot.not_approved": _l("승인된 원고만 발행할 수 있습니다."),
    "slot.in_the_past": _l("지난 시각입니다. 앞으로 올 시각을 넣어 주십시오."),
    "slot.bad_length": _l("끝나는 시각은 시작한 뒤 24시간 안이어야 합니다."),
    "sharing.bad_hours": _l("마감은 근무시간으로 1시간부터 80시간까지 정할 수 있습니다."),
    "slot.changed": _l("그 사이에 이 회차가 달라졌습니다. 지금 모습을 확인하고 다시 해 주십시오."),
}

NOTICES: dict[str, LazyString] = {
    "series.given": _l("새 연재를 맡았습니다: %(series)s (%(from_on)s부터)"),
    "series.change": _l("연재가 바뀌었습니다: %(series)s (%(from_on)s부터)"),
    "series.end": _l("연재를 쉽니다: %(series)s (%(from_on)s부터)"),
    "slot.to_review": _l("검토할 원고가 있습니다: %(series)s, %(starts_at)s"),
    "slot.approved": _l("원고가 승인되었습니다: %(series)s, %(starts_at)s"),
    "slot.returned": _l("원고를 고쳐 달라는 의견이 있습니다: %(series)s, %(starts_at)s"),
    "slot.moved": _l("맡은 회차의 일정이 바뀌었습니다: %(series)s, %(starts_at)s"),
    "slot.passed_on": _l("맡았던 회차가 다른 주무관에게 넘어갔습니다: %(series)s, %(starts_at)s"),
    "slot.cancelled": _l("맡은 회차가 취소되었습니다: %(series)s, %(starts_at)s"),
    "slot.restored": _l("취소되었던 회차를 다시 합니다: %(series)s, %(starts_at)s"),
    "slot.added": _l("맡을 회차가 하나 늘었습니다: %(series)s, %(starts_at)s"),
    "slot.draft_due": _l("원고 마감이 다가옵니다: %(series)s, 마감 %(due_at)s"),
    "slot.draft_late": _l("원고 마감이 지났습니다: %(series)s, 마감 %(due_at)s"),
}

DEEDS: dict[str, LazyString] = {
    "series.begin": _lp("deed", "연재 시작"),
    "series.describe": _lp("deed", "연재 소개 변경"),
    "series.change": _lp("deed", "연재 변경"),
    "series.end": _lp("deed", "연재 쉼"),
    "series.sharing": _lp("deed", "연재 확산 틀 정하기"),
    "slot.write": _lp("deed", "원고 쓰기"),
    "slot.hand_in": _lp("deed", "원고 제출"),
    "slot.take_back": _lp("deed", "원고 거두기"),
    "slot.approve": _lp("deed", "원고 승인"),
    "slot.return": _lp("deed", "원고 돌려보내기"),
    "slot.move": _lp("deed", "회차 옮기기"),
    "slot.cancel": _lp("deed", "회차 취소"),
    "slot.restore": _lp("deed", "회차 되살리기"),
    "slot.add": _lp("deed", "회차 더하기"),
    "slot.publish": _lp("deed", "회차 발행"),
    "content_feed.make": _lp("deed", "콘텐츠 달력 주소 만들기"),
    "content_feed.renew": _lp("deed", "콘텐츠 달력 주소 바꾸기"),
}
