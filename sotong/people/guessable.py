"""Passwords that are tried first, in Korea."""

from __future__ import annotations

import re
from typing import Final

_GUESSED: Final = re.compile(
    "password|passwd|pass|pw|secret|admin|administrator|manager|welcome|letmein|iloveyou|changeme|qwerty(uiop)?|"
    "asdf(gh|ghjkl)?|zxcv(bn)?|abc(de?)?|korea|seoul|sotong|test|user|login|"
    "비밀번호|패스워드|암호|관리자|소통|구청|시청|대한민국|사랑해|안녕하세요|qlalfqjsgh"
)
"""The last is 비밀번호 typed on English keys."""
_LOOKALIKES: Final = str.maketrans("013457@$", "oleastas")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def is_guessed(text: str) -> bool:
    """Whether a password (casefolded) is nothing but words that are tried first, digits and signs."""
    return any(
        words and all(map(_GUESSED.fullmatch, words))
        for words in (_LETTERS.findall(text), _LETTERS.findall(text.translate(_LOOKALIKES)))
    )
