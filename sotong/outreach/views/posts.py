"""Posts, the shares asked for, and the boards of who has done what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sotong.assignments import queries as work
from sotong.assignments.queries import Row
from sotong.assignments.rules import Act, Standing
from sotong.audit.disclosure import disclose
from sotong.channels.queries import channel
from sotong.core import clock, places
from sotong.core.access import acting, acting_id, requires
from sotong.core.days import KST, korean_day
from sotong.core.db import db, transaction
from sotong.core.downloads import FileKind, table_file
from sotong.core.errors import NotFound
from sotong.core.forms import REFUSED, asked_page
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.reasons import ExportForm
from sotong.core.views import Page, page
from sotong.outreach import queries, services
from sotong.outreach.forms.posts import (
    BoardAskedForm,
    CancelForm,
    PostForm,
    PostsAskedForm,
    ShareForm,
)
from sotong.outreach.models import Post
from sotong.outreach.queries.guard import approval_of
from sotong.outreach.queries.posts import Conditions
from sotong.outreach.rules import Audience
from sotong.outreach.views.room import blueprint, default_due, is_closed
from sotong.people.queries import account_names, active_officers


@blueprint.get("")
@requires(Permission.POST_READ)
def posts() -> Page:
    """List the posts, the newest first, with how far each was carried."""
    asked = PostsAskedForm(request.args)
    found = queries.posts(db.session(), asked.wanted(), clock.now(), asked_page())
    return page("outreach/posts.html", asked=asked, posts=found)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.POST_RECORD)
def record_post() -> Page:
    """Record a post and, in one go, ask for its share."""
    now = clock.now()
    form = PostForm(posted_at=now, due_at=default_due(now))
    form.offer(active_officers(db.session(), korean_day(now)))
    form.is_closed = is_closed(now)
    if form.ready():
        with form.attempt(), transaction() as session:
            post, count = _record_and_assign(session, form, now)
        if form.done:
            flash(_what_became_of(post.id, count))
            return redirect(url_for(".post_page", post_id=post.id))
    refused = form.status == REFUSED and form.permalink.errors
    there = queries.post_at(db.session(), form.link.url) if refused else None
    return page("outreach/record_post.html", form=form, there=there)


def _record_and_assign(session: Session, form: PostForm, now: datetime) -> tuple[Post, int]:
    post = services.record_post(
        session,
        title=form.title.data or "",
        link=form.link,
        text=form.text.data or "",
        posted_at=form.posted_at.data or now,
        actor_id=acting_id(),
        now=now,
    )
    if form.to.audience is Audience.NOBODY or approval_of(session, post.id):
        return post, 0
    return post, _assign(session, post.id, form, now)


def _what_became_of(post_id: UUID, count: int) -> str:
    if approval_of(db.session(), post_id):
        return str(_("게시물을 등록했습니다. 올린 이름이 들어 있어 두 번째 관리자의 승인을 기다립니다."))
    return str(_("게시물을 등록하고 주무관 %(count)d명에게 확산을 맡겼습니다.", count=count))


def _assign(session: Session, post_id: UUID, form: ShareForm, now: datetime) -> int:
    return services.assign_share(
        session,
        post_id=post_id,
        to=form.to,
        due_at=form.due_at.data or now,
        act=Act(form.act.data),
        actor_id=acting_id(),
        now=now,
    )


@blueprint.get("/<uuid:post_id>")
@requires(Permission.POST_READ)
def post_page(post_id: UUID) -> Page:
    """One post; who has shared it, is late or silent is for those who may read assignments."""
    session, now = db.session(), clock.now()
    post = queries.post(session, post_id)
    asked = BoardAskedForm(request.args)
    rows = None
    if acting().may(Permission.ASSIGNMENT_READ):
        rows = work.board_page(session, now, queries.about(post_id), asked.wanted(), asked_page())
    return page(
        "outreach/post.html",
        post=post,
        channel=channel(session, post.channel_id) if post.channel_id else None,
        recorded_by=account_names(session, {post.recorded_by_id}).get(post.recorded_by_id),
        counts=queries.post_counts(session, post_id, now),
        approval=approval_of(session, post_id),
        own=post.recorded_by_id == acting_id(),
        asked=asked,
        rows=rows,
    )


@blueprint.route("/<uuid:post_id>/share", methods=["GET", "POST"])
@requires(Permission.POST_RECORD)
def assign_share(post_id: UUID) -> Page:
    """Ask more officers to share a post that is recorded."""
    now = clock.now()
    post = queries.post(db.session(), post_id)
    form = ShareForm(due_at=default_due(now))
    form.offer(active_officers(db.session(), korean_day(now)))
    form.is_closed = is_closed(now)
    if form.ready():
        with form.attempt(), transaction() as session:
            count = _assign(session, post_id, form, now)
        if form.done:
            flash(_("주무관 %(count)d명에게 새로 확산을 맡겼습니다.", count=count))
            return redirect(url_for(".post_page", post_id=post_id))
    return page("outreach/assign_share.html", form=form, post=post)


@blueprint.route("/<uuid:post_id>/cancellation", methods=["GET", "POST"])
@requires(Permission.POST_RECORD)
def cancel_post(post_id: UUID) -> Page:
    """Cancel a post: nobody has to share it any more."""
    post = queries.post(db.session(), post_id)
    form = CancelForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            count = services.cancel_post(
                session,
                post_id=post_id,
                reason=form.reason.data or "",
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("게시물을 취소하고 남은 과제 %(count)d건을 거두었습니다.", count=count))
            return redirect(url_for(".post_page", post_id=post_id))
    return page("outreach/cancel_post.html", form=form, post=post)


@blueprint.get("/board")
@requires(Permission.ASSIGNMENT_READ)
def board() -> Page:
    """All that is still open: how much is late, silent and due soon, by post and by department."""
    now = clock.now()
    found = queries.board(db.session(), now, korean_day(now), asked_page())
    return page("outreach/board.html", board=found)


@blueprint.get("/board/officers")
@requires(Permission.ASSIGNMENT_READ)
def officers() -> Page:
    """Who has not shared yet, over all posts, the worst first."""
    asked = BoardAskedForm(request.args)
    rows = work.board_page(db.session(), clock.now(), queries.unsettled(), asked.wanted(), asked_page())
    return page("outreach/officers.html", asked=asked, rows=rows)


@blueprint.get("/departments/<uuid:department_id>")
@requires(Permission.POST_READ)
def department_page(department_id: UUID) -> Page:
    """What one department has shared and has yet to share. Officers see their own department only."""
    session, now = db.session(), clock.now()
    if not acting().may(Permission.ASSIGNMENT_READ) and acting().department_id != department_id:
        raise NotFound
    asked = BoardAskedForm(request.args)
    conditions = queries.of_department(department_id)
    return page(
        "outreach/department.html",
        department=queries.department(session, department_id),
        counts=queries.department_counts(session, department_id, now),
        rows=work.board_page(session, now, conditions, asked.wanted(), asked_page()),
        asked=asked,
    )


@blueprint.route("/board/export", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_READ)
def export() -> Page:
    """Give who has done what as a file, for a reason, which goes on record: it names people."""
    now = clock.now()
    conditions, wanted, selection = _selected()
    form = ExportForm()
    if form.ready():
        rows = work.whole_board(db.session(), now, conditions, wanted)
        with form.attempt(), transaction() as session:
            disclose(session, form, what="outreach.board", rows=len(rows), selection=selection)
        if form.done:
            return _file(form.wanted_kind, rows, now)
    count = work.board_size(db.session(), now, conditions, wanted)
    return page("outreach/export.html", form=form, count=count)


def _selected() -> tuple[Conditions, list[Standing], dict[str, str]]:
    """Which rows the address asks for, and how the record names them."""
    wanted = BoardAskedForm(request.args).wanted()
    selection = {name: request.args[name] for name in ("post", "department") if request.args.get(name)}
    conditions = queries.unsettled()
    if "post" in selection:
        conditions = queries.about(_asked_id(selection["post"]))
    elif "department" in selection:
        conditions = queries.of_department(_asked_id(selection["department"]))
    return conditions, wanted, {**selection, **({"standing": wanted[0].value} if wanted else {})}


def _asked_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise NotFound from wrong


HEAD: Final = (
    _l("과제"),
    _l("부서 코드"),
    _l("부서"),
    _l("주무관"),
    _l("상태"),
    _l("마감(KST)"),
    _l("처음 본 때(KST)"),
    _l("제출(KST)"),
    _l("늦은 시간(분)"),
    _l("증빙 주소"),
    _l("확인할 점"),
    _l("사유"),
)


def _cells(row: Row) -> Sequence[object]:
    assignment, proof = row.assignment, row.proof
    return (
        assignment.title,
        row.department_code,
        places.department(row.department_name),
        row.officer_name,
        word(row.standing),
        _written(assignment.due_at),
        _written(assignment.first_seen_at),
        _written(assignment.handed_in_at),
        int(row.late_by.total_seconds() // 60),
        proof.permalink if proof and proof.has_address else "",
        ", ".join(word(flag) for flag in proof.flags) if proof else "",
        assignment.reason or "",
    )


def _written(instant: datetime | None) -> str:
    return instant.astimezone(KST).strftime("%Y-%m-%d %H:%M") if instant else ""


def _file(kind: FileKind, rows: Sequence[Row], now: datetime) -> Response:
    head = [str(title) for title in HEAD]
    stem = f"share-board-{now.astimezone(KST):%Y%m%d-%H%M}"
    return table_file(kind, head, (_cells(row) for row in rows), sheet=_("확산 현황"), stem=stem)
