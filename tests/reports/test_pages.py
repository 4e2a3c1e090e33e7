"""The public pages: a contest's log once its rule is locked, its bundle once the result is published."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from sotong.audit.checkpoint import VerifierKey, open_checkpoint
from sotong.audit.merkle import inclusion_holds, leaf_hash
from sotong.ballots.queries import receipts_of
from sotong.ballots.voting import voter_key
from sotong.core import config
from sotong.core.paging import ROWS_PER_PAGE
from sotong.reports import jobs, services
from tests.browsers import Browser
from tests.factories.bundles import Published, cast, make_published
from tests.factories.contests import make_contest
from tests.factories.results import make_judged
from tests.reports.conftest import Verified

PAGES = ("log", "log/checkpoint", "log/0/proof", "log/receipt", "bundle.zip")


def test_nothing_is_shown_before_the_rule_is_locked(session: Session, now: datetime, client: Browser) -> None:
    draft = make_contest(session, now=now, locked=False)
    for code in (draft.code, "no-such-contest", "x" * 40, "%00"):
        assert {client.get(f"/contests/{code}/{page}").status_code for page in PAGES} == {404}


def test_everybody_reads_the_log_and_proves_its_entries_while_the_vote_runs(
    app: Flask, session: Session, now: datetime, client: Browser
) -> None:
    judged = make_judged(app, session, now=now, votes=(), close=False, judges=0)
    code = judged.poll.contest.code
    cast(app, judged, *([1 + voter % 3] for voter in range(ROWS_PER_PAGE)))
    page = client.get(f"/contests/{code}/log")
    size = int(client.get(f"/contests/{code}/log/checkpoint").text.split("\n")[1])
    assert (page.status_code, page.text.count('class="log-entry"')) == (200, ROWS_PER_PAGE)
    assert "투표 한 장" in page.text
    assert f"{size}건" in page.text
    older = client.get(f"/contests/{code}/log?page=2").text
    assert older.count('class="log-entry"') == size - ROWS_PER_PAGE
    assert "규칙의 지문" in older
    assert "이 쪽에는 기록이 없습니다" in client.get(f"/contests/{code}/log?page=999999").text
    told = json.loads(client.get(f"/contests/{code}/log/5/proof").text)
    head = open_checkpoint(told["checkpoint"], VerifierKey.parse(told["key"]))
    proof = [bytes.fromhex(digest) for digest in told["proof"]]
    leaf = leaf_hash(told["entry"].encode())
    assert (head.size, head.root.hex(), leaf.hex()) == (size, told["root"], told["leaf_hash"])
    assert inclusion_holds(leaf, 5, size, proof, head.root)
    for beyond in (size, 10**15):
        assert client.get(f"/contests/{code}/log/{beyond}/proof").status_code == 404
    assert client.get(f"/contests/{code}/bundle.zip").status_code == 404


def test_no_page_says_more_of_the_time_than_the_log_does(
    app: Flask, session: Session, now: datetime, client: Browser
) -> None:
    judged = make_judged(app, session, now=now, votes=(1,), close=False, judges=0)
    lines = client.get(f"/contests/{judged.poll.contest.code}/log").text.split("\n")
    shown = [line for line in lines if "<time" in line]
    assert shown
    assert all(":00+09:00" in line for line in shown)


def test_a_receipt_shows_its_proof_and_its_secrets_to_whoever_has_its_number(
    app: Flask, session: Session, now: datetime, client: Browser
) -> None:
    judged = make_judged(app, session, now=now, votes=(1, 2), close=False, judges=0)
    key = voter_key(bytes(32), "device", "voter 0")
    receipt = receipts_of(session, judged.contest_id, [key])[key]
    number, address = str(receipt.number), f"/contests/{judged.poll.contest.code}/log/receipt"
    page = client.get(address, query_string={"number": number.lower()})
    assert "이 확인번호의 투표가 공개 기록에 들어 있습니다." in page.text
    assert receipt.client_nonce.hex() in page.text
    position = number.split("-", 1)[0]
    for wrong in (f"{position}-AAAA-BBBB-CCCC", f"9999999999-{number.split('-', 1)[1]}", "abc", "x" * 99, ""):
        answer = client.get(address, query_string={"number": wrong})
        assert answer.status_code == 200
        assert receipt.client_nonce.hex() not in answer.text
    assert client.get(address).status_code == 200


@pytest.fixture
def published(app: Flask, session: Session, now: datetime) -> Published:
    return make_published(app, session, now=now, judges=1)


def test_the_bundle_is_packed_once_and_sent_as_it_is(
    session: Session,
    published: Published,
    client: Browser,
    verified: Verified,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"/contests/{published.code}/bundle.zip"
    answer = client.get(address, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert f"sotong-{published.code}.zip" in answer.headers["Content-Disposition"]
    assert verified(answer.data)["status"] == 0
    assert answer.data == published.bundle(session)
    monkeypatch.setattr(services, "pack_bundle", None)
    assert client.get(address, buffered=True).data == answer.data
    part = client.get(address, headers={"Range": "bytes=0-3"}, buffered=True)
    assert (part.status_code, part.data) == (206, b"PK\x03\x04")
    assert f"/contests/{published.code}/bundle.zip" in client.get(f"/contests/{published.code}/log").text


def test_only_one_bundle_is_packed_at_a_time(
    published: Published, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services._kept, "_patience_s", 0.1)
    with services._kept.making:
        answer = client.get(f"/contests/{published.code}/bundle.zip")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "15")
    assert "파일을 만들고 있습니다. 15초쯤 뒤에 다시 받아 주십시오." in answer.text
    content = client.get(f"/contests/{published.code}/bundle.zip", buffered=True).data
    assert zipfile.is_zipfile(io.BytesIO(content))


def test_a_bundle_is_packed_soon_after_publication_before_anybody_asks(
    published: Published, app: Flask, monkeypatch: pytest.MonkeyPatch, client: Browser
) -> None:
    when = published.judged.after_judging
    with app.app_context():
        jobs.pack_new_bundles(when + timedelta(days=2))
        assert not list((config.current().home / services.FOLDER).glob(f"{published.judged.contest_id}-*"))
        jobs.pack_new_bundles(when + timedelta(minutes=1))
    monkeypatch.setattr(services, "pack_bundle", None)
    assert client.get(f"/contests/{published.code}/bundle.zip", buffered=True).status_code == 200
