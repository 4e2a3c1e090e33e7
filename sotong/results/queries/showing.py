"""Nouns of the show: how it stands, what the hall sees, what the host will reveal next."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.contests.models import Contest
from sotong.contests.queries import entries, rule_of
from sotong.results.models import AwardShow
from sotong.results.queries.tallies import newest_record
from sotong.results.reveal import RevealStep, Screen, screen
from sotong.results.rules import ShowFacts


@dataclass(frozen=True, slots=True)
class Named:
    """What an entry is called on the screen, in both languages."""

    title: str
    title_en: str
    department: str
    department_en: str


@dataclass(frozen=True, slots=True)
class OnScreen:
    """What the hall sees: nothing in here comes from a step that has not been shown."""

    code: str
    contest_code: str
    title: str
    title_en: str
    summary: str
    rehearsal: bool
    published: bool
    has_vote: bool
    screen: Screen
    names: dict[str, Named]


@dataclass(frozen=True, slots=True)
class Console:
    """What the host sees: the screen, and for the host alone the step that the next press brings."""

    show: AwardShow
    facts: ShowFacts
    on_screen: OnScreen
    next_step: RevealStep | None


def show_of(session: Session, contest_id: UUID) -> AwardShow | None:
    """Return the contest's show, if one has been made."""
    return session.scalars(sa.select(AwardShow).where(AwardShow.contest_id == contest_id)).one_or_none()


def show_facts(session: Session, contest_id: UUID) -> ShowFacts | None:
    """Return what the rules need to know of the contest's show."""
    show = show_of(session, contest_id)
    return None if show is None else facts_of(session, show)


def facts_of(session: Session, show: AwardShow) -> ShowFacts:
    """Return what the rules need to know of a show."""
    newest = newest_record(session, show.contest_id)
    return ShowFacts(
        rehearsal=show.rehearsal,
        started=show.started_at is not None,
        position=show.position,
        length=show.length,
        of_newest_tally=newest is not None and newest.id == show.tally_id,
    )


def on_screen(session: Session, code: str) -> OnScreen | None:
    """Return what the hall with this address sees; None if there is no such address. Two statements."""
    query = sa.select(AwardShow, Contest).join(Contest, Contest.id == AwardShow.contest_id)
    found = session.execute(query.where(AwardShow.code == code)).one_or_none()
    return None if found is None else _on_screen(session, *found)


def console(session: Session, contest: Contest) -> Console | None:
    """Return what the host sees; None before a show has been made."""
    show = show_of(session, contest.id)
    if show is None:
        return None
    coming = _steps(show)[show.position + 1 : show.position + 2]
    return Console(
        show=show,
        facts=facts_of(session, show),
        on_screen=_on_screen(session, show, contest),
        next_step=RevealStep.from_json(coming[0]) if coming else None,
    )


def _on_screen(session: Session, show: AwardShow, contest: Contest) -> OnScreen:
    told = [RevealStep.from_json(step) for step in _steps(show)[: show.position + 1]]
    return OnScreen(
        code=show.code,
        contest_code=contest.code,
        title=contest.title,
        title_en=contest.title_en or contest.title,
        summary=contest.summary,
        rehearsal=show.rehearsal,
        published=contest.published_at is not None,
        has_vote=bool(rule_of(contest).citizens.weight),
        screen=screen(told),
        names=_names(session, contest.id),
    )


def _steps(show: AwardShow) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = json.loads(show.script)
    return steps


def _names(session: Session, contest_id: UUID) -> dict[str, Named]:
    return {
        str(entry.number): Named(
            entry.title,
            entry.title_en or entry.title,
            entry.department.name,
            entry.department.name_en or entry.department.name,
        )
        for entry in entries(session, contest_id)
    }
