"""A tally from three files, without a database: RULE.toml, SCORES.csv and VOTES.csv (docs/tally.md).

RULE.toml holds the contest rule and may add two lists that are no part of it: `[[entries]]` and
`[[decisions]]`. Every mistake in the three files is found in one go and told by file and line.

Pure: bytes in, a tally or every mistake out.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from sotong.contests.amounts import read_amount
from sotong.contests.contest_rule import ContestRule, RuleInvalid
from sotong.contests.rule_parts import Format
from sotong.contests.rule_reading import Table, Wrong
from sotong.results.facts import Decision, Entry, FactsInvalid, Note, Sheet, Votes
from sotong.results.tally import Tally, tally

LARGEST_FILE: Final = 50_000_000
"""Bytes."""
MOST_PROBLEMS: Final = 100
LONGEST_NAME: Final = 100

_COLUMNS: Final = {
    "심사위원": "judge",
    "출품작": "entry",
    "상태": "status",
    "채널": "channel",
    "득표": "votes",
    "격리": "quarantined",
}
_STATUSES: Final = {
    "": "signed",
    "signed": "signed",
    "서명": "signed",
    "draft": "draft",
    "작성 중": "draft",
    "recused": "recused",
    "회피": "recused",
}
_COUNT: Final = re.compile(r"[0-9]{1,12}")
_AT_LINE: Final = re.compile(r"at line ([0-9]+)")


class Problem(NamedTuple):
    """One mistake: in which file ("rule", "scores", "votes"), on which line (from 1), at what, and why."""

    file: str
    line: int | None
    where: str
    code: str


class FilesInvalid(ValueError):
    """The files cannot be tallied. `problems` holds every mistake, at most the first 100."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems[:MOST_PROBLEMS])
        super().__init__("; ".join(f"{p.file}:{p.line or '-'}: {p.where}: {p.code}" for p in self.problems))


@dataclass(frozen=True, slots=True)
class Contest:
    """What the three files hold."""

    rule: ContestRule
    entries: tuple[Entry, ...]
    sheets: tuple[Sheet, ...]
    votes: Votes
    decisions: tuple[Decision, ...]


def tally_files(rule: bytes, scores: bytes, votes: bytes) -> Tally:
    """Tally the contest that three files describe. Raises FilesInvalid with every mistake found."""
    contest, lines = _read(rule, scores, votes)
    try:
        return tally(contest.rule, contest.entries, contest.sheets, contest.votes, contest.decisions)
    except FactsInvalid as invalid:
        raise FilesInvalid([lines.problem(note) for note in invalid.wrong]) from invalid


def read_contest(rule: bytes, scores: bytes, votes: bytes) -> Contest:
    """Read the three files. Raises FilesInvalid; what only the tally finds wrong is not looked for."""
    return _read(rule, scores, votes)[0]


@dataclass(slots=True)
class _Lines:
    """Which line each sheet and each count came from."""

    sheets: dict[tuple[str, str], int] = field(default_factory=dict)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def problem(self, note: Note) -> Problem:
        """Say where a fact that cannot be stands."""
        where = " ".join(part for part in note[1:] if part)
        subject = note.code.partition(".")[0]
        if subject in {"sheet", "mark"}:
            return Problem("scores", self.sheets.get((note.judge, note.entry)), where, note.code)
        if subject == "votes":
            return Problem("votes", self.counts.get((note.channel, note.entry)), where, note.code)
        return Problem("rule", None, where, note.code)


def _read(rule: bytes, scores: bytes, votes: bytes) -> tuple[Contest, _Lines]:
    problems: list[Problem] = []
    lines = _Lines()
    contest_rule, entries, decisions = _read_rule(rule, problems)
    sheets = _read_scores(scores, contest_rule, lines, problems)
    counts = _read_votes(votes, lines, problems)
    if problems or contest_rule is None:
        raise FilesInvalid(problems)
    entries = entries or _named_entries(sheets, counts)
    return Contest(contest_rule, entries, sheets, counts, decisions), lines


def _named_entries(sheets: Sequence[Sheet], votes: Votes) -> tuple[Entry, ...]:
    """Where the rule lists no entries: those that have a sheet or a count."""
    kept = (*votes.counts.values(), *votes.quarantined.values())
    named = {sheet.entry for sheet in sheets} | {entry for counts in kept for entry in counts}
    return tuple(Entry(name, name) for name in sorted(named))


def _read_rule(
    data: bytes, problems: list[Problem]
) -> tuple[ContestRule | None, tuple[Entry, ...], tuple[Decision, ...]]:
    text = _decoded("rule", data, problems)
    try:
        found: dict[str, object] = tomllib.loads(text or "", parse_float=Decimal)
    except (ValueError, RecursionError) as wrong:
        line = _AT_LINE.search(str(wrong))
        problems.append(Problem("rule", int(line[1]) if line else None, "", "file.not_toml"))
        return None, (), ()
    if text is None:
        return None, (), ()
    wrong_facts: list[Wrong] = []
    table = Table(found, "", wrong_facts)
    entries = tuple(_read_entry(row) for row in table.tables("entries"))
    decisions = tuple(_read_decision(row) for row in table.tables("decisions"))
    problems.extend(Problem("rule", None, path, code) for path, code in wrong_facts)
    try:
        rule = ContestRule.from_mapping(
            {key: value for key, value in found.items() if key not in {"entries", "decisions"}}
        )
    except RuleInvalid as invalid:
        problems.extend(Problem("rule", None, path, code) for path, code in invalid.wrong)
        return None, entries, decisions
    return rule, entries, decisions


def _read_entry(table: Table) -> Entry:
    name = table.text("id", longest=LONGEST_NAME)
    entry = Entry(
        id=name,
        label=table.text("label", default="") or name,
        format=table.choice("format", Format) if table.has("format") else None,
        withdrawn=table.yes("withdrawn", default=False),
    )
    table.close()
    return entry


def _read_decision(table: Table) -> Decision:
    order = tuple(row.text("", longest=LONGEST_NAME) for row in table.cells("order"))
    decision = Decision(order, table.text("reason", default="", longest=1000))
    table.close()
    return decision


def _read_scores(
    data: bytes, rule: ContestRule | None, lines: _Lines, problems: list[Problem]
) -> tuple[Sheet, ...]:
    criteria = {one.id for rubric in rule.all_rubrics for one in rubric} if rule else set()
    optional = None if rule is None else {"status", *criteria}
    sheets = []
    for line, row in _rows("scores", data, {"judge", "entry"}, optional, problems):
        cells = _Cells("scores", line, row, problems)
        sheet = Sheet(
            judge=cells.name("judge"),
            entry=cells.name("entry"),
            marks=cells.marks(criteria),
            signed=cells.status() != "draft",
            recused=cells.status() == "recused",
        )
        cells.once(lines.sheets, (sheet.judge, sheet.entry), "sheet.twice")
        sheets.append(sheet)
    return tuple(sheets)


def _read_votes(data: bytes, lines: _Lines, problems: list[Problem]) -> Votes:
    counts: dict[str, dict[str, int]] = {}
    quarantined: dict[str, dict[str, int]] = {}
    for line, row in _rows("votes", data, {"entry", "votes"}, {"channel", "quarantined"}, problems):
        cells = _Cells("votes", line, row, problems)
        channel = cells.name("channel") if "channel" in row else ""
        entry = cells.name("entry")
        cells.once(lines.counts, (channel, entry), "votes.twice")
        counts.setdefault(channel, {})[entry] = cells.count("votes")
        if row.get("quarantined"):
            quarantined.setdefault(channel, {})[entry] = cells.count("quarantined")
    return Votes(counts, quarantined)


@dataclass(frozen=True, slots=True)
class _Cells:
    """One line of a table. Each method reads a cell and notes what is wrong with it."""

    file: str
    line: int
    row: Mapping[str, str]
    problems: list[Problem]

    def note(self, where: str, code: str) -> None:
        """Note a mistake on this line."""
        self.problems.append(Problem(self.file, self.line, where, code))

    def name(self, column: str) -> str:
        """The name of a judge, an entry or a channel."""
        name = unicodedata.normalize("NFC", self.row[column])
        if not name:
            self.note(column, "cell.empty")
        elif len(name) > LONGEST_NAME:
            self.note(column, "cell.too_long")
        return name

    def count(self, column: str) -> int:
        """A number of votes."""
        text = self.row[column]
        if not _COUNT.fullmatch(text):
            self.note(column, "cell.not_a_count")
            return 0
        return int(text)

    def marks(self, criteria: set[str]) -> dict[str, Fraction]:
        """The marks of a sheet; an empty cell is no mark."""
        marks = {}
        for criterion in sorted(criteria & {column for column, cell in self.row.items() if cell}):
            mark = read_amount(self.row[criterion])
            if mark is None:
                self.note(criterion, "cell.not_a_number")
            else:
                marks[criterion] = mark
        return marks

    def status(self) -> str:
        """Whether the sheet is signed, a draft, or recused from."""
        written = self.row.get("status", "")
        if written not in _STATUSES:
            self.note("status", "cell.not_a_status")
        return _STATUSES.get(written, "signed")

    def once(self, seen: dict[tuple[str, str], int], key: tuple[str, str], code: str) -> None:
        """Note if an earlier line was about the same."""
        if key in seen:
            self.note(" ".join(part for part in key if part), code)
        seen[key] = self.line


def _rows(
    file: str, data: bytes, needed: set[str], optional: set[str] | None, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table as cells by column; an empty file has none. `optional` None takes any column."""
    text = _decoded(file, data, problems)
    if not text or not text.strip():
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = [_COLUMNS.get(name.strip(), name.strip()) for name in next(reader)]
        if not _columns_fit(file, columns, needed, optional, problems):
            return
        for cells in reader:
            if len(problems) >= MOST_PROBLEMS:
                return
            values = [cell.strip() for cell in cells]
            if any(values[len(columns) :]):
                problems.append(Problem(file, reader.line_num, "", "row.too_long"))
            elif any(values):
                values += [""] * (len(columns) - len(values))
                yield reader.line_num, dict(zip(columns, values, strict=False))
    except csv.Error:
        problems.append(Problem(file, reader.line_num, "", "file.not_csv"))


def _columns_fit(
    file: str, columns: Sequence[str], needed: set[str], optional: set[str] | None, problems: list[Problem]
) -> bool:
    known = {*columns} if optional is None else needed | optional
    wrong = [
        *(Problem(file, 1, name, "column.missing") for name in sorted(needed - set(columns))),
        *(Problem(file, 1, name, "column.unknown") for name in columns if name not in known),
        *(Problem(file, 1, name, "column.twice") for name in sorted(set(columns)) if columns.count(name) > 1),
    ]
    problems.extend(wrong)
    return not wrong


def _decoded(file: str, data: bytes, problems: list[Problem]) -> str | None:
    """The file's text: UTF-8 with or without a mark, or CP949 as Korean Excel saves it."""
    if len(data) > LARGEST_FILE:
        problems.append(Problem(file, None, "", "file.too_large"))
        return None
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    problems.append(Problem(file, None, "", "file.not_text"))
    return None
