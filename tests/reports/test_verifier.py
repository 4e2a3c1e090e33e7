"""What an outsider learns with one file and nothing but Python."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sotong.contests.contest_rule import ContestRule
from sotong.reports import bundle
from tests.factories.bundles import repacked
from tests.factories.contests import DEFAULT_RULE
from tests.factories.made_bundles import MadeBundle, make_bundle
from tests.reports.conftest import Verified


def packed(made: MadeBundle) -> bytes:
    return b"".join(made.packed())


def test_an_untouched_bundle_is_valid_and_its_result_is_told(made: MadeBundle, verified: Verified) -> None:
    told = verified(packed(made))
    assert (told["status"], told["findings"], told["remarks"]) == (0, [], [])
    assert (told["votes"], told["void"]) == (120, 3)
    assert [(row["place"], row["total"], row["label"]) for row in told["results"]] == [
        ("1", "93", "사례 1"),
        ("2", "86", "사례 2"),
        ("3", "79", "사례 3"),
    ]


def test_the_program_runs_alone_and_prints_a_table(made: MadeBundle, work: Path) -> None:
    program, path = work / "alone.py", work / "bundle.zip"
    program.write_bytes(bundle.VERIFIER.read_bytes())
    path.write_bytes(packed(made))
    ran = _run(program, path, LANGUAGE="en")
    assert (ran.returncode, ran.stderr) == (0, b"")
    verdict, key, size, root, head, winner, *_others = ran.stdout.decode().splitlines()
    assert (verdict, key.startswith("key: sotong.test/log/contest/made+")) == (f"VALID: {path}", True)
    assert (size.split(": ")[0], root.split(": ")[0]) == ("size", "root")
    assert head.split("\t") == ["place", "total", "jury", "citizens", "votes", "award", "label"]
    assert winner.split("\t") == ["1", "93", "90", "100", "38", "대상", "사례 1"]
    in_korean = _run(program, path, LANGUAGE="ko").stdout.decode().splitlines()
    assert in_korean[0] == f"맞음: {path}"
    assert in_korean[4].split("\t") == ["순위", "총점", "심사", "시민", "득표", "시상", "출품작"]
    assert in_korean[5:] == [winner, *_others]


def _run(program: Path, path: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    alone = [sys.executable, "-I", "-X", "utf8", str(program), str(path)]
    return subprocess.run(alone, capture_output=True, check=False, env=env)


def test_what_cannot_be_read_is_said_in_words_and_by_its_name(work: Path) -> None:
    broken = work / "broken.zip"
    broken.write_bytes(b"no ZIP at all")
    said = {
        (path, language): _run(bundle.VERIFIER, path, LANGUAGE=language).stdout.decode().splitlines()
        for path in (broken, work / "nothing.zip")
        for language in ("en", "ko")
    }
    assert said[broken, "en"] == [f"UNREADABLE: {broken}", "FINDING: File is not a zip file"]
    assert said[broken, "ko"] == [f"읽을 수 없음: {broken}", "어긋남: ZIP 파일이 아니거나 손상되었습니다"]
    lost = work / "nothing.zip"
    assert said[lost, "en"] == [f"UNREADABLE: {lost}", f"FINDING: {lost}: No such file or directory"]
    assert said[lost, "ko"] == [f"읽을 수 없음: {lost}", f"어긋남: {lost}: 파일이 없습니다"]


def test_the_readme_says_in_korean_what_each_finding_means() -> None:
    korean = bundle.README.read_text("utf-8").partition("[English]")[0]
    told = set(_told(ast.parse(bundle.VERIFIER.read_bytes())))
    assert len(told) > 40
    assert [sentence for sentence in sorted(told) if f"    {sentence}" not in korean] == []


def _told(program: ast.Module) -> Iterator[str]:
    """The sentences that the program's checks say, with … where something is filled in."""
    calls = [node for node in ast.walk(program) if isinstance(node, ast.Call)]
    for call in calls:
        is_check = isinstance(call.func, ast.Attribute) and call.func.attr == "check"
        if is_check and any(isinstance(fact, ast.Name) and fact.id == "need" for fact in call.args):
            yield _sentence(call.args[-1])
        elif isinstance(call.func, ast.Name) and call.func.id == "need":
            yield _sentence(call.args[1])


def _sentence(written: ast.expr) -> str:
    parts = written.values if isinstance(written, ast.JoinedStr) else [written]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)


def test_words_that_a_terminal_cannot_show_or_would_obey_do_not_reach_it(
    members: dict[str, bytes], work: Path
) -> None:
    path = repacked({**members, "log.vkey": "\x1b[2J\x07한글+x+y\n".encode()}, work / "bundle.zip")
    ran = subprocess.run(
        [sys.executable, "-I", "-X", "utf8=0", bundle.VERIFIER, path],
        capture_output=True,
        check=False,
        env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
    )
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert b"\x1b" not in ran.stdout
    assert b"\x07" not in ran.stdout


def test_a_kept_checkpoint_must_lie_on_the_logs_way(made: MadeBundle, verified: Verified, work: Path) -> None:
    kept = work / "kept.txt"
    kept.write_text(made.early_checkpoint, encoding="utf-8")
    assert verified(packed(made), "--checkpoint", str(kept))["status"] == 0
    other = make_bundle(voters=119)
    told = verified(packed(other), "--checkpoint", str(kept))
    assert (told["status"], told["findings"]) == (
        1,
        [f"{kept}: rewritten or cut off since this checkpoint"],
    )
    kept.write_text(made.early_checkpoint.replace("\n", "\n\n", 1), encoding="utf-8")
    assert verified(packed(made), "--checkpoint", str(kept))["status"] == 1
    assert verified(packed(made), "--checkpoint", str(work / "nothing.txt"))["status"] == 2


def test_whoever_signs_all_anew_is_found_by_the_key_known_from_elsewhere(
    made: MadeBundle, verified: Verified
) -> None:
    forged = packed(make_bundle(seed=b"\x01" * 32))
    assert verified(forged)["status"] == 0
    told = verified(forged, "--key", made.key)
    assert (told["status"], told["findings"][0].split(":")[0]) == (1, "--key")
    assert verified(packed(made), "--key", made.key)["status"] == 0


def test_a_receipt_is_found_by_its_number_and_proved_by_its_secrets(
    made: MadeBundle, verified: Verified
) -> None:
    content, number, secrets = packed(made), made.receipt.number, made.receipt.secrets
    letters = number.split("-", 1)[1]
    typed = f"{number[0]}－{letters.lower()}".replace("-", " – ").replace("a", "ａ")
    assert verified(content, "--receipt", typed, "--nonces", *secrets)["status"] == 0
    assert "nonces" in verified(content, "--receipt", number)["remarks"][0]
    for wrong in (f"3-{letters}", f"0-{letters}", f"99999-{letters}", "2-AAAA-BBBB-CCCC", "no number"):
        assert verified(content, "--receipt", wrong, "--nonces", *secrets)["status"] == 1
    assert verified(content, "--receipt", number, "--nonces", *secrets[::-1])["status"] == 1
    assert verified(content, "--receipt", "")["status"] == 1, "an empty variable is no receipt that was found"
    assert verified(content, "--key", "")["status"] == 1
    assert verified(content, "--receipt", number, "--nonces", "not", "hex")["status"] == 1


def test_a_rule_that_cannot_be_computed_again_is_said_to_be_so(verified: Verified) -> None:
    rule = {
        **DEFAULT_RULE,
        "jury": {"weight": "70", "per": "rank", "method": "mean", "points": [12, 10, 8]},
        "ballots": {"picks_from": 1, "picks_to": 1, "abstain": True},
    }
    told = verified(packed(make_bundle(rule=ContestRule.from_mapping(rule))))
    assert (told["status"], told["verdict"], told["findings"]) == (3, "VALID, WITH REMARKS", [])
    assert "'rank'" in told["remarks"][0]


def test_a_contest_in_which_nobody_voted_or_nobody_judged_verifies(verified: Verified) -> None:
    assert verified(packed(make_bundle(voters=0)))["status"] == 0
    assert verified(packed(make_bundle(voters=121, judges=0)))["status"] == 0


def test_the_program_is_of_at_most_500_lines_and_needs_only_python() -> None:
    lines = bundle.VERIFIER.read_text("utf-8").splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert len(lines) <= 500
    assert imported <= sys.stdlib_module_names


def test_the_same_facts_give_the_same_bytes(made: MadeBundle) -> None:
    assert packed(made) == packed(make_bundle(void=3))
