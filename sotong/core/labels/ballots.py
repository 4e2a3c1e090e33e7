"""Words of votes, vote links and receipts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "LinkChannel.band": _l("밴드"),
    "LinkChannel.facebook": _l("페이스북"),
    "LinkChannel.kakaotalk": _l("카카오톡"),
    "LinkChannel.x": _l("X(트위터)"),
    "LinkChannel.instagram": _l("인스타그램"),
    "LinkChannel.blog": _l("블로그"),
    "LinkChannel.poster": _l("포스터(QR)"),
    "LinkChannel.other": _l("그 밖의 곳"),
    "SignIn.kakao": _l("카카오"),
    "SignIn.naver": _l("네이버"),
    "SignIn.band": _l("밴드"),
    "App.band": _l("밴드"),
    "App.facebook": _l("페이스북"),
    "App.instagram": _l("인스타그램"),
    "App.kakaotalk": _l("카카오톡"),
    "App.naver": _l("네이버"),
    "App.line": _l("라인"),
    "FlagKind.cohort_burst": _l("한 통신망에서 몇 분 사이에 몰림"),
    "FlagKind.same_minute": _l("한 링크에서 같은 분에 몰림"),
    "FlagKind.retired_link": _l("닫은 링크로 들어옴"),
    "FlagKind.unvisited_link": _l("연 사람보다 참여가 훨씬 많은 링크"),
}

TONES: dict[str, str] = {
    "FlagKind.cohort_burst": "warning",
    "FlagKind.same_minute": "warning",
    "FlagKind.retired_link": "danger",
    "FlagKind.unvisited_link": "warning",
}

SENTENCES: dict[str, LazyString] = {
    "rehearsal.no_entries": _l("이 콘테스트에는 아직 출품작이 없어 연습할 수 없습니다."),
    "rehearsal.no_database": _l(
        "연습에 쓸 데이터베이스를 만들 권한이 없습니다. "
        "PostgreSQL 관리자에게 ALTER ROLE ... CREATEDB를 부탁해 주십시오."
    ),
    "ballot.contest_cancelled": _l("이 콘테스트는 취소되었습니다."),
    "ballot.closed": _l("투표가 끝났습니다. 관심을 가져 주셔서 고맙습니다."),
    "ballot.link_retired": _l("이 링크는 더 이상 쓰지 않습니다. 새로 안내된 링크로 들어와 주십시오."),
    "ballot.not_yet_open": _l("아직 투표를 시작하지 않았습니다. 시작 시각을 확인해 주십시오."),
    "ballot.unknown_entry": _l("목록에 없는 출품작이 섞여 있습니다. 다시 골라 주십시오."),
    "ballot.too_few": _l("출품작을 골라 주십시오. 적어도 %(picks_from)s편을 골라야 합니다."),
    "ballot.too_many": _l("너무 많이 고르셨습니다. %(picks_to)s편까지 고를 수 있습니다."),
    "ballot.abstains_and_picks": _l("기권하면서 출품작을 함께 고를 수는 없습니다. 하나만 골라 주십시오."),
    "ballot.closed_already": _l("이미 마감한 투표입니다."),
    "ballot.not_over": _l("투표 시간이 끝나고 15초가 지나야 마감할 수 있습니다."),
    "contest.unknown": _l("그런 콘테스트가 없습니다."),
    "contest_key.not_published": _l("결과를 공개한 뒤에 콘테스트 열쇠를 파기할 수 있습니다."),
    "contest_key.objections_open": _l(
        "이의 신청 기간(%(until)s까지)이 지난 뒤에 콘테스트 열쇠를 파기할 수 있습니다."
    ),
    "contest_key.destroyed": _l("콘테스트 열쇠를 파기하고 기록했습니다. 백업에 있는 사본도 파기해 주십시오."),
    "contest_key.none": _l("콘테스트 열쇠가 없습니다. 이미 파기했거나, 열쇠 폴더가 아닌 곳에 있습니다."),
    "audit_key.taken": _l("감사 열쇠는 이미 건네졌습니다. 다시 만들 수 없습니다."),
    "audit_key.rule_not_locked": _l("콘테스트 규칙을 확정한 뒤에 감사 열쇠를 받을 수 있습니다."),
    "phone.not_a_mobile_number": _l("010으로 시작하는 휴대전화 번호를 입력해 주십시오."),
    "phone.too_many_today": _l(
        "이 번호로 오늘 보낼 수 있는 인증번호를 모두 보냈습니다. 내일 다시 해 주십시오."
    ),
    "phone.too_many_a_while": _l("이 번호로 인증번호를 여러 번 보냈습니다. 10분 뒤에 다시 해 주십시오."),
    "phone.too_many_here": _l(
        "지금 계신 통신망에서 인증번호를 너무 많이 요청했습니다. 10분 뒤에 다시 해 주십시오."
    ),
    "phone.contest_spent": _l("오늘 보낼 수 있는 인증번호를 모두 보냈습니다. 내일 다시 해 주십시오."),
    "phone.not_sent": _l("인증번호를 보내지 못했습니다. 번호를 확인하고 잠시 뒤에 다시 해 주십시오."),
    "phone.code_wrong": _l("인증번호가 다릅니다. 문자로 받으신 숫자 6자리를 다시 확인해 주십시오."),
    "phone.code_expired": _l("인증번호를 보낸 지 5분이 지났습니다. 인증번호를 다시 받아 주십시오."),
    "phone.code_used": _l("이미 쓴 인증번호입니다. 인증번호를 다시 받아 주십시오."),
    "phone.too_many_tries": _l("인증번호를 다섯 번 틀리셨습니다. 인증번호를 다시 받아 주십시오."),
    "roster.not_a_code": _l(
        "투표 코드는 영문자와 숫자로 8자 이상입니다. 받으신 종이를 다시 확인해 주십시오."
    ),
    "roster.unknown_code": _l("명부에 없는 코드입니다. 받으신 종이를 다시 확인해 주십시오."),
    "roster.too_many_wrong": _l("틀린 코드가 너무 많이 들어왔습니다. 10분 뒤에 다시 해 주십시오."),
    "roster.not_by_code": _l("투표 코드로 참여하는 콘테스트가 아닙니다."),
    "roster.locked_already": _l("이미 확정한 명부라 바꿀 수 없습니다."),
    "roster.line_without_code": _l("투표 코드가 아닙니다. 영문자와 숫자로 8자에서 40자까지 적어 주십시오."),
    "roster.code_twice": _l("%(line)s번째 줄과 같은 코드입니다. 하나만 남겨 주십시오."),
    "roster.code_known": _l("이미 명부에 있는 코드입니다. 이 줄을 지우고 다시 올려 주십시오."),
    "roster.empty": _l("명부가 비어 있습니다. 코드를 만들거나 파일로 올려 주십시오."),
    "roster.too_large": _l("명부에는 코드를 %(limit)d개까지 올릴 수 있습니다."),
    "roster.try_again": _l("코드를 올리지 못했습니다. 다시 눌러 주십시오."),
    "terms.settled_already": _l("이미 정해 기록에 남긴 조건이라 바꿀 수 없습니다."),
    "terms.no_such_provider": _l("설정되지 않은 로그인입니다. 서버 관리자에게 문의해 주십시오."),
    "terms.no_texts": _l("문자를 보낼 준비가 되지 않았습니다. 서버 관리자에게 문의해 주십시오."),
    "terms.provider_not_chosen": _l("시민이 로그인할 곳이 정해지지 않았습니다. 관리자가 먼저 정해야 합니다."),
    "sign_in.lost": _l("로그인하는 사이에 투표 화면을 잃었습니다. 투표 링크로 다시 들어와 주십시오."),
    "vote_link.try_again": _l("링크를 만들지 못했습니다. 다시 눌러 주십시오."),
    "vote_link.retired_already": _l("이미 닫은 링크입니다."),
    "desk.published": _l("결과를 발표한 뒤에는 바꿀 수 없습니다."),
    "quarantine.nothing_chosen": _l("따로 둘 항목을 하나 이상 골라 주십시오."),
    "quarantine.unknown_flag": _l(
        "고르신 참여를 지금은 찾을 수 없습니다. 아래에 새로 나온 목록에서 다시 골라 주십시오."
    ),
    "quarantine.voided": _l("이미 무효로 한 참여는 되돌릴 수 없습니다."),
    "quarantine.released_already": _l("이미 되돌린 참여입니다."),
    "quarantine.tallied": _l("집계한 뒤에는 따로 둔 참여를 되돌릴 수 없습니다."),
    "void.proposed_already": _l("이미 무효를 제안한 참여입니다."),
    "void.not_proposed": _l("무효 제안이 없는 참여입니다."),
    "void.done_already": _l("이미 무효로 한 참여입니다."),
    "void.not_yours": _l("제안한 사람만 제안을 거둘 수 있습니다."),
    "void.same_person": _l("무효를 제안한 사람은 확정할 수 없습니다. 다른 사람이 확인하고 확정해야 합니다."),
    "void.wrong_key": _l("이 콘테스트의 감사 열쇠가 아닙니다. 봉투에 적힌 콘테스트를 확인해 주십시오."),
    "void.ballot_unknown": _l(
        "봉인된 표 가운데 찾을 수 없는 것이 있습니다. 무효로 하지 않았습니다. 기록 검증을 먼저 해 주십시오."
    ),
}

DEEDS: dict[str, LazyString] = {
    "vote_link.add": _l("투표 링크 만듦"),
    "vote_link.retire": _l("투표 링크 닫음"),
    "audit_key.hand_out": _l("감사 열쇠 건넴"),
    "contest_key.destroy": _lp("deed", "콘테스트 열쇠 파기"),
    "key": _lp("deed", "콘테스트 열쇠 파기"),
    "ballot_terms.settle": _l("투표 조건 정함"),
    "terms": _l("투표 조건의 지문"),
    "roster": _l("명부의 지문"),
    "roster.add": _l("명부에 코드 올림"),
    "roster.empty": _l("명부 비움"),
    "roster.lock": _lp("deed", "명부 확정"),
    "quarantine.make": _l("참여 따로 둠"),
    "quarantine.release": _l("따로 둔 참여 되돌림"),
    "void.propose": _lp("deed", "무효 제안"),
    "void.withdraw": _l("무효 제안 거둠"),
    "void.confirm": _lp("deed", "무효 확정"),
    "ballots.close": _lp("deed", "투표 마감"),
}
