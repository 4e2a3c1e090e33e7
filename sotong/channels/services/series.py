"""Series of the content calendar: begun, described anew, changed from a day on, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.channels import calendar_rules as rules
from sotong.channels import telling
from sotong.channels.calendar_rules import SeriesKind, Term, at_minute
from sotong.channels.models import ContentSeries, SeriesTerm
from sotong.channels.queries import calendar as queries
from sotong.channels.recurrence import Recurrence
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class SeriesWords:
    """What a series is called, what it is, and where it appears."""

    name: str
    kind: SeriesKind
    channel_id: UUID | None
    purpose: str


@dataclass(frozen=True, slots=True)
class Course:
    """How a series runs from a day on; see `calendar_rules.Term`."""

    from_on: date
    rule: Recurrence | None
    starts: int
    minutes: int
    skips_holidays: bool
    owner_id: UUID
    draft_days: int
    live_url: str | None = None


def begin_series(
    session: Session, *, words: SeriesWords, course: Course, actor_id: UUID, now: datetime
) -> ContentSeries:
    """Begin a series. Raises Refused: the name is taken, or it cannot run so."""
    if reason := rules.why_not_begin(course.from_on, korean_day(now)):
        raise Refused(reason)
    one = ContentSeries(id=uuid4(), edition=1, made_at=now, made_by_id=actor_id, **_columns(words))
    with refusing_clash(session, "series.name_taken"):
        session.add(one)
    term = _term(one, course, actor_id, now)
    session.add(term)
    body: dict[str, Json] = {**_told_words(words), **_told_course(course)}
    audit.record(session, "series.begin", at=now, actor_id=actor_id, subject_id=one.id, body=body)
    telling.tell_series(
        session, one, "series.given", officer_id=course.owner_id, from_on=course.from_on, now=now
    )
    return one


def describe_series(
    session: Session,
    *,
    series_id: UUID,
    words: SeriesWords,
    actor_id: UUID,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Change what a series is called, what it is for, and where it appears.

    `seen`: the edition that was changed. Raises NotFound; Refused, also if somebody changed it meanwhile.
    """
    one = _next_edition(session, series_id, seen)
    with refusing_clash(session, "series.name_taken"):
        for column, value in _columns(words).items():
            setattr(one, column, value)
    body = _told_words(words)
    audit.record(session, "series.describe", at=now, actor_id=actor_id, subject_id=one.id, body=body)


def change_series(
    session: Session,
    *,
    series_id: UUID,
    course: Course,
    actor_id: UUID,
    now: datetime,
    seen: int | None = None,
) -> int:
    """Run a series in another way from a day on; what lies before stays as it was.

    Slots from that day on that somebody has touched stay as they are, except that those not yet published
    go to the new owner with the rest. `seen`: the edition that was changed. Returns how many were kept.
    Raises NotFound; Refused, also if somebody changed it meanwhile.
    """
    one = _next_edition(session, series_id, seen)
    if reason := rules.why_not_change(course.from_on, korean_day(now)):
        raise Refused(reason)
    terms = queries.terms_of(session, [series_id])[series_id]
    before = queries.term_on(terms, course.from_on)
    for term in terms:
        if term.from_on >= course.from_on:
            session.delete(term)
    session.flush()
    session.add(_term(one, course, actor_id, now))
    kept = _handed_on(session, one, course, before, now)
    body: dict[str, Json] = {**_told_course(course), "kept": kept}
    action = "series.change" if course.rule else "series.end"
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=one.id, body=body)
    owners = {course.owner_id} | ({before.owner_id} if before else set())
    for officer_id in owners:
        telling.tell_series(session, one, action, officer_id=officer_id, from_on=course.from_on, now=now)
    return kept


def end_series(
    session: Session,
    *,
    series_id: UUID,
    from_on: date,
    actor_id: UUID,
    now: datetime,
    seen: int | None = None,
) -> int:
    """Let a series rest from a day on, until it is changed again. Raises NotFound, Refused."""
    running = queries.term_on(queries.terms_of(session, [series_id])[series_id], from_on)
    if running is None:
        raise NotFound
    course = Course(
        from_on=from_on,
        rule=None,
        starts=running.starts,
        minutes=running.minutes,
        skips_holidays=running.skips_holidays,
        owner_id=running.owner_id,
        draft_days=running.draft_days,
        live_url=running.live_url,
    )
    return change_series(session, series_id=series_id, course=course, actor_id=actor_id, now=now, seen=seen)


def hold_series(session: Session, series_id: UUID) -> ContentSeries:
    """A series, held until the commit, and with it all its slots. Raises NotFound."""
    query = sa.select(ContentSeries).where(ContentSeries.id == series_id).with_for_update()
    one = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if one is None:
        raise NotFound
    return one


def _next_edition(session: Session, series_id: UUID, seen: int | None) -> ContentSeries:
    """A series that is held and about to change. Raises NotFound; Refused: it is not what was `seen`."""
    one = hold_series(session, series_id)
    if seen is not None and seen != one.edition:
        raise Refused("series.changed")
    one.edition += 1
    return one


def _handed_on(
    session: Session, one: ContentSeries, course: Course, before: SeriesTerm | None, now: datetime
) -> int:
    """Give the touched slots from the day on to the new owner; return how many there are."""
    touched = queries.touched_from(session, one.id, at_minute(course.from_on, 0))
    if before is not None and before.owner_id != course.owner_id:
        for row in touched:
            if row.owner_id == before.owner_id:
                row.owner_id, row.sequence, row.changed_at = course.owner_id, row.sequence + 1, now
    return len(touched)


def _term(one: ContentSeries, course: Course, actor_id: UUID, now: datetime) -> SeriesTerm:
    facts = Term(
        from_on=course.from_on,
        rule=course.rule,
        starts=course.starts,
        minutes=course.minutes,
        skips_holidays=course.skips_holidays,
        owner_id=course.owner_id,
        draft_days=course.draft_days,
        live_url=course.live_url,
        edition=one.edition,
        made_at=now,
    )
    if reason := rules.why_not_term(facts):
        raise Refused(reason)
    return SeriesTerm(
        id=uuid4(),
        series_id=one.id,
        from_on=course.from_on,
        rule=course.rule.text if course.rule else None,
        starts=course.starts,
        minutes=course.minutes,
        skips_holidays=course.skips_holidays,
        owner_id=course.owner_id,
        draft_days=course.draft_days,
        live_url=course.live_url,
        edition=one.edition,
        made_at=now,
        made_by_id=actor_id,
    )


def _columns(words: SeriesWords) -> dict[str, object]:
    return {
        "name": words.name,
        "kind": words.kind,
        "channel_id": words.channel_id,
        "purpose": words.purpose,
    }


def _told_words(words: SeriesWords) -> dict[str, Json]:
    channel = str(words.channel_id) if words.channel_id else None
    return {"name": words.name, "kind": words.kind.value, "channel_id": channel, "purpose": words.purpose}


def _told_course(course: Course) -> dict[str, Json]:
    return {
        "from_on": course.from_on.isoformat(),
        "rule": course.rule.text if course.rule else None,
        "starts": course.starts,
        "minutes": course.minutes,
        "skips_holidays": course.skips_holidays,
        "owner_id": str(course.owner_id),
        "draft_days": course.draft_days,
        "live_url": course.live_url,
    }
