"""Bringing in what officers did before: posts, what was asked about them, and what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from sotong.assignments import queries as asked
from sotong.assignments import services as assignments
from sotong.assignments.rules import Act, Subject, SubjectKind
from sotong.assignments.services import PastWork
from sotong.audit import services as audit
from sotong.channels.platforms import Permalink, Platform
from sotong.channels.post_times import posted_at
from sotong.channels.queries import registered_accounts
from sotong.core.canonical import Json
from sotong.core.days import korean_day
from sotong.core.locks import take_turn
from sotong.core.tables import Problem, Reading
from sotong.core.tables.shape import MOST_SHOWN
from sotong.outreach.imports import ActivityRow, HalfReadRow, half_read, read_activity, titled_posts
from sotong.outreach.models.posts import Post
from sotong.outreach.queries.guard import guarding
from sotong.outreach.queries.posts import posts_at
from sotong.outreach.services import guard
from sotong.people.queries.present import officers_present
from sotong.people.rules import ByName, Term

_Key = tuple[UUID, UUID, Act]


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """How many assignments and posts are new, how many stood there already, how many proofs wait."""

    added: int
    unchanged: int
    posts: int
    waiting: int
    ignored: tuple[str, ...] = ()
    """Titles of columns that were not read."""

    @property
    def counts(self) -> dict[str, int]:
        """For the sentence that tells of it."""
        return {
            "added": self.added,
            "unchanged": self.unchanged,
            "posts": self.posts,
            "waiting": self.waiting,
        }


def import_activity(session: Session, *, content: bytes, actor_id: UUID, now: datetime) -> BroughtIn:
    """Write down a file of past activity, all of it or nothing; the same file again changes nothing.

    Whose it was, the appointments of the day say on which it was asked. Nobody is told, and nothing is asked
    anew. Raises TableInvalid with what is wrong, line by line; Refused: somebody did the same meanwhile.
    """
    reading = read_activity(content, now)
    take_turn(session, "outreach.activity")
    officers = _Officers(session)
    told: list[ActivityRow | HalfReadRow] = [*reading.lines, *map(half_read, reading.faulty_rows)]
    told.sort(key=lambda row: row.line)
    placed, problems = _placed(told, officers)
    reading.add(problems)
    posts, new = _posts(session, reading, actor_id=actor_id, now=now)
    works = _works(placed, posts)
    fresh = _fresh(session, reading, works)
    reading.close()
    session.add_all(new)
    session.flush()
    for post in new if guarding(session, now) else ():
        guard.guard_post(session, post, actor_id=actor_id, now=now)
    waiting = assignments.bring_in(session, fresh, is_strange=_strange(session), actor_id=actor_id, now=now)
    done = BroughtIn(len(fresh), len(works) - len(fresh), len(new), waiting, reading.ignored)
    if fresh or new:
        body: dict[str, Json] = {"file_sha256": hashlib.sha256(content).hexdigest(), **done.counts}
        audit.record(session, "activity.import", at=now, actor_id=actor_id, body=body)
    return done


class _Officers:
    """Who was a department's officer on a day."""

    def __init__(self, session: Session) -> None:
        present = officers_present(session)
        self.departments = ByName((department.names, department.id) for department in present.departments)
        self.terms: dict[UUID, list[Term]] = {}
        for term in present.terms:
            if term.primary:
                self.terms.setdefault(term.department_id, []).append(term)

    def of(self, name: str, on: date | None) -> Term | str | None:
        """The appointment, or the reason why there is none to be found; None if that cannot be told yet."""
        found = self.departments.called(name)
        if not name or (found and on is None):
            return None
        serving = [
            term
            for department_id in found
            for term in self.terms.get(department_id, ())
            if on and term.starts_on <= on and (term.ends_on is None or on < term.ends_on)
        ]
        if len(serving) == 1:
            return serving[0]
        if serving:
            return "activity.department_ambiguous"
        return "activity.no_officer" if found else "activity.department_unknown"


def _nobody(reason: str, line: int, department: str) -> Problem:
    return Problem(reason, line, "department", {"text": department[:MOST_SHOWN]})


_Placed: TypeAlias = list[tuple[ActivityRow, Term]]


def _placed(rows: Sequence[ActivityRow | HalfReadRow], officers: _Officers) -> tuple[_Placed, list[Problem]]:
    """Each sound line with whose it was; and which lines are nobody's, or stand there twice."""
    placed: _Placed = []
    problems: list[Problem] = []
    first: dict[tuple[str, UUID, Act], int] = {}
    for row in rows:
        whose = officers.of(row.department, korean_day(row.asked_at) if row.asked_at else None)
        if isinstance(whose, str):
            problems.append(_nobody(whose, row.line, row.department))
        if whose is None or isinstance(whose, str) or row.post is None or row.act is None:
            continue
        line = first.setdefault((row.post.url, whose.officer_id, row.act), row.line)
        if line != row.line:
            problems.append(Problem("activity.twice", row.line, "post", {"line": line}))
        if isinstance(row, ActivityRow):
            placed.append((row, whose))
    return placed, problems


def _posts(
    session: Session, reading: Reading[ActivityRow], *, actor_id: UUID, now: datetime
) -> tuple[Mapping[str, Post], list[Post]]:
    """The posts that the lines name, by address, and which of them are new; lines without one are added."""
    posts = posts_at(session, {row.post.url for row in reading.lines})
    channels = registered_accounts(session)
    new: list[Post] = []
    untitled: dict[str, Problem] = {}
    for row in reading.lines:
        post = posts.get(row.post.url)
        if post is not None and post.cancelled_at is not None:
            reading.add([Problem("post.cancelled", row.line, "post")])
        elif post is None and not row.title:
            untitled.setdefault(row.post.url, Problem("activity.title_missing", row.line, "title"))
        elif post is None:
            post = posts[row.post.url] = _post(row, channels, actor_id=actor_id, now=now)
            new.append(post)
    titled = titled_posts(reading) if untitled else set()
    reading.add(problem for url, problem in untitled.items() if url not in titled)
    return posts, new


def _post(
    row: ActivityRow, channels: Mapping[tuple[Platform, str], UUID], *, actor_id: UUID, now: datetime
) -> Post:
    """A post that nobody recorded: made when its address tells, else when it was first asked for."""
    link = row.post
    return Post(
        id=uuid4(),
        title=row.title,
        permalink=link.url,
        platform=link.platform,
        channel_id=channels.get((link.platform, link.account)) if link.account else None,
        text="",
        posted_at=min(posted_at(link) or row.asked_at, row.asked_at),
        recorded_at=now,
        recorded_by_id=actor_id,
        cancelled_at=None,
        cancelled_reason=None,
    )


def _works(placed: _Placed, posts: Mapping[str, Post]) -> list[tuple[int, PastWork]]:
    """What each line tells of, after its number; a post without a title is not told of."""
    told = ((row, whose, posts.get(row.post.url)) for row, whose in placed)
    return [(row.line, _work(row, whose, post)) for row, whose, post in told if post is not None]


def _work(row: ActivityRow, whose: Term, post: Post) -> PastWork:
    return PastWork(
        Subject(SubjectKind.POST, post.id, post.title, post.permalink, post.text),
        whose.officer_id,
        whose.department_id,
        row.act,
        row.asked_at,
        row.due_at,
        row.done_at,
        row.proof,
        row.excused,
    )


def _fresh(
    session: Session, reading: Reading[ActivityRow], works: Sequence[tuple[int, PastWork]]
) -> list[PastWork]:
    """What is not written down yet. What stands here stays as it is, if it was asked at the same time.

    Lines that tell of something asked here at another time are added to what is wrong.
    """
    there = asked.asked_times(session, SubjectKind.POST, {work.subject.id for _line, work in works})
    fresh: list[PastWork] = []
    for line, work in works:
        asked_at = there.get((work.subject.id, work.officer_id, work.act))
        if asked_at is None:
            fresh.append(work)
        elif asked_at != work.asked_at:
            reading.add([Problem("activity.recorded_otherwise", line, "asked_at")])
    return fresh


def _strange(session: Session) -> Callable[[Permalink], bool]:
    """Whether an address names an account that is not registered, where the office asks for its own."""
    if not asked.share_policy(session).registered_accounts_only:
        return lambda _link: False
    known = registered_accounts(session)
    return lambda link: link.account is not None and (link.platform, link.account) not in known
