"""Keys outside the database: made once, read by one, gone when destroyed."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sotong.core.keys import KeyMissing, destroy_key, make_key, read_key


def test_a_key_is_made_once_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    key = make_key(folder, "log")
    assert len(key) == 32
    assert make_key(folder, "log") == read_key(folder, "log") == key
    assert make_key(folder, "other") != key
    assert sorted(file.name for file in folder.iterdir()) == ["log.key", "other.key"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    make_key(folder, "log")
    assert stat.S_IMODE((folder / "log.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_of_many_that_make_it_at_once_all_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: make_key(tmp_path, "log"), range(64)))
    assert len(set(keys)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["log.key"]


def test_a_destroyed_key_is_gone(tmp_path: Path) -> None:
    make_key(tmp_path, "contest-1")
    destroy_key(tmp_path, "contest-1")
    assert list(tmp_path.iterdir()) == []
    for act in (read_key, destroy_key):
        with pytest.raises(KeyMissing):
            act(tmp_path, "contest-1")


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_what_is_no_key_is_not_used_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "log.key").write_bytes(content)
    with pytest.raises(KeyMissing):
        make_key(tmp_path, "log")
    assert (tmp_path / "log.key").read_bytes() == content


@pytest.mark.parametrize("name", ["", "../log", "a/b", "A", ".", "a" * 65, "a.key"])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        read_key(tmp_path, name)
