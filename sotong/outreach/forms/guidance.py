"""Forms of the guidance library and its shelters."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from sotong.core.blank_files import Blank
from sotong.core.forms import Form, options
from sotong.core.labels import sentence
from sotong.core.table_forms import TableForm, table_file
from sotong.outreach import guidance_rules as rules
from sotong.outreach.forms import fields
from sotong.outreach.forms.posts import ShareForm, words_of
from sotong.outreach.guidance_rules import Content, Hazard
from sotong.outreach.models.guidance import GuidanceVersion
from sotong.outreach.rules import Audience
from sotong.outreach.shelter_files import COLUMNS

_PART = _l("한 줄에 하나씩 쓰고, 목록은 '- '로, 작은 제목은 '# '로 시작합니다.")


class EditGuidanceForm(Form):
    """What a page says."""

    at_field: ClassVar = {
        "guidance.nothing_to_do": "during",
        "guidance.not_a_link": "links",
        "guidance.too_many_links": "links",
        "guidance.slug_taken": "slug",
    }

    title = fields.line(
        _l("제목"), rules.MAX_TITLE_LENGTH, _l("제목을 입력해 주십시오."), hint=_l("예: 태풍이 올 때")
    )
    summary = fields.lines(
        _l("한 줄 요약"),
        rules.MAX_SUMMARY_LENGTH,
        _l("요약을 입력해 주십시오."),
        hint=_l("가장 먼저 읽는 한두 문장입니다. 긴급 메시지에도 들어갑니다."),
    )
    before = fields.lines(_l("미리 할 일"), rules.MAX_PART_LENGTH, hint=_PART)
    during = fields.lines(
        _l("닥쳤을 때 할 일"),
        rules.MAX_PART_LENGTH,
        hint=_l("3단계 메시지에 그대로 들어가는 부분입니다. 쓰는 법은 위와 같습니다."),
    )
    after = fields.lines(_l("지나간 뒤 할 일"), rules.MAX_PART_LENGTH)
    links = fields.lines(
        _l("더 알아보기"),
        rules.MAX_PART_LENGTH,
        hint=_l("한 줄에 하나씩, 이름과 주소를 띄어 씁니다. 예: 기상청 날씨누리 https://www.weather.go.kr"),
    )
    seen = IntegerField(widget=HiddenInput(), default=1, validators=[Optional()])

    @classmethod
    def of(cls, version: GuidanceVersion) -> EditGuidanceForm:
        """The form with what a version says."""
        said = version.content
        return cls(
            title=said.title,
            summary=said.summary,
            before=said.before,
            during=said.during,
            after=said.after,
            links=said.links,
            seen=version.number,
        )

    @property
    def content(self) -> Content:
        """What was typed, lines ended alike."""
        fields = (self.title, self.summary, self.before, self.during, self.after, self.links)
        return Content(*("\n".join((field.data or "").splitlines()) for field in fields))


class NewGuidanceForm(EditGuidanceForm):
    """A new page: its hazard and its address besides."""

    hazard = SelectField(_l("종류"), choices=options(words_of(Hazard)), default=Hazard.TYPHOON.value)
    slug = StringField(
        _l("주소 이름"),
        description=_l("영문 소문자, 숫자, 붙임표. 시민이 보는 주소의 끝이 됩니다. 예: typhoon"),
        validators=[DataRequired(_l("주소 이름을 입력해 주십시오."))],
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )

    def validate_slug(self, field: Field) -> None:
        """Take what stands in an address as it is typed."""
        if not rules.SLUG.fullmatch(field.data or ""):
            raise ValidationError(sentence("guidance.not_a_slug"))


class ShelterFileForm(TableForm):
    """A file of shelters."""

    blank = Blank("guidance.blank_shelters", COLUMNS)
    file = table_file(
        _l("CSV 또는 XLSX. 열: 종류, 이름, 주소, 수용인원, 지도(수용인원과 지도는 없어도 됩니다)")
    )


class ReadForm(ShareForm):
    """Who is asked to read a page, and until when."""

    audience = RadioField(
        _l("누구에게 읽도록 맡길까요?"),
        choices=options(words_of(Audience, but=Audience.NOBODY)),
        default=Audience.ALL.value,
    )


class ShelterAskedForm(Form):
    """Which shelters a list shows: those whose name or address holds a text."""

    class Meta(Form.Meta):
        csrf = False

    near = StringField(_l("동 이름이나 길 이름"), validators=[Optional(), Length(max=rules.MAX_TITLE_LENGTH)])

    def wanted(self) -> str:
        """The text asked for."""
        return (self.near.data or "").replace("\x00", "")[: rules.MAX_TITLE_LENGTH]
