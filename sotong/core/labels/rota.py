"""Words of duties, absences and the rota."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sotong.core.counting import _ln

WORDS: dict[str, LazyString] = {
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

SENTENCES: dict[str, LazyString] = {
    "duty.not_joined": _l("아직 전입하기 전입니다."),
    "duty.has_left": _l("이미 전출했습니다."),
    "duty.absent": _l("부재 중입니다."),
    "duty.lacks_role": _l("이 자리의 역할을 맡고 있지 않습니다."),
    "duty.at_once": _l("같은 시간에 다른 근무가 있습니다."),
    "duty.too_soon": _l("다른 근무와의 간격이 너무 짧습니다."),
    "duty.same_bureau": _l("함께 근무하는 주무관과 같은 국 소속입니다."),
    "duty.holds_it": _l("지금 이 자리의 근무자입니다."),
    "duty.over_share": _ln("이미 몫만큼 근무합니다. (%(served)d번, 많아야 %(at_most)d번)", by="at_most"),
    "duty.under_share": _ln(
        "지금 근무자의 몫이 모자라게 됩니다. (%(served)d번, 적어도 %(at_least)d번)", by="served"
    ),
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
    "rota.broken": _ln("어긴 규칙이 %(count)d개 있습니다."),
    "rota.evenness": _l(
        "%(measure)s: %(duties)d번, 한 사람 %(fewest)d~%(most)d번, 몫과의 차이 폭 %(spread)s"
    ),
    "rota.misses": _l("%(measure)s: 몫에서 벗어난 주무관 %(who)s"),
    "rota.cannot_serve_more": _l("%(who)s 간격과 부재를 지키면 많아야 %(at_most)d번 설 수 있습니다."),
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
    "rota.period_too_long": _l("기간이 너무 깁니다. %(most)d일까지 짤 수 있습니다."),
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
    "rota.beyond": _l("%(column)s: -%(most)s 이상 %(most)s 이하로 적어 주십시오: '%(text)s'."),
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
    "broken.unknown_slot": _l("모르는 근무나 자리입니다: %(duty)s %(seat)d번 자리 (%(who)s)"),
    "broken.unknown_officer": _l("%(duty)s: 명단에 없는 사번입니다: %(who)s"),
    "broken.seat_empty": _l("%(duty)s: %(seat)d번 자리(%(role)s)가 비었습니다."),
    "broken.seat_twice": _l("%(duty)s: %(seat)d번 자리에 둘 이상 있습니다: %(who)s"),
    "broken.not_joined": _l("%(who)s: %(duty)s 때에는 아직 전입하기 전입니다."),
    "broken.has_left": _l("%(who)s: %(duty)s 때에는 이미 전출한 뒤입니다."),
    "broken.absent": _l("%(who)s: %(duty)s 때에 부재 중입니다."),
    "broken.lacks_role": _l("%(who)s: %(duty)s 자리의 역할(%(role)s)을 맡고 있지 않습니다."),
    "broken.at_once": _l("%(who)s: %(other)s과(와) %(duty)s의 시간이 겹칩니다."),
    "broken.too_soon": _ln("%(who)s: %(other)s과(와) %(duty)s 사이가 %(days)d일입니다.", by="days"),
    "broken.days_needed": _ln("%(needed)d일은 두어야 합니다.", by="needed"),
    "broken.same_bureau": _l("%(duty)s: 같은 국 소속끼리는 함께 서지 않습니다: %(who)s"),
    "broken.fixed_changed": _l("%(duty)s: 바꿀 수 없는 자리가 바뀌었습니다: %(who)s"),
    "way.fewest": _l("이렇게 하면 됩니다: %(what)s. 이보다 적게 바꾸어서는 되지 않습니다."),
    "way.enough": _l("이렇게 하면 됩니다: %(what)s."),
    "way.none": _l("규칙 한 가지만 느슨하게 해서 되는 길은 찾지 못했습니다."),
    "way.gap": _ln("근무 간격을 %(gap_days)d일로 줄이기", by="gap_days"),
    "way.role": _l("%(who)s에게 역할 %(role)s 맡기기"),
    "way.absence": _l("%(who)s의 %(first_on)s~%(last_on)s 부재 옮기기"),
    "way.bureau": _l("근무 '%(duty)s'의 서로 다른 국 규칙 풀기"),
}
