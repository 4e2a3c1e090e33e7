"""Posts and how far they were carried, read in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment
from sotong.assignments.queries import NAMED_AT_ONCE, Counts, counts_by, is_unsettled, total_of
from sotong.assignments.rules import SubjectKind
from sotong.channels.platforms import Platform
from sotong.core.errors import NotFound
from sotong.core.paging import Paged, paged
from sotong.outreach.models.posts import Post
from sotong.outreach.rules import PostState
from sotong.people.models import Department
from sotong.people.queries.serving import open_on

DEPARTMENTS_LOOK_BACK = timedelta(days=30)
ABOUT_POSTS = Assignment.subject_kind == SubjectKind.POST

Conditions = Sequence[sa.ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which posts a list shows: with `text` in their titles, on a platform, in a state; None and "": any."""

    text: str = ""
    platform: Platform | None = None
    state: PostState | None = None


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post in a list, and how its assignments stand."""

    post: Post
    counts: Counts


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department, and how its assignments stand."""

    department: Department
    counts: Counts


@dataclass(frozen=True, slots=True)
class Board:
    """All that is still open: in sum, by post, and by department with what it has done lately."""

    total: Counts
    posts: Paged[PostRow]
    departments: Sequence[DepartmentRow]


def posts(session: Session, wanted: Wanted, now: datetime, number: int = 1) -> Paged[PostRow]:
    """Page `number` of the posts wanted, the newest first: three statements."""
    query = sa.select(Post).where(*_conditions(wanted)).order_by(Post.posted_at.desc(), Post.id)
    page = paged(session, query, number)
    counts = _counts(session, [post.id for post in page.rows], now)
    return replace(page, rows=[PostRow(post, counts.get(post.id, Counts())) for post in page.rows])


def post(session: Session, post_id: UUID) -> Post:
    """One post. Raises NotFound."""
    found = session.get(Post, post_id)
    if found is None:
        raise NotFound
    return found


def post_at(session: Session, permalink: str) -> Post | None:
    """The post that is recorded under a canonical permalink, if there is one."""
    return session.scalars(sa.select(Post).where(Post.permalink == permalink)).one_or_none()


def posts_at(session: Session, permalinks: Collection[str]) -> dict[str, Post]:
    """The posts recorded at these addresses, by address."""
    wanted = sorted(permalinks)
    lots = (wanted[start : start + NAMED_AT_ONCE] for start in range(0, len(wanted), NAMED_AT_ONCE))
    found = (session.scalars(sa.select(Post).where(Post.permalink.in_(some))) for some in lots)
    return {post.permalink: post for posts in found for post in posts}


def about(post_id: UUID) -> Conditions:
    """The condition of assignments that they are about one post."""
    return [ABOUT_POSTS, Assignment.subject_id == post_id]


def of_department(department_id: UUID) -> Conditions:
    """The condition of assignments that they are about posts, and the department's."""
    return [ABOUT_POSTS, Assignment.department_id == department_id]


def unsettled() -> Conditions:
    """The condition of assignments that they are about posts, and still to be done or reviewed."""
    return [ABOUT_POSTS, is_unsettled()]


def post_counts(session: Session, post_id: UUID, now: datetime) -> Counts:
    """How the assignments about one post stand: one statement."""
    return _counts(session, [post_id], now).get(post_id, Counts())


def department_counts(session: Session, department_id: UUID, now: datetime) -> Counts:
    """How a department's assignments stand that are open or younger than 30 days: one statement."""
    conditions = [*of_department(department_id), _open_or_recent(now)]
    return counts_by(session, now, Assignment.department_id, conditions).get(department_id, Counts())


def department(session: Session, department_id: UUID) -> Department:
    """One department. Raises NotFound."""
    found = session.get(Department, department_id)
    if found is None:
        raise NotFound
    return found


def board(session: Session, now: datetime, on: date, number: int = 1) -> Board:
    """The board over all open posts: seven statements, however many posts, officers and departments."""
    total = counts_by(session, now, Assignment.subject_kind, unsettled())
    return Board(
        total=total_of(total.values()),
        posts=posts(session, Wanted(state=PostState.OPEN), now, number),
        departments=departments(session, now, on),
    )


def departments(session: Session, now: datetime, on: date) -> list[DepartmentRow]:
    """Each department of the day, by code, with what is open and the last 30 days: three statements.

    What is open and what was settled lately are asked for apart: either has an index, both together none.

    A department that is closed is shown as long as something of it is.
    """
    open_ones = (is_unsettled(),)
    recent = (Assignment.assigned_at > now - DEPARTMENTS_LOOK_BACK, ~is_unsettled())
    parts = [
        counts_by(session, now, Assignment.department_id, [ABOUT_POSTS, *some])
        for some in (open_ones, recent)
    ]
    counts = {
        one: total_of([part[one] for part in parts if one in part])
        for one in parts[0].keys() | parts[1].keys()
    }
    query = sa.select(Department).where(open_on(on) | Department.id.in_(counts)).order_by(Department.code)
    return [DepartmentRow(found, counts.get(found.id, Counts())) for found in session.scalars(query)]


def _counts(session: Session, post_ids: Sequence[UUID], now: datetime) -> Mapping[UUID, Counts]:
    conditions = [ABOUT_POSTS, Assignment.subject_id.in_(post_ids)]
    return counts_by(session, now, Assignment.subject_id, conditions)


def _open_or_recent(now: datetime) -> sa.ColumnElement[bool]:
    recent = Assignment.assigned_at > now - DEPARTMENTS_LOOK_BACK
    return recent | is_unsettled()


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.text:
        conditions.append(Post.title.icontains(wanted.text, autoescape=True))
    if wanted.platform is not None:
        conditions.append(Post.platform == wanted.platform)
    if wanted.state is not None:
        conditions.append(_in_state(wanted.state))
    return conditions


def _in_state(state: PostState) -> sa.ColumnElement[bool]:
    if state is PostState.CANCELLED:
        return Post.cancelled_at.is_not(None)
    unsettled_ones = sa.select(Assignment.subject_id).where(ABOUT_POSTS, is_unsettled())
    anybody = Post.id.in_(unsettled_ones)
    return Post.cancelled_at.is_(None) & (anybody if state is PostState.OPEN else ~anybody)
