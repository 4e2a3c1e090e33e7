"""The pages of one contest, whichever room they live in: its tabs, and what is still to be done for it.

A room above contests that has pages of its own for a contest names them here. Their addresses take one
argument, whatever it is called: the contest's code.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from sotong.ballots.queries import close_of, has_audit_key, roster_lock, terms_of, vote_links
from sotong.contests.models import Contest, Entry
from sotong.contests.queries import rule_of
from sotong.contests.rule_parts import IdentityLevel
from sotong.contests.rules import EntryNote, NoteLink, Step, why_not_edit_entry
from sotong.contests.views import CAUTION_SOURCES, NOTE_SOURCES, STEP_SOURCES, StepSource
from sotong.core import clock
from sotong.core.access import acting, may_use
from sotong.judging.queries import panel
from sotong.judging.rules import why_not_read_comments
from sotong.results.queries import case_of_entry, cases_behind, meter_of, newest_record
from sotong.results.views.cases import reader
from sotong.results.weights import has_two_sides
from sotong.web.navigation import Item

TABS: tuple[tuple[str, LazyString], ...] = (
    ("contests.contest_page", _l("한눈에")),
    ("contests.phases", _l("일정")),
    ("contests.entries", _lp("many", "출품작")),
    ("contests.public_rule", _l("규칙")),
    ("ballots.vote_links", _l("투표 링크")),
    ("results.weights", _l("실제 비중")),
    ("judging.panel", _l("심사위원단")),
    ("judging.presentation_order", _l("발표 순서")),
    ("results.tally", _l("집계")),
    ("results.host_show", _l("시상식")),
    ("results.stability", _l("결과의 안정성")),
    ("ballots.audit_key", _l("감사 열쇠")),
    ("ballots.fraud_desk", _l("부정 투표 점검")),
)


def ballot_steps(session: Session, contest: Contest, _now: datetime) -> Sequence[Step]:
    """What the vote needs: somewhere to vote, the auditor's key, and what its level of identity asks for."""
    if not rule_of(contest).citizens.weight:
        return []
    links = [link for link in vote_links(session, contest.id) if link.retired_at is None]
    steps = [
        Step("step.vote_links", bool(links), "ballots.vote_links"),
        Step("step.audit_key", has_audit_key(session, contest.id), "ballots.audit_key"),
    ]
    level = rule_of(contest).identity.level
    if level is IdentityLevel.ACCOUNT:
        steps.insert(0, Step("step.terms", terms_of(session, contest.id) is not None, "ballots.ballot_terms"))
    if level is IdentityLevel.CODE:
        steps.insert(0, Step("step.roster", roster_lock(session, contest.id) is not None, "ballots.roster"))
    return steps


def judging_steps(session: Session, contest: Contest, _now: datetime) -> Sequence[Step]:
    """What judging needs: somebody on the panel."""
    if not rule_of(contest).jury.weight:
        return []
    return [Step("step.panel", bool(panel(session, contest.id)), "judging.panel")]


def weight_steps(_session: Session, contest: Contest, _now: datetime) -> Sequence[Step]:
    """What a rule needs before it is locked: a look at what its weights come to."""
    if not has_two_sides(rule_of(contest)):
        return []
    seen_to = contest.rule_locked_at is not None
    return [Step("step.effective_weights", seen_to, "results.weights", before="step.lock_rule")]


def weight_cautions(session: Session, contest: Contest) -> Sequence[str]:
    """Warn of a rule whose announced weights come to something else."""
    far = has_two_sides(rule_of(contest)) and any(one.is_far for one in meter_of(session, contest))
    return ["caution.weights_far"] if far else []


def result_steps(session: Session, contest: Contest, _now: datetime) -> Sequence[Step]:
    """What is left at the end: to close the ballots, tally and publish."""
    steps = [
        Step("step.tally", newest_record(session, contest.id) is not None, "results.tally"),
        Step("step.publish", contest.published_at is not None, "results.tally"),
    ]
    if rule_of(contest).citizens.weight:
        steps.insert(
            0, Step("step.close_ballots", close_of(session, contest.id) is not None, "results.tally")
        )
    return steps


def case_notes(session: Session, contest: Contest, entry: Entry) -> Sequence[EntryNote]:
    """Show on an entry's page the case that it has become, and the cases that it builds on."""
    who = reader()
    card = case_of_entry(session, entry.id, who)
    here = {"code": contest.code, "number": entry.number}
    cite = NoteLink("entry_note.cite", "results.cite_case", here)
    behind = [
        NoteLink(one.case.title, "results.case_page", {"case_id": one.case.id}, one.citation.note)
        for one in cases_behind(session, entry.id)
    ]
    open_now = who is not None and not why_not_edit_entry(contest.facts, entry.facts, who, clock.now())
    notes = (
        [EntryNote("entry_note.built_on", behind, [cite] if open_now else [])] if behind or open_now else []
    )
    if card is not None:
        link = NoteLink(card.case.title, "results.case_page", {"case_id": card.case.id})
        notes.append(EntryNote("entry_note.case", [link]))
    return notes


def comment_notes(_session: Session, contest: Contest, entry: Entry) -> Sequence[EntryNote]:
    """Lead the department's own officer to what the judges wrote, once the result is published."""
    own = acting().department_id == entry.department_id
    if why_not_read_comments(contest.facts, own=own):
        return []
    read = NoteLink("entry_note.read_comments", "judging.my_comments", {"code": contest.code})
    return [EntryNote("entry_note.comments", actions=[read])]


STEPS: tuple[StepSource, ...] = (weight_steps, ballot_steps, judging_steps, result_steps)
"""What rooms above ask for before a contest can run; each gives its steps, none if it asks for nothing."""


def contest_tabs(code: str) -> list[Item]:
    """Return the pages of the contest that the present person may use."""
    return [
        Item(
            label=str(label),
            endpoint=endpoint,
            url=contest_url(endpoint, code),
            active=endpoint == request.endpoint,
        )
        for endpoint, label in TABS
        if endpoint in current_app.view_functions and may_use(endpoint)
    ]


def contest_url(endpoint: str, code: str) -> str:
    """Return the address of a page of the contest."""
    (argument,) = next(current_app.url_map.iter_rules(endpoint)).arguments
    values: dict[str, Any] = {argument: code}
    return url_for(endpoint, **values)


def prepare(app: Flask) -> None:
    """Let templates ask for the tabs, and the contest's page for the steps."""
    app.add_template_global(contest_tabs)
    app.add_template_global(contest_url)
    app.extensions[STEP_SOURCES] = STEPS
    app.extensions[CAUTION_SOURCES] = (weight_cautions,)
    app.extensions[NOTE_SOURCES] = (comment_notes, case_notes)
