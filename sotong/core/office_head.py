"""Who signs for the office: its head, with or without the seal (직인). From the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask_babel import gettext as _

from sotong.core.choices import one_of

NO_OFFICE_YET: Final = "소통구청"
_TITLES: Final = {"구청": "구청장", "시청": "시장", "군청": "군수", "도청": "도지사"}
"""What the head of an office is called whose name ends so."""
_LONGEST: Final = 60


class Seal(StrEnum):
    """What a certificate has where the office's seal goes."""

    PLACE = "place"
    """Room for it, marked faintly: the seal is stamped over it."""
    OMITTED = "omitted"
    """The words that it is omitted (직인 생략)."""


@dataclass(frozen=True, slots=True)
class OfficeHead:
    """The head of the office, in both languages. A name may be empty: then the title alone signs."""

    title: str
    name: str
    title_en: str
    name_en: str
    seal: Seal

    def signs(self, *, english: bool) -> tuple[str, str]:
        """Return title and name as they stand on a certificate."""
        return (self.title_en, self.name_en) if english else (self.title, self.name)

    @classmethod
    def from_env(cls, env: Mapping[str, str], *, office: str, office_en: str) -> OfficeHead:
        """Read the settings; what is not set follows from the office's name. Raises ValueError."""
        return cls(
            title=_line(env, "SOTONG_HEAD_TITLE", _title_of(office)),
            name=_line(env, "SOTONG_HEAD_NAME", ""),
            title_en=_line(env, "SOTONG_HEAD_TITLE_EN", f"Head of {office_en}"),
            name_en=_line(env, "SOTONG_HEAD_NAME_EN", ""),
            seal=Seal(one_of(env, "SOTONG_SEAL", Seal)),
        )


def _title_of(office: str) -> str:
    for ending, title in _TITLES.items():
        if office.endswith(ending):
            return office.removesuffix(ending) + title
    return f"{office}장"


def _line(env: Mapping[str, str], name: str, default: str) -> str:
    text = env.get(name, "").strip() or default
    if len(text) > _LONGEST:
        raise ValueError(_("%(name)s: %(most)d자까지입니다.", name=name, most=_LONGEST))
    return text
