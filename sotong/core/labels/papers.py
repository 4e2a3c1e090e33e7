"""Words of a result's papers: the workbook of formulas, the result sheet."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "book.rule": _l("규칙"),
    "book.marks": _l("채점"),
    "book.jury": _l("심사"),
    "book.citizens": _l("시민"),
    "book.totals": _l("총점"),
    "book.ranks": _l("순위"),
    "book.office": _l("기관"),
    "book.contest": _l("콘테스트 번호"),
    "book.rule_digest": _l("규칙 지문"),
    "book.tally_digest": _l("집계 지문"),
    "book.how": _l(
        "파란 값(점수, 표, 비중)을 바꾸면 결과가 어떻게 달라지는지 볼 수 있습니다. "
        "나머지는 규칙대로 계산하는 수식입니다."
    ),
    "book.exact": _l(
        "스프레드시트는 소수를 어림해 계산합니다. "
        "소통은 분수로 정확히 계산하며, ‘정확한 값’ 칸이 그 값입니다. "
        "‘확인’ 칸에 ‘다름’이 보이면 정확한 값이 맞습니다."
    ),
    "book.raw": _l("환산하지 않음"),
    "book.jury_weight": _l("심사위원 비중"),
    "book.citizen_weight": _l("시민 비중"),
    "book.per": _l("심사 점수를 모으는 단위"),
    "book.method": _l("모으는 방법"),
    "book.dropped": _l("뺀 높은 점수 / 낮은 점수"),
    "book.missing": _l("빠진 점수"),
    "book.citizen_method": _l("시민 점수"),
    "book.combine": _l("두 점수를 합치는 방법"),
    "book.rounding": _l("반올림"),
    "book.rubric": _l("심사표"),
    "book.every_format": _l("공통"),
    "book.max": _l("만점"),
    "book.weight": _l("배수"),
    "book.weighted_max": _l("만점×배수"),
    "book.jury_points": _l("심사 순위"),
    "book.citizen_points": _l("시민 순위"),
    "book.points_before": _l("앞 순위까지의 합"),
    "book.judge": _l("심사위원"),
    "book.number": _l("번호"),
    "book.state": _l("상태"),
    "book.counts": _l("반영(1/0)"),
    "book.criterion": _l("기준"),
    "book.weighted": _l("배수 적용"),
    "book.exactly": _l("정확한 값"),
    "book.exact_number": _l("정확한 값(수)"),
    "book.same": _l("확인"),
    "book.equal": _l("같음"),
    "book.differs": _l("다름"),
    "book.signed": _l("서명"),
    "book.unsigned": _l("서명 안 함"),
    "book.recused": _l("회피"),
    "book.withdrawn": _l("철회한 출품작"),
    "book.department": _l("부서"),
    "book.by_total": _l("총점 순위"),
    "book.among_equals": _l("동점 안에서 뒤로"),
    "book.broken_by": _l("동점을 가른 기준"),
}
