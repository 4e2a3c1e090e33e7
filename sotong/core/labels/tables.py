"""Words of files of tables."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

WORDS: dict[str, LazyString] = {
    "Step.read": _l("파일 읽기"),
    "Step.check": _l("내용 확인"),
    "Step.write": _l("저장"),
}

SENTENCES: dict[str, LazyString] = {
    "table.broken_line": _l(
        "따옴표의 짝이 맞지 않아 이 줄부터 읽을 수 없습니다. 파일을 다시 저장해 주십시오."
    ),
    "table.broken_xlsx": _l(
        "엑셀 파일(XLSX)로 읽을 수 없습니다. 파일을 다시 저장하거나 CSV로 저장해 올려 주십시오."
    ),
    "table.cell_empty": _l("%(cell)s 칸이 비어 있습니다. 반드시 채워야 하는 항목입니다."),
    "table.cell_too_long": _l("%(cell)s 칸이 너무 깁니다. %(limit)d자까지 쓸 수 있습니다."),
    "table.column_missing": _l(
        "'%(title)s' 열이 없습니다. 열 이름이 있는 줄에 적어 주십시오. 이렇게 적어도 됩니다: %(others)s"
    ),
    "table.column_twice": _l(
        "%(cell)s 칸의 '%(title)s'은(는) %(other_cell)s 칸의 '%(other)s'와(과) 같은 열입니다. "
        "하나만 남겨 주십시오."
    ),
    "table.control_character": _l(
        "%(cell)s 칸에 사용할 수 없는 문자(%(character)s)가 들어 있습니다. "
        "화면에 보이지 않을 수 있으니 지우고 다시 입력해 주십시오."
    ),
    "table.empty": _l("빈 파일입니다. 내용이 든 파일을 골라 주십시오."),
    "table.error_cell": _l("%(cell)s 칸이 오류 값(%(text)s)입니다. 값을 직접 입력해 주십시오."),
    "table.first_sheet_empty": _l(
        "첫 시트('%(sheet)s')가 비어 있습니다. 내용이 든 시트를 맨 앞으로 옮겨 다시 올려 주십시오."
    ),
    "table.formula": _l("%(cell)s 칸에 수식이 들어 있습니다. 수식 대신 값을 입력해 주십시오."),
    "table.ignored": _l("다음 열은 읽지 않았습니다: %(columns)s"),
    "table.no_rows": _l("열 이름만 있고 아직 줄이 없는 파일입니다. 한 줄 이상 적어 다시 올려 주십시오."),
    "table.no_text": _l(
        "엑셀 파일(XLSX)로도 CSV로도 열 수 없는 파일입니다. "
        "깨졌을 수 있으니 엑셀에서 열어 다시 저장하거나 CSV로 저장해 올려 주십시오."
    ),
    "table.nul": _l("NUL 문자가 들어 있어 읽을 수 없습니다. 표 파일(CSV, XLSX)이 맞는지 확인해 주십시오."),
    "table.old_excel": _l(
        "옛 엑셀 파일(XLS)이거나 암호가 걸린 파일입니다. 암호를 풀고 XLSX나 CSV로 다시 저장해 주십시오."
    ),
    "table.too_many_cells": _l(
        "칸이 열 이름(%(titles)d개)보다 많습니다. %(cell)s 칸의 '%(text)s'을(를) 지우거나, "
        "쉼표가 더 들어갔는지 확인해 주십시오."
    ),
    "table.serial_day": _l(
        "'%(text)s'은(는) 엑셀이 날짜를 숫자로 나타낸 것입니다. "
        "셀 서식을 날짜로 바꾸거나 %(day)s처럼 적어 주십시오."
    ),
    "table.far_day": _l(
        "'%(text)s'은(는) 너무 먼 해의 날짜입니다. %(first)d년부터 %(last)d년까지의 날짜를 적어 주십시오."
    ),
    "table.no_such_day": _l("달력에 없는 날입니다: '%(text)s'. 월과 일을 확인해 주십시오."),
    "table.no_such_time": _l(
        "'%(text)s'에는 없는 시각이 있습니다. 00:00부터 23:59까지, 또는 오전·오후 12:59까지로 적어 주십시오."
    ),
    "table.too_many_rows": _l("줄이 너무 많습니다. 한 번에 %(limit)d줄까지 읽습니다. 나누어 올려 주십시오."),
    "table.undecodable": _l(
        "이 줄에 %(encoding)s로 읽을 수 없는 글자가 있습니다. 파일을 UTF-8로 다시 저장해 주십시오."
    ),
    "table.web_page": _l(
        "엑셀 파일처럼 보이지만 웹 페이지(HTML)로 저장된 파일입니다. "
        "엑셀에서 열어 XLSX나 CSV로 다시 저장해 주십시오."
    ),
    "table.unpacks_to_too_much": _l(
        "압축을 풀면 너무 큰 파일입니다. %(limit)dMB까지 읽습니다. 필요한 줄만 남기고 나누어 올려 주십시오."
    ),
}
