"""A rehearsal's curve as an SVG that stands by itself: who came and who had voted, and how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from flask_babel import gettext as _

from sotong.web.rehearsal.figures import Outcome, Slice

POINTS: Final = 60
WIDTH, HEIGHT, PANEL, LEFT, TOP, GAP = 960, 560, 190, 70, 70, 60
CAME, VOTED, WAITED, INK, LINE = "#8a949e", "#256ef4", "#c65f00", "#1e2124", "#cdd1d5"
LATIN: Final = 0x2FF
"""Letters beyond it are as wide as they are high."""
_FONT: Final = "font-family='Pretendard GOV, Noto Sans CJK KR, sans-serif'"


def curve(title: str, outcome: Outcome) -> str:
    """Return the picture: above votes a second and arrivals a second, below the wait of 95 of 100."""
    slices = outcome.slices(POINTS)
    second, lower = slices[0].to_s - slices[0].from_s, TOP + PANEL + GAP
    came, voted = [one.came / second for one in slices], [one.votes_a_second for one in slices]
    waits_ms = [one.wait_s(0.95) * 1_000 if one.waits_s else None for one in slices]
    most = _rounded(max([*came, *voted]))
    slowest = _rounded(max(wait or 0.0 for wait in waits_ms))
    parts = [
        _text(LEFT, 32, title, size=20),
        *_panel(TOP, most, _("1초에 몇 명"), slices),
        _area(came, most, TOP),
        _curve(voted, most, TOP, VOTED),
        _legend(TOP, [(CAME, _("링크를 연 사람")), (VOTED, _("투표가 기록된 사람"))]),
        *_panel(lower, slowest, _("기다린 시간(ms)"), slices),
        _curve(waits_ms, slowest, lower, WAITED),
        _legend(lower, [(WAITED, _("100명 가운데 95명이 이 안에 답을 받음"))]),
    ]
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' role='img' {_FONT}>"
    back = f"<title>{escape(title)}</title><rect width='{WIDTH}' height='{HEIGHT}' fill='#ffffff'/>"
    return "\n".join([head, back, *parts, "</svg>", ""])


def _panel(top: int, most: float, unit: str, slices: Sequence[Slice]) -> list[str]:
    """The frame of a curve: three lines across with their figures, and minutes below."""
    right, parts = WIDTH - 30, [_text(LEFT, top - 12, unit, size=13)]
    for share in (0.0, 0.5, 1.0):
        y = top + PANEL * (1 - share)
        parts.append(f"<line x1='{LEFT}' x2='{right}' y1='{y:.1f}' y2='{y:.1f}' stroke='{LINE}'/>")
        parts.append(_text(LEFT - 8, y + 4, _figure(most * share), size=12, anchor="end"))
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = LEFT + (right - LEFT) * share
        parts.append(_text(x, top + PANEL + 18, clock_of(slices[-1].to_s * share), size=12, anchor="middle"))
    return parts


def clock_of(seconds: float) -> str:
    """Return minutes and seconds as 2:05."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def _points(values: Sequence[float | None], most: float, top: int) -> list[str]:
    """Return where the values stand, but for those that are None."""
    step = (WIDTH - 30 - LEFT) / len(values)
    return [
        f"{LEFT + step * (number + 0.5):.1f},{top + PANEL * (1 - value / most):.1f}"
        for number, value in enumerate(values)
        if value is not None
    ]


def _curve(values: Sequence[float | None], most: float, top: int, colour: str) -> str:
    points = " ".join(_points(values, most, top))
    return f"<polyline points='{points}' fill='none' stroke='{colour}' stroke-width='2.5'/>"


def _area(values: Sequence[float], most: float, top: int) -> str:
    inner, base = _points(values, most, top), top + PANEL
    first, last = inner[0].split(",")[0], inner[-1].split(",")[0]
    points = " ".join([f"{first},{base}", *inner, f"{last},{base}"])
    return f"<polygon points='{points}' fill='{CAME}' fill-opacity='0.35'/>"


def _legend(top: int, words: Sequence[tuple[str, str]]) -> str:
    parts, right = [], WIDTH - 30.0
    for colour, word in reversed(words):
        parts.append(_text(right, top - 12, word, size=13, anchor="end"))
        right -= sum(13 if ord(letter) > LATIN else 7.5 for letter in word) + 20
        parts.append(f"<rect x='{right:.1f}' y='{top - 22}' width='10' height='10' fill='{colour}'/>")
        right -= 20
    return "".join(parts)


def _text(x: float, y: float, words: str, *, size: int, anchor: str = "start") -> str:
    place = f"x='{x:.1f}' y='{y:.1f}' font-size='{size}' text-anchor='{anchor}' fill='{INK}'"
    return f"<text {place}>{escape(words)}</text>"


def _rounded(most: float) -> float:
    """Return the next round figure: 1, 2 or 5 of some power of ten."""
    step = 1.0
    while True:
        for times in (1, 2, 5):
            if most <= step * times:
                return step * times
        step *= 10
