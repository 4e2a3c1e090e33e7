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
    """There is no such thing, or the asker may not know of it. Answered with status 404.

    `reason`: what there is none of, a code as of `Refused`, where the address alone does not say it.
    """

    def __init__(self, reason: str | None = None) -> None:
        super().__init__(*filter(None, (reason,)))
        self.reason = reason


class Busy(Exception):
    """It cannot be done just now. Answered with status 503 and Retry-After.

    `reason`: what is going on, a code as of `Refused`; without one, the store cannot be written to.
    """

    def __init__(self, retry_after_s: int = 5, reason: str | None = None) -> None:
        super().__init__(reason or "busy")
        self.retry_after_s, self.reason = retry_after_s, reason
