"""A contest whose vote is open, and its ballot paper as the server reads it."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from sotong.ballots.rules import BallotPaper
from sotong.ballots.shelf import PaperShelf
from sotong.core.db import db
from tests.factories.ballots import Poll, make_poll


@pytest.fixture
def poll(session: Session, now: datetime) -> Poll:
    return make_poll(session, now=now)


@pytest.fixture
def paper(session: Session, poll: Poll) -> BallotPaper:
    paper = PaperShelf(0).paper(poll.link_code, db.session)
    assert paper
    return paper
