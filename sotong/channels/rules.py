"""What an account is, how its address is printed, and what may be said of it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

from sotong.channels.permalinks import NotPermalink, parse, web_address
from sotong.channels.platforms import LinkKind, Platform

ACCOUNT_KINDS: Final = frozenset({LinkKind.PROFILE, LinkKind.GROUP})
LARGEST_VALUE: Final = 1_000_000_000_000


class Measure(StrEnum):
    """What is counted of an account: whom it reaches, and what they do."""

    FOLLOWERS = "followers"
    LIKES = "likes"
    MEMBERS = "members"
    FRIENDS = "friends"
    SUBSCRIBERS = "subscribers"
    NEIGHBOURS = "neighbours"
    VISITORS = "visitors"
    VISITS = "visits"
    VIEWS = "views"
    POSTS = "posts"
    COMMENTS = "comments"
    SHARES = "shares"


class ChargeKind(StrEnum):
    """How an officer answers for an account: as its owner, or in the owner's stead."""

    OWNER = "owner"
    DEPUTY = "deputy"


@dataclass(frozen=True, slots=True)
class Account:
    """An account at its canonical address. `handle` is None where the platform has no names (an own site)."""

    platform: Platform
    handle: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """How much was counted on a day."""

    measure: Measure
    measured_on: date
    value: int


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """Since when and until when an account is run: `opened_on` up to, not including, `closed_on`."""

    opened_on: date | None
    closed_on: date | None

    def is_open(self, on: date) -> bool:
        return self.closed_on is None or on < self.closed_on


def read_account(address: str, *, own_site: bool = False) -> Account | NotPermalink:
    """Return the account that a pasted address leads to, or why it leads to none.

    `own_site`: the office runs the site itself (its web TV), so no platform's form is asked for.
    """
    if own_site:
        url = web_address(address)
        return Account(Platform.SOTONG_TV, None, url) if url else NotPermalink("channel.not_a_site")
    found = parse(address)
    if isinstance(found, NotPermalink):
        return found
    if found.kind not in ACCOUNT_KINDS:
        return NotPermalink("channel.not_an_account")
    return Account(found.platform, found.account, found.url)


def printed_address(url: str) -> str:
    """Return an address as letters and business cards have it: short, its Korean letters readable."""
    return unquote(url).removeprefix("https://").removeprefix("www.").rstrip("/")


def why_not_dates(facts: ChannelFacts) -> str | None:
    """Why an account cannot have been run from and until these days."""
    if facts.opened_on and facts.closed_on and facts.closed_on < facts.opened_on:
        return "channel.closes_before_opening"
    return None


def why_not_owned(*, peer: bool, by_department: bool) -> str | None:
    """Why an account cannot belong where it is said to."""
    return "channel.peers_have_no_department" if peer and by_department else None


def why_not_close(facts: ChannelFacts, closed_on: date) -> str | None:
    """Why an account cannot be closed as of a day."""
    if facts.closed_on is not None:
        return "channel.already_closed"
    return why_not_dates(ChannelFacts(facts.opened_on, closed_on))


def why_not_reopen(facts: ChannelFacts) -> str | None:
    """Why a closing cannot be taken back."""
    return "channel.not_closed" if facts.closed_on is None else None


def why_not_charge(facts: ChannelFacts, from_on: date, *, peer: bool) -> str | None:
    """Why nobody can be put in charge of an account from a day on."""
    if peer:
        return "channel.peers_have_no_department"
    return None if facts.is_open(from_on) else "channel.already_closed"


def why_not_measure(facts: ChannelFacts, measured_on: date, today: date) -> str | None:
    """Why a figure of a day cannot be recorded."""
    if measured_on > today:
        return "channel.measured_in_future"
    if facts.opened_on and measured_on < facts.opened_on:
        return "channel.measured_before_opening"
    if facts.closed_on and measured_on > facts.closed_on:
        return "channel.measured_after_closing"
    return None
