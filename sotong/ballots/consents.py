"""What a citizen agrees to by voting: versioned, and its digest on the contest's log before the vote opens.

A version is never edited. New words are a new version; contests keep the one that was the newest when their
ballots were made ready, so the log says under which words every vote of a contest was cast.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sotong.core.canonical import digest

YOUNGEST: Final = 14
"""Years. Below, a legal guardian would have to agree (개인정보 보호법 제22조의2)."""


def _(text: str) -> str:
    """Mark a text for the translators; pages translate it, the digest is over the Korean."""
    return text


_COMMON: Final = (
    _("만 14세 이상만 투표할 수 있습니다."),
    _(
        "투표한 때(분까지), 들어온 링크, 접속한 통신망의 암호화된 값을 "
        "중복과 부정 투표를 막기 위해 보관합니다."
    ),
    _("무엇을 골랐는지는 따로 보관하며, 감사부서만 가진 열쇠가 없으면 누구의 표인지 알 수 없습니다."),
    _("이의 신청 기간이 끝나면 암호화에 쓴 열쇠를 없애므로 누가 투표했는지 더는 알아낼 수 없습니다."),
)
_FIRST: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "device": (_("한 기기에서 한 번만 세기 위해 이 브라우저에 쿠키 하나를 180일 동안 둡니다."), *_COMMON),
        "account": (
            _(
                "한 계정에서 한 번만 세기 위해 소셜 계정의 식별값만 받아 암호화해 보관합니다. "
                "이름이나 연락처는 받지 않습니다."
            ),
            *_COMMON,
        ),
        "phone": (
            _(
                "한 번호에서 한 번만 세기 위해 휴대전화 번호로 인증번호를 보내고, "
                "번호는 암호화한 값만 보관합니다."
            ),
            *_COMMON,
        ),
        "code": (_("투표 코드 하나로 한 번만 세기 위해 코드를 암호화한 값만 보관합니다."), *_COMMON),
    }
)
VERSIONS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType({"2026-11": _FIRST})
NEWEST: Final = "2026-11"


def consent_lines(version: str, level: str) -> tuple[str, ...]:
    """Return what a citizen agrees to, in Korean, line by line. KeyError for an unknown version or level."""
    return VERSIONS[version][level]


def consent_digest(version: str, level: str) -> str:
    """Return the SHA-256 of the canonical JSON of those lines, in hexadecimal."""
    return digest(list(consent_lines(version, level))).hex()
