"""What can be a Korean telephone number, however it is written.

By the country's numbering plan (전기통신번호관리세칙; ITU-T E.164, +82): an area's code or that of mobile,
internet, virtual or free numbers with 7 or 8 digits behind it, or one number for all the country (15xx, 16xx,
18xx with 4 digits). Which of them are given out changes by the week and is not asked.
"""

from __future__ import annotations

import re
from typing import Final

_ABROAD: Final = re.compile(r"\+82(?:\(0\))?")
_BETWEEN: Final = re.compile(r"[ ().-]")
_PLAN: Final = re.compile(
    r"""0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4])\d{7,8}  # areas
    |   010\d{8} | 01[16789]\d{7,8}                # mobile
    |   070\d{8} | 080\d{7,8} | 050[2-8]\d{7,8}    # internet, free, virtual
    |   1[568]\d{6}                                # one number for the whole country""",
    re.VERBOSE | re.ASCII,
)


def is_telephone(text: str) -> bool:
    """Whether a text is one, such as 02-1234-5678, (031) 123 4567, 1588-1234 or +82 2 1234 5678."""
    written = text.strip()
    abroad = _ABROAD.match(written.replace(" ", ""))
    digits = _BETWEEN.sub("", written.replace(" ", "")[abroad.end() :] if abroad else written)
    return _PLAN.fullmatch(f"0{digits}" if abroad else digits) is not None
