"""A result in the words and figures of its papers: workbook, result sheet, certificates, picture card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from flask_babel import format_date, pgettext
from flask_babel import gettext as _

from sotong.ballots.models import LinkChannel
from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest
from sotong.contests.queries import rule_of
from sotong.core import places
from sotong.core.days import korean_day
from sotong.core.drawing import Card
from sotong.core.labels import WORDS, sentence, word
from sotong.results.marking import mark, rubrics, sheet_score
from sotong.results.naming import Naming, judge_name
from sotong.results.printed import JUDGES_A_TABLE, Certificate, ScorePaper, Table
from sotong.results.queries import Outcome
from sotong.results.tally import Result
from sotong.results.tally_report import is_shortened, shown
from sotong.results.workbook import Named, Tallied
from sotong.results.workbook.facts import in_order

NOTHING: Final = "–"


@dataclass(frozen=True)
class Wording:
    """A contest's newest tally, and the office whose it is. `address` is where the public result stands.

    `signer`: title and name of the office's head, who signs certificates; `sealed`: with the seal or not.
    """

    contest: Contest
    outcome: Outcome
    office: str
    address: str
    signer: tuple[str, str] = ("", "")
    sealed: bool = True

    @property
    def title(self) -> str:
        """What the contest is called in the reader's language."""
        return places.titled(self.contest)

    @property
    def names(self) -> list[str]:
        """All that papers call by name: what one that is kept was made of, besides the tally."""
        departments = self.outcome.departments.values()
        labels = (entry.label for entry in self.outcome.facts.entries)
        return [self.office, self.title, *self.signer, str(self.sealed), *departments, *labels]

    @cached_property
    def rule(self) -> ContestRule:
        """The rule that it was tallied by."""
        return rule_of(self.contest)

    def tallied(self) -> Tallied:
        """Return what the workbook is laid out from."""
        facts = self.outcome.facts
        return Tallied(
            rule=self.rule,
            entries=facts.entries,
            sheets=facts.sheets,
            votes=facts.votes,
            tally=self.outcome.tally,
            named=Named(
                office=self.office,
                title=self.title,
                code=self.contest.code,
                rule_digest=self.contest.rule_digest,
                tally_digest=self.outcome.record.digest,
            ),
            departments=self.outcome.departments,
            say=_said,
            judge=judge_name,
            channel=lambda channel: word(LinkChannel(channel)),
        )

    def score_paper(self) -> ScorePaper:
        """Return the words of the result sheet. Judges stand in it by number, nobody's name."""
        record, judges = self.outcome.record, self._judges()
        stands = _("%(n)s번째 집계, %(at)s", n=record.number, at=_day(korean_day(record.made_at)))
        published = self.contest.published_at
        state = (
            _("%(at)s 발표", at=_day(korean_day(published))) if published else _("발표 전 확인용, 공개 금지")
        )
        signing = [judge_name(judge) for judge in judges]
        return ScorePaper(
            office=self.office,
            title=_("심사집계표"),
            contest=f"{self.title} ({self.contest.code})",
            stands=f"{stands} · {state}",
            tables=[self._places(), *self._judges_tables(judges)],
            remarks=list(self._remarks()),
            signing=[*signing, _("집계한 사람"), _("확인한 사람")],
            sign=_("(서명)"),
            address=self.address if published else "",
        )

    def certificates(self) -> list[Certificate]:
        """Return the words of every certificate: of each award, for each who has it."""
        winners = [
            (given.award.label, entry) for given in self.outcome.tally.awards for entry in given.winners
        ]
        return [self._certificate(at, label, entry) for at, (label, entry) in enumerate(winners, 1)]

    def card(self) -> Card:
        """Return the words of the picture card: the first award and who has it."""
        first = next(
            ((one.award.label, one.winners) for one in self.outcome.tally.awards if one.winners),
            (_("1위"), self.outcome.tally.winners),
        )
        names = ", ".join(self.outcome.departments[entry] for entry in first[1])
        line = f"{first[0]} {names}" if names else _("결과 발표")
        return Card(
            office=self.office,
            title=_("%(title)s 결과", title=self.title),
            line=line,
            call=_("결과 보기"),
        )

    def _certificate(self, at: int, label: str, entry: str) -> Certificate:
        day = korean_day(self.contest.published_at or self.outcome.record.made_at)
        return Certificate(
            number=_("제 %(number)s 호", number=f"{self.contest.code}-{at}"),
            heading=pgettext("certificate", "상장"),
            award=label,
            winner=self.outcome.departments[entry],
            entry=self.outcome.tally.result(entry).entry.label,
            text=_honoured(self.rule, self.title),
            day=_day(day),
            title=self.signer[0],
            name=self.signer[1],
            seal=_("직인") if self.sealed else "",
            unsealed="" if self.sealed else _("(직인 생략)"),
            verify=_("이 시상이 규칙대로 집계한 결과인지 누구나 확인할 수 있습니다."),
            address=self.address,
        )

    def _places(self) -> Table:
        codes = ("place", "number", "department", "entry", "jury", "citizens", "votes", "total", "award")
        head = [
            sentence(f"book.{code}" if code in ("number", "department") else f"tally.{code}")
            for code in codes
        ]
        rows = [self._row(result) for result in self.outcome.tally.results]
        return Table(_("순위와 시상"), head, rows, (5, 5, 14, 24, 8, 8, 8, 8, 12), frozenset({4, 5, 6, 7}))

    def _row(self, result: Result) -> list[str]:
        award = self.outcome.award_label(result)
        return [
            str(result.place or NOTHING),
            result.entry.id,
            self.outcome.departments.get(result.entry.id, ""),
            result.entry.label,
            shown(result.jury),
            shown(result.citizens),
            f"{result.votes:,}",
            shown(result.total),
            award or (sentence(result.unplaced) if result.unplaced else NOTHING),
        ]

    def _judges(self) -> list[str]:
        facts = self.outcome.facts
        return sorted(mark(self.rule, facts.entries, facts.sheets).judges, key=in_order)

    def _judges_tables(self, judges: Sequence[str]) -> Iterator[Table]:
        """Every judge's score for every entry, so many judges beside each other as a page holds."""
        facts = self.outcome.facts
        marks, ready = mark(self.rule, facts.entries, facts.sheets).marks, rubrics(self.rule, facts.entries)
        labels = {one.id: one.label for one in facts.entries}
        for start in range(0, len(judges), JUDGES_A_TABLE):
            some = judges[start : start + JUDGES_A_TABLE]
            rows = []
            for entry in sorted(marks, key=in_order):
                own = {
                    judge: shown(sheet_score(self.rule, ready[entry], marks[entry][judge], judge))
                    for judge in some
                    if judge in marks[entry]
                }
                cells = [own.get(judge, NOTHING) for judge in some]
                rows.append([entry, labels[entry], *cells])
            head = [sentence("book.number"), sentence("tally.entry"), *(judge_name(one) for one in some)]
            figures = frozenset(range(2, len(head)))
            yield Table(_("심사위원별 점수"), head, rows, (5, 24, *([8] * len(some))), figures)

    def _remarks(self) -> Iterator[str]:
        naming = Naming.of(self.rule, self.outcome.tally)
        weights = (self.rule.jury.weight, self.rule.citizens.weight)
        yield _(
            "심사 %(jury)s, 시민 %(citizens)s의 비중으로 합쳤습니다.", jury=weights[0], citizens=weights[1]
        )
        for note in self.outcome.tally.notes:
            about = naming.about(note)
            yield f"{about}: {sentence(note.code)}" if about else sentence(note.code)
        if is_shortened(self.outcome.tally):
            yield sentence("tally.shortened")
        for decision in self.outcome.facts.decisions:
            yield _("동점 결정: %(reason)s", reason=decision.reason)
        yield _("규칙 지문 %(digest)s", digest=self.contest.rule_digest)
        yield _("집계 지문 %(digest)s", digest=self.outcome.record.digest)


def _said(code: str) -> str:
    return str(WORDS[code]) if code in WORDS else sentence(code)


def _day(day: date) -> str:
    return str(format_date(day, "long", rebase=False))


def _honoured(rule: ContestRule, title: str) -> str:
    if not rule.citizens.weight:
        text = _(
            "위 부서는 ‘%(title)s’의 심사에서 뛰어난 성과를 거두었으므로 이 상장을 수여합니다.", title=title
        )
    elif not rule.jury.weight:
        text = _(
            "위 부서는 ‘%(title)s’의 시민 투표에서 큰 지지를 받았으므로 이 상장을 수여합니다.", title=title
        )
    else:
        text = _(
            "위 부서는 ‘%(title)s’의 심사와 시민 투표에서 뛰어난 성과를 거두었으므로 이 상장을 수여합니다.",
            title=title,
        )
    return str(text)
