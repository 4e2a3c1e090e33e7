"""Passwords: argon2id, and the same work for whoever does not exist."""

from __future__ import annotations

import functools
import secrets
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""19 MiB and two passes: the least that OWASP's Password Storage Cheat Sheet recommends. May grow."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That a password fits the hash `fits`. `renewed` is a hash of it by today's parameters, if they grew."""

    fits: str
    renewed: str | None = None


def hashed(password: str) -> str:
    """Return the argon2id hash of a password, parameters and salt in it."""
    return HASHER.hash(password)


def proof_of(password: str, stored: str | None) -> Proof | None:
    """Return the proof that `password` fits the `stored` hash, or None.

    Takes as long when there is no hash: how long it takes tells nobody which accounts exist.
    """
    stand_in = _nobodys_hash()
    try:
        HASHER.verify(stored or stand_in, password)
    except (Argon2Error, InvalidHashError):
        return None
    if stored is None:
        return None
    return Proof(stored, hashed(password) if HASHER.check_needs_rehash(stored) else None)


@functools.cache
def _nobodys_hash() -> str:
    return HASHER.hash(secrets.token_urlsafe())
