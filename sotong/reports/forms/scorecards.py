"""Why a month's report is taken away, and in which format."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from sotong.core.forms import options
from sotong.core.reasons import ReasonForm


class ReportFile(StrEnum):
    """The formats in which a report can be taken away."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


class ReportExportForm(ReasonForm):
    """Why is a report taken away, and in which format?"""

    file_kind = RadioField(
        _l("파일 형식"),
        choices=options(
            [
                (ReportFile.XLSX.value, _l("엑셀(XLSX)")),
                (ReportFile.PDF.value, _l("인쇄용(PDF)")),
                (ReportFile.CSV.value, _l("CSV")),
            ]
        ),
        default=ReportFile.XLSX.value,
    )
