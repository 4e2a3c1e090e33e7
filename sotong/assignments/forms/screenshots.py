"""A screenshot as proof."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, SelectField, StringField, ValidationError

from sotong.assignments import rules
from sotong.channels.permalinks import NotPermalink, parse
from sotong.channels.platforms import Permalink, Platform
from sotong.core.attachments import PICTURES
from sotong.core.forms import Form, options
from sotong.core.labels import WORDS, sentence

ELSEWHERE = "elsewhere"
"""A chat room, a closed group: places that are no platform of ours."""


class ScreenshotForm(Form):
    """A picture of what was done, and its address if there is one."""

    at_field: ClassVar = {
        **{
            f"attachment.{reason}": "file"
            for reason in (
                "empty",
                "too_large",
                "not_this_kind",
                "not_what_it_says",
                "has_macros",
                "broken_picture",
                "too_many_pixels",
            )
        },
        "assignment.screenshot_no_picture": "file",
        "assignment.not_a_post": "permalink",
    }
    link: Permalink | None = None
    """What the pasted text leads to, if anything was pasted, once the form is valid."""

    file = FileField(
        _l("화면 사진"),
        description=_l("PNG, JPG, WebP, GIF, 5MiB까지. 다른 분의 이름과 얼굴은 되도록 가려 주십시오."),
        validators=[FileRequired(_l("화면 사진을 골라 주십시오."))],
        render_kw={"accept": ",".join(PICTURES)},
    )
    platform = SelectField(
        _l("올린 곳"),
        choices=options(
            [
                *(
                    (one.value, WORDS[f"Platform.{one.value}"])
                    for one in Platform
                    if one is not Platform.SOTONG_TV
                ),
                (ELSEWHERE, _l("그 밖의 곳(대화방, 비공개 모임)")),
            ]
        ),
        default=Platform.KAKAOTALK_CHANNEL.value,
    )
    permalink = StringField(
        _l("주소"),
        description=_l("있으면 함께 붙여 넣어 주십시오. 하루 뒤에 사라지는 게시물이 그렇습니다."),
        render_kw={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none"},
    )

    def validate_permalink(self, field: Field) -> None:
        """Say in a sentence why a text leads to no post."""
        if not field.data:
            return
        found = parse(field.data)
        if isinstance(found, NotPermalink):
            raise ValidationError(sentence(found.code, host=found.host or ""))
        if reason := rules.why_not_proof(found):
            raise ValidationError(sentence(reason))
        self.link = found
