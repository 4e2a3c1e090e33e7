"""Whatever is changed in a bundle is found, and nothing in it can make the program fall over.

SOTONG_EDITS=1000 tries as many random edits of each kind; by default some dozens.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sotong.audit.checkpoint import Checkpoint, Signer, sign_checkpoint
from sotong.audit.merkle import leaf_hash, root_of
from tests.factories.bundles import SUMS, repacked
from tests.factories.made_bundles import ORIGIN, MadeBundle
from tests.reports.conftest import Verified

EDITS = int(os.environ.get("SOTONG_EDITS", "60"))
PROVES_NOTHING = {SUMS, "README.txt", "sotong_verify.py"}
"""Told by no hash in the log: whoever packs a bundle anew can write what they like there."""


def edited(content: bytes, dice: random.Random) -> bytes:
    """The content with one byte changed, dropped or doubled."""
    at = dice.randrange(len(content))
    byte = content[at : at + 1]
    new = dice.choice([bytes([(byte[0] + dice.randrange(1, 256)) % 256]), b"", byte + byte])
    return content[:at] + new + content[at + 1 :]


def test_any_edit_of_any_member_is_found(members: dict[str, bytes], verified: Verified, work: Path) -> None:
    dice = random.Random(1)
    for _edit in range(EDITS):
        name = dice.choice(list(members))
        changed = {**members, name: edited(members[name], dice)}
        told = verified(repacked(changed, work / "edited.zip", sums=False))
        assert told["status"] == 1, name


def test_any_edit_of_what_proves_something_is_found_though_the_sums_are_made_anew(
    members: dict[str, bytes], verified: Verified, work: Path
) -> None:
    dice = random.Random(2)
    for _edit in range(EDITS):
        name = dice.choice([name for name in members if name not in PROVES_NOTHING])
        changed = {**members, name: edited(members[name], dice)}
        told = verified(repacked(changed, work / "edited.zip"))
        assert told["status"] == 1, (name, changed[name])


def test_any_edit_of_the_file_itself_leaves_the_same_content_or_is_found(
    made: MadeBundle, members: dict[str, bytes], verified: Verified
) -> None:
    dice, whole = random.Random(3), b"".join(made.packed())
    for _edit in range(EDITS):
        content = edited(whole, dice)
        status = verified(content)["status"]
        assert status in (1, 2) or same_content(content, members)


def same_content(content: bytes, members: dict[str, bytes]) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()} == members


def signed_anew(members: dict[str, bytes], log: list[bytes]) -> dict[str, bytes]:
    """The members under another log, as whoever holds the key could sign it."""
    root = root_of(leaf_hash(line) for line in log)
    head = sign_checkpoint(Checkpoint(ORIGIN, len(log), root), [Signer.from_seed(ORIGIN, bytes(32))])
    return {**members, "log.jsonl": b"".join(line + b"\n" for line in log), "checkpoint.txt": head.encode()}


Entries = list[dict[str, Any]]


def dropped(entries: Entries, kind: str) -> None:
    entries.remove(next(one for one in entries if one["action"] == kind))


def moved(entries: Entries, kind: str, before: str) -> None:
    entry = next(one for one in entries if one["action"] == kind)
    entries.remove(entry)
    entries.insert(next(at for at, one in enumerate(entries) if one["action"] == before), entry)


def replaced(entries: Entries, kind: str, **body: Any) -> None:
    next(one for one in entries if one["action"] == kind)["body"] = body


FORGERIES: dict[str, tuple[Callable[[Entries], object], str]] = {
    "a vote taken out": (lambda log: dropped(log, "cast"), "more ballots than were cast"),
    "a vote put in": (lambda log: log.insert(5, log[5]), "121 cast"),
    "a vote after the close": (lambda log: log.insert(-1, log[5]), "cast after close"),
    "the rule after a vote": (lambda log: log.insert(1, log[5]), "does not begin with"),
    "two rules": (lambda log: log.insert(1, log[1]), "does not begin with"),
    "no award": (lambda log: log.pop(), "not once"),
    "no close": (lambda log: dropped(log, "close"), "never closed"),
    "two closes": (
        lambda log: log.insert(-3, next(one for one in log if one["action"] == "close")),
        "not once",
    ),
    "a sheet signed after the tally": (lambda log: moved(log, "sheet", "award"), "sheet after tally"),
    "a batch before its votes": (lambda log: moved(log, "batch", "cast"), "more ballots than were cast"),
    "a decision that nobody tallied by": (
        lambda log: log.insert(-3, {**log[-3], "action": "decision", "body": {"order": ["1"], "reason": ""}}),
        "other decisions",
    ),
    "other awards": (
        lambda log: replaced(log, "award", awards={"grand": ["3"]}, tally=log[-2]["body"]["digest"]),
        "published other awards",
    ),
    "an entry of a kind that is not known": (
        lambda log: log.insert(-1, {**log[5], "action": "bribe"}),
        "not known here: ['bribe']",
    ),
    "another number at the close": (
        lambda log: replaced(log, "close", ballots=121, participations=121),
        "[121, 121] at the close",
    ),
    "a ballot voided that is not there": (
        lambda log: replaced(log, "void", leaves=["00" * 32]),
        "voided that are not there",
    ),
    "one ballot less void": (
        lambda log: replaced(
            log, "void", leaves=next(o for o in log if o["action"] == "void")["body"]["leaves"][1:]
        ),
        "the ballots say",
    ),
}


UNJUDGED = {"no close", "an entry of a kind that is not known"}
"""What may have its reasons: it is told, and the verdict is that not everything could be checked."""


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_log_forged_by_whoever_holds_the_key_is_found(
    forgery: str, members: dict[str, bytes], verified: Verified, work: Path
) -> None:
    forge, finding = FORGERIES[forgery]
    entries = [json.loads(line) for line in members["log.jsonl"].splitlines()]
    forge(entries)
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() for one in entries]
    told = verified(repacked(signed_anew(members, lines), work / "forged.zip"))
    assert any(finding in said for said in (*told["findings"], *told["remarks"])), told
    assert told["status"] == (3 if forgery in UNJUDGED else 1)


def test_a_tally_forged_with_everything_that_follows_from_it_is_found(
    members: dict[str, bytes], verified: Verified, work: Path
) -> None:
    """The third entry's votes, score, place and award are made up, hashed, logged and signed again."""
    _kind, facts, outcome = json.loads(members["tallies.jsonl"].splitlines()[-1])
    facts["votes"]["band"]["3"] += 5
    told = verified(repacked(retallied(members, facts, outcome), work / "forged.zip"))
    assert [said.split(":")[0] for said in told["findings"]] == ["votes", "tally"]
    facts["votes"]["band"]["3"] -= 5
    facts["voided"]["band"]["1"] += 7
    told = verified(repacked(retallied(members, facts, outcome), work / "forged.zip"))
    assert "voided by channel" in told["findings"][0]
    facts["voided"]["band"]["1"] -= 7
    outcome["results"][0]["label"], outcome["results"][2]["label"] = "사례 3", "사례 1"
    outcome["results"][0]["entry"], outcome["results"][2]["entry"] = "3", "1"
    told = verified(repacked(retallied(members, facts, outcome), work / "forged.zip"))
    assert "computed again" in told["findings"][0]
    facts["sheets"][0]["marks"]["effect"] = "1"
    told = verified(repacked(retallied(members, facts, outcome), work / "forged.zip"))
    assert "judge 1 did not sign this for entry 1" in told["findings"][0]


def retallied(members: dict[str, bytes], facts: Any, outcome: Any) -> dict[str, bytes]:
    line = json.dumps(
        ["tally", facts, outcome], ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()
    digest = sha256(line).hexdigest()
    entries = [json.loads(one) for one in members["log.jsonl"].splitlines()]
    entries[-2]["body"]["digest"] = entries[-1]["body"]["tally"] = digest
    log = [json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() for one in entries]
    first = members["tallies.jsonl"].splitlines()[0]
    return signed_anew({**members, "tallies.jsonl": first + b"\n" + line + b"\n"}, log)


HOSTILE: dict[str, dict[str, bytes]] = {
    "nested without end": {"rule.json": b"[" * 200_000},
    "a line without end": {"log.jsonl": b"x" * (1 << 24) + b"y" * 9},
    "not UTF-8": {"log.jsonl": b"\xff\xfe\n"},
    "a number beyond measure": {"log.jsonl": b'{"action":"x","body":' + b"9" * 9999 + b"}\n"},
    "not what is expected at all": {"log.jsonl": b"[]\n", "log.vkey": b"", "checkpoint.txt": b""},
    "no content": dict.fromkeys(("log.jsonl", "ballots.txt", "sheets.jsonl", "tallies.jsonl"), b""),
    "a lone surrogate": {"tallies.jsonl": b'["tally","\\ud800"]\n'},
    "numbers that are not whole": {"log.jsonl": b'{"action":NaN,"body":1.5}\n'},
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_content_is_answered_with_a_finding(
    attack: str, members: dict[str, bytes], verified: Verified, work: Path
) -> None:
    assert verified(repacked({**members, **HOSTILE[attack]}, work / "hostile.zip"))["status"] == 1


def hostile_tally(change: Callable[[Any, Any], object], members: dict[str, bytes]) -> dict[str, bytes]:
    _kind, facts, outcome = json.loads(members["tallies.jsonl"].splitlines()[-1])
    change(facts, outcome)
    return retallied(members, facts, outcome)


@pytest.mark.parametrize(
    "change",
    [
        lambda facts, _outcome: facts.clear(),
        lambda facts, _outcome: facts["sheets"][0].update(marks={"effect": "1E99999999"}),
        lambda facts, _outcome: facts["sheets"][0].update(marks={"effect": "1/0"}),
        lambda facts, _outcome: facts["entries"].append(None),
        lambda _facts, outcome: outcome.update(results="123"),
        lambda _facts, outcome: outcome.update(results=[{}]),
        lambda _facts, outcome: outcome["results"].append(outcome["results"][0]),
        lambda _facts, outcome: outcome.update(awards=None),
    ],
)
def test_hostile_tallies_are_answered_with_a_finding(
    change: Callable[[Any, Any], object], members: dict[str, bytes], verified: Verified, work: Path
) -> None:
    assert verified(repacked(hostile_tally(change, members), work / "hostile.zip"))["status"] == 1


def test_other_members_bombs_and_no_zip_at_all_cannot_be_read(
    members: dict[str, bytes], verified: Verified, work: Path
) -> None:
    without = {name: content for name, content in members.items() if name != "rule.json"}
    assert verified(repacked(without, work / "a.zip"))["status"] == 2
    assert verified(repacked({**members, "more.txt": b""}, work / "b.zip"))["status"] == 2
    with zipfile.ZipFile(repacked(members, work / "c.zip"), "a") as archive, pytest.warns(match="Duplicate"):
        archive.writestr("rule.json", b"{}")
    assert verified(work / "c.zip")["status"] == 2
    with zipfile.ZipFile(work / "d.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, b"0" * (1 << 26) + b"0" if name == "sheets.jsonl" else content)
    assert verified(work / "d.zip")["status"] == 2
    assert verified(b"no zip")["status"] == 2
    assert verified(b"")["status"] == 2
    assert verified(work / "nothing.zip")["status"] == 2
    assert verified(work)["status"] == 2


def test_one_mark_changed_in_the_sheets_is_found_and_so_is_a_change_that_follows_through(
    members: dict[str, bytes], verified: Verified, work: Path
) -> None:
    """The sheet's salted hash is in the log; whoever rehashes it there has another root than was signed."""
    sheets = members["sheets.jsonl"].splitlines(keepends=True)
    first = json.loads(sheets[0])
    assert re.fullmatch(r"[0-9a-f]{32,64}", first["salt"])
    criterion, mark = next(iter(first["marks"].items()))
    old, new = (f'"{criterion}":"{one}"'.encode() for one in (mark, int(mark) - 1))
    changed = {**members, "sheets.jsonl": b"".join([sheets[0].replace(old, new), *sheets[1:]])}
    assert changed != members
    told = verified(repacked(changed, work / "forged.zip"))
    assert any("lines that do not give the hash that was logged: [1]" in said for said in told["findings"])
    line = b'["sheet",' + sheets[0].strip() + b"]", b'["sheet",' + sheets[0].strip().replace(old, new) + b"]"
    was, is_now = (sha256(one).hexdigest().encode() for one in line)
    assert was in members["log.jsonl"]
    changed["log.jsonl"] = members["log.jsonl"].replace(was, is_now)
    told = verified(repacked(changed, work / "forged.zip"))
    assert any("not the one that was signed" in said for said in told["findings"])
