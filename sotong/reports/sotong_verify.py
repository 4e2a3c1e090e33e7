#!/usr/bin/env python3
"""Verify a sotong contest from its bundle: from the published rule to the awards, trusting nobody.

    python3 sotong_verify.py BUNDLE [--key VKEY] [--checkpoint FILE]... [--receipt R [--nonces A B]] [--json]

One file, Python 3.8 or newer. Exit status: 0 all holds; 1 see FINDING; 2 unreadable; 3 see REMARK.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256, sha512
from itertools import accumulate, groupby, islice, zip_longest
from pathlib import Path
from statistics import mean, median
from typing import Any

VERDICTS = ("VALID", "INVALID", "UNREADABLE", "VALID, WITH REMARKS")
VALID, INVALID, UNREADABLE, REMARKS = range(4)
SUMS, LARGE = "SHA256SUMS", {"ballots.txt": 1 << 32, "log.jsonl": 1 << 32}  # and how many bytes at most
SMALL = {"README.txt", "checkpoint.txt", "log.vkey", "rule.json", "sheets.jsonl", "tallies.jsonl"}
MEMBERS = sorted({*LARGE, *SMALL, SUMS, "sotong_verify.py"})
LONGEST_SHOWN, BLOCK, LONGEST_LINE, MOST = 1 << 10, 1 << 20, 1 << 24, 1 << 26
UNKNOWN = NotImplementedError  # what this program cannot judge (yet) is a remark
ANY = Exception  # whatever hostile content makes Python raise is a finding, never a crash
AMOUNT = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,40})?(E[+-]?[0-9]{1,2})?|-?[0-9]{1,400}/[0-9]{1,400}")
CHECKPOINT = re.compile(r"(([^\n]+)\n([1-9][0-9]{0,18})\n([^\n]+)\n)\n((?:\u2014 [^ \n]+ [^ \n]+\n)+)")
ID_AND_SIGNATURE = "[A-Za-z0-9+/]{90}[AEIMQUYcgkosw048]="  # 68 bytes in the one right spelling of base64
BALLOT = re.compile(rb'\["ballot","([a-z_]{1,32}|-)","[0-9a-f]{32}",(\[[0-9,]*\])\]')
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
ALPHABET, LETTERS = "23456789ABCDEFGHJKLMNPQRSTVWXYZ", 12
TALLIED = "close void seat unseat recusal order sheet unlock decision"
KINDS = f"log.open rule terms roster cast batch {TALLIED} tally award key"
ORDERED = f"cast<close batch<close {TALLIED.replace(' ', '<tally ')}<tally tally<award award<key"
FORM = re.compile(r'"(?:per|method|missing|tied|count|combine|mode)":"([^"]*)"')
FORMS = "sheet mean median trimmed mark leader rank_points share together average highest lowest sum half_up"
FORMS += " half_even down citizen_score jury_score votes decision"
KOREAN_WORDS = """VALID=맞음|INVALID=틀림(뜻은 README.txt에)|UNREADABLE=읽을 수 없음|key=기록|root=해시
VALID, WITH REMARKS=맞음(참고 있음, 뜻은 README.txt에)|FINDING=어긋남|REMARK=참고|size=기록 건수|place=순위
total=총점|jury=심사|citizens=시민|votes=득표|award=시상|label=출품작|no bundle=검증 꾸러미가 아닙니다
No such file or directory=파일이 없습니다|File is not a zip file=ZIP 파일이 아니거나 손상되었습니다"""
KOREAN = dict(pair.split("=") for pair in re.split("[|\n]", KOREAN_WORDS))
ZERO, HALF, HEADS = Fraction(0), Fraction(1, 2), {"key", "size", "root"}
P, ORDER, KEY = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493, 32
D = -121665 * pow(121666, -1, P) % P


class Wrong(Exception):
    """What was checked does not hold: a finding."""


def need(holds: object, what: str, kind: type[Exception] = Wrong) -> None:
    """Stop the step that is running unless this holds: a finding, or a remark if `kind` says so."""
    if not holds:
        raise kind(what)


def parse(raw: bytes) -> Any:
    """Read canonical JSON (RFC 8785 without fractions; all our keys are ASCII), and nothing but that."""
    value = json.loads(raw.decode(), parse_float=str, parse_constant=str)
    need(ENCODER.encode(value).encode() == raw, "not canonical JSON")
    return value


def amount(text: str) -> Fraction:
    """Read an exact amount: 9.25, or 262/3."""
    need(AMOUNT.fullmatch(text), f"not an amount: {text[:40]}")
    return Fraction(text)


def point(raw: bytes) -> Any:
    """Decode a point of edwards25519; None if it is none (RFC 8032, 5.1.3)."""
    y, odd = int.from_bytes(raw, "little") & (1 << 255) - 1, raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    is_one = y < P and (x * x - square) % P == 0 and (x or not odd)
    return (x if x & 1 == odd else P - x, y) if is_one else None


def _add(p: Any, q: Any) -> Any:
    (a, b), (c, d) = p, q
    t = D * a * b * c * d
    return (a * d + b * c) * pow(1 + t, -1, P) % P, (b * d + a * c) * pow(1 - t, -1, P) % P


def _times(number: int, p: Any) -> Any:
    twice = _times(number >> 1, _add(p, p)) if number else (0, 1)
    return _add(twice, p) if number & 1 else twice


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the Ed25519 signature of `message` by the public key (RFC 8032, 5.1.7)."""
    if (len(key), len(signature)) != (KEY, 2 * KEY):
        return False
    r, a, s = point(signature[:KEY]), point(key), int.from_bytes(signature[KEY:], "little")
    k = int.from_bytes(sha512(signature[:KEY] + key + message).digest(), "little") % ORDER
    base = point((4 * pow(5, -1, P) % P).to_bytes(KEY, "little"))
    return bool(r and a and s < ORDER and _times(s, base) == _add(r, _times(k, a)))


def open_checkpoint(note: str, vkey: str) -> tuple[int, str]:
    """Return size and root of a checkpoint (C2SP tlog-checkpoint) that is signed with this key."""
    name, key_id, encoded = vkey.split("+", 2)
    key, found = base64.b64decode(encoded, validate=True), CHECKPOINT.fullmatch(note)
    true_id = sha256(name.encode() + b"\n" + key).digest()[:4]
    need(key[:1] == b"\x01" and true_id.hex() == key_id, "the log's key is no Ed25519 verifier key")
    text, origin, size, root, lines = found.groups() if found else [""] * 5
    need(origin == name, "not a checkpoint of this log")
    blobs = map(base64.b64decode, re.findall(rf"\u2014 {re.escape(name)} ({ID_AND_SIGNATURE})\n", lines))
    mine = [blob[4:] for blob in blobs if blob[:4] == true_id]
    need(mine and all(is_signed(key[1:], text.encode(), one) for one in mine), "not signed by its key")
    return int(size), base64.b64decode(root).hex()


class Tree:
    """The Merkle tree of RFC 9162 (2.1.1), as the roots of its complete subtrees, largest first."""

    size = 0
    hashes: Sequence[bytes] = ()

    def append(self, leaf: bytes) -> None:
        """Add a leaf."""
        digest, size, kept = sha256(b"\x00" + leaf).digest(), self.size, [*self.hashes]
        while size & 1:
            digest = sha256(b"\x01" + kept.pop() + digest).digest()
            size >>= 1
        self.size, self.hashes = self.size + 1, [*kept, digest]

    def head(self) -> tuple[int, str]:
        """Its size and root hash."""
        digest = self.hashes[-1] if self.hashes else sha256().digest()
        for left in self.hashes[-2::-1]:
            digest = sha256(b"\x01" + left + digest).digest()
        return self.size, digest.hex()


class Bundle(zipfile.ZipFile):
    """The ZIP file. No more of it is read than there may be, whatever it claims to hold."""

    def sums(self) -> str:
        """Read every member; return what SHA256SUMS should say."""
        sizes = sorted((info.filename, info.file_size) for info in self.infolist())
        known = [name for name, _ in sizes] == MEMBERS
        small = all(size <= LARGE.get(name, MOST) for name, size in sizes)
        need(known and small, f"no bundle: not exactly these members, or too large: {', '.join(MEMBERS)}")
        digests = {name: sha256() for name in MEMBERS}
        for name, digest in digests.items():
            with self.open(name) as member:
                for block in iter(lambda: member.read(BLOCK), b""):
                    digest.update(block)
        return "".join(f"{digests[name].hexdigest()}  {name}\n" for name in MEMBERS if name != SUMS)

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member, without what ends them."""
        with self.open(name) as member:
            for line in iter(lambda: member.readline(LONGEST_LINE), b""):
                need(line.endswith(b"\n"), "a line is cut off or too long")
                yield line[:-1]


class Contest:
    """A bundle that is being verified; `log` holds (position, body, votes cast so far) by kind of entry."""

    def __init__(self, bundle: Bundle, told: dict[str, Any]) -> None:
        self.bundle, self.told = bundle, told
        self.log: dict[str, list[tuple[int, Any, int]]] = defaultdict(list)
        self.heads: set[tuple[int, str]] = set()
        self.rule: Any = None

    def check(self, where: str, step: Callable[..., Any], *facts: Any) -> Any:
        """Run a step; what does not hold is a finding, what this program cannot judge (yet) is a remark."""
        try:
            return step(*facts)
        except UNKNOWN as unknown:
            self.told["remarks"].append(f"{where}: {unknown}")
        except ANY as wrong:
            self.told["findings"].append(f"{where}: {wrong if isinstance(wrong, Wrong) else repr(wrong)}")
        return None

    def read_log(self, vkey: str, sizes: Collection[int]) -> None:
        """Read the log; check root, beginning, order and draws, and take the rule whose hash comes first."""
        raw, tree, casts = self.bundle.read("rule.json"), Tree(), 0
        for position, line in enumerate(self.bundle.lines("log.jsonl")):
            entry = parse(line)
            if entry["action"] == "order":
                seed = f"sotong order v1\n{tree.head()[1]}\n{entry['at']}\n"
                drawn = [sha256(f"{seed}{one}".encode()).digest() for one in entry["body"]["order"]]
                need(drawn == sorted(drawn), f"the order at {position} was not drawn")
            tree.append(line)
            self.heads |= {tree.head()} if tree.size in sizes else set()
            if entry["action"] == "cast":
                self.log["cast"], casts = [], casts + 1
            self.log[entry["action"]].append((position, entry["body"], casts))
        self.told["key"], self.told["size"], self.told["root"] = vkey, *tree.head()
        head = open_checkpoint(self.bundle.read("checkpoint.txt").decode(), vkey)
        need(tree.head() == head, f"its root is not the one that was signed: {head[1]}")
        found = {kind: len(entries) for kind, entries in self.log.items()}
        need(found.get("award") == found.get("close", 1) == 1 and "tally" in found, f"not once: {found}")
        opening, hashed = {"kind": "contest", "verifier_key": vkey}, {"sha256": sha256(raw).hexdigest()}
        begins = self.log["log.open"] == [(0, opening, 0)] and self.log["rule"] == [(1, hashed, 0)]
        need(begins, "it does not begin with its key, and then the hash of rule.json")
        for before, after in (pair.split("<") for pair in ORDERED.split()):
            last = [self.log[kind][-1][0] for kind in (before, after) if kind in found]
            need(after not in found or last == sorted(last), f"{before} after {after}")
        self.rule = parse(raw)
        strange = sorted({*found} - {*KINDS.split()})
        need(not strange, f"kinds of entries that are not known here: {strange}", UNKNOWN)

    def opened(self, action: str, lines: Sequence[bytes]) -> list[Any]:
        """What was logged by its hash, opened: one line for each entry of the kind, in their order."""
        logged = [body for _, body, _ in self.log[action]]
        pairs = zip_longest(({"digest": sha256(line).hexdigest()} for line in lines), logged)
        wrong = [at for at, (found, told) in enumerate(pairs, 1) if found != told]
        need(not wrong, f"lines that do not give the hash that was logged: {wrong[:9]}")
        return [parse(line)[1:] for line in lines]

    def ballots(self) -> Counter[tuple[str, bytes, bool]]:
        """Count the ballots by channel, picks and whether void; a batch must give the root logged."""
        counts: Counter[tuple[str, bytes, bool]] = Counter()
        lines = self.bundle.lines("ballots.txt")
        void = {bytes.fromhex(leaf) for _, body, _ in self.log["void"] for leaf in body["leaves"]}
        for position, body, casts in self.log["batch"]:
            tree, before = Tree(), b""
            for line in islice(lines, body["size"]):
                found: Any = BALLOT.fullmatch(line)
                need(found, f"batch at {position}: not a ballot: {line[:80]!r}")
                leaf = sha256(line).digest()
                need(before < leaf, f"batch at {position}: not in rising order of their hashes")
                tree.append(before := leaf)
                counts[found[1].decode(), found[2], leaf in void] += 1
            need((body["size"], body["root"]) == tree.head(), f"batch at {position}: not the root logged")
            need(sum(counts.values()) <= casts, f"batch at {position}: more ballots than were cast")
        need(next(lines, None) is None, "more ballots than the batches hold")
        need(sum(counts[one] for one in counts if one[2]) == len(void), "some voided that are not there")
        return counts

    def votes(self, facts: Any, counts: Counter[tuple[str, bytes, bool]]) -> None:
        """The tally must have counted what the ballots say; each is within the rule, and none is lacking."""
        cast, opened = sum(entry[2] for entry in self.log["cast"]), sum(counts.values())
        need(self.log["close"] or not cast, "the ballots were never closed, and cannot be recounted", UNKNOWN)
        closed = [number for _, body, _ in self.log["close"] for number in body.values()]
        need({cast, opened, *closed} == {cast}, f"{cast} cast, {opened} opened, {closed} at the close")
        told: Any = {"votes": defaultdict(Counter), "voided": defaultdict(Counter)}
        allowed, entries = self.rule["ballots"], {entry["id"] for entry in facts["entries"]}
        self.told["votes"], self.told["void"] = cast, sum(counts[one] for one in counts if one[2])
        for (channel, raw, gone), number in counts.items():
            picks = json.loads(raw)
            fits = allowed["picks_from"] <= len(picks) <= allowed["picks_to"] if picks else allowed["abstain"]
            sound = picks == sorted({*picks}) and {*map(str, picks)} <= entries
            need(fits and sound and (channel == "-") != any(picks), f"not by the rule: {channel} {picks}")
            for pick in picks:
                told["voided" if gone else "votes"][channel][str(pick)] += number
        wrong = [f"{which} by channel {facts[which]}" for which in told if told[which] != facts[which]]
        need(not wrong, f"tallied {wrong}, but the ballots say {json.dumps(told)}")

    def sheets(self, facts: Any, signed: Sequence[Any]) -> None:
        """The tally must have counted the sheets that count, within the rule, and the decisions logged."""
        made = [{**one, "reason": sha256(one["reason"].encode()).hexdigest()} for one in facts["decisions"]]
        need(made == [body for _, body, _ in self.log["decision"]], "other decisions than those logged")
        recused = sorted((one["judge"], one["entry"]) for one in facts["sheets"] if one["recused"])
        logged = sorted((str(body["judge"]), str(body["entry"])) for _, body, _ in self.log["recusal"])
        need(recused == logged, f"recused were {recused}, but the log says {logged}")
        left = {body["judge"]: at for at, body, _ in self.log["unseat"]}
        panel = {str(body["judge"]) for at, body, _ in self.log["seat"] if at > left.get(body["judge"], 0)}
        newest = self.newest(signed).items()
        counted = {pair: marks for pair, marks in newest if pair not in recused and pair[0] in panel}
        formats = {entry["id"]: entry["format"] for entry in facts["entries"]}
        for sheet in (sheet for sheet in facts["sheets"] if not sheet["recused"]):
            pair, marks = (sheet["judge"], sheet["entry"]), marks_of(sheet)
            need(counted.pop(pair, None) == marks, f"judge {pair[0]} did not sign this for entry {pair[1]}")
            rubric = self.rule["rubrics"].get(formats[pair[1]]) or self.rule["criteria"]
            ranges = {one["id"]: (amount(one["min"]), amount(one["max"])) for one in rubric}
            fits = all(ranges[name][0] <= mark <= ranges[name][1] for name, mark in marks.items())
            need(fits, f"judge {pair[0]}, entry {pair[1]}: a mark out of its range")
        need(not counted, f"signed but not counted, (judge, entry): {sorted(counted)}")

    def newest(self, signed: Sequence[Any]) -> dict[tuple[str, str], dict[str, Fraction]]:
        """The newest sheets by judge and entry. An unlock takes one out until the next revision is signed."""
        unlocked = {body["sheet"]: at for at, body, _ in self.log["unlock"] if len({*body["officials"]}) > 1}
        last: dict[tuple[str, str], tuple[int, int, str, dict[str, Fraction]]] = {}
        for (at, body, _), (one,) in zip_longest(self.log["sheet"], signed):
            pair = str(one["judge"]), str(one["entry"])
            revision, before, digest, _ = last.get(pair, (0, 0, "", {}))
            fits = one["revision"] == revision + 1 and (not revision or before < unlocked.pop(digest, 0) < at)
            need(fits, f"judge {pair[0]} signed twice for entry {pair[1]} without an unlock")
            last[pair] = one["revision"], at, body["digest"], marks_of(one)
        need({*unlocked} <= {digest for _, _, digest, _ in last.values()}, "an unlock of no signed sheet")
        return {pair: marks for pair, (_, _, digest, marks) in last.items() if digest not in unlocked}

    def tally(self, facts: Any, outcome: Any, digest: str) -> None:
        """The awards that were published, the places and scores must be those that follow from the rule."""
        given = {award["award"]: award["winners"] for award in outcome["awards"]}
        published = [body for _, body, _ in self.log["award"]]
        need(published == [{"awards": given, "tally": digest}], f"published other awards than {given}")
        strange = {*FORM.findall(ENCODER.encode(self.rule)), *self.rule["tie_breaks"]} - {*FORMS.split()}
        need(self.rule["version"] == 1 and not strange, f"not computed again, for {strange}", UNKNOWN)
        mine, rows = Recount(self.rule, facts), outcome["results"]
        awards, placed = mine.awards(), {one: first for first, _, group in mine.places() for one in group}
        held = {one: award for award, winners in [*awards.items()][::-1] for one in winners}
        need(sorted(row["entry"] for row in rows) == sorted(mine.votes), "not every entry once")
        for row in rows:
            scores = (mine.jury, mine.citizens, mine.totals, placed, held, mine.votes)
            found = [by.get(row["entry"]) for by in scores]
            exact = (row[name] and amount(row[name]) for name in ("jury", "citizens", "total"))
            stated = [*exact, row["place"], row["award"], row["votes"]]
            need(found == stated, f"entry {row['entry']}: {stated}, but computed again {found}")
        need(given == awards, f"the awards {given}, but computed again {awards}")

    def receipt(self, number: str, nonces: Sequence[str]) -> None:
        """A receipt must stand in the log: its letters, and what was logged, follow from its two nonces."""
        typed = re.sub("[^0-9A-Z]", "", number.translate({0xFEE0 + n: n for n in range(33, 127)}).upper())
        entry = parse(next(islice(self.bundle.lines("log.jsonl"), int(typed[:-LETTERS]), None), b"{}"))
        need(entry.get("action") == "cast", "no vote stands at this place")
        need(nonces, "a vote stands there; that it is this one its nonces can prove", UNKNOWN)
        both = b"".join(bytes.fromhex(nonce) for nonce in nonces)
        drawn = int.from_bytes(sha256(b"sotong receipt v1\n" + both).digest(), "big")
        found = "".join(ALPHABET[drawn // len(ALPHABET) ** at % len(ALPHABET)] for at in range(LETTERS))
        committed = {"commitment": sha256(b"sotong cast v1\n" + both).hexdigest()}
        need(found == typed[-LETTERS:] and entry["body"] == committed, "another vote stands at this place")

    def verify(self, asked: argparse.Namespace, kept: Mapping[str, str]) -> None:
        """Check everything, from the signature to the awards."""
        vkey = b", ".join(self.bundle.lines("log.vkey")).decode()
        self.check("--key", need, asked.key in (None, vkey), f"the log is signed with another key: {vkey}")
        known = {path: self.check(path, open_checkpoint, note, vkey) for path, note in kept.items()}
        self.check("log", self.read_log, vkey, {head[0] for head in known.values() if head})
        for path, head in known.items():
            self.check(path, need, head in {None, *self.heads}, "rewritten or cut off since this checkpoint")
        sheets = [b'["sheet",' + line + b"]" for line in self.bundle.lines("sheets.jsonl")]
        signed = self.check("sheets.jsonl", self.opened, "sheet", sheets)
        lines = list(self.bundle.lines("tallies.jsonl"))
        tallies = self.check("tallies.jsonl", self.opened, "tally", lines)
        counts = self.check("ballots.txt", self.ballots)
        if None not in (self.rule, signed, counts) and tallies:
            facts, outcome = tallies[-1]
            heads = ("place", "total", "jury", "citizens", "votes", "award", "label")
            named = {None: "", **{award["id"]: award.get("label") for award in self.rule["awards"]}}
            rows = [{**row, "award": named.get(row["award"], row["award"])} for row in outcome["results"]]
            shown = [{it: "" if row[it] is None else str(row[it]) for it in heads} for row in rows]
            self.told["results"] = shown
            self.check("votes", self.votes, facts, counts)
            self.check("sheets", self.sheets, facts, signed)
            self.check("tally", self.tally, facts, outcome, sha256(lines[-1]).hexdigest())
        if asked.receipt is not None:
            self.check(f"receipt {asked.receipt}", self.receipt, asked.receipt, asked.nonces)


def marks_of(sheet: Any) -> dict[str, Fraction]:
    """A sheet's marks by criterion."""
    return {name: amount(mark) for name, mark in sheet["marks"].items()}


def split(members: Collection[str], values: Mapping[str, Any]) -> list[list[str]]:
    """Those of equal value together, the highest first; all together if any has no value."""
    key: Any = values.__getitem__ if {*members} <= {*values} else bool
    falling = sorted(sorted(members), key=key, reverse=True)
    return [list(part) for _, part in groupby(falling, key=key)]


class Recount:
    """The tally, computed again from the rule and the facts, apart from the program that made it."""

    def __init__(self, rule: Any, facts: Any) -> None:
        self.rule, self.decisions = rule, facts["decisions"]
        self.steps = {step["at"]: step for step in rule["rounding"]}
        self.scale = None if rule["scale"] == "raw" else amount(rule["scale"])
        standing = [entry for entry in facts["entries"] if not entry["withdrawn"]]
        self.rubrics = {one["id"]: rule["rubrics"].get(one["format"]) or rule["criteria"] for one in standing}
        self.votes = {entry["id"]: ZERO for entry in facts["entries"]}
        for one, number in (pair for by in facts["votes"].values() for pair in by.items()):
            self.votes[one] += number if one in self.rubrics else 0
        self.jury, self.citizens = self._jury(facts["sheets"]), self._citizens()
        self.totals = self._joined()

    def _rounded(self, at: str, value: Fraction) -> Fraction:
        if at not in self.steps:
            return value
        unit, mode = 10 ** min(self.steps[at]["places"], 9), self.steps[at]["mode"]
        whole, rest = divmod(abs(value) * unit, 1)
        up = mode != "down" and (rest > HALF or (rest == HALF and (mode == "half_up" or whole % 2)))
        return Fraction(whole + bool(up), unit) * (1 if value >= 0 else -1)

    def _jury(self, sheets: Any) -> dict[str, Fraction]:
        scores: dict[str, list[Fraction]] = defaultdict(list)
        for sheet in (one for one in sheets if one["entry"] in self.rubrics and not one["recused"]):
            marks, rubric = marks_of(sheet), self.rubrics[sheet["entry"]]
            weights = {one["id"]: amount(one["weight"]) for one in rubric}
            full = {one["id"]: amount(one["max"]) * weights[one["id"]] for one in rubric}
            if marks and (len(marks) == len(full) or self.rule["jury"]["missing"] == "mark"):
                got = sum((self._rounded("weighted_mark", marks[it] * weights[it]) for it in marks), ZERO)
                score = got * (self.scale or sum(full.values())) / sum((full[name] for name in marks), ZERO)
                scores[sheet["entry"]].append(self._rounded("sheet_score", score))
        return {one: self._rounded("jury_score", self._average(sorted(by))) for one, by in scores.items()}

    def _average(self, rising: Sequence[Fraction]) -> Fraction:
        low, high = self.rule["jury"]["drop_lowest"], self.rule["jury"]["drop_highest"]
        kept = rising[low : len(rising) - high] if len(rising) > low + high else rising
        return median(kept) if self.rule["jury"]["method"] == "median" else mean(kept)

    def _citizens(self) -> dict[str, Fraction]:
        rule, scores, place = self.rule["citizens"], {one: self.votes[one] for one in self.rubrics}, 0
        voted = [one for one in scores if scores[one]]
        whole = max([ZERO, *scores.values()]) if rule["method"] == "leader" else sum(scores.values(), ZERO)
        if rule["method"] == "rank_points":
            table = [amount(points) for points in rule["points"]]
            whole = table[0] if self.scale else Fraction(1)
            for group in split(voted, self.votes):
                shared = (table[place:] + [ZERO] * len(group))[: len(group)]
                points = {"highest": max(shared), "lowest": min(shared), "average": mean(shared)}
                scores.update(dict.fromkeys(group, points[rule["tied"]]))
                place += len(group)
        factor = (self.scale or 1) / whole if voted else ZERO
        return {one: self._rounded("citizen_score", n * factor) for one, n in scores.items() if voted}

    def _joined(self) -> dict[str, Fraction]:
        both = (("jury", self.jury, "jury_part"), ("citizens", self.citizens, "citizen_part"))
        sides = [(by, w, at) for side, by, at in both if by and (w := amount(self.rule[side]["weight"]))]
        whole = sum((weight for _, weight, _ in sides), ZERO) if self.rule["combine"] == "mean" else 1
        placed = [one for one in self.rubrics if sides and all(one in by for by, _, _ in sides)]
        parts = {one: [self._rounded(at, by[one] * w / whole) for by, w, at in sides] for one in placed}
        return {one: self._rounded("total", sum(parts[one], ZERO)) for one in placed}

    def places(self) -> list[tuple[int, int, list[str]]]:
        """Who shares a place, best first: the first and the last place that they take up, and they."""
        groups = split(self.totals, self.totals)
        known: dict[str, Any] = {"citizen_score": self.citizens, "jury_score": self.jury, "votes": self.votes}
        for kind in self.rule["tie_breaks"]:
            parts = (split(group, known[kind] if kind in known else self._decided(group)) for group in groups)
            groups = [part for group in parts for part in group]
        ends = [*accumulate(map(len, groups))]
        return [(ends[at] - len(group) + 1, ends[at], group) for at, group in enumerate(groups)]

    def _decided(self, group: Sequence[str]) -> dict[str, int]:
        orders = [one["order"] for one in self.decisions if {*group} <= {*one["order"]}]
        return {one: -place for place, one in enumerate(orders[-1])} if orders else {}

    def awards(self) -> dict[str, list[str]]:
        """Who has each award: each tier covers the next so many places."""
        won, first, waits = {}, 1, []
        for award in self.rule["awards"]:
            last, floor = first + award["count"] - 1, amount(award.get("at_least", "0"))
            begun = [it for it in self.places() if first <= it[0] <= last]
            waits += [it for it in begun if it[1] > last and award["ties"] == "broken"]
            due = [it for it in waits if it[1] >= first and self.totals[it[2][0]] >= floor]
            need(not due, f"a tie for the award {award['id']} is undecided")
            held = [group for _, _, group in begun if self.totals[group[0]] >= floor]
            won[award["id"]], first = [one for group in held for one in group], last + 1
        return won


def tell(status: int, told: Mapping[str, Any], path: str, *, as_json: bool) -> None:
    """Write what was found, the heads in Korean on a Korean terminal, with nothing that it would obey."""
    encoding, rows = sys.stdout.encoding or "utf-8", told.get("results", [])
    words = KOREAN if os.environ.get("LANGUAGE", os.environ.get("LANG", ""))[:2] == "ko" else {}
    lines = [f"{VERDICTS[status]}: {path}", *(f"{it}: {told[it]}" for it in told if it in HEADS)]
    lines += [f"{kind.upper()}: {text}" for kind in ("finding", "remark") for text in told[f"{kind}s"]]
    lines = [": ".join(words.get(part, part) for part in line.split(": "))[:LONGEST_SHOWN] for line in lines]
    titles = ([words.get(it, it) for it in row] for row in rows[:1])
    lines += ["\t".join(row) for row in (*titles, *map(dict.values, rows))]
    lines = json.dumps(told, ensure_ascii=False, indent=1).split("\n") if as_json else lines
    safe = ("".join(one if one.isprintable() or one == "\t" else "?" for one in line) for line in lines)
    sys.stdout.write("\n".join(safe).encode(encoding, "replace").decode(encoding) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for option in ("bundle", "--key", "--receipt"):
        parser.add_argument(option, type=str.strip)
    parser.add_argument("--checkpoint", action="append", default=[])
    parser.add_argument("--nonces", nargs=2, default=())
    parser.add_argument("--json", action="store_true")
    asked, status = parser.parse_args(arguments), UNREADABLE
    told: dict[str, Any] = {"findings": [], "remarks": []}
    try:
        kept = {path: Path(path).read_text("utf-8") for path in asked.checkpoint}
        with Bundle(asked.bundle) as bundle:
            contest, sums = Contest(bundle, told), bundle.sums()
            contest.check(SUMS, need, bundle.read(SUMS) == sums.encode(), "not what was packed")
            contest.check("bundle", contest.verify, asked, kept)
        status = INVALID if told["findings"] else REMARKS if told["remarks"] else VALID
    except ANY as wrong:
        text = str(wrong) if isinstance(wrong, (Wrong, zipfile.BadZipFile)) else repr(wrong)
        told["findings"].append(f"{wrong.filename}: {wrong.strerror}" if isinstance(wrong, OSError) else text)
    tell(status, {"verdict": VERDICTS[status], **told}, asked.bundle, as_json=asked.json)
    return status


if __name__ == "__main__":
    sys.exit(main())
