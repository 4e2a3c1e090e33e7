"""The ballot paper as a form, and the forms of vote links."""

from __future__ import annotations

import hashlib
import re
from functools import cache

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from sotong.ballots import rosters, rules, voting
from sotong.ballots.models import LinkChannel
from sotong.ballots.tokens import PaperToken
from sotong.core import places
from sotong.core.blank_files import Blank
from sotong.core.forms import Form, options
from sotong.core.labels import WORDS, sentence
from sotong.core.reasons import LONGEST, SHORTEST, ReasonForm
from sotong.core.table_forms import TableForm, table_file
from sotong.core.written import plain_typed

ABSTAIN = 0
_NONCE = re.compile(r"[0-9a-f]{32}")
_HEX_64 = re.compile(r"[0-9a-f]{64}")


class _PaperForm(Form):
    """The parts that both papers share. The token signs the form, so no session cookie is needed."""

    class Meta(Form.Meta):
        csrf = False

    token = HiddenField("")
    nonce = HiddenField("")

    paper: rules.BallotPaper
    order_nonce: bytes | None
    picks: RadioField | SelectMultipleField

    def lay_out(self) -> None:
        """Put the entries on the paper, in the order of this voter. A vote that is taken needs no layout."""
        paper, nonce = self.paper, self.order_nonce
        entries = voting.order_for(nonce, paper.entries) if nonce and paper.shuffled else paper.entries
        choices: list[tuple[object, object]] = [
            (entry.number, places.either(entry.title, entry.title_en)) for entry in entries
        ]
        if paper.abstain:
            choices.append((ABSTAIN, _l("기권합니다")))
        self.picks.choices = options(choices)

    def chosen(self) -> list[int]:
        """Return the numbers chosen; an abstention chooses none."""
        raise NotImplementedError

    def client_nonce(self, token: PaperToken) -> bytes:
        """Return the nonce that the browser drew itself, or else the paper's own."""
        drawn = self.nonce.data or ""
        return bytes.fromhex(drawn) if _NONCE.fullmatch(drawn) else token.nonce


class ChooseOneForm(_PaperForm):
    """A paper on which one entry is chosen."""

    picks = RadioField(_l("출품작"), coerce=int, validate_choice=False)

    def chosen(self) -> list[int]:
        """Return the numbers chosen; an abstention chooses none."""
        return [] if self.picks.data in (None, ABSTAIN) else [self.picks.data]

    def validate_picks(self, field: RadioField) -> None:
        if len(field.raw_data or ()) > 1:
            field.data = None  # the field itself has quietly taken the first, and would show it as chosen
            raise ValidationError(_sentence("ballot.too_many", self.paper))
        _check_picks(self, self.chosen(), abstains=field.data == ABSTAIN)


class ChooseSomeForm(_PaperForm):
    """A paper on which up to so many entries are chosen."""

    picks = SelectMultipleField(
        _l("출품작"),
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def chosen(self) -> list[int]:
        """Return the numbers chosen; an abstention chooses none."""
        return [number for number in self.picks.data or [] if number != ABSTAIN]

    def validate_picks(self, field: SelectMultipleField) -> None:
        if self.chosen() and ABSTAIN in (field.data or ()):
            raise ValidationError(_sentence("ballot.abstains_and_picks", self.paper))
        _check_picks(self, self.chosen(), abstains=field.data == [ABSTAIN])


class WithConsent(Form):
    """What everybody ticks who gives more than a cookie."""

    agree = BooleanField(
        _l("만 14세 이상이며, 아래 안내를 읽고 동의합니다."),
        validators=[InputRequired(_l("투표하시려면 안내에 동의해 주십시오."))],
    )


class WithCode(WithConsent):
    """A paper for those who were given a code."""

    code = StringField(
        _l("투표 코드"), description=_l("받으신 종이에 있는 코드입니다. 붙임표는 빼셔도 됩니다.")
    )

    def validate_code(self, field: StringField) -> None:
        field.data = rules.roster_code(field.data or "")
        if field.data is None:
            raise ValidationError(sentence("roster.not_a_code"))


class WithPhone(WithConsent):
    """A paper for owners of a mobile number: first the number, then the code that was sent to it."""

    phone = TelField(_l("휴대전화 번호"), description=_l("인증번호를 문자로 보내 드립니다."))
    check = HiddenField()
    sms = StringField(_l("인증번호"), description=_l("문자로 받으신 숫자 6자리입니다."))

    def validate_phone(self, field: TelField) -> None:
        number = rules.mobile_number(field.data or "")
        if number is None:
            raise ValidationError(sentence("phone.not_a_mobile_number"))
        field.data = number

    @property
    def typed_code(self) -> str:
        """The digits of the code that was typed, without whatever stands between them."""
        return re.sub(r"\D", "", plain_typed(self.sms.data or ""))[:20]


class WithAccount(WithConsent):
    """A paper for owners of a social account: `proof` comes back from the sign-in."""

    proof = HiddenField()


PaperForm = _PaperForm
_PARTS: dict[str, type[Form]] = {
    "device": Form,
    "account": WithAccount,
    "phone": WithPhone,
    "code": WithCode,
}


@cache
def _form_class(level: str, *, one: bool) -> type[_PaperForm]:
    choosing = ChooseOneForm if one else ChooseSomeForm
    return type("Paper", (choosing, _PARTS[level]), {})


def paper_form(paper: rules.BallotPaper, order_nonce: bytes | None) -> PaperForm:
    """Return the form for this paper, its entries in the order of this voter; with no nonce, of the rule."""
    form = _form_class(paper.identity, one=paper.picks_to == 1)()
    form.paper = paper
    form.order_nonce = order_nonce
    return form


def _check_picks(form: _PaperForm, picks: list[int], *, abstains: bool) -> None:
    paper = form.paper
    reason = rules.why_not_pick(paper, picks)
    if reason and not (abstains and paper.abstain):
        raise ValidationError(_sentence(reason, paper))


def _sentence(reason: str, paper: rules.BallotPaper) -> str:
    return sentence(reason, picks_from=paper.picks_from, picks_to=paper.picks_to)


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


class TermsForm(Form):
    """Where everybody signs in."""

    provider = RadioField(
        _l("로그인할 곳"),
        description=_l("한 곳만 고를 수 있습니다. 두 곳을 열면 한 사람이 두 번 투표할 수 있습니다."),
        validators=[InputRequired(_l("로그인할 곳을 골라 주십시오."))],
    )


class MakeCodesForm(Form):
    """New codes for the roster."""

    count = IntegerField(
        _l("만들 개수"),
        validators=[
            InputRequired(_l("몇 개를 만들지 입력해 주십시오.")),
            NumberRange(
                1,
                rosters.MOST_CODES_AT_ONCE,
                _l("1개에서 %(max)d개까지 한 번에 만들 수 있습니다."),
            ),
        ],
    )


class CodesFileForm(TableForm):
    """Codes that the office has made elsewhere."""

    blank = Blank("ballots.blank_roster", rosters.COLUMNS)
    file = table_file(_l("CSV 또는 XLSX. 첫 줄에 ‘투표 코드’ 열이 있어야 합니다. 다른 열은 읽지 않습니다."))


class QuarantineForm(ReasonForm):
    """Flags whose participations are set apart, and why."""

    chosen = SelectMultipleField(_l("따로 둘 참여"), choices=[], validate_choice=False)


class VoidForm(Form):
    """Why ballots should be voided, and the fingerprint of the evidence. The file itself is not kept."""

    reason = TextAreaField(
        _l("무효로 하려는 까닭"),
        description=_l("결과와 함께 누구에게나 공개됩니다. 개인정보는 적지 마십시오."),
        validators=[
            InputRequired(_l("까닭을 입력해 주십시오.")),
            Length(SHORTEST, LONGEST, _l("까닭은 %(min)d자 이상 %(max)d자 이하로 입력해 주십시오.")),
        ],
    )
    file = FileField(
        _l("증거 파일"),
        description=_l("지문(SHA-256)만 계산하고 파일은 남기지 않습니다. 원본은 부서에서 보관해 주십시오."),
    )
    digest = StringField(
        _l("증거 파일의 지문"),
        description=_l("파일을 올리는 대신 SHA-256 지문 64자를 적으셔도 됩니다."),
    )

    def validate_digest(self, field: StringField) -> None:
        typed = _HEX_64.fullmatch((field.data or "").lower())
        if bool(self.file.data) == bool(field.data):
            raise ValidationError(
                _l("증거 파일을 올리거나 지문을 적어 주십시오. 둘 가운데 하나만 하시면 됩니다.")
            )
        if field.data and not typed:
            raise ValidationError(_l("지문은 0-9와 a-f로 된 64자입니다."))

    def evidence(self) -> bytes:
        """Return the fingerprint of the evidence."""
        if self.file.data:
            return hashlib.file_digest(self.file.data.stream, "sha256").digest()
        return bytes.fromhex(self.digest.data or "")


class AuditKeyForm(Form):
    """The contest's private audit key. It never goes back to the browser."""

    key = PasswordField(
        _l("감사 열쇠 (64자)"),
        description=_l("봉인을 여는 데만 쓰고 어디에도 남기지 않습니다."),
        validators=[InputRequired(_l("감사 열쇠를 입력해 주십시오."))],
    )

    def validate_key(self, field: PasswordField) -> None:
        if not _HEX_64.fullmatch((field.data or "").lower()):
            raise ValidationError(_l("감사 열쇠는 0-9와 a-f로 된 64자입니다."))

    def private(self) -> bytes:
        """Return the key's 32 bytes."""
        return bytes.fromhex(self.key.data or "")
