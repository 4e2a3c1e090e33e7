"""A rehearsal in words: a table of slices, and whether this server carries the crowd."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from flask_babel import gettext as _

from sotong.web.rehearsal.drawing import clock_of
from sotong.web.rehearsal.figures import Outcome, Slice

ROWS = 12


def table(outcome: Outcome) -> str:
    """Return the table: what happened in each twelfth of the time, and altogether."""
    head = [_("분:초"), _("연 사람"), _("투표"), _("투표/초"), _("95% 대기 ms"), _("최장 ms"), _("답 없음")]
    rows = [_row(f"{clock_of(one.from_s)}-{clock_of(one.to_s)}", one) for one in outcome.slices(ROWS)]
    return _aligned([head, *rows, _row(_("모두"), outcome.whole)])


def verdict(outcome: Outcome) -> str:
    """Return in a sentence or two whether this server carries such a crowd."""
    whole, busiest = outcome.whole, max(one.votes_a_second for one in outcome.slices(ROWS))
    told = _(
        "%(voters)d명이 와서 %(voted)d명이 확인번호를 받았고, 표 %(stored)d장이 저장되었습니다. "
        "가장 바쁠 때 1초에 %(busiest)d표를 받았습니다.",
        voters=outcome.voters,
        voted=whole.voted,
        stored=outcome.stored,
        busiest=round(busiest),
    )
    if outcome.carried:
        judged = _("이 서버는 이만한 투표를 감당합니다.")
    else:
        judged = _("이 서버에는 벅찹니다. 나누어 알리거나 더 나은 서버를 쓰십시오(docs/running.md).")
    return f"{told} {judged}"


def _row(name: str, one: Slice) -> list[str]:
    figures = (one.came, one.voted, round(one.votes_a_second), one.wait_s(0.95) * 1e3, one.wait_s(1) * 1e3)
    return [name, *(f"{figure:,.0f}" for figure in figures), f"{one.unanswered:,}"]


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(" " * (width - _width(cell)) + cell for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def _width(text: str) -> int:
    """Return how many columns a terminal gives to a text: Korean letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
