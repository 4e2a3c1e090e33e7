"""How lively an account is: the answers that its posts found, for each of those whom it reaches. Pure.

Activation rate (활성화 지수) of a month = (likes + comments + shares) / audience. Likes, comments and shares
are the month's, day by day; the audience is the newest that is known up to the month's end. Exact, as a
fraction.

Where an account's followers, subscribers, members, friends or neighbours are known, those are its audience.
Where none of them is, its page's likes are (a Facebook page of 2016), and are then not counted as answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sotong.channels.rules import Figure, Measure
from sotong.core.months import Month

AUDIENCES: Final = (
    Measure.FOLLOWERS,
    Measure.SUBSCRIBERS,
    Measure.MEMBERS,
    Measure.FRIENDS,
    Measure.NEIGHBOURS,
)
ANSWERS: Final = (Measure.LIKES, Measure.COMMENTS, Measure.SHARES)


@dataclass(frozen=True, slots=True)
class Activation:
    """A month of an account. No audience or no answers known: None, never zero."""

    month: Month
    likes: int | None
    comments: int | None
    shares: int | None
    audience: Figure | None

    @property
    def answers(self) -> int | None:
        """Likes, comments and shares together."""
        known = [count for count in (self.likes, self.comments, self.shares) if count is not None]
        return sum(known) if known else None

    @property
    def rate(self) -> Fraction | None:
        """Answers for each of the audience."""
        if self.answers is None or self.audience is None or not self.audience.value:
            return None
        return Fraction(self.answers, self.audience.value)


def activation(figures: Iterable[Figure], month: Month) -> Activation:
    """The activation of an account in a month, from all of its figures."""
    figures = list(figures)
    audience = audience_on(figures, month)
    likes_are_audience = audience is not None and audience.measure is Measure.LIKES
    return Activation(
        month=month,
        likes=None if likes_are_audience else _sum(figures, Measure.LIKES, month),
        comments=_sum(figures, Measure.COMMENTS, month),
        shares=_sum(figures, Measure.SHARES, month),
        audience=audience,
    )


def audience_on(figures: Sequence[Figure], month: Month) -> Figure | None:
    """The newest figure of whom an account reaches, up to the end of a month."""
    known = [figure for figure in figures if figure.measured_on <= month.last_on]
    for kinds in (AUDIENCES, (Measure.LIKES,)):
        if reached := [figure for figure in known if figure.measure in kinds]:
            return max(reached, key=lambda figure: (figure.measured_on, figure.value))
    return None


def months_up_to(month: Month, count: int) -> list[Month]:
    """So many months up to and with this one, in order."""
    found = [month]
    while len(found) < count:
        found.append(found[-1].before)
    return found[::-1]


def _sum(figures: Sequence[Figure], measure: Measure, month: Month) -> int | None:
    counted = [
        figure.value
        for figure in figures
        if figure.measure is measure and month.first_on <= figure.measured_on <= month.last_on
    ]
    return sum(counted) if counted else None
