"""The rule that a new contest starts from: a draft to be edited, after departments' SNS contests as held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STARTING_RULE: Final[Mapping[str, object]] = {
    "version": 1,
    "scale": "100",
    "criteria": [
        {"id": "effect", "label": "소통 효과", "min": "0", "max": "30", "weight": "1"},
        {"id": "creativity", "label": "창의성", "min": "0", "max": "30", "weight": "1"},
        {"id": "participation", "label": "시민 참여", "min": "0", "max": "20", "weight": "1"},
        {"id": "spread", "label": "확산 가능성", "min": "0", "max": "20", "weight": "1"},
    ],
    "jury": {"weight": "70", "per": "sheet", "method": "mean", "missing": "mark"},
    "citizens": {"weight": "30", "method": "leader"},
    "combine": "mean",
    "rounding": [{"at": "total", "places": 2, "mode": "half_up"}],
    "tie_breaks": ["citizen_score", "decision"],
    "awards": [
        {"id": "grand", "label": "대상", "count": 1, "ties": "broken"},
        {"id": "excellence", "label": "최우수상", "count": 2, "ties": "shared"},
        {"id": "merit", "label": "우수상", "count": 3, "ties": "shared"},
    ],
    "ballots": {"picks_from": 1, "picks_to": 1, "abstain": False, "order": "shuffled"},
    "identity": {"level": "phone"},
    "counts_shown": "after_publication",
    "objection_days": 7,
}
