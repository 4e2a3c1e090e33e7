"""Words of files that people attach."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "attachment.empty": _l("빈 파일입니다."),
    "attachment.too_large": _l("파일은 %(max)sMiB까지 올릴 수 있습니다."),
    "attachment.not_this_kind": _l(
        "그림(PNG, JPG, WebP, GIF)과 문서(PDF, HWP, HWPX, DOCX, XLSX, PPTX)만 올릴 수 있습니다."
    ),
    "attachment.not_what_it_says": _l(
        "파일의 내용이 이름과 다릅니다. 파일을 열어 다시 저장한 뒤 올려 주십시오."
    ),
    "attachment.has_macros": _l("매크로가 든 파일은 올릴 수 없습니다. 매크로 없이 저장한 뒤 올려 주십시오."),
    "attachment.broken_picture": _l("그림을 읽을 수 없습니다. 다른 파일로 올려 주십시오."),
    "attachment.too_many_pixels": _l("그림이 너무 큽니다. 줄여서 올려 주십시오."),
}
