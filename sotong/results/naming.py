"""What the ids in figures and remarks are called on a page: judges by number, criteria by their labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from sotong.ballots.models import LinkChannel
from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import Count, Method, Per
from sotong.core.counting import _n
from sotong.core.labels import sentence, word
from sotong.results.facts import Note
from sotong.results.figures import Step
from sotong.results.flipping import Flip
from sotong.results.stability import Variant
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
    votes_by_channel: bool = False

    @classmethod
    def of(cls, rule: ContestRule, tally: Tally) -> Naming:
        """Take the names from the rule and the entries."""
        criteria = [*rule.criteria, *(one for rubric in rule.rubrics.values() for one in rubric)]
        return cls(
            entries={result.entry.id: result.entry.label for result in tally.results},
            criteria={one.id: one.label for one in criteria},
            marks_by_judge=rule.jury.per is Per.CRITERION,
            votes_by_channel=rule.citizens.count is not Count.TOGETHER,
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
            return judge_name(step.subject)
        return self.criteria.get(step.subject, step.subject)

    def about(self, note: Note) -> str:
        """Name the entry, judge, criterion and channel that a remark is about."""
        names = (
            self.entries.get(note.entry, note.entry),
            judge_name(note.judge) if note.judge else "",
            self.criteria.get(note.criterion, note.criterion),
            word(LinkChannel(note.channel)) if note.channel else "",
        )
        return ", ".join(name for name in names if name)

    def variant(self, variant: Variant) -> str:
        """Say what is otherwise in a line of the stability sheet."""
        name = _CHANGED[variant.code](variant.subject) if variant.code in _CHANGED else ""
        return sentence(variant.code, name=name)

    def flip(self, flip: Flip | None) -> str:
        """Say how many more votes would have made another winner."""
        if flip is None:
            return str(_("표를 아무리 더 받아도 1위가 바뀌지 않습니다."))
        if flip.channel and self.votes_by_channel:
            channel = word(LinkChannel(flip.channel))
            votes = _n("%(channel)s 표 %(n)s장", count=flip.votes, channel=channel, n=f"{flip.votes:,}")
        else:
            votes = _n("표 %(n)s장", count=flip.votes, n=f"{flip.votes:,}")
        entry = self.entries[flip.entry]
        return str(_("‘%(entry)s’에 %(votes)s이 더 있었다면 1위가 바뀌었습니다.", entry=entry, votes=votes))

    def listed(self, entries: Iterable[str]) -> str:
        """Name several entries; a dash for none."""
        return ", ".join(self.entries[entry] for entry in entries) or "–"


def judge_name(number: str) -> str:
    """Return what a judge is called on pages: by number, nobody's name."""
    return str(_("심사위원 %(number)s", number=number))


def _side(shift: str) -> str:
    return str(_("심사")) if shift.startswith("+") else str(_("시민"))


_CHANGED: Final[Mapping[str, Callable[[str], str]]] = {
    "stability.without_judge": judge_name,
    "stability.without_channel": lambda channel: word(LinkChannel(channel)),
    "stability.method": lambda method: word(Method(method)),
    "stability.weights": _side,
}
"""What the subject of a variant is called, by what is otherwise."""
