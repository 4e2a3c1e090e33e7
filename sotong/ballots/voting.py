"""The arithmetic of a vote, pure: keys, commitments, leaves, receipt numbers, the order on the page.

Formulas are part of the bundle format (docs/bundle.md), so that outsiders can repeat them.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID

from sotong.audit.merkle import Frontier, leaf_hash
from sotong.core.canonical import canonical_bytes
from sotong.core.written import plain_typed

NO_CHANNEL: Final = "-"
NONCE_BYTES = 16
COHORT_BYTES = 8
IPV4_PREFIX, IPV6_PREFIX = 24, 48
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""Letters and digits that are not mistaken for one another on a phone or on paper."""
GROUP, CHECK_LETTERS = 4, 12

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    """What a voter writes down: the place in the contest's log, and letters that nobody can guess."""

    position: int
    letters: str

    def __str__(self) -> str:
        groups = [self.letters[at : at + GROUP] for at in range(0, len(self.letters), GROUP)]
        return "-".join([str(self.position), *groups])

    @classmethod
    def parse(cls, text: str) -> ReceiptNumber | None:
        """Read a receipt number as people type or paste it: of any width and case, with whatever stands
        around its letters and digits ("확인번호 315-..."). None if it is not one.
        """
        typed = re.sub(r"[^0-9A-Z]", "", plain_typed(text).upper())
        position, letters = typed[:-CHECK_LETTERS], typed[-CHECK_LETTERS:]
        plausible = position.isdecimal() and position.isascii() and len(position) < len("9999999999")
        if not plausible or len(letters) != CHECK_LETTERS or set(letters) - set(ALPHABET):
            return None
        return cls(position=int(position), letters=letters)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a voter gets: the place in the log and both nonces. It does not show the choice.

    `repeated`: the same paper was sent before, and nobody can say whether with the same choice.
    """

    contest_id: UUID
    position: int
    client_nonce: bytes
    server_nonce: bytes
    at_minute: datetime
    repeated: bool = field(default=False, compare=False)

    @property
    def number(self) -> ReceiptNumber:
        return ReceiptNumber(self.position, letters_of(self.client_nonce, self.server_nonce))


def voter_key(contest_key: bytes, namespace: str, subject: str) -> bytes:
    """Return what stands for a voter in the contest: HMAC-SHA256(contest key, namespace, subject)."""
    message = canonical_bytes(["voter", namespace, subject])
    return hmac.digest(contest_key, message, hashlib.sha256)


def keyed(contest_key: bytes, kind: str, *parts: str) -> bytes:
    """Return what stands for a number, an address or a code in the tables: HMAC-SHA256, useless elsewhere."""
    return hmac.digest(contest_key, canonical_bytes([kind, *parts]), hashlib.sha256)


def cohort(contest_key: bytes, address: str) -> bytes:
    """Return a keyed, shortened hash of the network (IPv4 /24, IPv6 /48) that a vote came from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return bytes(COHORT_BYTES)
    network: ipaddress.IPv4Network | ipaddress.IPv6Network
    if isinstance(parsed, ipaddress.IPv4Address):
        network = ipaddress.IPv4Network((int(parsed), IPV4_PREFIX), strict=False)
    else:
        network = ipaddress.IPv6Network((int(parsed), IPV6_PREFIX), strict=False)
    message = canonical_bytes(["cohort", str(network)])
    return hmac.digest(contest_key, message, hashlib.sha256)[:COHORT_BYTES]


def commitment(client_nonce: bytes, server_nonce: bytes) -> str:
    """Return what the log's `cast` entry holds: SHA-256 of both nonces, in hex. No choice, no voter."""
    return hashlib.sha256(b"sotong cast v1\n" + client_nonce + server_nonce).hexdigest()


def ballot_line(channel: str, nonce: bytes, picks: Sequence[int]) -> bytes:
    """Return a ballot as it is hashed, and published once its batch is opened.

    A ballot without picks counts for no channel, and names none.
    """
    return canonical_bytes(["ballot", channel if picks else NO_CHANNEL, nonce.hex(), sorted(picks)])


def ballot_leaf(channel: str, nonce: bytes, picks: Sequence[int]) -> bytes:
    """Return the hash of a ballot: SHA-256 over its channel, its nonce and its picks in rising order."""
    return hashlib.sha256(ballot_line(channel, nonce, picks)).digest()


def letters_of(client_nonce: bytes, server_nonce: bytes) -> str:
    """Return the letters of a receipt number, drawn from both nonces (59 bits)."""
    number = int.from_bytes(hashlib.sha256(b"sotong receipt v1\n" + client_nonce + server_nonce).digest())
    letters = []
    for _place in range(CHECK_LETTERS):
        number, at = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[at])
    return "".join(letters)


def batch_root(leaves: Iterable[bytes]) -> bytes:
    """Return the RFC 9162 root over ballots' hashes, in rising order: it hides which came first."""
    frontier = Frontier()
    for leaf in sorted(leaves):
        frontier.append(leaf_hash(leaf))
    return frontier.root()


def order_for(nonce: bytes, entries: Sequence[Item]) -> list[Item]:
    """Return the entries in this voter's own order: the same nonce, the same order, after an error too.

    Whoever stands first gains a few votes; shuffling shares that out (Krosnick, Miller and Tichy 2004).
    """
    shuffled = list(entries)
    random.Random(nonce).shuffle(shuffled)  # noqa: S311 - fairness of the order, not secrecy
    return shuffled
