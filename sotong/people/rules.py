"""What people may and may not do: facts and the time come in, a reason (or None) goes out."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Generic, TypeVar
from uuid import UUID

from sotong.core.permissions import Role
from sotong.core.written import without_invisible
from sotong.people.guessable import is_guessed

T = TypeVar("T")

MOST_FAILURES: Final = 5
FAILURES_COUNT_FOR: Final = timedelta(seconds=60)
"""After five failures within a minute the sixth attempt is refused, whoever it comes from."""

ATTEMPTS_ARE_KEPT: Final = timedelta(days=1)
INVITATION_LASTS: Final = timedelta(days=3)
DRAFT_LASTS: Final = timedelta(days=1)

SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 200
FEWEST_CHARACTERS: Final = 5
"""Of how many different characters a password is made at least."""

LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._%+-]{1,63}(@[a-z0-9-]+(\.[a-z0-9-]+)+)?")
EMAIL: Final = re.compile(r"[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]+(\.[a-z0-9-]+)+")
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
LONGEST_NAME: Final = 60
LONGEST_EMAIL: Final = 200

_KEYBOARD: Final = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_TELLING: Final = 4
"""A login this long makes a password guessable that holds it."""


def plain_name(text: str) -> str:
    """Return a name as it is compared: composed (NFC), one blank for several, nothing that is not seen."""
    return " ".join(unicodedata.normalize("NFC", without_invisible(text)).split())


def names_of(code: str, name: str, name_en: str) -> frozenset[str]:
    """Return all that a file may call a department by: its code, its name, its English name if it has one.

    Files that are taken away on English pages hold English names, and must be understood when they come back.
    """
    return frozenset(filter(None, (code, code_key(code), name, name_en)))


def code_key(code: str) -> str:
    """Return a code as it is compared: T01 and t01 are one. Codes are ASCII."""
    return code.lower()


class ByName(Generic[T]):
    """What files call by a department's code, in small letters or capitals, or by one of its names."""

    def __init__(self, named: Iterable[tuple[Iterable[str], T]]) -> None:
        self._found: dict[str, list[T]] = {}
        for names, one in named:
            for name in names:
                self._found.setdefault(name, []).append(one)

    def called(self, text: str) -> Sequence[T]:
        """Return all that a cell may mean: nothing, or of several only the code tells which."""
        return self._found.get(text, self._found.get(code_key(text), ()))


# Signing in


def account_key(login: str) -> str:
    """Return what the lock-out counts by: a hash of what was typed, which by a slip may be a password."""
    return hashlib.sha256(login.strip().lower().encode()).hexdigest()


def address_group(address: str) -> str:
    """Return the address that the lock-out counts by: of IPv6 the /64, since one person has all of that."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def why_not_try(account_failures: int, address_failures: int) -> str | None:
    """Why a sign-in is not even tried, given the failures of the last minute."""
    return "sign_in.locked" if max(account_failures, address_failures) >= MOST_FAILURES else None


def why_not_password(password: str, login: str) -> str | None:
    """Why a new password is refused (NIST SP 800-63B 3.1.1.2: length, and nothing that is guessed first)."""
    if len(password) < SHORTEST_PASSWORD:
        return "password.too_short"
    if len(password) > LONGEST_PASSWORD:
        return "password.too_long"
    folded, name = password.casefold(), login.casefold().partition("@")[0]
    if len(name) >= _TELLING and name in folded:
        return "password.holds_login"
    if len(set(folded)) < FEWEST_CHARACTERS or _is_a_run(folded) or is_guessed(folded):
        return "password.too_simple"
    return None


def _is_a_run(text: str) -> bool:
    rows = [row * 20 for row in _KEYBOARD]
    return any(text in row or text in row[::-1] for row in rows)


def why_not_open_invitation(
    *, expires_at: datetime, used_at: datetime | None, disabled: bool, now: datetime
) -> str | None:
    """Why an invitation link no longer opens."""
    if disabled:
        return "account.disabled"
    if used_at is not None:
        return "invitation.used"
    return "invitation.expired" if now >= expires_at else None


def why_not_change_account(
    *, role: Role, active: bool, is_own: bool, other_admins: int, stays_admin: bool
) -> str | None:
    """Why an account's role is not changed or it is not disabled: nobody locks the office out by mistake."""
    if is_own:
        return "account.own"
    if role is Role.ADMIN and active and not stays_admin and other_admins == 0:
        return "account.last_admin"
    return None


# Appointments


@dataclass(frozen=True, slots=True)
class Term:
    """An appointment as the rules see it: from `starts_on` up to, not including, `ends_on`."""

    id: UUID
    officer_id: UUID
    department_id: UUID
    primary: bool
    starts_on: date
    ends_on: date | None = None

    def overlaps(self, other: Term) -> bool:
        """Whether the two share a day."""
        return (self.ends_on is None or other.starts_on < self.ends_on) and (
            other.ends_on is None or self.starts_on < other.ends_on
        )

    def excludes(self, other: Term) -> bool:
        """Whether the two may not run on the same day."""
        same_department = self.department_id == other.department_id
        same_officer = self.officer_id == other.officer_id
        if self.primary and other.primary:
            return same_department or same_officer
        return same_department and same_officer


def ended_by(wanted: Term, terms: Iterable[Term]) -> list[Term]:
    """Return the terms that end when `wanted` starts: open ones, started before, that exclude it.

    So a department's officer makes room for the next, and an officer who moves leaves the old department.
    """
    return [
        term
        for term in terms
        if term.id != wanted.id
        and term.ends_on is None
        and term.starts_on < wanted.starts_on
        and term.excludes(wanted)
    ]


def why_not_appoint(
    wanted: Term, terms: Iterable[Term], department_closes_on: date | None = None
) -> str | None:
    """Why an appointment cannot be made (or moved), given all others of its officer and its department."""
    if wanted.ends_on is not None and wanted.ends_on <= wanted.starts_on:
        return "appointment.ends_before_start"
    if department_closes_on is not None and (wanted.ends_on is None or wanted.ends_on > department_closes_on):
        return "appointment.department_closed"
    others = [term for term in terms if term.id != wanted.id]
    making_room = {term.id for term in ended_by(wanted, others)}
    for term in sorted(others, key=lambda term: term.department_id != wanted.department_id):
        if term.id not in making_room and term.excludes(wanted) and term.overlaps(wanted):
            return _clash(wanted, term)
    return None


def _clash(wanted: Term, term: Term) -> str:
    if term.officer_id != wanted.officer_id:
        return "appointment.department_taken"
    if term.department_id != wanted.department_id:
        return "appointment.officer_elsewhere"
    return "appointment.already"


def why_not_end(term: Term, ends_on: date) -> str | None:
    """Why an appointment cannot end on that day."""
    return "appointment.ends_before_start" if ends_on <= term.starts_on else None


def why_not_withdraw(term: Term, on: date) -> str | None:
    """Why an appointment cannot be taken back: what has begun is history."""
    return "appointment.has_begun" if term.starts_on <= on else None


# Showing


def masked(login: str) -> str:
    """Return a login for lists: of an e-mail address, which is personal data, only beginning and domain."""
    name, at, domain = login.partition("@")
    return f"{name[:2]}***@{domain}" if at else login


_BROWSERS: Final = (
    ("KAKAOTALK", "KakaoTalk"),
    ("NAVER(", "Naver"),
    ("Whale/", "Whale"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def known_browser(user_agent: str) -> str:
    """Return what people call a browser and its device, as far as it tells: "Chrome, Windows"."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, (browser, system))) or "?"
