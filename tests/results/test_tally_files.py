"""`sotong tally RULE.toml SCORES.csv VOTES.csv`: the worked examples, and mistakes told by file and line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.labels import SENTENCES
from sotong.results.tally import Tally
from sotong.results.tally_files import FilesInvalid, read_contest, tally_files
from sotong.results.tally_report import as_json, as_table, exact_text
from tests.results.documented_tally import PAGE, WORDS, in_english

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "sotong/translations/en/LC_MESSAGES/messages.po"
EXAMPLES = ROOT / "docs" / "examples" / "tally"
CONTESTS = ["contest_rule", "rule_reading", "rule_tables"]
RESULTS = ["citizens", "facts", "figures", "flipping", "judge_sheet", "jury", "marking", "placing", "points"]
RESULTS += ["stability", "tally", "tally_files", "tally_report", "weights"]
NOT_CODES = {"jury.weight"}
"""A path in the rule that looks like a code."""
RULE = """
[[criteria]]
id = "content"
label = "내용"
max = 60
[[criteria]]
id = "stage"
label = "발표"
max = 40
[jury]
weight = 70
[citizens]
weight = 30
[identity]
level = "phone"
"""
SCORES = "judge,entry,status,content,stage\nkim,a,,50,30\nkim,b,,40,\nlee,a,draft,60,40\n"
VOTES = "channel,entry,votes,quarantined\nband,a,10,0\nband,b,5,2\nfacebook,a,1,\n"


def example(name: str) -> Tally:
    files = [EXAMPLES / name / file for file in ("RULE.toml", "SCORES.csv", "VOTES.csv")]
    return tally_files(*(file.read_bytes() for file in files))


def problems(rule: str = RULE, scores: str | bytes = SCORES, votes: str | bytes = VOTES) -> set[str]:
    """What is wrong with the files, as file:line: where: code."""
    with pytest.raises(FilesInvalid) as caught:
        tally_files(rule.encode(), as_bytes(scores), as_bytes(votes))
    return {f"{one.file}:{one.line or '-'}: {one.where}: {one.code}" for one in caught.value.problems}


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def test_a_skating_panels_program_components_come_to_the_published_totals() -> None:
    """ISU Grand Prix Final 2017, pairs, free skating: the protocol's factored component scores."""
    published = {
        "ger": "77.02",
        "chn-sui": "75.83",
        "rus-tarasova": "71.83",
        "rus-stolbova": "70.76",
        "can": "70.63",
        "chn-yu": "67.93",
    }
    results = example("skating").results
    assert {one.entry.id: one.total and exact_text(one.total.rounded) for one in results} == published
    assert [one.place for one in results] == [1, 2, 3, 4, 5, 6]


def test_a_skating_component_opens_into_the_published_panel_score() -> None:
    jury = example("skating").result("ger").jury
    assert jury
    skating_skills = jury.inputs[0].inputs[0]
    assert (skating_skills.code, skating_skills.subject) == ("step.criterion_average", "ss")
    assert exact_text(skating_skills.rounded) == "9.46"
    assert sorted(exact_text(one.value) for one in skating_skills.beside) == ["9.25", "9.75"]


def test_a_song_contest_comes_to_the_published_points_and_ties_go_to_the_public() -> None:
    """Eurovision Song Contest 2016, first semi-final."""
    published = (
        "Russia 342, Armenia 243, Malta 209, Hungary 197, Netherlands 197, Azerbaijan 185, Austria 170, "
        "Cyprus 164, Czech Republic 161, Croatia 133, Bosnia & Herzegovina 104, San Marino 68, "
        "Montenegro 60, Iceland 51, Finland 51, Greece 44, Moldova 33, Estonia 24"
    )
    tally = example("song")
    scores = [(one.entry.id, exact_text(one.total.rounded)) for one in tally.results if one.total]
    assert ", ".join(f"{entry} {score}" for entry, score in scores) == published
    assert [one.place for one in tally.results] == list(range(1, 19))
    assert [one.text for one in tally.result("Netherlands").broken_by] == ["citizen_score"]
    assert tally.awards[0].winners[-1] == "Croatia"


def test_a_department_contest_comes_to_what_the_documentation_says() -> None:
    tally = example("suncheon")
    totals = {one.entry.id: exact_text(one.total.rounded) for one in tally.results if one.total}
    assert list(totals.items())[:3] == [("library", "90.9"), ("water", "88.6"), ("tourism", "86.69")]
    assert {one.award.id: one.winners for one in tally.awards} == {
        "grand": ("library",),
        "merit": ("water", "tourism"),
        "effort": ("ecology",),
    }
    assert [one.text for one in tally.result("traffic").broken_by] == ["decision"]
    assert tally.result("garden").unplaced == "entry.withdrawn"


@pytest.mark.parametrize("name", ["skating", "song", "suncheon"])
def test_every_example_has_a_table_and_json_that_says_the_same(name: str) -> None:
    tally = example(name)
    table, written = as_table(tally), json.loads(json.dumps(as_json(tally)))
    assert [one["place"] for one in written["results"]] == [one.place for one in tally.results]
    for line, result in zip(table.splitlines()[1:], tally.results, strict=False):
        assert result.entry.label in line
        assert str(result.place or "-") in line.split()
    assert written["rule"] == tally.rule_digest


def test_json_without_the_arithmetic_holds_results_only() -> None:
    short, long = (as_json(example("suncheon"), arithmetic=wanted) for wanted in (False, True))
    assert "arithmetic" not in json.dumps(short)
    assert "step.mark" in json.dumps(long)


@pytest.mark.parametrize("name", ["skating", "song", "suncheon"])
def test_the_documentation_shows_what_an_example_prints(name: str) -> None:
    assert as_table(example(name), in_english) in PAGE.read_text("utf-8")


def test_the_documentation_gives_the_words_that_the_program_uses() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    said = {}
    for code in WORDS:
        korean = str(SENTENCES[code])
        message = catalogue.get(korean)
        assert message, code
        said[code] = tuple(re.sub(r"%\(\w+\)s", "…", text) for text in (korean, str(message.string)))
    assert said == WORDS


def test_every_code_is_explained_in_korean_and_english_and_no_other() -> None:
    engine = [
        *(ROOT / "sotong" / "contests" / f"{name}.py" for name in CONTESTS),
        *(ROOT / "sotong" / "results" / f"{name}.py" for name in RESULTS),
    ]
    subjects = "|".join(sorted({code.partition(".")[0] for code in WORDS}))
    code = re.compile(rf'"((?:{subjects})\.[a-z_]+)"')
    used = {one for file in engine for one in code.findall(file.read_text("utf-8"))}
    assert used - NOT_CODES == set(WORDS)


def test_drafts_blanks_and_quarantined_votes_are_read_as_what_they_are() -> None:
    contest = read_contest(RULE.encode(), SCORES.encode(), VOTES.encode())
    assert [(one.judge, one.entry, one.signed, len(one.marks)) for one in contest.sheets] == [
        ("kim", "a", True, 2),
        ("kim", "b", True, 1),
        ("lee", "a", False, 2),
    ]
    assert contest.votes.counts == {"band": {"a": 10, "b": 5}, "facebook": {"a": 1}}
    assert contest.votes.quarantined == {"band": {"a": 0, "b": 2}}
    assert [entry.id for entry in contest.entries] == ["a", "b"]


def test_korean_headings_and_korean_excels_encoding_are_read() -> None:
    scores = "심사위원,출품작,상태,content,stage\r\n김심사,관광과,작성 중,50,30\r\n이심사,관광과,회피,,\r\n"
    votes = "채널,출품작,득표,격리\r\n밴드,관광과,10,1\r\n"
    contest = read_contest(RULE.encode(), scores.encode("cp949"), b"\xef\xbb\xbf" + votes.encode())
    assert [(one.judge, one.signed, one.recused) for one in contest.sheets] == [
        ("김심사", False, False),
        ("이심사", True, True),
    ]
    assert contest.votes.counts == {"밴드": {"관광과": 10}}


def test_votes_need_no_channel() -> None:
    assert tally_files(RULE.encode(), b"", b"entry,votes\na,3\nb,1\n").winners == ("a",)


def test_empty_files_are_no_sheets_and_no_votes() -> None:
    for nothing in (b"", b"\n", b"\xef\xbb\xbf"):
        result = tally_files(RULE.encode(), nothing, nothing)
        assert "tally.no_entries" in {note.code for note in result.notes}


def test_entries_and_decisions_stand_beside_the_rule_and_are_no_part_of_it() -> None:
    more = RULE + (
        '[[entries]]\nid = "a"\nlabel = "관광과"\n[[entries]]\nid = "b"\nformat = "video"\nwithdrawn = true\n'
        '[[decisions]]\norder = ["b", "a"]\nreason = "추첨"\n'
    )
    contest = read_contest(more.encode(), b"", b"")
    assert [(one.id, one.label, one.withdrawn) for one in contest.entries] == [
        ("a", "관광과", False),
        ("b", "b", True),
    ]
    assert contest.decisions[0].order == ("b", "a")
    assert contest.rule.digest() == read_contest(RULE.encode(), b"", b"").rule.digest()


@pytest.mark.parametrize(
    ("scores", "problem"),
    [
        ("judge,entry,content\nkim,a,61\n", "scores:2: a kim content: mark.out_of_range"),
        ("judge,entry,content\nkim,a,5\nkim,b,x\n", "scores:3: content: cell.not_a_number"),
        ("judge,entry,content\nkim,a,=1+1\n", "scores:2: content: cell.not_a_number"),
        ("judge,entry,content\nkim,a,1e3\n", "scores:2: content: cell.not_a_number"),
        ("judge,entry,content\nkim,,5\n", "scores:2: entry: cell.empty"),
        ("judge,entry,content\n,a,5\n", "scores:2: judge: cell.empty"),
        (f"judge,entry,content\nkim,{'a' * 101},5\n", "scores:2: entry: cell.too_long"),
        ("judge,entry,content\nkim,a,5\nlee,a,5\nkim,a,6\n", "scores:4: kim a: sheet.twice"),
        ("judge,entry,status\nkim,a,perhaps\n", "scores:2: status: cell.not_a_status"),
        ("judge,entry,content\nkim,a,5,6\n", "scores:2: : row.too_long"),
        ("judge,entry,colour\nkim,a,5\n", "scores:1: colour: column.unknown"),
        ("judge,entry,content,content\nkim,a,5,5\n", "scores:1: content: column.twice"),
        ("judge,content\nkim,5\n", "scores:1: entry: column.missing"),
        ('judge,entry,content\nkim,"a"b,5\n', "scores:2: : file.not_csv"),
        ('judge,entry,content\nkim,"a', "scores:2: : file.not_csv"),
        (b"judge,entry\xff\xff\n", "scores:-: : file.not_text"),
        (b"judge,entry\n\0kim,a\n", "scores:-: : file.not_text"),
    ],
    ids=repr,
)
def test_a_mistake_in_the_scores_is_told_by_its_line(scores: str | bytes, problem: str) -> None:
    assert problem in problems(scores=scores)


@pytest.mark.parametrize(
    ("votes", "problem"),
    [
        ("entry,votes\na,ten\n", "votes:2: votes: cell.not_a_count"),
        ("entry,votes\na,-1\n", "votes:2: votes: cell.not_a_count"),
        ("entry,votes\na,1.5\n", "votes:2: votes: cell.not_a_count"),
        ("entry,votes\na,\n", "votes:2: votes: cell.not_a_count"),
        ("entry,votes\na,1\na,2\n", "votes:3: a: votes.twice"),
        ("entry,votes,quarantined\na,1,x\n", "votes:2: quarantined: cell.not_a_count"),
        ("channel,entry,votes\n,a,1\n", "votes:2: channel: cell.empty"),
        ("channel,entry\nband,a\n", "votes:1: votes: column.missing"),
    ],
    ids=repr,
)
def test_a_mistake_in_the_votes_is_told_by_its_line(votes: str, problem: str) -> None:
    assert problem in problems(votes=votes)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (RULE.replace("70", "seventy"), "rule:11: : file.not_toml"),
        (RULE.replace("70", '"seventy"'), "rule:-: jury.weight: rule.not_a_number"),
        (RULE.replace("70", "7" * 5000), "rule:-: : file.not_toml"),
        ("a = " + "[" * 5000, "rule:-: : file.not_toml"),
        (RULE + "[[entries]]\nid = 3\n", "rule:-: entries[0].id: rule.not_a_text"),
        (RULE + '[[entries]]\nid = "a"\n', "scores:3: b kim: sheet.unknown_entry"),
        (RULE + '[[entries]]\nid = "a"\n', "votes:3: b band: votes.unknown_entry"),
        (RULE + '[[entries]]\nid = "a"\n[[entries]]\nid = "a"\n', "rule:-: a: entry.twice"),
        (RULE + '[[decisions]]\norder = ["z"]\n', "rule:-: z: decision.unknown_entry"),
        (RULE + "[[decisions]]\norder = [1]\n", "rule:-: decisions[0].order[0]: rule.not_a_text"),
    ],
    ids=lambda text: text[-60:],
)
def test_a_mistake_in_the_rule_is_told_by_its_path(rule: str, problem: str) -> None:
    assert problem in problems(rule=rule)


def test_mistakes_in_all_three_files_are_told_at_once() -> None:
    found = problems(RULE.replace("70", "-1"), "judge,entry\n,a\n", "entry,votes\na,x\n")
    assert found == {
        "rule:-: jury.weight: rule.out_of_range",
        "scores:2: judge: cell.empty",
        "votes:2: votes: cell.not_a_count",
    }


def test_of_very_many_mistakes_the_first_hundred_are_told() -> None:
    assert len(problems(votes="entry,votes\n" + "a,x\n" * 10_000)) == 100


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=60), st.binary(max_size=60), st.integers(0, 2))
def test_no_bytes_whatever_break_the_reading(first: bytes, second: bytes, file: int) -> None:
    files = [RULE.encode(), SCORES.encode(), VOTES.encode()]
    middle = len(files[file]) // 2
    files[file] = files[file][:middle] + first + files[file][middle:] + second
    try:
        tally_files(*files)
    except FilesInvalid as invalid:
        told = invalid.problems
    else:
        told = ()
    assert len(told) <= 100
