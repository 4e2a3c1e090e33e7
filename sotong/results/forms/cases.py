"""Forms of cases: the card, its files, whom it is asked of, what an entry builds on, and what lists show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, ClassVar, Final, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from sotong.core import places
from sotong.core.attachments import ACCEPTED, AT_FILE
from sotong.core.audience_forms import AudienceForm
from sotong.core.fields import KstDateTimeField
from sotong.core.forms import Form, Part, options, stripped
from sotong.core.labels import WORDS
from sotong.core.own_words import own_words
from sotong.outreach.rules import Audience
from sotong.outreach.services import To
from sotong.results import case_rules as rules
from sotong.results.adoption import Adoption
from sotong.results.case_rules import CaseState, Figure, Link, Ours
from sotong.results.models import BestCase
from sotong.results.queries import AdoptionBoard, CaseRow, Choices, Wanted, WantedLines
from sotong.results.services import CaseContent

_Member = TypeVar("_Member", bound=StrEnum)
_YEAR = re.compile(r"\d{4}")
LONGEST_URL: Final = 1_000
FREE_ROWS: Final = 3
"""Empty rows offered for further figures and links."""


def _up_to(most: int) -> Length:
    return Length(max=most, message=_l("%(max)d자까지 입력할 수 있습니다."))


def _words_of(kind: type[StrEnum], but: StrEnum | None = None) -> list[tuple[object, object]]:
    return [(one.value, WORDS[f"{kind.__name__}.{one.value}"]) for one in kind if one is not but]


class FigureRow(Part):
    """One figure; a row without a name is left out."""

    label = StringField(_l("무엇을"), filters=[stripped], validators=[_up_to(rules.MOST_LABEL)])
    before = StringField(_l("전"), filters=[stripped], validators=[_up_to(rules.MOST_LABEL)])
    after = StringField(_l("후"), filters=[stripped], validators=[_up_to(rules.MOST_LABEL)])


class LinkRow(Part):
    """One link; a row without an address is left out."""

    label = StringField(_l("이름"), filters=[stripped], validators=[_up_to(rules.MOST_LABEL)])
    url = StringField(
        _l("주소"),
        filters=[stripped],
        validators=[_up_to(LONGEST_URL)],
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )

    def validate_url(self, field: Field) -> None:
        """Take only addresses of pages."""
        if field.data and not _is_page(field.data):
            raise ValidationError(str(_l("https://로 시작하는 주소를 적어 주십시오.")))


def _is_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and url.isprintable() and " " not in url


class CaseForm(Form):
    """What a case card says."""

    at_field: ClassVar = {"case.incomplete": "problem"}

    seen = HiddenField(default="0")
    title = StringField(
        _l("사례 이름"),
        validators=[DataRequired(_l("사례 이름을 입력해 주십시오.")), _up_to(rules.MOST_TITLE)],
    )
    summary = StringField(
        _l("한 줄 소개"),
        description=_l("목록과 과제에서 읽는 한두 문장입니다."),
        validators=[DataRequired(_l("한 줄 소개를 입력해 주십시오.")), _up_to(rules.MOST_SUMMARY)],
    )
    problem = TextAreaField(
        _l("무엇이 문제였나"),
        description=_l("공개하려면 필요합니다."),
        validators=[_up_to(rules.MOST_TEXT)],
    )
    measures = TextAreaField(
        _l("무엇을 했나"),
        description=_l("공개하려면 필요합니다."),
        validators=[_up_to(rules.MOST_TEXT)],
    )
    steps = TextAreaField(
        _l("다른 부서가 따라 하려면"),
        description=_l("한 줄에 한 단계씩 적어 주십시오. 공개하려면 필요합니다."),
        validators=[_up_to(rules.MOST_TEXT)],
    )
    figures = FieldList(FormField(FigureRow), label=_l("숫자로 본 성과"), max_entries=rules.MOST_FIGURES)
    links = FieldList(FormField(LinkRow), label=_l("링크"), max_entries=rules.MOST_LINKS)
    tags = StringField(
        _l("꼬리표"),
        description=_l("쉼표나 빈칸으로 나누어 10개까지. 예: 밴드, 축제, 실시간"),
        validators=[_up_to(rules.MOST_TAGS * (rules.MOST_TAG_LETTERS + 2))],
    )

    @classmethod
    def of(cls, case: BestCase) -> CaseForm:
        """Make the form of a case, with empty rows for more figures and links."""
        figures = [{"label": one.label, "before": one.before, "after": one.after} for one in case.figure_rows]
        links = [{"label": one.label, "url": one.url} for one in case.link_rows]
        named = ("title", "summary", "problem", "measures", "steps")
        return cls(
            data={
                **{name: getattr(case, name) for name in named},
                "tags": ", ".join(case.tags.split()),
                "seen": str(case.version),
                "figures": [*figures, *_empty(len(figures), rules.MOST_FIGURES)],
                "links": [*links, *_empty(len(links), rules.MOST_LINKS)],
            }
        )

    def validate_tags(self, field: Field) -> None:
        """Say in a sentence if there are too many tags, or too long ones."""
        tags = rules.tags_of(field.data or "")
        if len(tags) > rules.MOST_TAGS or any(len(tag) > rules.MOST_TAG_LETTERS for tag in tags):
            raise ValidationError(str(_l("꼬리표는 10개까지, 하나에 20자까지 적을 수 있습니다.")))

    @property
    def version_seen(self) -> int:
        """The version that the writer saw; nonsense counts as none."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < len("1000000") else 0

    @property
    def content(self) -> CaseContent:
        """What the card says, once the form is valid."""
        return CaseContent(
            title=self.title.data or "",
            summary=self.summary.data or "",
            problem=self.problem.data or "",
            measures=self.measures.data or "",
            steps=self.steps.data or "",
            figures=tuple(
                Figure(row["label"], row["before"] or "", row["after"] or "")
                for row in self.figures.data
                if row["label"]
            ),
            links=tuple(
                Link(row["label"] or row["url"], row["url"]) for row in self.links.data if row["url"]
            ),
            tags=self.tags.data or "",
        )


def _empty(there: int, most: int) -> list[dict[str, str]]:
    return [{} for _row in range(min(FREE_ROWS, most - there))]


class DraftForm(Form):
    """Which entry becomes a case, and why if it has no award."""

    entry_id = HiddenField()
    reason = StringField(_l("고른 까닭"), validators=[_up_to(rules.MOST_REASON)])

    @property
    def chosen(self) -> UUID | None:
        """The entry, if there is one under that id."""
        try:
            return UUID(self.entry_id.data or "")
        except ValueError:
            return None


class FileForm(Form):
    """A picture or document for a case."""

    at_field: ClassVar = AT_FILE

    file = FileField(
        _l("파일"),
        description=_l("그림(PNG, JPG, WebP, GIF)이나 문서(PDF, HWP, HWPX, DOCX, XLSX, PPTX), 5MiB까지."),
        validators=[FileRequired(_l("파일을 골라 주십시오."))],
        render_kw={"accept": ACCEPTED},
    )
    caption = StringField(
        _l("설명"),
        description=_l("그림을 보지 못하는 분께는 이 설명을 읽어 드립니다."),
        validators=[InputRequired(_l("설명을 입력해 주십시오.")), _up_to(200)],
    )


class WithdrawForm(Form):
    """Why is a case shown no longer?"""

    reason = TextAreaField(
        _l("내리는 까닭"),
        description=_l("아직 답하지 않은 부서에 보이고 감사 기록에 남으니 개인정보는 적지 마십시오."),
        validators=[DataRequired(_l("내리는 까닭을 입력해 주십시오.")), _up_to(rules.MOST_REASON)],
    )


class AskForm(AudienceForm):
    """Which departments are asked to adopt a case, and until when."""

    names_officers = False
    at_field: ClassVar = {"assignment.due_in_the_past": "due_at", "case.nobody_to_ask": "audience"}

    audience = RadioField(
        _l("어느 부서에 물을까요?"),
        choices=options(
            pair for pair in _words_of(Audience, but=Audience.NOBODY) if pair[0] != Audience.ON_DUTY
        ),
        default=Audience.ALL.value,
    )
    due_at = KstDateTimeField(
        _l("답할 기한"),
        description=_l("한국 시각입니다. 처음에는 두 주 뒤의 근무일 18시로 채워 둡니다."),
        validators=[InputRequired(_l("기한을 입력해 주십시오."))],
    )

    @property
    def to(self) -> To:
        """Whom it is asked of, once the form is valid."""
        return To(Audience(self.audience.data), self.bureau.data or "", self.chosen_departments)


class CiteForm(Form):
    """Which case an entry builds on, and what it took over."""

    at_field: ClassVar = {
        "case.not_published": "case_id",
        "case.own_entry": "case_id",
        "case.cited_already": "case_id",
    }

    case_id = SelectField(_l("바탕이 된 우수사례"), validators=[InputRequired(_l("사례를 골라 주십시오."))])
    note = TextAreaField(
        _l("이어받은 것"),
        description=_l("무엇을 이어받아 어떻게 넓혔는지 한두 문장으로 적어 주십시오."),
        validators=[DataRequired(_l("이어받은 것을 적어 주십시오.")), _up_to(rules.MOST_REASON)],
    )

    def offer(self, cases: Sequence[CaseRow]) -> None:
        """Fill in the cases that can be named."""
        self.case_id.choices = options(
            [
                ("", _l("고르기")),
                *((str(row.case.id), f"{row.case.title} · {row.department.name}") for row in cases),
            ]
        )


class _AskedForm(Form):
    """Conditions in an address; what is not among the choices is as if it were not asked for."""

    class Meta(Form.Meta):
        csrf = False

    @staticmethod
    def _choose(field: Any, pairs: Sequence[tuple[str, object]]) -> None:
        field.choices = options([("", _l("모두")), *pairs])
        if field.data not in {value for value, _label in pairs}:
            field.data = ""


class CasesAskedForm(_AskedForm):
    """Which cases the list shows."""

    text = StringField(_l("찾는 말"), validators=[Optional(), Length(max=rules.MOST_TITLE)])
    department = SelectField(_l("부서"))
    award = SelectField(_l("상"))
    year = SelectField(_l("연도"))
    tag = SelectField(_l("꼬리표"))
    state = SelectField(_l("상태"))
    ours = SelectField(_l("우리 부서"))

    def offer(self, choices: Choices) -> None:
        """Fill in what occurs."""
        self._choose(
            self.department, [(str(one), places.department(name)) for one, name in choices.departments]
        )
        self._choose(self.award, [(award, own_words(award)) for award in choices.awards])
        self._choose(self.year, [(year, year) for year in choices.years])
        self._choose(self.tag, [(tag, tag) for tag in choices.tags])
        self._choose(self.state, [(str(value), label) for value, label in _words_of(CaseState)])
        self._choose(self.ours, [(str(value), label) for value, label in _words_of(Ours)])

    @property
    def narrowed(self) -> bool:
        """Whether anything but words was asked for."""
        return any(
            one.data for one in (self.department, self.award, self.year, self.tag, self.state, self.ours)
        )

    @property
    def wanted(self) -> Wanted:
        """What was asked for, after `offer`."""
        return Wanted(
            text=(self.text.data or "").replace("\x00", "")[: rules.MOST_TITLE],
            department_id=UUID(self.department.data) if self.department.data else None,
            award=self.award.data,
            year=self.year.data if _YEAR.fullmatch(self.year.data) else "",
            tag=self.tag.data,
            state=CaseState(self.state.data) if self.state.data else None,
            ours=Ours(self.ours.data) if self.ours.data else None,
        )


class BoardAskedForm(_AskedForm):
    """Which part of the board of adoptions is shown."""

    case = SelectField(_l("사례"))
    bureau = SelectField(_l("국"))
    adoption = SelectField(_l("답"))

    def offer(self, board: AdoptionBoard) -> None:
        """Fill in what occurs."""
        self._choose(self.case, [(str(one.id), one.title) for one in board.every])
        self._choose(self.bureau, [(bureau, places.bureau(bureau)) for bureau in board.bureaus])
        self._choose(self.adoption, [(str(value), label) for value, label in _words_of(Adoption)])

    @property
    def wanted(self) -> WantedLines:
        """What was asked for; an unknown case is none."""
        adoption = self.adoption.data
        return WantedLines(
            case_id=_id_or_none(self.case.data),
            bureau=self.bureau.data or "",
            adoptions=(Adoption(adoption),) if adoption in set(Adoption) else (),
        )


def _id_or_none(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
