"""Making a contest's verification bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from sotong.core.errors import Refused
from sotong.core.kept import Kept, drop_older, write_whole
from sotong.reports import bundle, rules
from sotong.reports.bundle import Member
from sotong.reports.queries import lines
from sotong.reports.queries.public_log import PublicLog

PATIENCE_S, RETRY_AFTER_S = 20, 15
FOLDER = "bundles"
"""Where bundles are kept, beside the database."""

_kept = Kept(patience_s=PATIENCE_S, retry_after_s=RETRY_AFTER_S)
"""A bundle of some thousand ballots takes seconds, which others wait; one of a million a minute."""


def pack_bundle(session: Session, log: PublicLog) -> Iterator[bytes]:
    """Return a contest's bundle, a ZIP file, in pieces; the same contest gives the same bytes.

    Raises Refused("bundle.not_published").
    """
    if reason := rules.why_not_bundle(log.contest.facts):
        raise Refused(reason)
    return bundle.packed(_members(session, log))


def write_bundle(session: Session, log: PublicLog, path: Path) -> None:
    """Write a contest's bundle to a file, which appears whole or not at all.

    Raises Refused("bundle.not_published"); OSError where the file cannot be written.
    """
    write_whole(path, pack_bundle(session, log))


def kept_bundle(session: Session, log: PublicLog, folder: Path) -> Path:
    """Return the contest's bundle as a file in `folder`, packed now if it is not there yet.

    Raises Refused as `pack_bundle`, and Busy while this process is packing one for long.
    """
    if reason := rules.why_not_bundle(log.contest.facts):
        raise Refused(reason)
    name = f"{log.contest.id}-{log.head.size}-{bundle.edition()}.zip"
    path = _kept.file(folder / name, lambda: pack_bundle(session, log))
    drop_older(folder, f"{log.contest.id}-*.zip", keep=name)
    return path


def _members(session: Session, log: PublicLog) -> Iterator[Member]:
    contest, key = log.contest, str(log.key)
    yield "README.txt", [bundle.readme(title=contest.title, code=contest.code, key=key)]
    yield "sotong_verify.py", [bundle.VERIFIER.read_bytes()]
    yield "log.vkey", [f"{key}\n".encode()]
    yield "checkpoint.txt", [log.head.checkpoint.encode()]
    yield "rule.json", [contest.rule.encode()]
    yield "log.jsonl", lines.log_lines(session, log.stream.id, log.head.size)
    yield "ballots.txt", lines.ballot_lines(session, contest.id)
    yield "sheets.jsonl", lines.sheet_lines(session, contest.id)
    yield "tallies.jsonl", lines.tally_lines(session, contest.id)
