"""Words of people, accounts and signing in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "Role.admin": _l("관리자"),
    "Role.officer": _l("주무관"),
    "Role.judge": _l("심사위원"),
    "Role.auditor": _l("감사담당"),
    "DepartmentKind.office": _l("본청"),
    "DepartmentKind.health": _l("보건소"),
    "DepartmentKind.dong": _l("동"),
    "AppointmentKind.primary": _l("주무관"),
    "AppointmentKind.deputy": _l("대직"),
    "Subject.departments": _l("부서"),
    "Subject.officers": _l("주무관"),
}

SENTENCES: dict[str, LazyString] = {
    "feed.made_already": _l("그 사이에 이미 주소를 만들었습니다. 화면을 새로 고쳐 주십시오."),
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
    "department.name_taken": _l(
        "이름이 '%(name)s'인 부서가 이미 있습니다(부서 코드 %(code)s). "
        "다른 이름을 적거나 그 부서를 먼저 폐지해 주십시오."
    ),
    "department.names_doubled": _l(
        "이름이 같은 부서가 있어 데이터베이스를 바꾸지 않았습니다: %(names)s. "
        "지금까지 쓰시던 판의 부서 화면에서 하나만 남기고 이름을 고치거나 폐지한 뒤 다시 실행해 주십시오."
    ),
    "department.codes_doubled": _l(
        "대문자와 소문자만 다른 부서 코드가 있어 데이터베이스를 바꾸지 않았습니다: %(codes)s. "
        "지금까지 쓰시던 판의 부서 화면에서 서로 다른 코드로 고친 뒤 다시 실행해 주십시오."
    ),
    "department.taken_meanwhile": _l(
        "그 사이에 같은 코드나 같은 이름의 부서가 등록되었습니다. 부서 목록을 확인해 주십시오."
    ),
    "import.appointment_ended": _l("이미 끝난 배치입니다. 다시 맡는다면 시작일을 새로 적어 주십시오."),
    "import.appointment_kind": _l("구분 '%(text)s'을(를) 알 수 없습니다. 주무관이나 대직으로 적어 주십시오."),
    "import.code": _l("부서 코드는 영문자와 숫자, 점, 밑줄, 붙임표로 적어 주십시오."),
    "import.day": _l("날짜 '%(text)s'을(를) 읽을 수 없습니다. 2026-12-14처럼 적어 주십시오."),
    "import.department_ambiguous": _l(
        "'%(text)s'은(는) 이름이 같은 부서가 여럿입니다. 부서 코드를 적어 주십시오."
    ),
    "import.department_closed": _l("'%(text)s'은(는) 폐지된 부서입니다."),
    "import.department_kind": _l(
        "구분 '%(text)s'을(를) 알 수 없습니다. 본청, 보건소, 동 가운데 적어 주십시오."
    ),
    "import.department_unknown": _l("'%(text)s'은(는) 없는 부서입니다. 부서 코드나 이름을 적어 주십시오."),
    "import.email": _l("전자우편 주소를 name@example.go.kr처럼 적어 주십시오."),
    "import.invalid": _l("파일에 고칠 곳이 있어 가져오지 않았습니다."),
    "import.moved": _l(
        "미리 보신 뒤에 부서나 주무관이 바뀌어 가져오지 않았습니다. 아래 내용을 다시 확인해 주십시오."
    ),
    "import.name_taken": _l(
        "이름이 같은 부서가 이미 있습니다(부서 코드 %(code)s). "
        "다른 이름을 적거나 그 부서도 함께 적어 이름을 고쳐 주십시오."
    ),
    "import.name_twice": _l("%(other)d번째 줄의 부서와 이름이 같습니다. 부서마다 다른 이름을 적어 주십시오."),
    "import.names_exchanged": _l(
        "부서들이 이름을 서로 맞바꿉니다. 하나를 먼저 다른 이름으로 바꾸고 두 번에 나누어 올려 주십시오."
    ),
    "import.officer_differs": _l("%(other)d번째 줄과 전자우편은 같은데 이름이나 전화번호가 다릅니다."),
    "import.phone": _l("전화번호를 지역번호부터 02-1234-5678, 010-1234-5678, 1588-1234처럼 적어 주십시오."),
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

DEEDS: dict[str, LazyString] = {
    "personal_data.view": _l("개인정보 열람"),
    "personal_data.export": _l("개인정보 내려받기"),
    "account.change_password": _l("비밀번호 변경"),
    "account.change_role": _l("계정 역할 변경"),
    "account.create": _l("계정 만듦"),
    "account.disable": _l("계정 정지"),
    "account.enable": _l("계정 정지 해제"),
    "account.invite": _l("초대 링크 만듦"),
    "account.rename": _l("계정 이름 변경"),
    "account.set_password": _l("초대 링크로 비밀번호 정함"),
    "appointment.end": _l("배치 마지막 날 정함"),
    "appointment.make": _lp("deed", "주무관 배치"),
    "appointment.move_start": _l("배치 시작일 고침"),
    "appointment.withdraw": _l("예정된 배치 취소"),
    "department.add": _lp("deed", "부서 등록"),
    "department.change": _l("부서 정보 변경"),
    "department.close": _lp("deed", "부서 폐지"),
    "department.reopen": _l("부서 다시 엶"),
    "officer.add": _lp("deed", "주무관 등록"),
    "officer.change": _l("주무관 정보 변경"),
    "people.import": _l("부서·주무관 파일 가져오기"),
    "sign_in.begin": _l("로그인"),
    "sign_in.end": _l("로그아웃"),
    "sign_in.end_all": _l("로그인 모두 끝냄"),
    "sign_in.lock": _l("로그인 실패가 이어져 막음"),
}
