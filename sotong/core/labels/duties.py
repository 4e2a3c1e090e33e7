"""Words of absences, rotas in the tables, their planning, seats and publishing."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sotong.core.counting import _ln

WORDS: dict[str, LazyString] = {
    "RotaState.draft": _l("초안"),
    "RotaState.published": _l("확정"),
    "RotaState.withdrawn": _l("취소"),
    "RunState.waiting": _l("대기 중"),
    "RunState.running": _l("짜는 중"),
    "RunState.done": _l("끝남"),
    "RunState.cancelled": _l("멈춤"),
    "RunState.failed": _l("실패"),
    "ChangeCause.edit": _l("직접 고침"),
    "ChangeCause.replan": _l("다시 짬"),
    "ChangeCause.swap": _l("교대"),
    "ChangeCause.given": _l("넘김"),
    "ChangeCause.deputy": _l("대직"),
    "ChangeCause.withdrawal": _l("근무표 취소"),
}

TONES: dict[str, str] = {
    "RotaState.draft": "warning",
    "RotaState.published": "success",
    "RunState.waiting": "info",
    "RunState.running": "info",
    "RunState.done": "success",
    "RunState.failed": "danger",
}

SENTENCES: dict[str, LazyString] = {
    "absence.ends_before_it_starts": _l("마지막 날이 첫날보다 빠릅니다."),
    "absence.too_long": _l("한 번에 등록할 수 있는 부재는 1,100일까지입니다."),
    "absence.withdrawn": _l("이미 취소한 부재입니다."),
    "absence.is_over": _l("이미 지난 부재는 취소할 수 없습니다."),
    "absence.not_a_day": _l("달력에 없는 날입니다: '%(text)s'. 2026-12-24처럼 적어 주십시오."),
    "absence.not_a_kind": _l(
        "모르는 구분입니다: '%(text)s'. 휴가, 교육, 출장, 병가, 육아휴직, 기타 가운데 하나를 적어 주십시오."
    ),
    "absence.nobody": _l("누구의 부재인지 없습니다. 이름이나 이메일을 적어 주십시오."),
    "absence.unknown_officer": _l("'%(name)s' 주무관을 찾지 못했습니다. 이름이나 이메일을 확인해 주십시오."),
    "absence.unknown_department": _l("'%(text)s'은(는) 없는 부서입니다. 부서 코드나 이름을 적어 주십시오."),
    "absence.not_of_department": _l(
        "'%(name)s' 주무관은 '%(text)s' 소속이 아닙니다. 이름과 부서를 확인해 주십시오."
    ),
    "absence.several_officers": _l("'%(name)s' 주무관이 여럿입니다. 부서나 이메일을 함께 적어 주십시오."),
    "absence.import_overlaps": _l("%(name)s 주무관의 다른 부재와 날짜가 겹칩니다."),
    "absence.import_moved": _l("그 사이에 부재가 바뀌었습니다. 다시 확인한 뒤 등록해 주십시오."),
    "absence.calendar_too_large": _l("일정 파일이 너무 큽니다. 2MB, 일정 5,000건까지 읽습니다."),
    "absence.not_a_calendar": _l("일정 파일(ICS)로 읽을 수 없습니다."),
    "absence.calendar_empty": _l("일정 파일에 일정이 없습니다."),
    "absence.calendar_repeats": _l("되풀이되는 일정은 읽지 않습니다. 날짜별로 나누어 주십시오."),
    "wish.in_the_past": _l("내일부터의 날짜를 적을 수 있습니다."),
    "wish.too_far": _l("내년 말까지의 날짜를 적을 수 있습니다."),
    "wish.known": _l("이미 적은 날입니다."),
    "wish.too_many": _l("%(year)d년에는 이미 %(most)d일을 적었습니다. 다른 날을 지우고 적어 주십시오."),
    "wish.is_over": _l("이미 지났거나 오늘인 날은 지울 수 없습니다."),
    "month.none_such": _l("주소에 적힌 달이 달력에 없습니다. 2026-12처럼 적거나 달을 골라 주십시오."),
    "rota.withdrawn": _l("취소한 근무표는 고칠 수 없습니다."),
    "rota.not_a_draft": _l("이미 확정했거나 취소한 근무표입니다."),
    "rota.not_published": _l("확정한 근무표가 아닙니다."),
    "rota.moved_on": _l("그 사이에 근무표가 바뀌었습니다. 지금 모습을 확인하고 다시 해 주십시오."),
    "rota.needs_reason": _ln("규칙을 %(count)d개 어깁니다. 그래도 확정하려면 사유를 적어 주십시오."),
    "rota.overlaps": _l(
        "같은 날 같은 근무가 이미 확정된 다른 근무표에 있습니다. "
        "그 근무표를 먼저 취소하거나 기간을 바꾸어 주십시오."
    ),
    "rota.being_planned": _l("지금 이 근무표를 짜고 있습니다. 끝나거나 멈춘 뒤에 다시 해 주십시오."),
    "rota.has_begun": _l("첫 근무가 이미 시작되어 근무표를 취소할 수 없습니다."),
    "office_day.known": _l("이미 등록한 날입니다."),
    "role.not_a_name": _l("역할은 빈칸, 쉼표 없는 40자까지의 말이어야 합니다."),
    "role.is_anyone": _l("any는 누구나 맡는 자리라 따로 정하지 않습니다."),
    "run.is_over": _l("이미 끝났습니다."),
    "seat.moved_on": _l("그 사이에 이 근무의 근무자가 바뀌었습니다. 지금 모습을 확인해 주십시오."),
    "seat.needs_reason": _ln(
        "이렇게 바꾸면 규칙을 %(count)d개 어깁니다. 그래도 바꾸려면 사유를 적어 주십시오."
    ),
    "seat.has_begun": _l("이미 시작된 근무는 바꿀 수 없습니다. 다른 사람이 섰다면 대직으로 기록해 주십시오."),
    "seat.empty": _l("근무자가 없는 자리입니다."),
}

NOTICES: dict[str, LazyString] = {
    "rota.published": _ln("%(rota)s이(가) 확정되었습니다. 내 근무 %(count)d번: %(days_on)s"),
    "rota.withdrawn": _ln("%(rota)s이(가) 취소되었습니다. 없어진 내 근무 %(count)d번: %(days_on)s"),
    "rota.run_died": _l("근무표를 짜던 프로그램이 끝나 버렸습니다. 다시 시작해 주십시오: %(rota)s"),
    "rota.unfit": _ln(
        "새 부재로 설 수 없게 된 근무가 %(count)d번 있습니다. 다시 짜 주십시오: %(rota)s, %(days_on)s"
    ),
    "duty.gained": _ln("새로 맡게 된 근무 %(count)d번: %(days_on)s (%(rota)s)"),
    "duty.lost": _ln("서지 않게 된 근무 %(count)d번: %(days_on)s (%(rota)s)"),
    "duty.moved": _l("내 근무가 바뀌었습니다. 새로 맡은 날: %(gained_on)s, 빠진 날: %(lost_on)s (%(rota)s)"),
    "duty.while_absent": _ln(
        "부재 중에 내 근무가 %(count)d번 있습니다: %(days_on)s. 관리자에게도 알렸습니다."
    ),
}

DEEDS: dict[str, LazyString] = {
    "absence.enter": _l("부재 등록"),
    "absence.withdraw": _l("부재 취소"),
    "absence.import": _l("부재 가져오기"),
    "wish.add": _l("피하고 싶은 날 적기"),
    "wish.remove": _l("피하고 싶은 날 지우기"),
    "office_day.add": _l("기관의 날 등록"),
    "office_day.remove": _l("기관의 날 지우기"),
    "duty.roles": _l("역할 정하기"),
    "rota.draft": _l("근무표 초안 만들기"),
    "rota.discard": _l("근무표 초안 버리기"),
    "rota.ask_run": _l("근무표 짜기 시작"),
    "rota.stop_run": _l("근무표 짜기 멈춤"),
    "rota.plan": _l("근무표 짜기"),
    "rota.publish": _l("근무표 확정"),
    "rota.withdraw": _l("근무표 취소"),
    "rota.move": _l("근무자 바꾸기"),
    "duty.credit": _l("근무 인정 바꾸기"),
}
