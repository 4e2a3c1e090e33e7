"""Personal data is looked at and taken away for a reason, and the reason is asked for first.

개인정보의 안전성 확보조치 기준 제8조: 접속기록 is kept of who, when, from where, whose data, to do what; a
download needs its reason known. The form is here for every room; the record is `audit.services`'.
"""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from sotong.core.downloads import FileKind
from sotong.core.forms import Form, options

SHORTEST: Final = 5
LONGEST: Final = 500


class ReasonForm(Form):
    """Why are these data looked at or taken away?"""

    reason = TextAreaField(
        _l("사유"),
        description=_l("기록에 남아 감사담당이 확인합니다. 개인정보는 적지 마십시오."),
        validators=[
            InputRequired(_l("사유를 입력해 주십시오.")),
            Length(SHORTEST, LONGEST, _l("사유는 %(min)d자 이상 %(max)d자 이하로 입력해 주십시오.")),
        ],
    )


class ExportForm(ReasonForm):
    """Why is a table taken away, and in which format?"""

    file_kind = RadioField(
        _l("파일 형식"),
        choices=options([(FileKind.XLSX.value, _l("엑셀(XLSX)")), (FileKind.CSV.value, _l("CSV"))]),
        default=FileKind.XLSX.value,
    )

    @property
    def wanted_kind(self) -> FileKind:
        """The format that was chosen."""
        return FileKind(self.file_kind.data)


class PaperExportForm(ExportForm):
    """Why is a table taken away that is drawn for paper too, and in which format?"""

    file_kind = RadioField(
        _l("파일 형식"),
        choices=options(
            [
                (FileKind.XLSX.value, _l("엑셀(XLSX)")),
                (FileKind.PDF.value, _l("인쇄용(PDF)")),
                (FileKind.CSV.value, _l("CSV")),
            ]
        ),
        default=FileKind.XLSX.value,
    )
