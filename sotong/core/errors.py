"""What services and queries raise when they cannot do as asked. web/errors.py turns these into answers."""

from __future__ import annotations


class Refused(Exception):
    """A rule says no. `reason` is a code such as "swap.too_late"; core/labels/ holds its sentence.

    `facts` fill the sentence's placeholders; one called `at` names the form's field at which it is shown
    ("vote.opens_at": a field within another). Answered with status 409.
    """

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class NotFound(Exception):
    """There is no such thing, or the asker may not know of it. Answered with status 404."""


class Busy(Exception):
    """The store cannot be written to just now. Answered with status 503 and Retry-After."""

    def __init__(self, retry_after_s: int = 5) -> None:
        super().__init__("busy")
        self.retry_after_s = retry_after_s
