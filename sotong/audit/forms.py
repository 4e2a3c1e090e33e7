"""What the auditor asks for: a part of a log, or whether it still is what somebody once noted down."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional

from sotong.audit.checkpoint import BadNote, Checkpoint, VerifierKey, open_checkpoint
from sotong.audit.queries import EntryFilter
from sotong.core.days import KST
from sotong.core.forms import UNPROCESSABLE, Form

_FIRST_DAY: Final = date(2000, 1, 1)
_LAST_DAY: Final = date(2999, 12, 31)


def _in_our_time(_form: Form, field: DateField) -> None:
    if field.data and not _FIRST_DAY <= field.data <= _LAST_DAY:
        raise ValidationError(_l("2000년부터 2999년 사이의 날짜를 입력해 주십시오."))


class EntryFilterForm(Form):
    """Which entries of a log to show; comes in the address, so it changes nothing and needs no token."""

    NAMES: Final = ("since", "until", "action", "actor", "subject", "text")

    class Meta(Form.Meta):
        csrf = False

    since = DateField(_l("시작일"), validators=[Optional(), _in_our_time])
    until = DateField(_l("종료일"), validators=[Optional(), _in_our_time])
    action = SelectField(_l("한 일"), validators=[Optional()])
    actor = StringField(_l("행위자 이름"), validators=[Length(max=100)])
    subject = StringField(_l("대상 번호"), validators=[Length(max=36)])
    text = StringField(_l("내용에 든 말"), validators=[Length(max=200)])

    def offer(self, actions: Collection[tuple[str, str]]) -> None:
        """Set the actions that can be asked for, as codes and words."""
        self.action.choices = [("", _l("전체")), *actions]

    def reads(self) -> bool:
        """Whether the filter can be used. If not, the status becomes 422."""
        if self.validate():
            return True
        self.status = UNPROCESSABLE
        return False

    def validate_until(self, field: DateField) -> None:
        """The last day is not before the first."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_l("종료일은 시작일과 같거나 그 뒤여야 합니다."))

    def validate_subject(self, field: StringField) -> None:
        """The subject is an id in full."""
        if field.data and _as_id(field.data) is None:
            raise ValidationError(_l("대상 번호는 36자리 전체를 입력해 주십시오."))

    def wanted(self, find: Callable[[str], Collection[UUID]]) -> EntryFilter:
        """Return what is asked for. `find` tells the accounts a name may mean; an id stands for itself."""
        return EntryFilter(
            since=_start_of(self.since.data) if self.since.data else None,
            until=_start_of(self.until.data + timedelta(days=1)) if self.until.data else None,
            action=self.action.data or "",
            actor_ids=_accounts(self.actor.data, find) if self.actor.data else None,
            subject_id=_as_id(self.subject.data) if self.subject.data else None,
            text=self.text.data or "",
        )


class VerifyForm(Form):
    """Verify a log, and, if one was kept, against a checkpoint of earlier."""

    kept = TextAreaField(
        _l("보관해 둔 체크포인트"),
        description=_l(
            "예전에 내려받은 것이 있으면 붙여 넣으십시오. 그때의 기록이 그대로 남아 있는지도 함께 확인합니다."
        ),
        validators=[Length(max=10_000)],
    )

    def checkpoints(self, key: VerifierKey) -> list[Checkpoint] | None:
        """Return what was pasted, as signed with `key`; None if it cannot be taken, with the reason shown."""
        if not self.kept.data:
            return []
        try:
            # Browsers send line ends as CR LF, and the form takes off the last.
            return [open_checkpoint(self.kept.data.replace("\r\n", "\n") + "\n", key)]
        except BadNote:
            self.refuse_field(
                "kept",
                _l(
                    "이 기록부의 체크포인트가 아니거나 내용이 바뀌었습니다. 원본을 그대로 붙여 넣어 주십시오."
                ),
            )
            return None


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, KST).astimezone(UTC)


def _accounts(text: str, find: Callable[[str], Collection[UUID]]) -> Collection[UUID]:
    one = _as_id(text)
    return find(text) if one is None else (one,)


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
