"""Reads of contests, their phases, rules and entries."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sotong.contests.contest_rule import ContestRule
from sotong.contests.models import Contest, ContestPhase, Entry, RuleVersion
from sotong.contests.rule_parts import Format
from sotong.contests.rules import PhaseKind
from sotong.core import directory
from sotong.core.errors import NotFound
from sotong.core.paging import Paged, paged
from sotong.people.models import Department
from sotong.people.queries import departments

_CODE = re.compile(r"[a-z0-9-]{1,32}")
RULES_KEPT = 64
"""How many rules a process keeps as they were read: a rule does not change under its text."""


class Show(StrEnum):
    """Which contests a list shows."""

    OPEN = "open"
    FINISHED = "finished"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ContestRow:
    """A contest in a list, and how many entries stand."""

    contest: Contest
    entries: int


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """What everybody may know of an entry that stands."""

    id: UUID
    number: int
    title: str
    title_en: str | None
    department_name: str
    department_name_en: str
    format: Format
    summary: str
    story: str
    media_url: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """A contest whose entries are being taken, and what one department has entered so far."""

    contest: Contest
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class SavedRule:
    """One saved version of a rule, and who saved it."""

    version: RuleVersion
    saved_by: str | None


def contest_rows(session: Session, show: Show, page_number: int) -> Paged[ContestRow]:
    """Return a page of contests, the newest first. Three statements."""
    standing = _standing_entries().label("entries")
    query = sa.select(Contest, standing).order_by(Contest.created_at.desc(), Contest.id)
    over = sa.or_(Contest.published_at.is_not(None), Contest.cancelled_at.is_not(None))
    if show is not Show.ALL:
        query = query.where(over if show is Show.FINISHED else sa.not_(over))
    found = paged(session, query, page_number)
    rows = [ContestRow(contest, entries) for contest, entries in found.rows]
    return Paged(rows=rows, number=found.number, total=found.total, size=found.size)


def contest_by_code(session: Session, code: str) -> Contest:
    """Return the contest with its phases. Raises NotFound."""
    if not _CODE.fullmatch(code):  # PostgreSQL would choke on a NUL
        raise NotFound
    contest = session.scalars(sa.select(Contest).where(Contest.code == code)).one_or_none()
    if contest is None:
        raise NotFound
    return contest


def open_contests(session: Session, now: datetime) -> list[Contest]:
    """Return the contests of which a phase is open: by the clock, under a locked rule, not cancelled."""
    running = sa.exists().where(
        ContestPhase.contest_id == Contest.id,
        ContestPhase.opens_at <= now,
        now < ContestPhase.closes_at,
        sa.or_(ContestPhase.kind == PhaseKind.ENTRY, Contest.rule_locked_at.is_not(None)),
    )
    query = sa.select(Contest).where(running, Contest.cancelled_at.is_(None)).order_by(Contest.created_at)
    return list(session.scalars(query))


def rule_of(contest: Contest) -> ContestRule:
    """Return the contest's rule as it stands."""
    return _read_rule(contest.rule)


@lru_cache(maxsize=RULES_KEPT)
def _read_rule(text: str) -> ContestRule:
    return ContestRule.from_mapping(json.loads(text))


def rule_versions(session: Session, contest_id: UUID) -> list[SavedRule]:
    """Return every saved version of the contest's rule, the newest first."""
    query = sa.select(RuleVersion).where(RuleVersion.contest_id == contest_id)
    versions = session.scalars(query.order_by(RuleVersion.number.desc())).all()
    names = directory.names(session, {version.saved_by_id for version in versions})
    return [SavedRule(version, names.get(version.saved_by_id)) for version in versions]


def entries(session: Session, contest_id: UUID) -> Sequence[Entry]:
    """Return every entry with its department, withdrawn ones too, by number. One statement."""
    query = sa.select(Entry).where(Entry.contest_id == contest_id).options(joinedload(Entry.department))
    return session.scalars(query.order_by(Entry.number)).all()


def count_entries(session: Session, contest_id: UUID) -> int:
    """Return how many entries stand."""
    query = sa.select(sa.func.count()).where(Entry.contest_id == contest_id, Entry.withdrawn_at.is_(None))
    return session.scalar(query) or 0


def ballot_entries(session: Session, contest_id: UUID, *, only: int | None = None) -> list[PublicEntry]:
    """Return the entries that stand, by number, as a ballot lists them for everybody. One statement.

    With `only`, no other than the entry of that number.
    """
    query = (
        sa.select(Entry, Department.name, Department.name_en)
        .join(Department, Department.id == Entry.department_id)
        .where(Entry.contest_id == contest_id, Entry.withdrawn_at.is_(None))
        .order_by(Entry.number)
    )
    if only is not None:
        query = query.where(Entry.number == only)
    return [_public(entry, name, name_en) for entry, name, name_en in session.execute(query)]


def entry_by_number(session: Session, contest_id: UUID, number: int) -> Entry:
    """Return the entry with its department, even if it is withdrawn. Raises NotFound."""
    return _one_entry(session, Entry.contest_id == contest_id, Entry.number == number) or _nothing()


def entry_of_department(session: Session, contest_id: UUID, department_id: UUID) -> Entry | None:
    """Return what the department has entered, even if it is withdrawn."""
    return _one_entry(session, Entry.contest_id == contest_id, Entry.department_id == department_id)


def calls_for_entries(session: Session, department_id: UUID, now: datetime) -> list[Call]:
    """Return the contests that take entries now, and what the department has entered. Two statements."""
    query = (
        sa.select(Contest, Entry)
        .join(ContestPhase, ContestPhase.contest_id == Contest.id)
        .outerjoin(Entry, sa.and_(Entry.contest_id == Contest.id, Entry.department_id == department_id))
        .where(
            ContestPhase.kind == PhaseKind.ENTRY,
            ContestPhase.opens_at <= now,
            now < ContestPhase.closes_at,
            Contest.cancelled_at.is_(None),
            Contest.published_at.is_(None),
        )
        .order_by(ContestPhase.closes_at)
    )
    return [Call(contest, entry) for contest, entry in session.execute(query)]


def departments_not_entered(session: Session, contest_id: UUID, on: date) -> list[Department]:
    """Return the departments that exist on the day `on` and have entered nothing, by code. Two statements."""
    query = sa.select(Entry.department_id).where(Entry.contest_id == contest_id)
    entered = set(session.scalars(query))
    return [department for department in departments(session, on) if department.id not in entered]


def _standing_entries() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .where(Entry.contest_id == Contest.id, Entry.withdrawn_at.is_(None))
        .correlate(Contest)
        .scalar_subquery()
    )


def _one_entry(session: Session, *which: sa.ColumnElement[bool]) -> Entry | None:
    query = sa.select(Entry).where(*which).options(joinedload(Entry.department))
    return session.scalars(query).one_or_none()


def _nothing() -> Entry:
    raise NotFound


def _public(entry: Entry, department: str, department_en: str) -> PublicEntry:
    return PublicEntry(
        id=entry.id,
        number=entry.number,
        title=entry.title,
        title_en=entry.title_en,
        department_name=department,
        department_name_en=department_en,
        format=entry.format,
        summary=entry.summary,
        story=entry.story,
        media_url=entry.media_url,
    )
