"""Forms of the content calendar: series, how they run, drafts, single slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from flask_babel import format_date
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from sotong.channels.calendar_rules import MOST_DRAFT_DAYS, SeriesKind, SlotState
from sotong.channels.forms.registry import words_of
from sotong.channels.models import Channel, SeriesTerm
from sotong.channels.permalinks import LONGEST_LINK, NotPermalink, parse, web_address
from sotong.channels.queries.calendar import Wanted
from sotong.channels.recurrence import (
    DAY_CODES,
    LAST,
    LAST_SURE_DAY,
    LONGEST_INTERVAL,
    MOST_NTH,
    Frequency,
    Recurrence,
    read_rule,
)
from sotong.channels.services.series import Course, SeriesWords
from sotong.channels.services.slots import Draft, Place
from sotong.core.fields import DayField, KstDateTimeField
from sotong.core.forms import Form, options
from sotong.core.labels import sentence

NEEDED: Final = _l("입력해 주십시오.")
NOT_A_DAY: Final = _l("달력에 있는 날짜를 입력해 주십시오. 예: 2026-12-24")
NOT_A_TIME: Final = _l("시각을 09:00처럼 입력해 주십시오.")
_BAD_INTERVAL: Final = _l("간격은 1부터 12까지 넣어 주십시오.")
_BAD_LENGTH: Final = _l("길이는 1분부터 24시간(1440분)까지 넣어 주십시오.")
_BAD_DRAFT_DAYS: Final = _l("0부터 15까지 넣어 주십시오.")
LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 5_000
LONGEST_REASON: Final = 500
_MONDAY: Final = date(2024, 1, 1)


def weekday_names() -> list[str]:
    """The days of the week from Monday, in the reader's language."""
    return [format_date(_MONDAY + timedelta(days=n), "EEEE") for n in range(len(DAY_CODES))]


def _weekdays() -> list[tuple[str, str]]:
    return [(str(n), name) for n, name in enumerate(weekday_names())]


def _month_days() -> list[tuple[str, str]]:
    return [*((str(n), str(n)) for n in range(1, LAST_SURE_DAY + 1)), (str(LAST), str(_l("마지막 날")))]


def _nths() -> list[tuple[str, str]]:
    return [*((str(n), str(n)) for n in range(1, MOST_NTH + 1)), (str(LAST), str(_l("마지막")))]


class LiveLinkForm(Form):
    """What has a place where it can be watched."""

    live: str | None = None

    live_url = StringField(
        _l("방송 주소"),
        description=_l("생방송을 보는 곳의 주소. 방송이 아니면 비워 둡니다."),
        validators=[Length(max=LONGEST_LINK)],
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )

    def validate_live_url(self, field: Field) -> None:
        """Take a platform's address in its one form, or that of the office's own site."""
        text = field.data or ""
        if not text:
            return
        found = parse(text)
        self.live = web_address(text) if isinstance(found, NotPermalink) else found.url
        if self.live is None and isinstance(found, NotPermalink):
            raise ValidationError(sentence(found.code, host=found.host or ""))


class SeenForm(Form):
    """What changes something that another tab, or somebody else, may have changed meanwhile."""

    at_field: ClassVar = {"series.changed": "anyway"}

    seen = HiddenField()
    anyway = BooleanField(_l("제가 적은 대로 덮어씁니다."))
    """Asked for only where somebody did."""

    @property
    def edition(self) -> int | None:
        """What was seen, -1 if the form was tampered with; None: it is to be written over whatever it is."""
        return None if self.anyway.data else _number(self.seen.data)


class WordsForm(SeenForm):
    """What a series is called, what it is, and where it appears."""

    at_field: ClassVar = {**SeenForm.at_field, "series.name_taken": "name"}

    name = StringField(
        _l("연재 이름"),
        description=_l("예: 주간꿀팁, 행복공감story"),
        validators=[DataRequired(NEEDED), Length(max=100, message=_l("100자까지 쓸 수 있습니다."))],
    )
    kind = SelectField(_l("종류"), choices=lambda: words_of(SeriesKind))
    channel_id = SelectField(_l("올리는 채널"), description=_l("늘 같은 채널에 올릴 때 고릅니다."))
    purpose = TextAreaField(
        _l("소개"),
        description=_l("무엇을 누구에게 알리는 연재인지 적어 둡니다."),
        validators=[Length(max=1_000, message=_l("1,000자까지 쓸 수 있습니다."))],
    )

    def offer_channels(self, channels: Iterable[Channel]) -> None:
        """Offer these accounts."""
        named = [(str(channel.id), channel.name) for channel in channels]
        self.channel_id.choices = options([("", _l("정하지 않음")), *named])

    def words(self) -> SeriesWords:
        """What was typed, once it is valid."""
        chosen = self.channel_id.data
        return SeriesWords(
            name=self.name.data or "",
            kind=SeriesKind(self.kind.data),
            channel_id=UUID(chosen) if chosen else None,
            purpose=self.purpose.data or "",
        )


class CourseForm(LiveLinkForm, SeenForm):
    """How a series runs from a day on."""

    at_field: ClassVar = {
        **SeenForm.at_field,
        "series.bad_time": "starts",
        "series.bad_length": "minutes",
        "series.bad_draft_days": "draft_days",
        "series.change_in_the_past": "from_on",
        "series.too_far": "from_on",
    }
    rule: Recurrence

    from_on = DayField(_l("시작하는 날"), validators=[InputRequired(NOT_A_DAY)])
    frequency = RadioField(_l("되풀이"), choices=lambda: words_of(Frequency), default=Frequency.WEEKLY.value)
    weekdays = SelectMultipleField(
        _l("요일"),
        description=_l("'매주'이면 하나 이상, '몇째 무슨 요일'이면 하나를 고릅니다."),
        choices=_weekdays,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    nth = SelectField(
        _l("몇째"),
        description=_l("'매달 몇째 무슨 요일에'를 고른 때에만 씁니다."),
        choices=_nths,
        default="1",
    )
    month_day = SelectField(
        _l("며칠"), description=_l("'매달 며칠에'를 고른 때에만 씁니다."), choices=_month_days, default="1"
    )
    interval = IntegerField(
        _l("간격"),
        description=_l("1이면 매번, 2이면 한 번씩 걸러서"),
        default=1,
        validators=[
            InputRequired(_BAD_INTERVAL),
            NumberRange(1, LONGEST_INTERVAL, _BAD_INTERVAL),
        ],
    )
    starts = TimeField(_l("시각"), description=_l("한국 시각입니다."), validators=[InputRequired(NOT_A_TIME)])
    minutes = IntegerField(
        _l("길이(분)"),
        description=_l("방송이면 방송하는 시간, 글이면 달력에 차지할 자리"),
        default=30,
        validators=[
            InputRequired(_BAD_LENGTH),
            NumberRange(1, 24 * 60, _BAD_LENGTH),
        ],
    )
    skips_holidays = BooleanField(_l("공휴일과 우리 기관의 휴무일에는 쉽니다."), default=True)
    owner_id = SelectField(_l("맡은 주무관"))
    draft_days = IntegerField(
        _l("원고 마감(며칠 전 근무일)"),
        description=_l("발행하는 날보다 며칠 앞선 근무일 18시까지. 0이면 발행하는 시각까지"),
        default=1,
        validators=[
            InputRequired(_BAD_DRAFT_DAYS),
            NumberRange(0, MOST_DRAFT_DAYS, _BAD_DRAFT_DAYS),
        ],
    )

    def offer_owners(self, officers: Iterable[tuple[UUID, str]]) -> None:
        """Offer these officers as owners."""
        self.owner_id.choices = options([("", _l("고르기")), *((str(key), name) for key, name in officers)])

    def validate_owner_id(self, field: Field) -> None:
        """Ask for an owner."""
        if not field.data:
            raise ValidationError(str(_l("맡을 주무관을 골라 주십시오.")))

    def validate_weekdays(self, field: Field) -> None:
        """Ask for as many days of the week as the rule wants."""
        frequency, count = self.frequency.data, len(field.data or ())
        if frequency == Frequency.WEEKLY and not count:
            raise ValidationError(str(_l("요일을 하나 이상 골라 주십시오.")))
        if frequency == Frequency.MONTHLY_NTH and count != 1:
            raise ValidationError(str(_l("요일을 하나만 골라 주십시오.")))

    def validate(self, extra_validators: Any = None) -> bool:
        """Keep the rule, once its parts fit together."""
        if not super().validate(extra_validators):
            return False
        frequency = Frequency(self.frequency.data)
        on_weekdays = frequency in (Frequency.WEEKLY, Frequency.MONTHLY_NTH)
        self.rule = Recurrence(
            frequency=frequency,
            interval=self.interval.data or 1,
            weekdays=tuple(sorted(int(day) for day in self.weekdays.data or ())) if on_weekdays else (),
            month_day=int(self.month_day.data) if frequency is Frequency.MONTHLY else 0,
            nth=int(self.nth.data) if frequency is Frequency.MONTHLY_NTH else 0,
        )
        return True

    def course(self) -> Course:
        """What was typed, once it is valid."""
        starts, from_on = self.starts.data, self.from_on.data
        if starts is None or from_on is None:
            raise ValueError("the form is not valid")
        return Course(
            from_on=from_on,
            rule=self.rule,
            starts=starts.hour * 60 + starts.minute,
            minutes=self.minutes.data or 0,
            skips_holidays=self.skips_holidays.data,
            owner_id=UUID(self.owner_id.data),
            draft_days=self.draft_days.data or 0,
            live_url=self.live,
        )


class SeriesForm(WordsForm, CourseForm):
    """A new series."""

    at_field: ClassVar = {**WordsForm.at_field, **CourseForm.at_field}


class EndForm(SeenForm):
    """From which day on a series rests: `day`, once the form is valid."""

    at_field: ClassVar = {
        **SeenForm.at_field,
        "series.change_in_the_past": "from_on",
        "series.too_far": "from_on",
    }
    day: date

    from_on = DayField(
        _l("쉬기 시작하는 날"),
        description=_l("이 날부터 새 회차가 생기지 않습니다. 지난 회차는 그대로 남습니다."),
        validators=[InputRequired(NOT_A_DAY)],
    )

    def validate_from_on(self, field: Field) -> None:
        """Keep the day."""
        if field.data is not None:
            self.day = field.data


class DraftForm(LiveLinkForm):
    """What is to be published. A draft may be short of a text; what is handed in may not."""

    at_field: ClassVar = {"slot.nothing_written": "text"}

    title = StringField(
        _l("제목"),
        validators=[
            DataRequired(_l("제목을 입력해 주십시오.")),
            Length(max=LONGEST_TITLE, message=_l("제목은 %(max)d자까지 입력할 수 있습니다.")),
        ],
    )
    text = TextAreaField(
        _l("글"),
        description=_l("발행하면 주무관들이 복사해 퍼뜨리는 글이 됩니다."),
        validators=[
            DataRequired(_l("글을 입력해 주십시오.")),
            Length(max=LONGEST_TEXT, message=_l("글은 %(max)d자까지 입력할 수 있습니다.")),
        ],
    )
    seen = HiddenField()

    @property
    def sequence(self) -> int:
        """The slot's sequence as it was seen; -1 if the form was tampered with."""
        return _number(self.seen.data)

    def draft(self) -> Draft:
        """What was typed, once it is valid."""
        return Draft(self.title.data or "", self.text.data or "", self.live)


def _number(text: str | None) -> int:
    """A count from a hidden field; -1 for what is none."""
    digits = text or ""
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < len("1000000000") else -1


class ReturnForm(Form):
    """Why a draft is given back, or a slot cancelled."""

    at_field: ClassVar = {"slot.reason_missing": "reason"}

    reason = TextAreaField(
        _l("사유"),
        description=_l("맡은 주무관에게 보이고 기록에 남습니다."),
        validators=[
            DataRequired(_l("사유를 적어 주십시오.")),
            Length(max=LONGEST_REASON, message=_l("500자까지 쓸 수 있습니다.")),
        ],
    )


class PlaceForm(Form):
    """When a slot stands, and who writes it."""

    at_field: ClassVar = {"slot.in_the_past": "starts_at", "slot.bad_length": "ends_at"}

    starts_at = KstDateTimeField(
        _l("시작"), description=_l("한국 시각입니다."), validators=[InputRequired(NEEDED)]
    )
    ends_at = KstDateTimeField(_l("끝"), validators=[InputRequired(NEEDED)])
    owner_id = SelectField(_l("맡은 주무관"))

    def offer_owners(self, officers: Iterable[tuple[UUID, str]]) -> None:
        """Offer these officers as owners."""
        self.owner_id.choices = options((str(key), name) for key, name in officers)

    def place(self) -> Place:
        """What was typed, once it is valid."""
        starts_at, ends_at = self.starts_at.data, self.ends_at.data
        if starts_at is None or ends_at is None:
            raise ValueError("the form is not valid")
        return Place(starts_at, ends_at, UUID(self.owner_id.data))


class AskedForm(Form):
    """What the list shows. What is not among the choices is as if it were not asked for."""

    class Meta(Form.Meta):
        csrf = False

    series = SelectField(_l("연재"))
    kind = SelectField(_l("종류"))
    state = SelectField(_l("상태"))
    whose = SelectField(_l("맡은 사람"))

    def __init__(self, asked: Mapping[str, Any], names: Sequence[tuple[UUID, str]], *, mine: bool) -> None:
        super().__init__(asked)
        everything = ("", str(_l("모두")))
        self.series.choices = [everything, *((str(key), name) for key, name in names)]
        self.kind.choices = [everything, *words_of(SeriesKind)]
        self.state.choices = [everything, *words_of(SlotState)]
        self.whose.choices = [everything, *([("mine", str(_l("나")))] if mine else [])]

    def wanted(self, officer_id: UUID | None) -> Wanted:
        """What was asked for."""
        series, kind, state = self._chosen(self.series), self._chosen(self.kind), self._chosen(self.state)
        return Wanted(
            series_id=UUID(series) if series else None,
            owner_id=officer_id if self._chosen(self.whose) else None,
            kind=SeriesKind(kind) if kind else None,
            state=SlotState(state) if state else None,
        )

    @staticmethod
    def _chosen(field: SelectField) -> str:
        offered = [str(choice[0]) for choice in field.choices or ()]
        if field.data not in offered:
            field.data = ""
        return str(field.data)


def course_so_far(term: SeriesTerm) -> dict[str, Any]:
    """A term as the form has it."""
    facts = term.facts
    rule = facts.rule or read_rule("FREQ=WEEKLY;BYDAY=MO")
    return {
        "frequency": rule.frequency.value,
        "weekdays": [str(day) for day in rule.weekdays],
        "nth": str(rule.nth or 1),
        "month_day": str(rule.month_day or 1),
        "interval": rule.interval,
        "starts": time(facts.starts // 60, facts.starts % 60),
        "minutes": facts.minutes,
        "skips_holidays": facts.skips_holidays,
        "owner_id": str(facts.owner_id),
        "draft_days": facts.draft_days,
        "live_url": facts.live_url or "",
    }
