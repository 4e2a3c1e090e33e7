"""The form of the receipt's proof."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from sotong.core.forms import Form


class ReceiptProofForm(Form):
    """Asking for the proof of a receipt; a GET, so that it can be kept as an address."""

    class Meta(Form.Meta):
        csrf = False

    number = StringField(
        _l("투표 확인번호"), validators=[DataRequired(_l("확인번호를 입력해 주십시오.")), Length(max=60)]
    )
