"""A screenshot as proof."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, SelectField, StringField

from sotong.assignments.forms.work import proof_link
from sotong.channels.platforms import Permalink, Platform
from sotong.core.attachments import AT_FILE, PICTURES
from sotong.core.forms import Form, options
from sotong.core.labels import WORDS

ELSEWHERE = "elsewhere"
"""A chat room, a closed group: places that are no platform of ours."""


class ScreenshotForm(Form):
    """A picture of what was done, and its address if there is one."""

    at_field: ClassVar = {
        **AT_FILE,
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
        if field.data:
            self.link = proof_link(field.data)
