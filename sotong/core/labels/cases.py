"""Words of cases and of who adopted them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "CaseState.draft": _l("초안"),
    "CaseState.published": _l("공개"),
    "CaseState.withdrawn": _l("내림"),
    "Ours.to_answer": _l("답할 사례"),
    "Ours.taken_up": _l("도입한 사례"),
    "Adoption.late": _l("답이 늦음"),
    "Adoption.waiting": _l("답을 기다림"),
    "Adoption.adopted": _l("그대로 도입"),
    "Adoption.adapted": _l("바꾸어 도입"),
    "Adoption.carried_out": _l("실행함"),
    "Adoption.declined": _l("도입하지 않음"),
    "Adoption.excused": _l("면제"),
}

TONES: dict[str, str] = {
    "CaseState.draft": "warning",
    "CaseState.published": "success",
    "Adoption.late": "danger",
    "Adoption.adopted": "info",
    "Adoption.adapted": "info",
    "Adoption.carried_out": "success",
}

SENTENCES: dict[str, LazyString] = {
    "case.result_not_published": _l("결과를 발표한 콘테스트의 출품작만 우수사례가 될 수 있습니다."),
    "case.entry_withdrawn": _l("철회한 출품작은 우수사례가 될 수 없습니다."),
    "case.no_award": _l("상을 받지 않은 출품작은 관리자가 고릅니다."),
    "case.reason_missing": _l("상을 받지 않은 출품작은 고른 까닭을 적어 주십시오."),
    "case.there_already": _l("이미 우수사례로 만든 출품작입니다."),
    "case.not_yours": _l("다른 부서의 사례는 고칠 수 없습니다."),
    "case.published_already": _l("이미 공개한 사례입니다. 고칠 것이 있으면 관리자에게 알려 주십시오."),
    "case.incomplete": _l(
        "무엇이 문제였는지, 무엇을 했는지, 어떻게 따라 하는지를 모두 적어야 공개할 수 있습니다."
    ),
    "case.not_published": _l("공개한 사례가 아닙니다."),
    "case.changed_meanwhile": _l(
        "그 사이에 다른 사람이 이 사례를 고쳤습니다. 아래에 적으신 것을 옮겨 두고 새로 열어 주십시오."
    ),
    "case.too_many_files": _l("파일은 사례마다 %(max)s개까지 붙일 수 있습니다."),
    "case.nobody_to_ask": _l("오늘 담당 주무관이 있는 부서가 없습니다. 다른 대상을 골라 주십시오."),
    "case.own_entry": _l("자기 출품작을 바탕으로 삼을 수는 없습니다."),
    "case.cited_already": _l("이미 밝힌 사례입니다."),
    "case_field.title": _l("사례 이름"),
    "case_field.summary": _l("한 줄 소개"),
    "case_field.problem": _l("무엇이 문제였나"),
    "case_field.measures": _l("무엇을 했나"),
    "case_field.steps": _l("다른 부서가 따라 하려면"),
    "case_field.figures": _l("숫자로 본 성과"),
    "case_field.links": _l("링크"),
    "case_field.tags": _l("꼬리표"),
    "entry_note.built_on": _l("바탕이 된 우수사례"),
    "entry_note.cite": _l("바탕이 된 사례 밝히기"),
    "entry_note.case": _l("이 출품작의 우수사례"),
}

DEEDS: dict[str, LazyString] = {
    "case.draft": _lp("deed", "우수사례 초안"),
    "case.edit": _lp("deed", "우수사례 고침"),
    "case.publish": _lp("deed", "우수사례 공개"),
    "case.withdraw": _lp("deed", "우수사례 내림"),
    "case.attach": _lp("deed", "우수사례에 파일 붙임"),
    "case.detach": _lp("deed", "우수사례에서 파일 뗌"),
    "case.cite": _lp("deed", "바탕이 된 사례 밝힘"),
    "case.take_back_citation": _lp("deed", "바탕이 된 사례 지움"),
}
