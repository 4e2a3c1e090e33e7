"""What the ids in figures and remarks are called on a page: judges by number, criteria by their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from sotong.ballots.models import LinkChannel
from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import Per
from sotong.core.labels import word
from sotong.results.facts import Note
from sotong.results.figures import Step
from sotong.results.tally import Tally

_OF_JUDGES: Final = {"step.sheet_score", "step.judge_points"}
_OF_CHANNELS: Final = {"step.channel_votes", "step.channel_points"}
_OF_PLACES: Final = {"step.place_points"}


@dataclass(frozen=True, slots=True)
class Naming:
    """What one contest gives names to, and whether its marks are told apart by judge or by criterion."""

    entries: Mapping[str, str]
    criteria: Mapping[str, str]
    marks_by_judge: bool

    @classmethod
    def of(cls, rule: ContestRule, tally: Tally) -> Naming:
        """Take the names from the rule and the entries."""
        criteria = [*rule.criteria, *(one for rubric in rule.rubrics.values() for one in rubric)]
        return cls(
            entries={result.entry.id: result.entry.label for result in tally.results},
            criteria={one.id: one.label for one in criteria},
            marks_by_judge=rule.jury.per is Per.CRITERION,
        )

    def subject(self, step: Step) -> str:
        """Name whom or what a figure is of; empty where it is of the whole entry."""
        if not step.subject:
            return ""
        if step.code in _OF_PLACES:
            return str(_("%(place)s위", place=step.subject))
        if step.code in _OF_CHANNELS:
            return word(LinkChannel(step.subject))
        if step.code in _OF_JUDGES or (step.code == "step.mark" and self.marks_by_judge):
            return _judge(step.subject)
        return self.criteria.get(step.subject, step.subject)

    def about(self, note: Note) -> str:
        """Name the entry, judge, criterion and channel that a remark is about."""
        names = (
            self.entries.get(note.entry, note.entry),
            _judge(note.judge) if note.judge else "",
            self.criteria.get(note.criterion, note.criterion),
            word(LinkChannel(note.channel)) if note.channel else "",
        )
        return ", ".join(name for name in names if name)


def _judge(number: str) -> str:
    return str(_("심사위원 %(number)s", number=number))
