"""Words of a contest's rule and its editor."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
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
}

SENTENCES: dict[str, LazyString] = {
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

DEEDS: dict[str, LazyString] = {
    "rule": _l("규칙의 지문"),
}
