"""Korean particles (조사) that agree with the word before them: 은/는, 이/가, 을/를, 과/와, (으)로, (이)라.

Which form is right hangs on whether the word, as it is read aloud, ends in a consonant (받침). Hangul says
so in its code point (Unicode, section 3.12: a syllable's index modulo 28 is its final consonant). Digits are
read as Sino-Korean numbers (10 십, 100 백, 1,000 천), capital letters by their names (SNS 에스엔에스), other
Latin words roughly as Korean writes them (blog 블로그, band 밴드, channel 채널): for those it is a rule of
thumb. What stands in brackets after a word is passed over: 도로과(2층)는.
"""

from __future__ import annotations

import re
from typing import Final

_FIRST, _LAST, _FINALS = ord("가"), ord("힣"), 28
_RIEUL_INDEX: Final = 8
NONE, RIEUL, OTHER = "", "ㄹ", "받침"
"""How a word ends: in a vowel, in ㄹ (which takes 로, not 으로), in another consonant."""

_DIGITS: Final = dict(
    zip("0123456789", (OTHER, RIEUL, NONE, OTHER, NONE, NONE, OTHER, RIEUL, RIEUL, NONE), strict=True)
)
_TENS: Final = (OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, NONE)
"""Of a number that ends in 1, 2, ... noughts: 십 백 천 만 십만 백만 천만 억 십억 백억 천억 조."""
_LETTERS: Final = {"L": RIEUL, "R": RIEUL, "M": OTHER, "N": OTHER}
_WHOLE_WORDS: Final = {"kakaotalk": OTHER, "email": RIEUL, "e-mail": RIEUL, "app": OTHER, "web": OTHER}
_SHORT_STOP: Final = re.compile(r"(?:^|[^aeiou])(?:[aeiou]|oo)[ptkcb]$")
"""A short vowel and p, t, k, c, b: 숍, 챗, 페이스북, 틱톡 end in it; 체크, 이벤트 do not."""

_PAIRS: Final = {
    "은(는)": ("은", "는"),
    "는(은)": ("은", "는"),
    "이(가)": ("이", "가"),
    "가(이)": ("이", "가"),
    "을(를)": ("을", "를"),
    "를(을)": ("을", "를"),
    "과(와)": ("과", "와"),
    "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "(이)라": ("이라", "라"),
    "(이)나": ("이나", "나"),
    "(이)며": ("이며", "며"),
    "은/는": ("은", "는"),
    "이/가": ("이", "가"),
    "을/를": ("을", "를"),
    "과/와": ("과", "와"),
}
"""As people write a particle that is still to be chosen: (after a consonant, after a vowel)."""
_CHOICE: Final = re.compile("|".join(re.escape(pair) for pair in sorted(_PAIRS, key=len, reverse=True)))
_BRACKETS: Final = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])$")
_NO_LETTERS: Final = re.compile(r"[^0-9A-Za-z가-힣%]+$")
_LATIN: Final = re.compile(r"[A-Za-z][A-Za-z-]*$")


def with_particles(text: str) -> str:
    """Choose every particle that is written with both its forms, such as 을(를), by the word before it."""
    parts: list[str] = []
    end = 0
    for found in _CHOICE.finditer(text):
        parts.append(text[end : found.start()])
        parts.append(chosen("".join(parts), found.group()))
        end = found.end()
    return "".join((*parts, text[end:]))


def chosen(before: str, pair: str) -> str:
    """Return the form of a pair such as "을(를)" that fits after the text `before`."""
    after_consonant, after_vowel = _PAIRS[pair]
    ending = ending_of(before)
    if after_consonant == "으로" and ending == RIEUL:
        return after_vowel
    return after_vowel if ending == NONE else after_consonant


def ending_of(text: str) -> str:
    """How the last word of a text ends when it is read aloud: `NONE`, `RIEUL` or `OTHER`."""
    word = _word(text)
    if not word:
        return NONE
    last = word[-1]
    if "가" <= last <= "힣":
        final = (ord(last) - _FIRST) % _FINALS
        return NONE if final == 0 else RIEUL if final == _RIEUL_INDEX else OTHER
    if last.isdigit():
        return _ending_of_number(word)
    latin = _LATIN.search(word)
    return _ending_of_latin(latin.group()) if latin else NONE  # 100% is read 퍼센트


def _word(text: str) -> str:
    """The text up to its last letter or digit, without brackets after it."""
    before = ""
    while before != text:
        before, text = text, _BRACKETS.sub("", text)
        if text and _NO_LETTERS.sub("", text) and not text.endswith((")", "]")):
            text = _NO_LETTERS.sub("", text)
    return _NO_LETTERS.sub("", text)


def _ending_of_number(word: str) -> str:
    found = re.search(r"[0-9][0-9,.\-]*$", word)
    number = found.group() if found else word[-1]
    digits = number.replace(",", "")
    noughts = len(digits) - len(digits.rstrip("0"))
    one_by_one = not digits.isdigit() or digits.startswith("0")
    if noughts == 0 or one_by_one or noughts > len(_TENS):
        return _DIGITS[digits[-1]]
    return _TENS[noughts - 1]


def _ending_of_latin(word: str) -> str:
    if word.isupper():
        return _LETTERS.get(word[-1], NONE)
    small = word.lower()
    if small in _WHOLE_WORDS:
        return _WHOLE_WORDS[small]
    if small.endswith(("l", "le")):
        return RIEUL
    if small.endswith(("m", "n", "ng", "me", "ne")):
        return OTHER
    return OTHER if _SHORT_STOP.search(small) else NONE
