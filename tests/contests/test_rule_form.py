"""The rule's editor: what it shows is what it saves, and every mistake is told where it was made."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.contests import queries
from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest, RuleVersion
from sotong.contests.presets import STARTING_RULE
from sotong.contests.rule_parts import Format
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.contests.form_reading import shown_fields
from tests.factories.contests import make_contest

pytestmark = pytest.mark.usefixtures("now")

Signed = Callable[[Role], Browser]
TWO_CRITERIA = [
    {"id": "content", "label": "내용", "max": "60", "min": "10", "weight": "0.5"},
    {"id": "stage", "label": "무대", "max": "70", "min": "0", "weight": "1"},
]
SONG_CONTEST: dict[str, Any] = {
    "scale": "raw",
    "criteria": [{"id": "song", "label": "노래", "max": "10"}],
    "jury": {
        "weight": "1",
        "per": "rank",
        "method": "sum",
        "points": ["12", "10", "8", "7"],
        "tied": "highest",
    },
    "citizens": {"weight": "1", "method": "rank_points", "count": "by_channel", "points": ["12", "10"]},
    "combine": "sum",
    "tie_breaks": ["citizen_score", "jury_score", "votes", "criterion:song", "decision"],
    "identity": {"level": "phone"},
}
SKATING: dict[str, Any] = {
    "rubrics": {"play": TWO_CRITERIA, "video": [{"id": "content", "label": "내용", "max": "100"}]},
    "jury": {"weight": "1", "per": "criterion", "method": "trimmed", "drop_highest": 1, "drop_lowest": 1},
    "citizens": {"weight": "0"},
    "rounding": [
        {"at": "criterion_average", "places": 2, "mode": "half_even"},
        {"at": "total", "places": 0, "mode": "down"},
    ],
    "tie_breaks": [],
    "awards": [{"id": "first", "label": "대상", "count": 1, "at_least": "70.5", "ties": "broken"}],
    "ballots": {"picks_from": 1, "picks_to": 3, "abstain": True, "order": "listed"},
    "identity": {"level": "code"},
    "counts_shown": "after_close",
    "objection_days": 0,
}

NONSENSE: list[tuple[dict[str, str], set[str]]] = [
    ({"jury_weight": ""}, {"jury_weight"}),
    ({"jury_weight": "많이"}, {"jury_weight"}),
    ({"jury_weight": "1e9"}, {"jury_weight"}),
    ({"jury_weight": "-70"}, {"jury_weight"}),
    ({"jury_weight": "70\x00"}, {"jury_weight"}),
    ({"jury_weight": "9" * 100_000}, {"jury_weight"}),
    ({"jury_weight": "0", "citizens_weight": "0"}, {"jury_weight"}),
    ({"scale": "0"}, {"scale"}),
    ({"raw": "y"}, {"scale"}),
    ({"combine": "product"}, {"combine-0"}),
    ({"jury_drop_highest": "1"}, {"jury_method-0"}),
    ({"jury_drop_highest": "하나"}, {"jury_drop_highest"}),
    ({"jury_method": "trimmed"}, {"jury_method-0"}),
    ({"jury_method": "sum"}, {"jury_method-0"}),
    ({"jury_points": "12, 10"}, {"jury_points"}),
    ({"citizens_method": "rank_points"}, {"citizens_points"}),
    ({"citizens_method": "rank_points", "citizens_points": "8, 10"}, {"citizens_points"}),
    ({"citizens_count": "by_channel"}, {"citizens_count-0"}),
    ({"criteria_at_0_at_label": ""}, {"criteria-0-label"}),
    ({"criteria_at_0_at_label": "가" * 201}, {"criteria-0-label"}),
    ({"criteria_at_1_at_max": "서른"}, {"criteria-1-max"}),
    ({"criteria_at_1_at_min": "30"}, {"criteria-1-max"}),
    ({"criteria_at_2_at_weight": "0"}, {"criteria-2-weight"}),
    ({"awards_at_0_at_count": "0"}, {"awards-0-count"}),
    ({"awards_at_0_at_count": "1.5"}, {"awards-0-count"}),
    ({"awards_at_1_at_at_least": "101"}, {"awards-1-at_least"}),
    ({"rounding_at_2_at_places": "2"}, {"rounding-2-places"}),
    ({"tie_breaks_at_1": "citizen_score"}, {"tie_breaks-0"}),
    ({"tie_breaks_at_1": "criterion:nothing"}, {"tie_breaks-1"}),
    ({"ballots_picks_from": "2"}, {"ballots_picks_to"}),
    ({"ballots_picks_to": "0"}, {"ballots_picks_to"}),
    ({"identity_level": "device"}, {"identity_reason"}),
    ({"identity_level": "fingerprint"}, {"identity_level-0"}),
    ({"counts_shown": "always"}, {"counts_shown-0"}),
    ({"objection_days": "366"}, {"objection_days"}),
    ({"objection_days": "²"}, {"objection_days"}),
]
"""What was typed, and the fields at which it is told."""
STRANGE: list[dict[str, str]] = [
    {"criteria-²-label": "x"},
    {"criteria-99999999999999999999-label": "x"},
    {"criteria--label": "x"},
    {"tie_breaks-a": "x"},
    {"rounding-0-at": "nowhere", "rounding-0-places": "2"},
    {"awards-0-id": "../x"},
    {"criteria-1-rubric": "opera"},
    {"add": "tie_breaks"},
    {"based_on": "\x00"},
]


class Editor:
    """Somebody at the editor of a contest's rule."""

    def __init__(self, session: Session, browser: Browser, rule: Mapping[str, object]) -> None:
        self.session, self.browser = session, browser
        self.made = make_contest(session, entries=0, rule=rule, locked=False)
        self.path = f"/contests/{self.made.code}/rule/edit"
        self.shown = shown_fields(browser.get(self.path).text)

    def save(self, **typed: str) -> Any:
        """Press the button, after typing into the fields named (with `_at_` for the dashes of rows)."""
        changed = {name.replace("_at_", "-"): text for name, text in typed.items()}
        return self.browser.post(self.path, data={**self.shown, **changed})

    @property
    def rule(self) -> ContestRule:
        contest = self.session.get_one(Contest, self.made.id, populate_existing=True)
        return queries.rule_of(contest)

    @property
    def versions(self) -> int:
        return self.session.scalar(sa.select(sa.func.count()).select_from(RuleVersion)) or 0


@pytest.fixture
def editor(session: Session, browser: Signed) -> Editor:
    return Editor(session, browser(Role.ADMIN), STARTING_RULE)


def where(answer: Any) -> set[str]:
    """The fields at which the page says that something is wrong."""
    return set(re.findall(r'href="#([^"]+)"', answer.text.split('id="form-errors"')[1].split("</ul>")[0]))


@pytest.mark.parametrize("rule", [STARTING_RULE, SONG_CONTEST, SKATING], ids=["starting", "song", "skating"])
def test_what_the_editor_shows_is_what_it_saves(
    session: Session, browser: Signed, rule: Mapping[str, object]
) -> None:
    editor = Editor(session, browser(Role.ADMIN), rule)
    assert editor.save(objection_days="9").status_code == 302
    expected = json.loads(editor.made.rule.canonical()) | {"objection_days": 9}
    assert json.loads(editor.rule.canonical()) == expected
    assert editor.save(based_on=editor.rule.digest(), objection_days="9").status_code == 302
    assert editor.versions == 2


def test_a_new_criterion_gets_an_id_of_its_own(editor: Editor) -> None:
    typed = {"criteria-4-label": "현장 반응", "criteria-4-max": "10", "criteria-4-rubric": ""}
    editor.shown |= typed
    assert editor.save().status_code == 302
    assert [criterion.label for criterion in editor.rule.criteria][4:] == ["현장 반응"]
    assert len({criterion.id for criterion in editor.rule.criteria}) == 5


def test_a_criterion_of_one_name_is_the_same_in_every_rubric(editor: Editor) -> None:
    for at, format_ in enumerate(("play", "skit")):
        editor.shown |= {
            f"criteria-{at + 4}-label": "대사",
            f"criteria-{at + 4}-max": "100",
            f"criteria-{at + 4}-rubric": format_,
        }
    assert editor.save().status_code == 302
    (play,), (skit,) = editor.rule.rubrics[Format.PLAY], editor.rule.rubrics[Format.SKIT]
    assert play.id == skit.id


def test_an_emptied_row_is_gone(editor: Editor) -> None:
    emptied = {f"awards-2-{name}": "" for name in ("label", "count", "at_least")}
    editor.shown |= emptied
    assert editor.save().status_code == 302
    assert [award.label for award in editor.rule.awards] == ["대상", "최우수상"]


@pytest.mark.parametrize("rows", ["criteria", "awards"])
def test_a_row_is_added_without_saving_and_without_losing_anything(editor: Editor, rows: str) -> None:
    answer = editor.save(add=rows, jury_weight="말이 안 됨")
    assert answer.status_code == 200
    shown = shown_fields(answer.text)
    assert shown["jury_weight"] == "말이 안 됨"
    assert len([name for name in shown if re.fullmatch(rf"{rows}-\d+-label", name)]) == (
        5 if rows == "criteria" else 4
    )
    assert editor.versions == 1


def test_a_rule_that_makes_no_sense_is_told_at_its_field_and_nothing_typed_is_lost(
    editor: Editor, subtests: pytest.Subtests
) -> None:
    for typed, fields in NONSENSE:
        with subtests.test(str(typed)[:80]):
            answer = editor.save(**typed)
            assert answer.status_code == 422
            assert fields <= where(answer)
            shown = shown_fields(answer.text)
            for name, text in typed.items():
                field = name.replace("_at_", "-")
                if f"{field}-0" not in fields and not text.startswith("criterion:"):
                    assert shown[field] == text
    assert editor.versions == 1


def test_rubrics_of_different_totals_are_refused_at_the_rubric(editor: Editor) -> None:
    editor.shown |= {"criteria-4-label": "대사", "criteria-4-max": "90", "criteria-4-rubric": "play"}
    answer = editor.save()
    assert answer.status_code == 422
    assert where(answer) == {"criteria-0"}
    assert answer.text.count("형식마다 심사표의 총점이 같아야 합니다.") == 2


def test_every_mistake_is_told_at_once(editor: Editor) -> None:
    answer = editor.save(jury_weight="x", citizens_weight="y", objection_days="z")
    assert {"jury_weight", "citizens_weight", "objection_days"} <= where(answer)


def test_posts_that_no_page_would_send_are_answered_all_the_same(
    editor: Editor, subtests: pytest.Subtests
) -> None:
    for strange in STRANGE:
        with subtests.test(str(strange)):
            typed = {**editor.shown, "jury_weight": "x", **strange}
            assert editor.browser.post(editor.path, data=typed).status_code in {200, 422}
    assert editor.versions == 1


def test_more_rows_than_a_rule_may_have_are_not_a_fault(editor: Editor) -> None:
    editor.shown |= {f"criteria-{at}-label": f"기준 {at}" for at in range(100)}
    assert editor.save().status_code == 422


def test_an_empty_post_says_what_is_missing(session: Session, browser: Signed, editor: Editor) -> None:
    answer = editor.browser.post(editor.path, data={})
    assert answer.status_code == 422
    assert {"jury_weight", "citizens_weight"} <= where(answer)


def test_two_people_editing_are_told_and_the_second_press_is_meant(editor: Editor) -> None:
    assert editor.save(objection_days="3").status_code == 302
    late = editor.save(objection_days="5")
    assert late.status_code == 409
    shown = shown_fields(late.text)
    assert shown["objection_days"] == "5"
    assert editor.browser.post(editor.path, data=shown).status_code == 302
    assert editor.rule.objection_days == 5
    assert editor.versions == 3


def test_a_locked_rule_is_not_saved(session: Session, browser: Signed) -> None:
    made, other = make_contest(session, entries=0, during=None), make_contest(session, locked=False)
    admin = browser(Role.ADMIN)
    typed = shown_fields(admin.get(f"/contests/{other.code}/rule/edit").text)
    answer = admin.post(f"/contests/{made.code}/rule/edit", data={**typed, "objection_days": "1"})
    assert answer.status_code == 409
    assert "확정한 규칙은 바꿀 수 없습니다." in answer.text


@pytest.mark.parametrize("rule", [SONG_CONTEST, SKATING], ids=["song", "skating"])
def test_every_kind_of_rule_is_explained_in_words(
    session: Session, client: Browser, rule: Mapping[str, object]
) -> None:
    made = make_contest(session, entries=0, rule=rule)
    text = client.get(f"/contests/{made.code}/rule").text
    for criterion in made.rule.all_rubrics[0]:
        assert criterion.label in text
    assert "Undefined" not in text
    if rule is SKATING:
        assert "심사위원 점수만으로 순위를 정합니다." in text
        assert "동점이면 같은 순위입니다." in text
        assert "가장 높은 점수 1개와 가장 낮은 점수 1개를 뺍니다." in text
