"""`sotong rota plan` and `sotong rota check` on files, as far as the printing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sotong.core import labels
from sotong.rota import commands, solver
from sotong.rota.checker import Rule
from sotong.rota.commands import Outcome, Sources, Status, check_files, plan_files
from sotong.rota.files import read_plan
from sotong.rota.planner import Verdict
from sotong.rota.rules import Assignment
from sotong.rota.solver import Answer, Progress, SolverDied

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "rota"
OFFICERS = "id,name,department\n" + "".join(f"a{n},주무관{n},부서{n}\n" for n in range(4))
RULES = '[rota]\ngap_days = 2\n[[duty]]\nid = "evening"\nname = "저녁"\nhours = "18:00-22:00"\n'


def sources(
    *,
    officers: str = OFFICERS,
    rules: str = RULES,
    days: tuple[str, str] = ("2026-09-14", "2026-09-21"),
    absences: str | None = None,
    before: str | None = None,
) -> Sources:
    return Sources(
        officers=officers.encode(),
        rules=rules.encode(),
        first_on=days[0],
        last_on=days[1],
        absences=absences.encode() if absences else None,
        before=before.encode() if before else None,
    )


def planned(*, as_json: bool = False, seconds: float = 0, **files: Any) -> Outcome:
    outcome = plan_files(sources(**files), labels, as_json=as_json, seconds=seconds)
    assert all("%(" not in note for note in outcome.notes)
    return outcome


def checked(rota: str, **files: Any) -> Outcome:
    outcome = check_files(rota.encode(), sources(**files), labels, as_json=True)
    assert all("%(" not in note for note in outcome.notes)
    return outcome


def test_a_rota_is_planned_proved_and_passes_the_check() -> None:
    outcome = planned()
    assert outcome.status is Status.DONE
    assert "증명" in outcome.notes[0]
    assert outcome.output.count("\n") == 9
    again = checked(outcome.output)
    assert again.status is Status.DONE
    assert json.loads(again.output)["broken"] == []


def test_json_holds_the_rota_its_ledger_and_its_arithmetic() -> None:
    whole = json.loads(planned(as_json=True).output)
    assert (whole["verdict"], whole["cost"], len(whole["assignments"])) == ("proved", 0, 8)
    assert whole["assignments"][0].keys() == {"date", "duty", "seat", "role", "officer_id"}
    assert whole["evenness"]["all"] == {
        "duties": 8,
        "fewest": 2,
        "most": 2,
        "spread": "0",
        "even": True,
        "misses": {},
        "at_most": {},
    }
    assert whole["ledger"][0]["measures"]["weekday"]["fair"] == "3/2"
    assert whole["capacity"]["periods"][0]["needs"] == 8
    assert whole["ways_out"] == whole["broken"] == []


def test_a_rota_that_cannot_be_ends_with_its_own_status_the_arithmetic_and_a_way_out() -> None:
    outcome = planned(rules=RULES.replace("gap_days = 2", "gap_days = 5"), as_json=True)
    assert outcome.status is Status.IMPOSSIBLE
    whole = json.loads(outcome.output)
    assert whole["verdict"] == "impossible"
    assert whole["capacity"]["tightest"][0]["spare"] == -1
    assert whole["ways_out"] == [{"gap_days": 4, "fewest": True, "rules": []}]
    assert any("4일" in note for note in outcome.notes)
    assert planned(rules=RULES.replace("gap_days = 2", "gap_days = 5")).output == ""


def test_a_rota_not_found_is_not_called_impossible_until_the_solver_proves_it() -> None:
    officers = "id,name,department,bureau\na,김,가,국\nb,이,나,국\n"
    rules = (
        RULES.replace("gap_days = 2", "gap_days = 1") + 'seats = ["any", "any"]\ndifferent_bureaus = true\n'
    )
    outcome = planned(officers=officers, rules=rules)
    assert outcome.status is Status.NOT_FOUND
    assert any("evening" in note for note in outcome.notes)
    assert planned(officers=officers, rules=rules, seconds=120).status is Status.IMPOSSIBLE


def test_the_solver_improves_what_was_only_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody would rather avoid the first day; that cost 1 is the least is proved by the solver alone."""
    wishes = "officer_id,first_on,last_on,kind\n" + "".join(
        f"a{n},2026-09-14,2026-09-14,avoid\n" for n in range(4)
    )
    assert "증명" not in planned(absences=wishes).notes[0]
    outcome = planned(absences=wishes, seconds=120, as_json=True)
    assert (outcome.status, json.loads(outcome.output)["verdict"]) == (Status.DONE, "proved")


@pytest.mark.parametrize(
    ("answer", "best", "verdict"),
    [
        (None, None, "solved"),
        (None, Progress((), 1, 0), "solved"),
        (Answer(Verdict.NOT_FOUND), None, "solved"),
    ],
)
def test_a_solver_without_an_answer_takes_nothing_away(
    monkeypatch: pytest.MonkeyPatch, answer: Answer | None, best: Progress | None, verdict: str
) -> None:
    wishes = "officer_id,first_on,last_on,kind\n" + "".join(
        f"a{n},2026-09-14,2026-09-14,avoid\n" for n in range(4)
    )
    monkeypatch.setattr(commands, "solve", lambda *_, **__: (answer, best))
    whole = json.loads(planned(absences=wishes, seconds=1, as_json=True).output)
    assert (whole["verdict"], len(whole["assignments"])) == (verdict, 8)


def test_without_the_extra_the_rota_stands_and_the_note_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wishes = "officer_id,first_on,last_on,kind\n" + "".join(
        f"a{n},2026-09-14,2026-09-14,avoid\n" for n in range(4)
    )
    monkeypatch.setattr(solver, "find_spec", lambda _: None)
    outcome = planned(absences=wishes, seconds=1)
    assert outcome.status is Status.DONE
    assert any("sotong[rota]" in note for note in outcome.notes)


def test_a_solver_that_died_leaves_the_planners_rota(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object, **__: object) -> None:
        raise SolverDied("exit code -9")

    wishes = "officer_id,first_on,last_on,kind\n" + "".join(
        f"a{n},2026-09-14,2026-09-14,avoid\n" for n in range(4)
    )
    monkeypatch.setattr(commands, "solve", dies)
    outcome = planned(absences=wishes, seconds=1)
    assert outcome.status is Status.DONE
    assert any("-9" in note for note in outcome.notes)


def test_a_rota_that_breaks_rules_is_told_by_person_and_day() -> None:
    rows = [f"2026-09-{14 + n},evening,1,a{(0, 0, 1, 2, 3, 1, 2, 9)[n]}" for n in range(8)]
    absences = "officer_id,first_on,last_on\na1,2026-09-16,2026-09-16\n"
    outcome = checked("\n".join(["date,duty,seat,officer_id", *rows]), absences=absences)
    assert outcome.status is Status.BROKEN
    broken = json.loads(outcome.output)["broken"]
    assert [(b["rule"], b["on"], b["officers"]) for b in broken] == [
        ("too_soon", "2026-09-15", ["a0"]),
        ("absent", "2026-09-16", ["a1"]),
        ("seat_empty", "2026-09-21", []),
        ("unknown_officer", "2026-09-21", ["a9"]),
    ]
    assert any(note.startswith("주무관1: 2026-09-16 evening") and "부재" in note for note in outcome.notes)
    assert any("2026-09-14 evening과 2026-09-15 evening 사이가 1일입니다." in note for note in outcome.notes)


def test_every_kind_of_broken_rule_has_its_sentence() -> None:
    officers = (
        "id,name,department,bureau,roles,joins_on,leaves_on\n"
        "a,김,가,국,lead,,\nb,이,나,국,,,\nc,박,다,,,2026-09-16,\nd,최,라,,,,2026-09-15\n"
    )
    rules = (
        RULES
        + 'seats = ["lead", "any"]\ndifferent_bureaus = true\n'
        + '[[duty]]\nid = "day"\nname = "낮"\nhours = "17:00-20:00"\n'
    )
    rows = [
        "14,evening,1,b",
        "14,evening,2,a",
        "14,day,1,a",
        "15,evening,1,c",
        "15,evening,2,d",
        "15,evening,2,a",
        "15,day,9,a",
    ]
    rota = "date,duty,seat,officer_id\n" + "\n".join(f"2026-09-{row}" for row in rows)
    outcome = checked(rota, officers=officers, rules=rules, days=("2026-09-14", "2026-09-15"))
    rules_broken = {b["rule"] for b in json.loads(outcome.output)["broken"]}
    assert rules_broken == set(Rule) - {"absent", "unknown_officer", "fixed_changed"}
    assert not [note for note in outcome.notes if "broken." in note]


def test_the_gap_reaches_back_into_the_rota_before() -> None:
    before = "date,duty,seat,officer_id\n" + "".join(f"2026-09-{10 + n},evening,1,a{n}\n" for n in range(4))
    rules = RULES.replace("gap_days = 2", "gap_days = 4")
    outcome = planned(rules=rules, before=before, as_json=True)
    first_days = [a["officer_id"] for a in json.loads(outcome.output)["assignments"][:4]]
    assert first_days == ["a0", "a1", "a2", "a3"]
    assert planned(rules=rules, before="date,duty,seat\n").status is Status.BAD_INPUT


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"days": ("2027-02-29", "2027-03-01")}, "2027-02-29"),
        ({"days": ("2026-09-14", "soon")}, "soon"),
        ({"days": ("2026-09-14", "2026-09-13")}, "2026-09-13"),
        ({"days": ("2101-01-01", "2101-01-02")}, "2100"),
        ({"days": ("1999-12-31", "2000-01-02")}, "2000"),
        ({"days": ("2026-01-01", "2099-12-31")}, "1100일"),
        (
            {
                "days": ("2026-01-01", "2028-12-31"),
                "rules": RULES + "seats = ['any', 'any', 'any', 'any', 'any']",
            },
            "5000",
        ),
        ({"rules": RULES + 'days = ["holiday"]\n'}, "근무가 하나도 없습니다"),
        ({"rules": RULES.replace("gap_days", "gap")}, "rules:2"),
        ({"officers": OFFICERS + "a0,김,다른 부서\n"}, "officers:6"),
        ({"absences": "officer_id,first_on,last_on\nzz,2026-09-14,2026-09-14\n"}, "absences:2"),
        ({"officers": OFFICERS + "".join(f"b{n},김,과\n" for n in range(10_000))}, "officers:1002"),
        ({"rules": RULES + f"seats = {[f'r{n}' for n in range(9)]}\n"}, "8"),
    ],
)
def test_bad_input_is_told_with_its_place_and_nothing_is_planned(files: dict[str, Any], words: str) -> None:
    for outcome in (
        planned(**files),
        checked("date,duty,seat,officer_id\n2026-09-14,evening,1,a0\n", **files),
    ):
        assert outcome.status is Status.BAD_INPUT
        assert outcome.output == ""
        assert words in " ".join(outcome.notes)


def test_the_documented_example_is_planned_and_keeps_every_rule() -> None:
    files = {name: (EXAMPLES / f"{name}.csv").read_bytes() for name in ("officers", "absences")}
    rules = (EXAMPLES / "rules.toml").read_bytes()
    whole = Sources(files["officers"], rules, "2026-04-01", "2026-06-30", files["absences"])
    outcome = plan_files(whole, labels, as_json=False)
    assert outcome.status is Status.DONE
    assert check_files(outcome.output.encode(), whole, labels, as_json=False).status is Status.DONE


def test_statuses_are_those_of_the_docs() -> None:
    page = (EXAMPLES.parents[1] / "rota.md").read_text("utf-8")
    documented = {
        int(line.split("|")[1]) for line in page.splitlines() if line.startswith("| ") and line[2].isdigit()
    }
    assert documented == {status.value for status in Status}


def test_seats_are_counted_from_one_in_files_and_from_nought_inside() -> None:
    (seat,) = read_plan(b"date,duty,seat,officer_id\n2026-09-14,evening,1,a0\n")
    assert seat == Assignment("evening@2026-09-14", 0, "a0")


def test_a_rota_from_files_needs_neither_flask_nor_a_database_nor_the_solver_loaded() -> None:
    """The extra may be missing, and the command starts at once."""
    loaded = "import sys, sotong.rota.commands; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True)
    modules = set(run.stdout.split())
    assert "sotong.rota.planner" in modules
    assert not modules & {"ortools", "flask", "sqlalchemy", "flask_babel"}
