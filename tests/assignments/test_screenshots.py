"""A screenshot is proof where a platform gives no address; who looks at it is on record."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session

from sotong.assignments import queries, services
from sotong.assignments.models import Proof
from sotong.assignments.rules import AssignmentState, PolicyFacts, ProofFlag
from sotong.audit.models import AuditEntry
from sotong.channels.permalinks import canonical
from sotong.core.db import transaction
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.assignments import MadeAssignment, make_assignment
from tests.factories.people import MadeOfficer, make_account

S = AssignmentState
STORY = "https://www.instagram.com/stories/ydp.tax/3456789012345/"


@pytest.fixture
def officer(browser: Callable[[Role], Browser]) -> Browser:
    """An officer's phone."""
    return browser(Role.OFFICER)


@pytest.fixture
def admin(browser: Callable[[Role], Browser]) -> Browser:
    """An admin's PC."""
    return browser(Role.ADMIN)


def of(phone: Browser) -> MadeOfficer:
    """The officer behind a phone, for the makers."""
    return MadeOfficer(phone.officer_id, "", "", phone.department_id, phone.account_id, uuid4())


def picture(colour: str = "red") -> tuple[io.BytesIO, str]:
    """A screenshot as a form sends it."""
    out = io.BytesIO()
    Image.new("RGB", (60, 90), colour).save(out, "PNG")
    return io.BytesIO(out.getvalue()), "screen.png"


def hand_in(phone: Browser, made: MadeAssignment, **form: object) -> tuple[int, str]:
    answer = phone.post(f"/assignments/{made.id}/screenshot", data={"platform": "kakaotalk_channel", **form})
    return answer.status_code, answer.text


def proof_of(session: Session, made: MadeAssignment) -> Proof:
    session.rollback()
    return queries.proofs_of(session, made.id)[0]


def test_a_picture_waits_for_a_reviewer_and_the_same_picture_counts_once(
    session: Session, officer: Browser, now: datetime
) -> None:
    first, second = (make_assignment(session, now, officer=of(officer)) for _ in range(2))
    assert hand_in(officer, first, file=picture())[0] == 302
    assert hand_in(officer, second, file=picture())[0] == 302
    flags = [proof_of(session, made).flags for made in (first, second)]
    assert flags == [(ProofFlag.SCREENSHOT,), (ProofFlag.DUPLICATE, ProofFlag.SCREENSHOT)]
    assert queries.assignment_by_id(session, first.id).state is S.HANDED_IN


def test_a_story_that_will_be_gone_is_handed_in_with_its_picture(
    session: Session, officer: Browser, now: datetime
) -> None:
    made = make_assignment(session, now, officer=of(officer))
    assert hand_in(officer, made, file=picture(), permalink=STORY)[0] == 302
    proof = proof_of(session, made)
    assert (proof.permalink, proof.flags) == (STORY, (ProofFlag.EXPIRES,))
    assert set(queries.screenshots_of(session, [proof.id])) == {proof.id}


def test_what_is_no_picture_is_told_at_its_field_and_nothing_is_stored(
    session: Session, officer: Browser, now: datetime
) -> None:
    made = make_assignment(session, now, officer=of(officer))
    wrong = {"text.txt": b"no", "paper.pdf": b"%PDF-1.7", "fake.png": b"<script>"}
    for name, content in wrong.items():
        status, text = hand_in(officer, made, file=(io.BytesIO(content), name))
        assert (status, 'id="file-error"' in text) == (409, True), name
    assert hand_in(officer, made)[0] == 422
    status, text = hand_in(officer, made, file=picture(), permalink="https://bit.ly/3abcdef")
    assert (status, "bit.ly" in text) == (422, True)
    assert session.scalar(sa.select(sa.func.count(Proof.id))) == 0
    theirs = make_assignment(session, now)
    assert hand_in(officer, theirs, file=picture())[0] == 404


def test_a_reviewers_look_at_the_picture_is_on_record_and_the_officers_own_is_not(
    session: Session, officer: Browser, admin: Browser, browser: Callable[[Role], Browser], now: datetime
) -> None:
    made = make_assignment(session, now, officer=of(officer))
    hand_in(officer, made, file=picture())
    proof_id = proof_of(session, made).id
    reviewed, own = f"/assignments/proofs/{proof_id}/screenshot", f"/assignments/today/screenshots/{proof_id}"
    assert own in officer.get("/assignments/today").text
    assert f"{own}/picture" in officer.get(own).text
    assert officer.get(f"{own}/picture").mimetype == "image/jpeg"
    assert reviewed in admin.get("/assignments/review").text
    bare = f"/assignments/proofs/{proof_id}/picture"
    assert bare in admin.get(reviewed).text
    answer = admin.get(bare)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "private, no-store")
    looks = sa.select(AuditEntry).where(AuditEntry.action == "personal_data.view")
    (look,) = session.scalars(looks)
    assert (look.actor_id, look.subject_id) == (admin.account_id, made.id)
    assert json.loads(look.body)["what"] == "assignments.screenshot"
    for path in (own, f"{own}/picture"):
        assert browser(Role.OFFICER).get(path).status_code == 404
    for path in (reviewed, bare):
        assert officer.get(path).status_code == 403


def test_where_the_office_asks_for_its_own_accounts_another_is_flagged(
    session: Session, now: datetime
) -> None:
    admin_id = make_account(session).id
    proof = canonical("https://www.facebook.com/somebody.else/posts/1111111111")
    assert proof
    flags = []
    for asked in (False, True):
        with transaction() as writing:
            policy = PolicyFacts(registered_accounts_only=asked)
            services.decide_policy(writing, policy, actor_id=admin_id, now=now)
        made = make_assignment(session, now)
        with transaction() as writing:
            services.hand_in(
                writing,
                assignment_id=made.id,
                officer_id=made.officer.id,
                link=proof,
                actor_id=admin_id,
                now=now,
            )
            services.withdraw(
                writing, assignment_id=made.id, officer_id=made.officer.id, actor_id=admin_id, now=now
            )
        flags.append(proof_of(session, made).flags)
    assert flags == [(), (ProofFlag.NOT_REGISTERED,)]
