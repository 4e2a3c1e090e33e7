"""What a rota, its planning and its changes can be: the words that the tables keep."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

PLANNING: Final = "sotong_rota_planning"
"""Where an application keeps what starts its plannings (`jobs.Planning`)."""


class RotaState(StrEnum):
    """A rota is a draft until it is published; withdrawn, it holds its days no longer."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class RunKind(StrEnum):
    """What is worked out in the background: a whole rota, or what to do about one that no longer fits."""

    PLAN = "plan"
    REPLAN = "replan"


class RunState(StrEnum):
    """How far it has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


UNDER_WAY = frozenset({RunState.WAITING, RunState.RUNNING})


class ChangeCause(StrEnum):
    """Why a seat of a published rota changed hands, or why its credit did."""

    EDIT = "edit"
    REPLAN = "replan"
    SWAP = "swap"
    GIVEN = "given"
    DEPUTY = "deputy"
    WITHDRAWAL = "withdrawal"
