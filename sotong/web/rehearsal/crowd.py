"""The crowd: everybody opens the link, and votes as soon as the page is there.

A link that is posted to a Band is opened by most within the first minutes, by ever fewer later; so the crowd
comes, thinning out exponentially.
"""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from sotong.web.burst import OK, Address, Exchange, Request, Visit, get, post, storm
from sotong.web.rehearsal.copying import Copy

CONNECTIONS = 256
HALF_OF_THE_TIME = 0.25
"""After this share of the time about two thirds have come."""
_TOKEN = re.compile(rb'name="token"[^>]*value="([^"]+)"')


def arrivals(voters: int, lasts_s: float) -> list[float]:
    """Return the second at which each voter opens the link, in order; the first at once."""
    thins_out_s = lasts_s * HALF_OF_THE_TIME
    whole = 1 - math.exp(-lasts_s / thins_out_s)
    return [-thins_out_s * math.log(1 - whole * number / voters) for number in range(voters)]


def come(copy: Copy, address: Address, due: Sequence[float]) -> list[Exchange]:
    """Let a voter come at each of these seconds; return every page and vote with what it took."""
    return storm(address, _voters(copy, address, len(due)), connections=CONNECTIONS, due=due)


def _voters(copy: Copy, address: Address, number: int) -> Iterator[Visit]:
    for _voter in range(number):
        yield _voter_of(copy, address)


def _voter_of(copy: Copy, address: Address) -> Visit:
    path = f"/v/{copy.link_code}"
    shown = yield Request("page", get(address, path))
    token = _TOKEN.search(shown.body)
    if shown.status == OK and token:
        picks = secrets.SystemRandom().sample(copy.entries, copy.picks)
        form = [("token", token[1].decode()), ("nonce", ""), *(("picks", pick) for pick in picks)]
        yield Request("vote", post(address, path, urlencode(form).encode()))
