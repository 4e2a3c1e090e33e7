"""Text messages: an interface, and the adapter of a Korean provider.

Solapi (https://developers.solapi.com): POST /messages/v4/send, JSON, signed with HMAC-SHA256 over the date
and a salt, both of which go with it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import requests

from sotong.core.turns import stepping_out

SOLAPI: Final = "https://api.solapi.com"
TIMEOUT_S: Final = 8
_ACCEPTED: Final = "2000"
"""Solapi's status of a message that it has taken."""


class NotSent(Exception):
    """The provider did not take the message. Holds no number and no text, so that it may be logged."""


class Texter(Protocol):
    """Who sends text messages."""

    def send(self, number: str, text: str, at: datetime) -> None:
        """Hand over one message for a number such as 01012345678. Raises NotSent."""


@dataclass(frozen=True, slots=True)
class Solapi:
    """Sends through Solapi, from a number that the office has registered there."""

    api_key: str
    api_secret: str
    sender: str
    base: str = SOLAPI

    def send(self, number: str, text: str, at: datetime) -> None:
        """Hand over one message. Raises NotSent."""
        message = {"to": number, "from": self.sender, "text": text}
        try:
            with stepping_out():
                answer = requests.post(
                    f"{self.base}/messages/v4/send",
                    json={"message": message},
                    headers={"Authorization": self.authorization(at, secrets.token_hex(16))},
                    timeout=TIMEOUT_S,
                )
            taken = answer.ok and answer.json().get("statusCode") == _ACCEPTED
        except (requests.RequestException, ValueError) as problem:
            raise NotSent(type(problem).__name__) from problem
        if not taken:
            raise NotSent(f"status {answer.status_code}")

    def authorization(self, at: datetime, salt: str) -> str:
        """Return the Authorization header: the signature is HMAC-SHA256(secret, date + salt) in hex."""
        date = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        signature = hmac.digest(self.api_secret.encode(), (date + salt).encode(), hashlib.sha256).hex()
        return f"HMAC-SHA256 apiKey={self.api_key}, date={date}, salt={salt}, signature={signature}"
