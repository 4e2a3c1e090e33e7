"""The editor of a contest's rule.

The form judges nothing itself. It writes down what was typed as a mapping, `ContestRule.from_mapping` finds
every mistake in it, and each mistake is put at the field whose path it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import (
    BooleanField,
    Field,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from sotong.contests.amounts import PLACES, RoundingMode
from sotong.contests.contest_rule import RAW, ContestRule, RuleInvalid
from sotong.contests.models import Contest
from sotong.contests.queries import rule_of
from sotong.contests.rule_parts import (
    AwardTies,
    BallotOrder,
    CitizenMethod,
    Combine,
    Count,
    CountsShown,
    Format,
    IdentityLevel,
    Method,
    MissingMark,
    Per,
    RoundingPoint,
    TieBreakKind,
    TiedPoints,
)
from sotong.core.fields import Rows
from sotong.core.forms import Form, options
from sotong.core.labels import WORDS, sentence

if TYPE_CHECKING:
    _FormField = FormField[Any]
else:
    _FormField = FormField

ADD: Final = "add"
"""The name of the buttons that ask for one more row; their value is the name of the rows."""
MOST_CRITERIA, MOST_AWARDS, TIE_BREAKS = 60, 20, 6
TABLES: Final = ("jury", "citizens", "ballots", "identity")
PLAIN: Final = ("scale", "combine", "counts_shown", "objection_days")
COMMON: Final = ""
"""The rubric of every format that has none of its own."""
_WHOLE = re.compile(r"[0-9]{1,9}")
_LAST_STEP = re.compile(r"(\.[^.\[\]]*|\[[^\[\]]*\])$")


def _words(kind: type[StrEnum]) -> list[tuple[str, Any]]:
    return [(one.value, WORDS[f"{kind.__name__}.{one.value}"]) for one in kind]


def _choice(label: Any, kind: type[StrEnum]) -> RadioField:
    return RadioField(label, choices=options(_words(kind)), validate_choice=False)


POINTS: Final = dict(_words(RoundingPoint))
"""The words for the points at which a rule may round."""


def _whole(text: str | None) -> object:
    """The whole number that a text is. What is none stays as it was typed, for the rule to say so."""
    return int(text) if text and _WHOLE.fullmatch(text) else text


class WholeField(StringField):
    """A whole number."""

    @property
    def written(self) -> object:
        return _whole(self.data)


class PlacesField(SelectField):
    """A number of decimal places, or none chosen."""

    @property
    def written(self) -> object:
        return _whole(self.data)


class PointsField(StringField):
    """Points by place, apart by commas: 12, 10, 8."""

    def _value(self) -> str:
        return ", ".join(self.data) if isinstance(self.data, list) else str(self.data or "")

    @property
    def written(self) -> object:
        return [points for points in re.split(r"[\s,]+", self.data or "") if points]


class _Row(Form):
    class Meta(Form.Meta):
        csrf = False

    @property
    def typed(self) -> list[Field]:
        """The fields in which something can be typed."""
        return [one for one in self if isinstance(one, StringField) and not isinstance(one, HiddenField)]

    @property
    def is_blank(self) -> bool:
        return not any(one.data for one in self.typed)


class CriterionRow(_Row):
    """One criterion, and for entries of which format it is."""

    id = HiddenField()
    label = StringField(_l("심사 기준"))
    max = StringField(_l("만점"))
    min = StringField(_l("최저점"))
    weight = StringField(_l("곱할 값"))
    rubric = SelectField(
        _lp("rubric", "적용"),
        choices=options([(COMMON, _l("모든 형식")), *_words(Format)]),
        validate_choice=False,
    )


class RoundingRow(_Row):
    """What becomes of the decimals at one point of the arithmetic."""

    at = HiddenField()
    places = PlacesField(
        _l("소수 자리"),
        choices=options([("", _l("그대로 둠")), *((str(at), str(at)) for at in range(PLACES + 1))]),
        validate_choice=False,
    )
    mode = SelectField(_l("방법"), choices=options(_words(RoundingMode)), validate_choice=False)


class AwardRow(_Row):
    """One tier of awards."""

    id = HiddenField()
    label = StringField(_l("상 이름"))
    count = WholeField(_l("몇 팀"))
    at_least = StringField(_l("최소 점수"))
    ties = SelectField(_l("동점이면"), choices=options(_words(AwardTies)), validate_choice=False)


@dataclass
class _Typed:
    """What was typed, as a mapping; and the field behind each path of it."""

    mapping: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)

    def put(self, table: dict[str, Any], key: str, path: str, one: Field) -> None:
        """Write down one field, unless it was left empty."""
        self.fields[path] = one
        value = one.written if isinstance(one, WholeField | PlacesField | PointsField) else one.data
        if value not in ("", None, []):
            table[key] = value

    def put_row(self, table: dict[str, Any], path: str, row: _Row, leaving_out: str = "") -> None:
        """Write down the fields of a row; mistakes without a field to see stand at its first one."""
        seen = next(one for one in row if not isinstance(one, HiddenField))
        for one in row:
            if one.short_name != leaving_out:
                self.put(table, one.short_name, f"{path}.{one.short_name}", one)
        hidden = {f"{path}.{one.short_name}": seen for one in row if isinstance(one, HiddenField)}
        self.fields |= {path: seen, **hidden}

    def field_at(self, path: str) -> Field | None:
        """The field that a path names, or else what surrounds it."""
        while path not in self.fields:
            shorter = _LAST_STEP.sub("", path)
            if shorter == path:
                return None
            path = shorter
        return self.fields[path]


class RuleForm(Form):
    """A contest's rule. A field `jury_weight` is what the rule calls `jury.weight`."""

    based_on = HiddenField()
    jury_weight = StringField(_l("심사위원 점수의 비중"))
    citizens_weight = StringField(_l("시민 점수의 비중"))
    combine = _choice(_l("두 점수를 합치는 방법"), Combine)
    scale = StringField(_l("환산 만점"))
    raw = BooleanField(_l("환산하지 않고 순위 점수를 그대로 더합니다."))
    criteria = Rows(_FormField(CriterionRow), _l("심사표"), max_entries=MOST_CRITERIA)
    jury_per = _choice(_l("심사위원 점수를 내는 단위"), Per)
    jury_method = _choice(_l("여러 심사위원의 점수를 합치는 방법"), Method)
    jury_drop_highest = WholeField(_l("뺄 최고점 수"))
    jury_drop_lowest = WholeField(_l("뺄 최저점 수"))
    jury_missing = _choice(_l("빠진 항목 점수"), MissingMark)
    jury_points = PointsField(_l("심사위원 순위 점수"))
    jury_tied = _choice(_l("심사위원 순위가 같을 때의 순위 점수"), TiedPoints)
    citizens_method = _choice(_l("표를 점수로 바꾸는 방법"), CitizenMethod)
    citizens_count = _choice(_l("순위를 매기는 단위"), Count)
    citizens_points = PointsField(_l("시민 투표 순위 점수"))
    citizens_tied = _choice(_l("표가 같을 때의 순위 점수"), TiedPoints)
    rounding = Rows(_FormField(RoundingRow), _l("반올림"), max_entries=len(RoundingPoint))
    tie_breaks = Rows(SelectField(validate_choice=False), _l("동점을 가리는 순서"), max_entries=TIE_BREAKS)
    awards = Rows(_FormField(AwardRow), _lp("many", "시상"), max_entries=MOST_AWARDS)
    ballots_picks_from = WholeField(_l("한 표에 적어도"))
    ballots_picks_to = WholeField(_l("한 표에 많아야"))
    ballots_abstain = BooleanField(_l("아무것도 고르지 않은 표도 받습니다."))
    ballots_order = _choice(_l("투표 화면의 작품 차례"), BallotOrder)
    identity_level = _choice(_l("한 사람으로 보는 단위"), IdentityLevel)
    identity_reason = TextAreaField(_l("기기 단위로 하는 사유"))
    counts_shown = _choice(_l("득표수를 보이는 때"), CountsShown)
    objection_days = WholeField(_l("이의 신청 기간(일)"))

    rule: ContestRule | None = None
    """The rule that was typed, once the form is valid."""

    @classmethod
    def showing(cls, contest: Contest) -> RuleForm:
        """Make the form, filled with the contest's rule until something else is typed."""
        if request.method == "POST":
            form = cls()
        else:
            form = cls(data={"based_on": contest.rule_digest, **_filled(rule_of(contest).to_mapping())})
        form._name_rows()
        form._offer_tie_breaks()
        return form

    def asks_for_row(self) -> bool:
        """Add a row, if the button that was pressed asks for one; nothing is judged then."""
        wanted = request.form.get(ADD) if self.is_submitted() else None
        if wanted not in {"criteria", "awards"}:
            return False
        rows = self[wanted]
        if len(rows) < rows.max_entries:
            rows.append_entry()
        return True

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        typed = self._typed()
        try:
            self.rule = ContestRule.from_mapping(typed.mapping)
        except RuleInvalid as invalid:
            sound = False
            for path, code in invalid.wrong:
                self._put_error(typed.field_at(path), path, sentence(code))
        for rows in (self.criteria, self.rounding, self.tie_breaks, self.awards):
            rows.gather_errors()
        return sound

    def _put_error(self, where: Field | None, path: str, message: str) -> None:
        if where is None:
            self.form_errors.append(f"{path}: {message}")
        else:
            where.errors = [*where.errors, message]

    def _typed(self) -> _Typed:
        typed = _Typed()
        for key in PLAIN:
            typed.put(typed.mapping, key, key, self[key])
        if self.raw.data:
            typed.mapping["scale"] = RAW
        for one in self:
            table, _underscore, key = one.name.partition("_")
            if table in TABLES:
                typed.put(typed.mapping.setdefault(table, {}), key, f"{table}.{key}", one)
        self._write_rubrics(typed)
        self._write_rows(typed, "rounding", [row.form for row in self.rounding if row.form.places.data])
        self._write_rows(typed, "awards", [row.form for row in self.awards if not row.form.is_blank])
        chosen = [one for one in self.tie_breaks if one.data]
        typed.mapping["tie_breaks"] = [one.data for one in chosen]
        typed.fields["tie_breaks"] = self.tie_breaks
        typed.fields |= {f"tie_breaks[{at}]": one for at, one in enumerate(chosen)}
        return typed

    def _write_rows(self, typed: _Typed, key: str, rows: list[_Row]) -> None:
        typed.fields[key] = self[key]
        typed.mapping[key] = [{} for _row in rows]
        for at, row in enumerate(rows):
            typed.put_row(typed.mapping[key][at], f"{key}[{at}]", row)

    def _write_rubrics(self, typed: _Typed) -> None:
        typed.fields["criteria"] = typed.fields["rubrics"] = self.criteria
        typed.mapping |= {"criteria": [], "rubrics": {}}
        for row in (row.form for row in self.criteria if not row.form.is_blank):
            rubric = row.rubric.data or COMMON
            rows = typed.mapping["criteria"]
            if rubric != COMMON:
                rows = typed.mapping["rubrics"].setdefault(rubric, [])
            path = f"rubrics.{rubric}[{len(rows)}]" if rubric else f"criteria[{len(rows)}]"
            rows.append({})
            typed.put_row(rows[-1], path, row, leaving_out="rubric")

    def _name_rows(self) -> None:
        """Give each new row an id; criteria of one name in several rubrics have one id."""
        for rows in (self.criteria, self.awards):
            known = {row.form.label.data: row.form.id.data for row in rows if row.form.id.data}
            for row in rows:
                if not row.form.id.data and not row.form.is_blank:
                    row.form.id.data = known.setdefault(row.form.label.data, _free_id(known.values()))

    def _offer_tie_breaks(self) -> None:
        """Let ties be broken by whatever the rule knows, each criterion among it."""
        plain = [pair for pair in _words(TieBreakKind) if pair[0] != TieBreakKind.CRITERION]
        named = {row.form.id.data: row.form.label.data for row in self.criteria if row.form.id.data}
        own = [(f"criterion:{one}", _("‘%(label)s’ 점수", label=label)) for one, label in named.items()]
        choices = options([("", _("없음")), *plain, *own])
        while len(self.tie_breaks) < TIE_BREAKS:
            self.tie_breaks.append_entry()
        for number, one in enumerate(self.tie_breaks, 1):
            one.choices = choices
            one.label.text = _("%(number)s순위", number=number)


def _free_id(taken: Iterable[str]) -> str:
    used = set(taken)
    return next(name for name in (f"n{number}" for number in range(1, len(used) + 2)) if name not in used)


def _filled(rule: Mapping[str, Any]) -> dict[str, Any]:
    """The fields' values of a rule that stands."""
    flat = {f"{table}_{key}": value for table in TABLES for key, value in rule[table].items()}
    rounded = {step["at"]: {**step, "places": str(step["places"])} for step in rule["rounding"]}
    raw = rule["scale"] == RAW
    return {
        **flat,
        **{key: rule[key] for key in PLAIN},
        "scale": "" if raw else rule["scale"],
        "raw": raw,
        "criteria": [
            {**criterion, "rubric": rubric}
            for rubric, criteria in ((COMMON, rule["criteria"]), *rule["rubrics"].items())
            for criterion in criteria
        ],
        "rounding": [
            rounded.get(point.value, {"at": point.value, "places": "", "mode": RoundingMode.HALF_UP.value})
            for point in RoundingPoint
        ],
        "tie_breaks": rule["tie_breaks"],
        "awards": rule["awards"],
    }
