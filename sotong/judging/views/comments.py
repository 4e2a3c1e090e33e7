"""What judges wrote to a department, for its own officer, once the result is published."""

from __future__ import annotations

from sotong.contests.queries import contest_by_code, entry_of_department
from sotong.core.access import acting, requires
from sotong.core.db import db
from sotong.core.errors import NotFound
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.judging import queries, rules
from sotong.judging.views.room import blueprint


@blueprint.get("/contests/<code>/comments")
@requires(Permission.COMMENT_READ)
def my_comments(code: str) -> Page:
    """Show the judges' comments on the entry of the officer's own department; before publication, nothing."""
    session, department_id = db.session(), acting().department_id
    contest = contest_by_code(session, code)
    entry = entry_of_department(session, contest.id, department_id) if department_id else None
    if rules.why_not_read_comments(contest.facts, own=True):
        raise NotFound
    return page(
        "judging/comments.html",
        contest=contest,
        entry=entry,
        comments=queries.comments_on(session, entry.id) if entry else (),
    )
