"""Published contests and their bundles, and bundles taken apart and packed again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from sotong.ballots.intake import Intake
from sotong.ballots.services import close_ballots
from sotong.core.db import transaction
from sotong.reports import services
from sotong.reports.queries.public_log import PublicLog, public_log
from sotong.results import services as results
from tests.factories.contests import MAKER
from tests.factories.results import Judged, make_judged

SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Published:
    """A contest whose result has been published."""

    judged: Judged

    @property
    def code(self) -> str:
        return self.judged.poll.contest.code

    def log(self, session: Session) -> PublicLog:
        session.rollback()
        return public_log(session, self.code)

    def bundle(self, session: Session) -> bytes:
        """Its bundle, as it comes of the rows now."""
        return b"".join(services.pack_bundle(session, self.log(session)))


def make_published(app: Flask, session: Session, **judged: Any) -> Published:
    """Make a contest, vote, judge, close, tally and publish it; see `make_judged`."""
    return publish(make_judged(app, session, **judged))


def cast(app: Flask, judged: Judged, *ballots: Sequence[int]) -> None:
    """Vote in a contest that has not been closed, each ballot by somebody else."""
    intake = Intake(app.app_context)
    for voter, picks in enumerate(ballots):
        intake.cast(judged.poll.vote(f"voter {voter}", picks))


def close(judged: Judged) -> None:
    """Close the ballots."""
    with transaction() as writing:
        closed_at = judged.poll.closes_at + timedelta(minutes=1)
        close_ballots(writing, judged.contest_id, now=closed_at)


def publish(judged: Judged, *, decision: Sequence[int] = ()) -> Published:
    """Tally, decide a tie in this order if there is one, and publish."""
    about: Any = {"actor_id": MAKER, "now": judged.after_judging}
    with transaction() as writing:
        results.make_tally(writing, judged.contest_id, **about)
    if decision:
        with transaction() as writing:
            results.decide_tie(writing, judged.contest_id, numbers=decision, reason="추첨", **about)
    with transaction() as writing:
        results.publish(writing, judged.contest_id, **about)
    return Published(judged)


def unpacked(bundle: bytes) -> dict[str, bytes]:
    """The members of a bundle, in their order."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(members: Mapping[str, bytes], path: Path, *, sums: bool = True) -> Path:
    """Write a bundle of these members, with sums that fit them unless told otherwise."""
    content = dict(members)
    if sums:
        names = sorted(name for name in content if name != SUMS)
        lines = [f"{sha256(content[name]).hexdigest()}  {name}\n" for name in names]
        content[SUMS] = "".join(lines).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, member in content.items():
            archive.writestr(name, member)
    return path
