"""The visitors of the benchmarks, run in a process of their own."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import quantiles
from urllib.parse import urlencode

from sotong.ballots.tokens import PaperToken, Tokens
from sotong.web.burst import OK, Address, Request, Visit, get, post, storm

CONNECTIONS = 64
ENTRIES = 10
MOST_VOTES, MOST_PAGES = 3_000, 100_000
"""A second: more than any machine answers. The requests are made beforehand."""


@dataclass(frozen=True)
class Load:
    """What the visitors do: POST votes, or GET the page, for so many seconds."""

    address: Address
    path: str
    code: str
    secret: str
    lasts_s: float
    votes: bool = True


@dataclass(frozen=True)
class Figures:
    """What came of a load: answers of status 200 a second, and how long they took in milliseconds."""

    rate: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    others: dict[int, int]


@contextmanager
def visitors() -> Iterator[ProcessPoolExecutor]:
    """Start the visitors' process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield process


def run(load: Load) -> Figures:
    """Let the visitors come; return the figures."""
    most = int((MOST_VOTES if load.votes else MOST_PAGES) * load.lasts_s)
    requests = [_ballot(load) for _visit in range(most)] if load.votes else [_page(load)] * most
    exchanges = storm(load.address, map(_visit, requests), connections=CONNECTIONS, lasts_s=load.lasts_s)
    if len(exchanges) == most:
        raise RuntimeError("the visitors ran out of requests: raise MOST_VOTES or MOST_PAGES")
    took_ms = [exchange.took_s * 1_000 for exchange in exchanges if exchange.status == OK]
    ended_s = max(exchange.due_s + exchange.took_s for exchange in exchanges)
    cuts = quantiles(took_ms or [0.0, 0.0], n=100)
    others = Counter(exchange.status for exchange in exchanges if exchange.status != OK)
    return Figures(len(took_ms) / ended_s, cuts[49], cuts[94], cuts[98], dict(others))


def _visit(request: Request) -> Visit:
    yield request


def _page(load: Load) -> Request:
    return Request("page", get(load.address, load.path))


def _ballot(load: Load) -> Request:
    tokens = Tokens(load.secret)
    token = PaperToken.fresh(None)
    pick = secrets.randbelow(ENTRIES) + 1
    form = urlencode({"token": tokens.write_paper(token, load.code), "nonce": "", "picks": pick}).encode()
    cookie = f"sotong_device={tokens.write_device(token.device)}"
    return Request("vote", post(load.address, load.path, form, cookie=cookie))
