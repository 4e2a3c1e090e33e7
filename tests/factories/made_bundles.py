"""Bundles made without a database, from the format alone: small ones to tamper with, large ones to time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sotong.audit.checkpoint import Checkpoint, Signer, sign_checkpoint
from sotong.audit.merkle import Frontier, leaf_hash
from sotong.audit.rules import leaf_bytes, opening
from sotong.ballots import voting
from sotong.contests.contest_rule import ContestRule
from sotong.core.canonical import Json, canonical_json
from sotong.judging.rules import sheet_digest
from sotong.reports import bundle
from sotong.reports.bundle import OpenedBallot
from sotong.results.facts import Entry, Sheet, Votes
from sotong.results.queries import Facts
from sotong.results.tally import tally
from sotong.results.tally_report import as_json
from tests.factories.contests import DEFAULT_RULE

AT: Final = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ORIGIN: Final = "sotong.test/log/contest/made"
SUBJECT: Final = UUID(int=5)
CHANNELS: Final = ("band", "facebook", "poster")
FULL_MARKS: Final = {"effect": 30, "creativity": 30, "participation": 20, "spread": 20}
BATCH: Final = 50


@dataclass
class MadeLog:
    """A contest's log in the making."""

    signer: Signer
    lines: list[bytes] = field(default_factory=list)
    tree: Frontier = field(default_factory=Frontier)

    def add(self, action: str, body: dict[str, Json], *, subject_id: UUID | None = None) -> int:
        """Put an entry on it; its position."""
        content = leaf_bytes(
            action=action, actor_id=None, at=AT, body=canonical_json(body), subject_id=subject_id
        )
        self.lines.append(content + b"\n")
        self.tree.append(leaf_hash(content))
        return self.tree.size - 1

    def checkpoint(self) -> str:
        """The signed head over what is on it now."""
        return sign_checkpoint(Checkpoint(self.signer.name, self.tree.size, self.tree.root()), [self.signer])


@dataclass(frozen=True)
class MadeReceipt:
    """What a voter would have in hand."""

    number: str
    secrets: tuple[str, str]


@dataclass(frozen=True)
class MadeBundle:
    """The members of a bundle, a checkpoint from before the end, and the receipt of the first vote."""

    members: dict[str, list[bytes]]
    early_checkpoint: str
    receipt: MadeReceipt
    key: str

    def packed(self) -> Iterator[bytes]:
        return bundle.packed(self.members.items())


def make_bundle(
    *,
    voters: int = 120,
    entries: int = 3,
    judges: int = 2,
    seed: bytes = bytes(32),
    void: int = 0,
    rule: ContestRule | None = None,
    second_sheet: bool = False,
) -> MadeBundle:
    """Make a contest from rule to awards. Voter n picks entry n % entries + 1 (every 40th abstains).

    `second_sheet`: judge 1 signs for entry 1 once more, and that is counted, though nothing was unlocked.
    """
    rule = rule or ContestRule.from_mapping(
        {**DEFAULT_RULE, "ballots": {"picks_from": 1, "picks_to": 1, "abstain": True}}
    )
    log = MadeLog(Signer.from_seed(ORIGIN, seed))
    log.add("log.open", opening("contest", log.signer.verifier), subject_id=SUBJECT)
    log.add("rule", {"sha256": rule.digest()}, subject_id=SUBJECT)
    receipt = _receipt(log.tree.size)
    ballots = _vote(log, voters, entries)
    early = log.checkpoint()
    voided = _void(log, ballots[:void])
    log.add("close", {"ballots": voters, "participations": voters})
    sheets = _judge(log, judges, entries)
    votes = Votes(_counts(one for one in ballots if one not in voided), _counts(voided))
    counted_sheets = sheets
    if second_sheet:
        sheets = [*sheets, _sign(log, 1, 1, revision=2)]
        counted_sheets = sheets[1:]
    tallies = _tally(log, rule, _facts(votes, counted_sheets, entries))
    key = f"{log.signer.verifier}"
    members = {
        "README.txt": [bundle.readme(title="SNS 소통 콘테스트", code="made", key=key)],
        "sotong_verify.py": [bundle.VERIFIER.read_bytes()],
        "log.vkey": [f"{key}\n".encode()],
        "checkpoint.txt": [log.checkpoint().encode()],
        "rule.json": [rule.canonical()],
        "log.jsonl": log.lines,
        "ballots.txt": [line for batch in _batches(ballots) for line in bundle.batch_lines(batch)],
        "sheets.jsonl": [line for line, _sheet in sheets],
        "tallies.jsonl": tallies,
    }
    return MadeBundle(members, early, receipt, key)


def _nonce(kind: str, number: int) -> bytes:
    return sha256(f"{kind} {number}".encode()).digest()[:16]


def _receipt(position: int) -> MadeReceipt:
    client, server = _nonce("client", 0), _nonce("server", 0)
    number = voting.ReceiptNumber(position, voting.letters_of(client, server))
    return MadeReceipt(str(number), (client.hex(), server.hex()))


def _vote(log: MadeLog, voters: int, entries: int) -> list[OpenedBallot]:
    """Cast; log a batch as soon as it is full, the last one at the end."""
    ballots: list[OpenedBallot] = []
    for voter in range(voters):
        commitment = voting.commitment(_nonce("client", voter), _nonce("server", voter))
        log.add("cast", {"commitment": commitment})
        picks = [] if voter % 40 == 39 else [voter % entries + 1]
        channel = CHANNELS[voter % 7 % len(CHANNELS)]
        ballots.append(OpenedBallot(channel, _nonce("ballot", voter), canonical_json(picks)))
        if len(ballots) % BATCH == 0:
            _seal(log, ballots[-BATCH:])
    if voters % BATCH:
        _seal(log, ballots[-(voters % BATCH) :])
    return ballots


def _seal(log: MadeLog, batch: Sequence[OpenedBallot]) -> None:
    root = voting.batch_root(_leaf(one) for one in batch)
    log.add("batch", {"root": root.hex(), "size": len(batch)})


def _leaf(ballot: OpenedBallot) -> bytes:
    return voting.ballot_leaf(ballot.channel, ballot.nonce, json.loads(ballot.picks))


def _batches(ballots: Sequence[OpenedBallot]) -> Iterator[Sequence[OpenedBallot]]:
    return (ballots[at : at + BATCH] for at in range(0, len(ballots), BATCH))


def _void(log: MadeLog, ballots: Sequence[OpenedBallot]) -> set[OpenedBallot]:
    if ballots:
        leaves: list[Json] = [*sorted(_leaf(one).hex() for one in ballots)]
        log.add("void", {"ballots": len(ballots), "leaves": leaves, "reason": "00" * 32})
    return set(ballots)


def _judge(log: MadeLog, judges: int, entries: int) -> list[tuple[bytes, Sheet]]:
    """Each judge gives the first entry nine tenths of full marks, the next a tenth less, and so on."""
    for judge in range(1, judges + 1):
        log.add("seat", {"judge": judge})
    pairs = ((judge, entry) for judge in range(1, judges + 1) for entry in range(1, entries + 1))
    return [_sign(log, judge, entry) for judge, entry in pairs]


def _sign(log: MadeLog, judge: int, entry: int, *, revision: int = 1) -> tuple[bytes, Sheet]:
    marks = {name: full * Decimal(10 - entry) / 10 for name, full in FULL_MARKS.items()}
    about: dict[str, Any] = {"salt": _nonce("salt", 100 * judge + entry), "revision": revision}
    digest = sheet_digest(entry_number=entry, judge_number=judge, marks=marks, **about)
    log.add("sheet", {"digest": digest})
    written = {name: str(mark) for name, mark in marks.items()}
    line = bundle.sheet_line(judge=judge, entry=entry, marks=written, **about)
    exact = {name: Fraction(mark) for name, mark in marks.items()}
    return line, Sheet(str(judge), str(entry), exact)


def _counts(ballots: Iterable[OpenedBallot]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for ballot in ballots:
        for pick in json.loads(ballot.picks):
            by_entry = counts.setdefault(ballot.channel, {})
            by_entry[str(pick)] = by_entry.get(str(pick), 0) + 1
    return counts


def _facts(votes: Votes, sheets: Iterable[tuple[bytes, Sheet]], entries: int) -> Facts:
    listed = tuple(Entry(str(number), f"사례 {number}") for number in range(1, entries + 1))
    return Facts(listed, tuple(sheet for _line, sheet in sheets), votes, ())


def _tally(log: MadeLog, rule: ContestRule, facts: Facts) -> list[bytes]:
    """Tally twice, as an office does that looks first, and publish."""
    computed = tally(rule, facts.entries, facts.sheets, facts.votes, facts.decisions)
    outcome = as_json(computed, arithmetic=False)
    line = bundle.tally_line(canonical_json(facts.to_json()), canonical_json(outcome))
    digest = sha256(line[:-1]).hexdigest()
    for _time in range(2):
        log.add("tally", {"digest": digest})
    awards: dict[str, Json] = {award.award.id: list(award.winners) for award in computed.awards}
    log.add("award", {"awards": awards, "tally": digest})
    return [line, line]
