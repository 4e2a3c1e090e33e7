"""Jobs of the reports room: making bundles, and verifying one or what is stored."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from sotong.audit.checkpoint import VerifierKey
from sotong.audit.queries import verify_stream
from sotong.audit.services import log_public_key
from sotong.core import config
from sotong.core.db import db
from sotong.core.errors import Busy, NotFound, Refused
from sotong.core.labels import sentence, word
from sotong.reports import services, sotong_verify
from sotong.reports.queries.public_log import PublicLog, public_log, published_since
from sotong.reports.queries.stored import UNREADABLE, misfits

LATELY: Final = timedelta(days=1)
DONE: Final = sotong_verify.VALID
INVALID: Final = sotong_verify.INVALID
BAD_INPUT: Final = sotong_verify.UNREADABLE


def verify(path: Path, options: Sequence[str] = ()) -> int:
    """Verify a bundle by the program that outsiders use; print what it found, and return its exit code.

    0 valid, 1 invalid, 2 unreadable, 3 valid but not everything could be checked.
    """
    return sotong_verify.main([str(path), *options])


def write_bundle(contest_code: str, path: Path) -> int:
    """Write a published contest's bundle; return the exit code, 0 or 2 with a sentence why not."""
    try:
        session = db.session()
        services.write_bundle(session, public_log(session, contest_code), path)
    except NotFound:
        return _complain(sentence("log.not_begun"))
    except Refused as refused:
        return _complain(sentence(refused.reason, **refused.facts))
    except OSError as problem:
        return _complain(f"{path}: {problem.strerror}")
    return DONE


def pack_new_bundles(now: datetime) -> None:
    """Pack the bundles of what was published lately, so that no visitor waits while a large one is packed."""
    session = db.session()
    for code in published_since(session, now - LATELY):
        with suppress(Busy):  # a visitor was quicker
            services.kept_bundle(session, public_log(session, code), config.current().home / services.FOLDER)


def verify_stored(contest_code: str) -> int:
    """Verify a contest from its rows: its log, what rows keep of it, and, once published, its bundle.

    Prints what is wrong, a line each, and returns 0, 1, 2 (no such log, or no key) or 3 as `verify`.
    """
    session = db.session()
    try:
        log, key = public_log(session, contest_code), log_public_key()
    except NotFound:
        return _complain(sentence("log.not_begun"))
    except Refused as refused:
        return _complain(sentence(refused.reason, **refused.facts))
    wrong = list(_wrong_in_rows(session, log, key))
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    if log.contest.published_at:
        code = _verify_rows_as_bundle(session, log, key)
    else:
        code = DONE
        sys.stdout.write("" if wrong else f"{sentence('log.rows_agree')}\n")
    return INVALID if wrong else code


def _wrong_in_rows(session: Session, log: PublicLog, key: bytes) -> Iterator[str]:
    for finding in verify_stream(session, log.stream.id, public_key=key).findings:
        yield f"{finding.first}-{finding.last}: {word(finding.flaw)}"
    for misfit in misfits(session, log):
        yield f"{misfit.which}: {word(misfit.kind)}"


def _verify_rows_as_bundle(session: Session, log: PublicLog, key: bytes) -> int:
    vkey = str(VerifierKey(log.stream.origin, key))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.zip"
        try:
            services.write_bundle(session, log, path)
        except UNREADABLE as problem:
            sys.stdout.write(f"{type(problem).__name__}: {problem}\n")
            return INVALID
        return verify(path, ["--key", vkey])


def _complain(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return BAD_INPUT
