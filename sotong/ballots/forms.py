"""The ballot paper as a form, and the forms of vote links."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from sotong.ballots import rules, voting
from sotong.ballots.models import LinkChannel
from sotong.core.forms import Form, options
from sotong.core.labels import WORDS, sentence

TOKEN_LASTS_S = 7 * 24 * 60 * 60
ABSTAIN = 0
_NONCE = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class PaperToken:
    """What a ballot paper carries, signed: whose device asked for it, and its nonce.

    Inside other apps cookies come and go, so the paper itself says which device it was made for.
    """

    device: str
    nonce: bytes

    @classmethod
    def fresh(cls, device: str | None) -> PaperToken:
        return cls(device=device or secrets.token_hex(16), nonce=secrets.token_bytes(voting.NONCE_BYTES))


class Tokens:
    """Signs and reads paper tokens and device cookies with the server's secret."""

    def __init__(self, secret: str) -> None:
        self._papers = URLSafeTimedSerializer(secret, salt="sotong-ballot-paper")
        self._devices = URLSafeTimedSerializer(secret, salt="sotong-device")

    def write_paper(self, token: PaperToken, link_code: str) -> str:
        return str(self._papers.dumps([link_code, token.device, token.nonce.hex()]))

    def read_paper(self, text: str, link_code: str) -> PaperToken | None:
        """Return the token, or None if it is forged, too old, or of another link."""
        try:
            code, device, nonce = self._papers.loads(text, max_age=TOKEN_LASTS_S)
        except (BadSignature, SignatureExpired, ValueError, TypeError):
            return None
        return PaperToken(device=device, nonce=bytes.fromhex(nonce)) if code == link_code else None

    def write_device(self, device: str) -> str:
        return str(self._devices.dumps(device))

    def read_device(self, text: str | None) -> str | None:
        """Return the device that a cookie names, or None if there is none or it is forged."""
        try:
            return str(self._devices.loads(text)) if text else None
        except BadSignature:
            return None


class _PaperForm(Form):
    """The parts that both papers share. The token signs the form, so no session cookie is needed."""

    class Meta(Form.Meta):
        csrf = False

    token = HiddenField()
    nonce = HiddenField()

    paper: rules.BallotPaper

    def client_nonce(self, token: PaperToken) -> bytes:
        """Return the nonce that the browser drew itself, or else the paper's own."""
        drawn = self.nonce.data or ""
        return bytes.fromhex(drawn) if _NONCE.fullmatch(drawn) else token.nonce


class ChooseOneForm(_PaperForm):
    """A paper on which one entry is chosen."""

    picks = RadioField(coerce=int, validate_choice=False)

    def chosen(self) -> list[int]:
        """Return the numbers chosen; an abstention chooses none."""
        return [] if self.picks.data in (None, ABSTAIN) else [self.picks.data]

    def validate_picks(self, field: RadioField) -> None:
        _check_picks(
            self, [] if field.data in (None, ABSTAIN) else [field.data], abstains=field.data == ABSTAIN
        )


class ChooseSomeForm(_PaperForm):
    """A paper on which up to so many entries are chosen."""

    picks = SelectMultipleField(
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def chosen(self) -> list[int]:
        """Return the numbers chosen; an abstention chooses none."""
        return [number for number in self.picks.data or [] if number != ABSTAIN]

    def validate_picks(self, field: SelectMultipleField) -> None:
        _check_picks(self, self.chosen(), abstains=field.data == [ABSTAIN])


def paper_form(paper: rules.BallotPaper, order_nonce: bytes) -> ChooseOneForm | ChooseSomeForm:
    """Return the form for this paper, its entries in the order of this voter."""
    form = ChooseOneForm() if paper.picks_to == 1 else ChooseSomeForm()
    form.paper = paper
    entries = voting.order_for(order_nonce, paper.entries)
    choices: list[tuple[object, object]] = [(entry.number, entry.title) for entry in entries]
    if paper.abstain:
        choices.append((ABSTAIN, _l("기권합니다")))
    form.picks.choices = options(choices)
    form.picks.label.text = str(_l("출품작"))
    return form


def _check_picks(form: _PaperForm, picks: list[int], *, abstains: bool) -> None:
    paper = form.paper
    reason = rules.why_not_pick(paper, picks)
    if reason and not (abstains and paper.abstain):
        raise ValidationError(sentence(reason, picks_from=paper.picks_from, picks_to=paper.picks_to))


class VoteLinkForm(Form):
    """A new vote link."""

    channel = SelectField(
        _l("올릴 곳"),
        choices=options((channel.value, WORDS[f"LinkChannel.{channel.value}"]) for channel in LinkChannel),
    )
    name = StringField(
        _l("이름"),
        description=_l("어디에 올리는 링크인지 알아볼 수 있게 적어 주십시오. 예: 구청 밴드 12월 14일 글"),
        validators=[
            DataRequired(_l("이름을 입력해 주십시오.")),
            Length(max=100, message=_l("100자까지 입력할 수 있습니다.")),
        ],
    )


class ReceiptForm(Form):
    """Looking up a receipt; a GET, so that it can be kept as an address."""

    class Meta(Form.Meta):
        csrf = False

    number = StringField(
        _l("투표 확인번호"), validators=[DataRequired(_l("확인번호를 입력해 주십시오.")), Length(max=60)]
    )
