"""What a person wants to be told, and how."""

from __future__ import annotations

import re
from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import Length

from sotong.core.forms import Form, options
from sotong.core.labels import word
from sotong.notices import rules
from sotong.notices.queries import Wishes
from sotong.notices.rules import Digest, Reach

_MAIL_ADDRESS: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


def _is_mail_address(_form: Form, field: Field) -> None:
    if field.data and not _MAIL_ADDRESS.fullmatch(field.data):
        raise ValidationError(str(_l("전자우편 주소를 name@example.go.kr처럼 입력해 주십시오.")))


def _is_mobile(_form: Form, field: Field) -> None:
    if field.data and rules.mobile(field.data) is None:
        raise ValidationError(str(_l("휴대전화 번호를 010-1234-5678처럼 입력해 주십시오.")))


class WishesForm(Form):
    """The page of one's own preferences."""

    mail = RadioField(_l("전자우편으로 받을 알림"))
    mail_address = StringField(
        _l("다른 전자우편 주소"),
        validators=[Length(max=254, message=_l("%(max)d자까지 쓸 수 있습니다.")), _is_mail_address],
    )
    digest = SelectField(
        _l("급하지 않은 알림을 보내는 때"),
        description=_l("그 사이에 생긴 알림은 전자우편 한 통으로 모아 보냅니다. 급한 알림은 바로 보냅니다."),
    )
    texts = BooleanField(_l("급한 알림은 문자메시지로도 받기"))
    number = StringField(
        _l("다른 휴대전화 번호"),
        validators=[Length(max=20, message=_l("%(max)d자까지 쓸 수 있습니다.")), _is_mobile],
    )
    quiet = BooleanField(_l("쉬는 시간에는 급한 알림만 받기"))
    language = RadioField(_l("알림의 언어"), choices=options([("ko", _l("한국어")), ("en", _l("영어"))]))

    def __init__(self, wishes: Wishes) -> None:
        super().__init__(obj=wishes)
        self.mail.choices = options((reach.value, word(reach)) for reach in Reach)
        self.digest.choices = options((digest.value, word(digest)) for digest in Digest)

    @property
    def wishes(self) -> Wishes:
        """What was typed, once the form is valid."""
        return Wishes(
            language=self.language.data,
            mail=Reach(self.mail.data),
            mail_address=self.mail_address.data or None,
            texts=self.texts.data,
            number=rules.mobile(self.number.data or ""),
            digest=Digest(self.digest.data),
            quiet=self.quiet.data,
        )
