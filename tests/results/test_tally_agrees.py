"""Two tallies, written apart, agree on whatever contest there is.

SOTONG_TALLY_CONTESTS=10000 runs as many; by default some hundreds.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings

from tests.results.made_up import MadeUp, contests
from tests.results.other_tally import other_tally

CONTESTS = int(os.environ.get("SOTONG_TALLY_CONTESTS", "300"))


@settings(deadline=None, max_examples=CONTESTS, suppress_health_check=list(HealthCheck))
@given(contests())
def test_a_second_tally_written_from_the_documentation_agrees(contest: MadeUp) -> None:
    outcomes, awards = other_tally(*contest)
    ours = contest.tally()
    for entry, other in outcomes.items():
        result = ours.result(entry)
        for step, value in ((result.jury, other.jury), (result.citizens, other.citizens)):
            assert (step and step.rounded) == value
        assert (result.total and result.total.rounded) == other.total
        assert result.place == other.place
    assert {one.award.id: set(one.winners) for one in ours.awards} == awards
