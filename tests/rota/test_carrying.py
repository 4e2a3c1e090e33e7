"""What one rota leaves uneven is made good by the next, however rotas overlap."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial

import pytest
from sqlalchemy.orm import Session

from sotong.core.db import transaction
from sotong.rota.services import drafts, runs
from sotong.rota.states import RunKind
from tests.factories.rota import EVENINGS, MadeRota, make_rota, wanted_of

NIGHTS = EVENINGS.replace("evening", "night").replace("18:00-22:00", "22:00-24:00").replace("= 2", "= 0")
THREE = Fraction(8, 3)


def _owed(session: Session, made: MadeRota, days: int) -> Counter[Fraction]:
    """The sums that officers carry into a period that begins in so many days."""
    carried = drafts.carried_over(session, made.first_on + timedelta(days=days))
    return Counter(sum(map(Fraction, by_class.values()), Fraction(0)) for by_class in carried.values())


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_each_rota_that_is_over_counts_once_and_one_under_way_or_not_published_not_at_all(
    session: Session, now: datetime
) -> None:
    made = make_rota(session, now, people=3, days=8, published=True)
    assert _owed(session, made, 8) == {3 - THREE: 2, 2 - THREE: 1}
    assert _owed(session, made, 7) == {}, "under way when the other begins"
    nights = partial(make_rota, rules=NIGHTS, officers=made.officers, published=True)
    nights(session, now, days=4, starts_in=3)
    both = _owed(session, made, 8)
    assert sum(amount * people for amount, people in both.items()) == 0
    assert both != {3 - THREE: 2, 2 - THREE: 1}, "four nights leave somebody with one too many, too"
    with transaction() as writing:
        first_on = made.first_on + timedelta(days=8)
        wanted = wanted_of(first_on, first_on + timedelta(days=7))
        rota = drafts.make_draft(writing, wanted=wanted, actor_id=made.admin_id, now=now)
    assert _owed(session, made, 16) == both, "what is not published counts for nothing"
    stale, rota.carried = rota.carried, "{}"
    session.commit()
    with transaction() as writing:
        runs.ask_run(writing, rota_id=rota.id, kind=RunKind.PLAN, seconds=0, actor_id=made.admin_id, now=now)
    session.refresh(rota)
    assert rota.carried == stale, "taken anew whenever planning begins"
