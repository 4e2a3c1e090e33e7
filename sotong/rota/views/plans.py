"""Pages where an admin plans: rotas, a new one, its planning, publishing, planning again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from sotong.core import clock, places
from sotong.core.access import acting_id, requires
from sotong.core.counting import _n
from sotong.core.db import db, transaction
from sotong.core.forms import asked_page
from sotong.core.permissions import Permission
from sotong.core.views import Page, asked_month, page
from sotong.rota.answers import read_answer
from sotong.rota.checker import check
from sotong.rota.explain import Explainer
from sotong.rota.forms import PublishForm, RunForm, WithdrawForm
from sotong.rota.models import Rota, RotaRun
from sotong.rota.queries import Loaded, loaded, rota_of
from sotong.rota.queries import rotas as queries
from sotong.rota.rule_file import read_rules
from sotong.rota.rule_form import PeriodForm, RotaFileForm, RotaForm
from sotong.rota.services import drafts, runs
from sotong.rota.services.seats import is_dead
from sotong.rota.states import PLANNING, UNDER_WAY, RotaState, RunKind
from sotong.rota.views.room import blueprint, this_day
from sotong.rota.views.words import Teller

FIRST_RULES = """[rota]
gap_days = 7
long_absence_days = 30

[rest_days]
weekend = 1
holiday = 1
seollal_chuseok = 2

[[duty]]
id = "evening"
name = "{evening}"
hours = "18:00-22:00"
days = ["weekday"]

[[duty]]
id = "rest-day"
name = "{rest_day}"
hours = "09:00-18:00"
days = ["weekend", "holiday", "seollal_chuseok"]
"""
MOST_FINDINGS = 30
MOST_UNDER_WAY = 3
"""Of how many published rotas the list says whether they still hold."""


@dataclass(frozen=True, slots=True)
class WishRow:
    """A day that an officer would rather avoid, and whether she serves on it all the same."""

    name: str
    on: date
    passed_over: bool


@blueprint.get("/rota/plans")
@requires(Permission.ROTA_WRITE)
def plans() -> Page:
    """List all rotas: drafts, published, withdrawn; first of all those that no longer hold."""
    return page("rota/plans.html", found=queries.rotas(db.session(), asked_page()), unfit=_unfit(this_day()))


@blueprint.route("/rota/plans/new", methods=["GET", "POST"])
@requires(Permission.ROTA_WRITE)
def new_plan() -> Page:
    """Lay out a new rota, its rules typed into fields."""
    form = RotaForm()
    if not form.is_submitted():
        form.fill(read_rules(_rules_to_begin_with().encode()))
    elif form.asks_for_row():
        return page("rota/new_plan.html", form=form)
    return _made(form) or page("rota/new_plan.html", form=form)


@blueprint.route("/rota/plans/new/file", methods=["GET", "POST"])
@requires(Permission.ROTA_WRITE)
def new_plan_from_file() -> Page:
    """Lay out a new rota, its rules as a file."""
    form = RotaFileForm()
    if not form.is_submitted():
        form.typed.data = _rules_to_begin_with()
    return _made(form) or page("rota/new_plan_file.html", form=form)


def _made(form: PeriodForm) -> Page | None:
    """Where to go once the draft is made; None if it is not."""
    if not form.ready():
        return None
    with form.attempt(), transaction() as session:
        rota = drafts.make_draft(session, wanted=form.wanted(), actor_id=acting_id(), now=clock.now())
    if not form.done:
        return None
    flash(_("근무표 초안을 만들었습니다. 이제 짜기를 시작해 주십시오."))
    return redirect(url_for("rota.plan", rota_id=rota.id))


@blueprint.get("/rota/plans/<uuid:rota_id>")
@requires(Permission.ROTA_WRITE)
def plan(rota_id: UUID) -> Page:
    """Show a rota: how its planning stands, what it breaks, how even it is, and its grid."""
    return plan_page(rota_id, RunForm())


def plan_page(rota_id: UUID, form: RunForm) -> Page:
    """The page of a rota."""
    session = db.session()
    rota = rota_of(session, rota_id)
    found = loaded(session, rota)
    month = asked_month(min(max(this_day(), rota.first_on), rota.last_on))
    teller = Teller(found.problem, queries.kind_names(session))
    broken, broken_count = _findings(found, teller)
    explainer = Explainer(found.problem, found.credited)
    return page(
        "rota/plan.html",
        form=form,
        rota=rota,
        broken=broken,
        broken_count=broken_count,
        evenness=teller.evenness(explainer.evenness()) if found.plan else [],
        table=queries.month_of_rota(session, rota, month),
        month=month,
        planned=bool(found.plan),
        people=len(found.problem.officers),
        seats=found.problem.seat_count,
        names=officer_names(found),
        wishes=_wishes(found),
        **_run_facts(rota, teller),
    )


@blueprint.get("/rota/plans/<uuid:rota_id>/progress")
@requires(Permission.ROTA_WRITE)
def plan_progress(rota_id: UUID) -> Page:
    """How the planning stands: a part of the page, asked for again and again while it runs."""
    session = db.session()
    rota = rota_of(session, rota_id)
    run = queries.newest_run(session, rota.id, _kind(rota))
    over = run is None or run.state not in UNDER_WAY or is_dead(run, clock.now())
    text, status = page("rota/progress.html", rota=rota, run=run, dead=False, now=clock.now())
    if not over or "HX-Request" not in request.headers:
        return text, status
    answer = current_app.make_response((text, status))
    # The whole page is another now. Asked for by its address: one that has come back from a press that was
    # refused would, asked for anew, send that press again.
    answer.headers["HX-Redirect"] = url_for(".plan", rota_id=rota_id)
    return answer


@blueprint.post("/rota/plans/<uuid:rota_id>/run")
@requires(Permission.ROTA_WRITE)
def start_run(rota_id: UUID) -> Page:
    """Begin to plan a draft, or to look for ways to mend a published rota."""
    form = RunForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            run = runs.ask_run(
                session,
                rota_id=rota_id,
                kind=_kind(rota_of(session, rota_id)),
                seconds=int(form.seconds.data),
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            if planning := current_app.extensions.get(PLANNING):
                planning.start(run.id)
            return redirect(url_for("rota.plan", rota_id=rota_id))
    return plan_page(rota_id, form)


@blueprint.post("/rota/runs/<uuid:run_id>/stop")
@requires(Permission.ROTA_WRITE)
def stop_run(run_id: UUID) -> Page:
    """Stop a planning; the best rota so far is kept."""
    with transaction() as session:
        run = runs.ask_stop(session, run_id=run_id, actor_id=acting_id(), now=clock.now())
    flash(_("멈추라고 했습니다. 그때까지 가장 나은 근무표를 남깁니다."))
    return redirect(url_for("rota.plan", rota_id=run.rota_id))


@blueprint.post("/rota/runs/<uuid:run_id>/offers/<int:number>")
@requires(Permission.ROTA_WRITE)
def take_offer(run_id: UUID, number: int) -> Page:
    """Plan again as one of the proposals says."""
    with transaction() as session:
        changed = runs.take_offer(
            session, run_id=run_id, number=number, actor_id=acting_id(), now=clock.now()
        )
    flash(_n("근무 %(count)d건을 바꾸었습니다.", count=len(changed.seats)))
    return redirect(url_for("rota.plan", rota_id=changed.before.rota.id))


@blueprint.route("/rota/plans/<uuid:rota_id>/publish", methods=["GET", "POST"])
@requires(Permission.ROTA_WRITE)
def publish_plan(rota_id: UUID) -> Page:
    """Publish a draft; what breaks a hard rule needs a written reason."""
    form = PublishForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            drafts.publish(
                session,
                rota_id=rota_id,
                seen=form.version,
                reason=form.reason.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("근무표를 확정했습니다."))
            return redirect(url_for("rota.plan", rota_id=rota_id))
    session = db.session()
    rota = rota_of(session, rota_id)
    found = loaded(session, rota)
    broken, count = _findings(found, Teller(found.problem, queries.kind_names(session)))
    form.seen.data = str(rota.version)
    return page("rota/publish.html", form=form, rota=rota, broken=broken, broken_count=count)


@blueprint.route("/rota/plans/<uuid:rota_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.ROTA_WRITE)
def withdraw_plan(rota_id: UUID) -> Page:
    """Take a published rota back, before its first duty."""
    form = WithdrawForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            drafts.withdraw(
                session,
                rota_id=rota_id,
                reason=form.reason.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("근무표를 취소했습니다. 같은 기간의 근무표를 새로 만들 수 있습니다."))
            return redirect(url_for("rota.plan", rota_id=rota_id))
    return page("rota/withdraw.html", form=form, rota=rota_of(db.session(), rota_id))


@blueprint.post("/rota/plans/<uuid:rota_id>/discard")
@requires(Permission.ROTA_WRITE)
def discard_plan(rota_id: UUID) -> Page:
    """Throw a draft away."""
    with transaction() as session:
        drafts.discard(session, rota_id=rota_id, actor_id=acting_id(), now=clock.now())
    flash(_("초안을 버렸습니다."))
    return redirect(url_for("rota.plans"))


def officer_names(found: Loaded) -> list[tuple[str, str]]:
    """The rota's officers to choose from, by id and name, in the order of names."""
    named = [(one.id, places.beside(one.name, one.department)) for one in found.problem.officers]
    return sorted(named, key=lambda pair: pair[1])


def _findings(found: Loaded, teller: Teller) -> tuple[list[str], int]:
    """The first rules that a rota breaks, in words, and how many it breaks in all."""
    broken = check(found.problem, found.plan)
    return teller.broken(broken[:MOST_FINDINGS]), len(broken)


def _wishes(found: Loaded) -> list[WishRow]:
    """The days that the rota's officers would rather avoid, those that it does not spare them first."""
    people = {one.id: one.name for one in found.problem.officers}
    slots = {slot.id: slot for slot in found.problem.slots}
    serves = {
        (a.officer_id, on)
        for a in found.credited
        for on in (slots[a.slot_id].first_on, slots[a.slot_id].last_on)
    }
    rows = [
        WishRow(people[wish.officer_id], wish.first_on, (wish.officer_id, wish.first_on) in serves)
        for wish in found.problem.wishes
    ]
    return sorted(rows, key=lambda row: (not row.passed_over, row.on, row.name))


def _unfit(today: date) -> list[tuple[Rota, int]]:
    """The published rotas under way or next, with how many rules their coming duties break, if any."""
    session = db.session()
    under_way = [rota for rota in queries.published_rotas(session) if rota.last_on >= today]
    nearest = sorted(under_way, key=lambda rota: rota.first_on)[:MOST_UNDER_WAY]
    found = [loaded(session, rota) for rota in nearest]
    counts = [(one.rota, len(check(one.problem, one.plan, since=today))) for one in found]
    return [(rota, count) for rota, count in counts if count]


def _rules_to_begin_with() -> str:
    """The rules of the rota that was made last, or some to begin with."""
    first = FIRST_RULES.format(evening=_("평일 저녁"), rest_day=_("쉬는 날"))
    return queries.newest_rules(db.session()) or first


def _kind(rota: Rota) -> RunKind:
    return RunKind.PLAN if rota.state is RotaState.DRAFT else RunKind.REPLAN


def _run_facts(rota: Rota, teller: Teller) -> dict[str, Any]:
    """How the newest planning stands, and what it answered."""
    run = queries.newest_run(db.session(), rota.id, _kind(rota))
    answer = read_answer(run.answer) if run else None
    return {
        "run": run,
        "now": clock.now(),
        "busy": run is not None and run.state in UNDER_WAY and not is_dead(run, clock.now()),
        "dead": run is not None and is_dead(run, clock.now()),
        "answer": answer,
        "is_current": run is not None and _is_current(rota, run),
        "arithmetic": teller.capacity(answer.capacity) if answer else [],
        "ways": teller.ways(answer.ways) if answer else [],
        "teller": teller,
    }


def _is_current(rota: Rota, run: RotaRun) -> bool:
    """Whether the rota is still as the run left it: a plan that was taken over raises the version by one."""
    return rota.version in (run.version, run.version + 1 if run.kind is RunKind.PLAN else run.version)
