"""What WTForms says by itself at a field, in the words of the house.

Its own Korean is stiff ("60자 보다 많을 수 없습니다"). Keys are WTForms' sentences, of those that
count the singular; what a text's placeholders are called is WTForms' matter too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

_CHOICE: Final = _l("목록에 있는 것을 골라 주십시오.")
_CSRF: Final = _l("페이지를 연 지 오래되었습니다. 새로 고친 뒤 다시 보내 주십시오.")

SENTENCES: Final[Mapping[str, LazyString]] = {
    "This field is required.": _l("반드시 입력해야 하는 항목입니다."),
    "This field cannot be edited.": _l("고칠 수 없는 항목입니다."),
    "This field is disabled and cannot have a value.": _l("값을 넣을 수 없는 항목입니다."),
    "Field must be equal to %(other_name)s.": _l("'%(other_name)s' 항목과 똑같이 입력해 주십시오."),
    "Field must be at least %(min)d character long.": _l("%(min)d자 이상 입력해 주십시오."),
    "Field cannot be longer than %(max)d character.": _l("%(max)d자까지 쓸 수 있습니다."),
    "Field must be exactly %(max)d character long.": _l("%(max)d자로 입력해 주십시오."),
    "Field must be between %(min)d and %(max)d characters long.": _l(
        "%(min)d자 이상 %(max)d자 이하로 입력해 주십시오."
    ),
    "Number must be at least %(min)s.": _l("%(min)s 이상의 수를 입력해 주십시오."),
    "Number must be at most %(max)s.": _l("%(max)s 이하의 수를 입력해 주십시오."),
    "Number must be between %(min)s and %(max)s.": _l("%(min)s에서 %(max)s 사이의 수를 입력해 주십시오."),
    "Date must be at least %(min)s.": _l("%(min)s이나 그 뒤의 날짜를 입력해 주십시오."),
    "Date must be at most %(max)s.": _l("%(max)s이나 그 앞의 날짜를 입력해 주십시오."),
    "Date must be between %(min)s and %(max)s.": _l("%(min)s부터 %(max)s까지의 날짜를 입력해 주십시오."),
    "Invalid input.": _l("입력하신 내용을 확인해 주십시오."),
    "Invalid email address.": _l("전자우편 주소를 name@example.go.kr처럼 입력해 주십시오."),
    "Invalid IP address.": _l("IP 주소를 192.0.2.1처럼 입력해 주십시오."),
    "Invalid Mac address.": _l("MAC 주소를 00:00:5e:00:53:01처럼 입력해 주십시오."),
    "Invalid URL.": _l("https://로 시작하는 주소를 적어 주십시오."),
    "Invalid UUID.": _l("입력하신 내용을 확인해 주십시오."),
    "Invalid value, must be one of: %(values)s.": _l("다음 가운데 하나를 입력해 주십시오: %(values)s"),
    "Invalid value, can't be any of: %(values)s.": _l("다음은 쓸 수 없습니다: %(values)s"),
    "Invalid CSRF Token.": _CSRF,
    "CSRF token missing.": _CSRF,
    "CSRF failed.": _CSRF,
    "CSRF token expired.": _CSRF,
    "Invalid Choice: could not coerce.": _CHOICE,
    "Not a valid choice.": _CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOICE,
    "'%(value)s' is not a valid choice for this field.": _l(
        "'%(value)s'은(는) 목록에 없습니다. 목록에 있는 것을 골라 주십시오."
    ),
    "Not a valid datetime value.": _l("날짜와 시각을 2026-12-14 18:00처럼 입력해 주십시오."),
    "Not a valid date value.": _l("날짜를 2026-12-14처럼 입력해 주십시오."),
    "Not a valid time value.": _l("시각을 18:00처럼 입력해 주십시오."),
    "Not a valid week value.": _l("주를 2026-W51처럼 입력해 주십시오."),
    "Not a valid integer value.": _l("정수로 입력해 주십시오."),
    "Not a valid decimal value.": _l("숫자로 입력해 주십시오."),
    "Not a valid float value.": _l("숫자로 입력해 주십시오."),
}


class InReadersLanguage:
    """The sentences as WTForms asks for them. What is for programmers only stays as it is."""

    def gettext(self, text: str) -> str:
        """Return a sentence in the reader's language, its placeholders unfilled."""
        return str(SENTENCES.get(text, text))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return a sentence that counts; ours are the same for all numbers."""
        return str(SENTENCES[singular]) if singular in SENTENCES else singular if n == 1 else plural
