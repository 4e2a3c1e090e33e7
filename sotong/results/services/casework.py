"""Verbs of cases: draft, edit, publish, withdraw, attach, ask departments to adopt, cite."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments import services as assignments
from sotong.assignments.rules import SubjectKind
from sotong.audit import services as audit
from sotong.contests import rules as contest_rules
from sotong.contests.models import Contest, Entry
from sotong.contests.rules import Actor
from sotong.core.attachments import Accepted, shelf
from sotong.core.canonical import Json
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.people.models import Department
from sotong.results import case_rules as rules
from sotong.results.case_rules import CaseFacts, Figure, Link, SourceFacts
from sotong.results.models import BestCase, CaseCitation, CaseFile, Placing


@dataclass(frozen=True, slots=True)
class CaseContent:
    """What a case card says. `steps` is a step a line; `tags` as they were typed."""

    title: str
    summary: str
    problem: str
    measures: str
    steps: str
    figures: tuple[Figure, ...] = ()
    links: tuple[Link, ...] = ()
    tags: str = ""


def draft_case(session: Session, *, entry_id: UUID, reason: str, actor: Actor, now: datetime) -> BestCase:
    """Begin the case card of an entry with what the entry says.

    Raises NotFound, also for an officer of another department; Refused: see `case_rules.why_not_draft`, and
    "case.there_already".
    """
    entry = session.get(Entry, entry_id)
    if entry is None or not actor.acts_for(entry.department_id):
        raise NotFound
    if why_not := rules.why_not_draft(_source(session, entry), actor, reason):
        raise Refused(why_not)
    case = BestCase(
        id=uuid4(),
        contest_id=entry.contest_id,
        entry_id=entry.id,
        chosen_reason=reason or None,
        version=1,
        drafted_at=now,
        drafted_by_id=actor.account_id,
        changed_at=now,
    )
    links = (Link(entry.title, entry.media_url),) if entry.media_url else ()
    _write(session, case, CaseContent(entry.title, entry.summary, "", entry.story, "", links=links))
    with refusing_clash(session, "case.there_already"):
        session.add(case)
    told: dict[str, Json] = {"entry_id": str(entry.id), "title": case.title, "reason": case.chosen_reason}
    _record(session, "case.draft", case, actor.account_id, now, **told)
    return case


def draft_winners(session: Session, *, actor: Actor, now: datetime) -> int:
    """Begin the card of every entry with an award that has none. Returns how many."""
    query = (
        sa.select(Placing.entry_id)
        .join(Entry, Entry.id == Placing.entry_id)
        .outerjoin(BestCase, BestCase.entry_id == Placing.entry_id)
        .where(Placing.award.is_not(None), BestCase.id.is_(None), Entry.withdrawn_at.is_(None))
        .order_by(Placing.published_at, Placing.place)
    )
    winners = session.scalars(query).all()
    for entry_id in winners:
        draft_case(session, entry_id=entry_id, reason="", actor=actor, now=now)
    return len(winners)


def edit_case(
    session: Session, *, case_id: UUID, content: CaseContent, seen: int, actor: Actor, now: datetime
) -> BestCase:
    """Change what a case says; what it said before stays in the audit.

    `seen` is the version that the writer saw. Raises NotFound; Refused: see `case_rules.why_not_edit`,
    "case.changed_meanwhile", and "case.incomplete" for a published case that would no longer be whole.
    """
    case, facts = locked_case(session, case_id)
    if why_not := rules.why_not_edit(facts, actor):
        raise Refused(why_not)
    if case.version != seen:
        raise Refused("case.changed_meanwhile")
    changed = _write(session, case, content)
    if facts.state is rules.CaseState.PUBLISHED and not case.complete:
        raise Refused("case.incomplete")
    if changed:
        case.version, case.changed_at = case.version + 1, now
        _record(session, "case.edit", case, actor.account_id, now, changed=changed, version=case.version)
    return case


def publish_case(session: Session, *, case_id: UUID, actor_id: UUID, now: datetime) -> BestCase:
    """Show the case to every department. Raises NotFound, Refused: there already, or not whole."""
    case, facts = locked_case(session, case_id)
    if why_not := rules.why_not_publish(facts):
        raise Refused(why_not)
    case.published_at, case.published_by_id = now, actor_id
    case.withdrawn_at = case.withdrawn_reason = None
    _record(session, "case.publish", case, actor_id, now, title=case.title, version=case.version)
    return case


def withdraw_case(session: Session, *, case_id: UUID, reason: str, actor_id: UUID, now: datetime) -> int:
    """Show the case no longer; nobody has to answer any more, and what was answered stays.

    Returns the number of assignments taken back. Raises NotFound, Refused: it is not published.
    """
    case, facts = locked_case(session, case_id)
    if why_not := rules.why_not_use(facts):
        raise Refused(why_not)
    case.withdrawn_at, case.withdrawn_reason = now, reason
    _record(session, "case.withdraw", case, actor_id, now, reason=reason)
    return assignments.cancel_subject(
        session, kind=SubjectKind.CASE, subject_id=case.id, reason=reason, actor_id=actor_id, now=now
    )


def attach(
    session: Session, *, case_id: UUID, accepted: Accepted, caption: str, actor: Actor, now: datetime
) -> CaseFile:
    """Add a file to a case.

    Raises NotFound; Refused: see `case_rules.why_not_edit`, and "case.too_many_files".
    """
    case, facts = locked_case(session, case_id)
    if why_not := rules.why_not_edit(facts, actor):
        raise Refused(why_not)
    count = sa.select(sa.func.count()).where(CaseFile.case_id == case.id)
    if (session.scalar(count) or 0) >= rules.MOST_FILES:
        raise Refused("case.too_many_files", max=rules.MOST_FILES)
    file = CaseFile(
        id=uuid4(),
        case_id=case.id,
        name=accepted.name,
        media_type=accepted.media_type,
        size=len(accepted.content),
        digest=shelf().put(accepted.content),
        caption=caption,
        added_at=now,
        added_by_id=actor.account_id,
    )
    session.add(file)
    told: dict[str, Json] = {"name": file.name, "sha256": file.digest}
    _record(session, "case.attach", case, actor.account_id, now, **told)
    return file


def detach(session: Session, *, case_id: UUID, file_id: UUID, actor: Actor, now: datetime) -> str | None:
    """Take a file from a case. Raises NotFound, Refused: see `case_rules.why_not_edit`.

    Returns the digest that no row names any more, for whoever commits to discard from the shelf afterwards.
    """
    case, facts = locked_case(session, case_id)
    file = session.get(CaseFile, file_id)
    if file is None or file.case_id != case.id:
        raise NotFound
    if why_not := rules.why_not_edit(facts, actor):
        raise Refused(why_not)
    session.delete(file)
    session.flush()
    told: dict[str, Json] = {"name": file.name, "sha256": file.digest}
    _record(session, "case.detach", case, actor.account_id, now, **told)
    still = sa.select(CaseFile.id).where(CaseFile.digest == file.digest).limit(1)
    return file.digest if session.scalar(still) is None else None


def cite(
    session: Session, *, entry_id: UUID, case_id: UUID, note: str, actor: Actor, now: datetime
) -> CaseCitation:
    """Say that an entry builds on a case, as long as the entry can be changed.

    Raises NotFound; Refused: as for changing the entry, see `case_rules.why_not_cite`, "case.cited_already".
    """
    entry = _changeable_entry(session, entry_id, actor, now)
    case, facts = locked_case(session, case_id)
    if why_not := rules.why_not_cite(facts, own_entry=case.entry_id == entry.id):
        raise Refused(why_not)
    citation = CaseCitation(
        id=uuid4(),
        entry_id=entry.id,
        case_id=case.id,
        note=note,
        cited_at=now,
        cited_by_id=actor.account_id,
    )
    with refusing_clash(session, "case.cited_already"):
        session.add(citation)
    told: dict[str, Json] = {"entry_id": str(entry.id), "note": note}
    _record(session, "case.cite", case, actor.account_id, now, **told)
    return citation


def take_back_citation(session: Session, *, citation_id: UUID, actor: Actor, now: datetime) -> None:
    """No longer say that an entry builds on a case. Raises NotFound, Refused as for changing the entry."""
    citation = session.get(CaseCitation, citation_id)
    if citation is None:
        raise NotFound
    _changeable_entry(session, citation.entry_id, actor, now)
    session.delete(citation)
    audit.record(
        session,
        "case.take_back_citation",
        at=now,
        actor_id=actor.account_id,
        subject_id=citation.case_id,
        body={"entry_id": str(citation.entry_id)},
    )


def facts_of(case: BestCase, department_id: UUID) -> CaseFacts:
    """What the rules need to know of a case."""
    return CaseFacts(case.state, department_id, complete=case.complete)


def _changeable_entry(session: Session, entry_id: UUID, actor: Actor, now: datetime) -> Entry:
    entry = session.get(Entry, entry_id)
    contest = session.get(Contest, entry.contest_id) if entry else None
    if entry is None or contest is None or not actor.acts_for(entry.department_id):
        raise NotFound
    if why_not := contest_rules.why_not_edit_entry(contest.facts, entry.facts, actor, now):
        raise Refused(why_not)
    return entry


def _source(session: Session, entry: Entry) -> SourceFacts:
    contest = session.get_one(Contest, entry.contest_id)
    award = sa.select(Placing.award).where(Placing.entry_id == entry.id)
    return SourceFacts(
        entry.department_id,
        published=contest.published_at is not None,
        withdrawn=entry.withdrawn_at is not None,
        has_award=session.scalar(award) is not None,
    )


def locked_case(session: Session, case_id: UUID) -> tuple[BestCase, CaseFacts]:
    query = sa.select(BestCase).where(BestCase.id == case_id).with_for_update()
    case = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if case is None:
        raise NotFound
    return case, facts_of(case, session.get_one(Entry, case.entry_id).department_id)


def _write(session: Session, case: BestCase, content: CaseContent) -> dict[str, Json]:
    """Give the card these words; return what changed, before and after."""
    new = {field.name: getattr(content, field.name) for field in fields(content)}
    new["steps"] = "\n".join(rules.lines_of(content.steps))
    new["figures"] = _listed([[one.label, one.before, one.after] for one in content.figures])
    new["links"] = _listed([[one.label, one.url] for one in content.links])
    tags = rules.tags_of(content.tags)
    new["tags"] = f" {' '.join(tags)} " if tags else ""
    changed: dict[str, Json] = {}
    for name, after in new.items():
        before = getattr(case, name)
        if before != after:
            setattr(case, name, after)
            changed[name] = {"before": before, "after": after}
    said = (content.title, content.summary, content.problem, content.measures, content.steps)
    case.search_text = rules.search_text([*said, *tags, *_around(session, case)])
    return changed


def _around(session: Session, case: BestCase) -> list[str]:
    """Words by which a case is also looked for: its department, contest and award."""
    query = (
        sa.select(Department.name, Contest.title, Placing.award)
        .select_from(Entry)
        .join(Department, Department.id == Entry.department_id)
        .join(Contest, Contest.id == Entry.contest_id)
        .outerjoin(Placing, Placing.entry_id == Entry.id)
        .where(Entry.id == case.entry_id)
    )
    return [word or "" for word in session.execute(query).one()]


def _listed(rows: list[list[str]]) -> str:
    return json.dumps(rows, ensure_ascii=False)


def _record(
    session: Session, action: str, case: BestCase, actor_id: UUID, now: datetime, **body: Json
) -> None:
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=case.id, body=body)
