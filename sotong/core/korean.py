"""Korean particles, whose form hangs on the last sound of the word before: 낮과, but 오후와."""

from __future__ import annotations

import re
from typing import Final

PARTICLES: Final = {
    "이(가)": ("이", "가"),
    "은(는)": ("은", "는"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
}
"""How a sentence writes both forms, then the one after a consonant and the one after a vowel."""
_FIRST, _FINALS = ord("가"), 28  # Unicode lays the syllables out by their 28 finals, the first being none
_BOTH: Final = re.compile(f"([가-힣])({'|'.join(map(re.escape, PARTICLES))})")


def with_particles(text: str) -> str:
    """The text with one form of each particle. After what is no Hangul, such as a number, both stay."""
    return _BOTH.sub(_chosen, text)


def _chosen(found: re.Match[str]) -> str:
    syllable, both = found.groups()
    after_consonant, after_vowel = PARTICLES[both]
    ends_in_consonant = (ord(syllable) - _FIRST) % _FINALS
    return syllable + (after_consonant if ends_in_consonant else after_vowel)
