"""What tests of bundles ask for."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sotong.reports import sotong_verify
from tests.factories.bundles import unpacked
from tests.factories.made_bundles import MadeBundle, make_bundle

Verified = Callable[..., dict[str, Any]]


@functools.cache
def _made() -> MadeBundle:
    return make_bundle(void=3)


@pytest.fixture
def made() -> MadeBundle:
    """A bundle made without a database: 120 votes in three batches, three of them void, two judges."""
    return _made()


@pytest.fixture
def members(made: MadeBundle) -> dict[str, bytes]:
    """Its members."""
    return unpacked(b"".join(made.packed()))


@pytest.fixture
def signatures_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature that was checked once in a test is not checked again: it takes longer than all the rest."""
    monkeypatch.setattr(sotong_verify, "is_signed", functools.cache(sotong_verify.is_signed))


@pytest.fixture
def verified(work: Path, capsys: pytest.CaptureFixture[str], signatures_once: None) -> Verified:
    """Verify a bundle, given as bytes or by its path: what the program says as JSON, and its exit status."""

    def verify(content: bytes | Path, *options: str) -> dict[str, Any]:
        path = work / "bundle.zip" if isinstance(content, bytes) else content
        if isinstance(content, bytes):
            path.write_bytes(content)
        status = sotong_verify.main([str(path), "--json", *options])
        said = capsys.readouterr()
        told: dict[str, Any] = json.loads(said.out)
        assert told["verdict"] == sotong_verify.VERDICTS[status]
        assert said.err == ""
        return {**told, "status": status}

    return verify
