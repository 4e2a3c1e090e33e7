"""The content calendar, read in a fixed number of statements: series, terms, slots, names, days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sotong.channels import calendar_rules as rules
from sotong.channels.calendar_rules import (
    MOST_DRAFT_DAYS,
    WRITABLE,
    Hand,
    Planned,
    SeriesKind,
    SlotFacts,
    SlotState,
    Term,
    at_minute,
    draft_due_at,
)
from sotong.channels.models import ContentSeries, ContentSlot, SeriesTerm
from sotong.core import office_days
from sotong.core.days import OfficeDays, korean_day
from sotong.core.errors import NotFound
from sotong.people.queries import officer_names, stood_in_for

ONE_DAY = timedelta(days=1)
BEFORE_A_DRAFT = timedelta(days=rules.LONGEST_CLOSURE_DAYS + MOST_DRAFT_DAYS)
"""How far back the days must be known to tell when a draft is due."""
LOOKS_AHEAD = timedelta(days=31)
MISSED_FOR = timedelta(days=1)
"""A slot that went by without a draft is on its owner's page for so long; then only in the calendar."""
DRAFT_SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as pages show it, touched (`row`) or not. `key` names it within its series."""

    series: ContentSeries
    key: str
    occurs_on: date | None
    starts_at: datetime
    ends_at: datetime
    state: SlotState
    owner_id: UUID
    owner_name: str
    draft_due_at: datetime
    title: str
    text: str
    live_url: str | None
    sequence: int
    changed_at: datetime
    row: ContentSlot | None

    @property
    def facts(self) -> SlotFacts:
        """What the rules need to know."""
        if self.row is not None:
            return self.row.facts
        return SlotFacts(self.state, self.owner_id, self.starts_at)

    @property
    def on(self) -> date:
        """The day on which it stands in Korea."""
        return korean_day(self.starts_at)

    @property
    def moved(self) -> bool:
        """Whether it stands on another day than the rule says."""
        return self.occurs_on is not None and self.occurs_on != self.on

    @property
    def added(self) -> bool:
        """Whether no rule asks for it."""
        return self.occurs_on is None

    def draft_is_late(self, now: datetime) -> bool:
        """Whether the draft should have been handed in."""
        return self.state in WRITABLE and now > self.draft_due_at

    def is_missed(self, now: datetime) -> bool:
        """Whether it went by without having been published."""
        return self.state in rules.OPEN and now > self.ends_at


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which slots are asked for; None: any."""

    series_id: UUID | None = None
    owner_id: UUID | None = None
    kind: SeriesKind | None = None
    state: SlotState | None = None
    with_cancelled: bool = True


ALL = Wanted()


def all_series(session: Session) -> Sequence[ContentSeries]:
    """Every series with its channel, by name. One statement."""
    query = sa.select(ContentSeries).options(joinedload(ContentSeries.channel))
    return session.scalars(query.order_by(ContentSeries.name)).all()


def series(session: Session, series_id: UUID) -> ContentSeries:
    """One series with its channel. Raises NotFound."""
    query = sa.select(ContentSeries).where(ContentSeries.id == series_id)
    found = session.scalars(query.options(joinedload(ContentSeries.channel))).one_or_none()
    if found is None:
        raise NotFound
    return found


def terms_of(session: Session, series_ids: Iterable[UUID]) -> dict[UUID, list[SeriesTerm]]:
    """The terms of these series, the first first. One statement."""
    found: dict[UUID, list[SeriesTerm]] = defaultdict(list)
    query = sa.select(SeriesTerm).where(SeriesTerm.series_id.in_(list(series_ids)))
    for term in session.scalars(query.order_by(SeriesTerm.from_on)):
        found[term.series_id].append(term)
    return found


def term_on(terms: Sequence[SeriesTerm], on: date) -> SeriesTerm | None:
    """The term that runs on a day; before the first, the first."""
    begun = [term for term in terms if term.from_on <= on]
    return begun[-1] if begun else (terms[0] if terms else None)


def slots_between(session: Session, first_on: date, last_on: date, wanted: Wanted = ALL) -> list[Slot]:
    """The slots that stand on these days, both included, in order of time. Five statements."""
    listed = [one for one in all_series(session) if _is_wanted(one, wanted)]
    terms = terms_of(session, [one.id for one in listed])
    rows = _rows(session, [one.id for one in listed], first_on, last_on)
    days = office_days.between(session, first_on - BEFORE_A_DRAFT, last_on)
    found: list[Slot] = []
    for one in listed:
        by_rule = rules.planned([term.facts for term in terms[one.id]], first_on, last_on, days)
        found += [_slot(one, each, days) for each in rules.slots(by_rule, rows[one.id])]
    kept = [slot for slot in found if first_on <= slot.on <= last_on and _shown(slot, wanted)]
    return _named(session, sorted(kept, key=lambda slot: (slot.starts_at, slot.series.name, slot.key)))


def slot(session: Session, series_id: UUID, key: str) -> Slot:
    """One slot: by the day of the rule ("2026-11-23"), or one that was added by its id. Raises NotFound."""
    one = series(session, series_id)
    on, row = _read_key(session, series_id, key)
    if row is not None:
        return _named(session, [_of_row(one, row)])[0]
    if on is None:
        raise NotFound
    days = office_days.between(session, on - BEFORE_A_DRAFT, on)
    by_rule = rules.planned([term.facts for term in terms_of(session, [series_id])[series_id]], on, on, days)
    if not by_rule:
        raise NotFound
    return _named(session, [_slot(one, by_rule[0], days)])[0]


def row_day(row: ContentSlot) -> date:
    """The day on which a touched slot stands."""
    return korean_day(row.starts_at)


def touched_from(session: Session, series_id: UUID, since: datetime) -> Sequence[ContentSlot]:
    """The slots of a series that are kept as they are when it is changed: touched, and not over."""
    query = sa.select(ContentSlot).where(
        ContentSlot.series_id == series_id,
        ContentSlot.starts_at >= since,
        ContentSlot.state.in_(rules.OPEN),
    )
    return session.scalars(query.order_by(ContentSlot.starts_at)).all()


def to_review(session: Session) -> list[Slot]:
    """The drafts that wait for a reviewer, by the time at which they are to appear. Two statements."""
    query = (
        sa.select(ContentSlot, ContentSeries)
        .join(ContentSeries, ContentSeries.id == ContentSlot.series_id)
        .where(ContentSlot.state == SlotState.IN_REVIEW)
        .order_by(ContentSlot.starts_at)
        .options(joinedload(ContentSeries.channel))
    )
    return _named(session, [_of_row(one, row) for row, one in session.execute(query)])


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What the calendar asks of an officer today: drafts that are late, due soon or given back; what is
    approved and to be published by today.
    """

    drafts: Sequence[Slot]
    publish: Sequence[Slot]
    at: datetime

    def __bool__(self) -> bool:
        return bool(self.drafts or self.publish)


def own_work(session: Session, officer_id: UUID, now: datetime) -> OwnWork:
    """What the calendar asks of an officer today."""
    today = korean_day(now)
    wanted = Wanted(owner_id=officer_id, with_cancelled=False)
    mine = slots_between(session, today - ONE_DAY, today + LOOKS_AHEAD, wanted)
    current = [slot for slot in mine if slot.ends_at > now - MISSED_FOR]
    drafts = [slot for slot in current if slot.state in WRITABLE and _is_due(slot, now)]
    publish = [slot for slot in current if slot.state is SlotState.APPROVED and slot.on <= today]
    return OwnWork(sorted(drafts, key=lambda slot: slot.draft_due_at), publish, now)


def _is_due(slot: Slot, now: datetime) -> bool:
    return slot.state is SlotState.RETURNED or slot.draft_due_at <= now + DRAFT_SOON


def _is_wanted(one: ContentSeries, wanted: Wanted) -> bool:
    return wanted.series_id in (None, one.id) and wanted.kind in (None, one.kind)


def _shown(slot: Slot, wanted: Wanted) -> bool:
    cancelled = slot.state is SlotState.CANCELLED
    return (
        wanted.owner_id in (None, slot.owner_id)
        and wanted.state in (None, slot.state)
        and (wanted.with_cancelled or not cancelled)
    )


def _rows(
    session: Session, series_ids: Sequence[UUID], first_on: date, last_on: date
) -> Mapping[UUID, list[ContentSlot]]:
    """The touched slots that stand on these days, or stand for one of them."""
    since, until = at_minute(first_on, 0), at_minute(last_on + ONE_DAY, 0)
    here = sa.and_(ContentSlot.starts_at >= since, ContentSlot.starts_at < until)
    query = sa.select(ContentSlot).where(
        ContentSlot.series_id.in_(series_ids), here | ContentSlot.occurs_on.between(first_on, last_on)
    )
    found: dict[UUID, list[ContentSlot]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.series_id].append(row)
    return found


def _read_key(session: Session, series_id: UUID, key: str) -> tuple[date | None, ContentSlot | None]:
    """The day that a key names, and the touched slot, if it was touched."""
    conditions = [ContentSlot.series_id == series_id]
    on = _day(key)
    if on is not None:
        conditions.append(ContentSlot.occurs_on == on)
    elif (row_id := _id(key)) is not None:
        conditions += [ContentSlot.id == row_id, ContentSlot.occurs_on.is_(None)]
    else:
        return None, None
    return on, session.scalars(sa.select(ContentSlot).where(*conditions)).one_or_none()


def _day(key: str) -> date | None:
    try:
        on = date.fromisoformat(key)
    except ValueError:
        return None
    in_time = date(2000, 6, 1) < on < date(2100, 6, 1)
    return on if in_time and on.isoformat() == key else None


def _id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _slot(one: ContentSeries, each: Planned | ContentSlot, days: OfficeDays) -> Slot:
    return _of_term(one, each, days) if isinstance(each, Planned) else _of_row(one, each)


def _of_term(one: ContentSeries, each: Planned, days: OfficeDays) -> Slot:
    term: Term = each.term
    return Slot(
        series=one,
        key=each.occurs_on.isoformat(),
        occurs_on=each.occurs_on,
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        state=SlotState.PLANNED,
        owner_id=term.owner_id,
        owner_name="",
        draft_due_at=draft_due_at(each.starts_at, term.draft_days, days.is_closed),
        title="",
        text="",
        live_url=term.live_url,
        sequence=term.edition,
        changed_at=term.made_at,
        row=None,
    )


def _of_row(one: ContentSeries, row: ContentSlot) -> Slot:
    return Slot(
        series=one,
        key=row.occurs_on.isoformat() if row.occurs_on else str(row.id),
        occurs_on=row.occurs_on,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=row.state,
        owner_id=row.owner_id,
        owner_name="",
        draft_due_at=row.draft_due_at,
        title=row.title,
        text=row.text,
        live_url=row.live_url,
        sequence=row.sequence,
        changed_at=row.changed_at,
        row=row,
    )


def _named(session: Session, found: Sequence[Slot]) -> list[Slot]:
    names = officer_names(session, {slot.owner_id for slot in found})
    return [replace(slot, owner_name=names.get(slot.owner_id, "")) for slot in found]


def hand_of(session: Session, account_id: UUID, officer_id: UUID | None, on: date, *, plans: bool) -> Hand:
    """Who wants to do something with a slot on the day `on`, and whom she stands in for then."""
    deputy_of = stood_in_for(session, officer_id, on) if officer_id else frozenset[UUID]()
    return Hand(account_id, officer_id, plans, deputy_of)
