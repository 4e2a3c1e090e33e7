"""Files that are taken away: how a browser is told to save one, and a table as XLSX or CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from flask import Response

from sotong.core.spreadsheet import MEDIA_TYPE, XLSX_MEDIA_TYPE, csv_lines, xlsx


class FileKind(StrEnum):
    """The formats in which a table can be taken away; on paper only where there is one drawn for it."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


def download(content: bytes | str, media_type: str, name: str) -> Response:
    """Answer with a file to save; nobody on the way keeps it."""
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def table_file(
    kind: FileKind, head: Sequence[str], rows: Iterable[Sequence[object]], *, sheet: str, stem: str
) -> Response:
    """Answer with a table as a file named `stem` and its ending; `sheet` names the workbook's only sheet."""
    name = f"{stem}.{kind.value}"
    if kind is FileKind.XLSX:
        return download(xlsx(sheet, head, rows), XLSX_MEDIA_TYPE, name)
    return download("".join(csv_lines(head, rows)), MEDIA_TYPE, name)
