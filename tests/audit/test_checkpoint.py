"""Checkpoints: what others' tools sign is read here, what is signed here they can read."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.audit.checkpoint import (
    BadNote,
    Checkpoint,
    Note,
    NoteSignature,
    Signer,
    VerifierKey,
    open_checkpoint,
    sign_checkpoint,
)
from sotong.audit.merkle import EMPTY_ROOT

# The key, note and seed in the documentation of Go's golang.org/x/mod/sumdb/note.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_NOTE = (
    f"{GO_TEXT}\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The examples in C2SP's tlog-checkpoint and tlog-cosignature.
SOFA_NOTE = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
WITNESS_LINE = (
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)

SIGNER = Signer.from_seed("sotong.example/office", bytes(range(32)))
HEAD = Checkpoint("sotong.example/office", 7, bytes(range(32)))
SIGNED = sign_checkpoint(HEAD, [SIGNER])


def test_a_note_signed_by_go_is_read_and_found_good() -> None:
    note = Note.parse(GO_NOTE)
    assert note.text == GO_TEXT
    VerifierKey.parse(GO_VKEY).check(note)
    assert str(note) == GO_NOTE


def test_the_same_seed_signs_the_same_note_as_go() -> None:
    signer = Signer.from_seed("PeterNeumann", GO_SEED)
    assert str(signer.verifier) == GO_VKEY
    assert str(Note(GO_TEXT, (signer.sign(GO_TEXT),))) == GO_NOTE


def test_the_published_example_of_a_checkpoint_is_read() -> None:
    note = Note.parse(SOFA_NOTE)
    checkpoint = Checkpoint.parse(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex().startswith("0ac5186a9186")
    assert str(checkpoint) == note.text


def test_a_witness_line_is_kept_and_not_judged() -> None:
    note = Note.parse(SIGNED + WITNESS_LINE)
    assert [signature.name for signature in note.signatures] == [SIGNER.name, "witness.example.com/w1"]
    assert str(note) == SIGNED + WITNESS_LINE
    assert open_checkpoint(SIGNED + WITNESS_LINE, SIGNER.verifier) == HEAD


@settings(deadline=None, max_examples=50)
@given(st.binary(min_size=32, max_size=32), st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_what_was_signed_opens_again(seed: bytes, size: int, root: bytes) -> None:
    signer = Signer.from_seed("a.example/로그", seed)
    head = Checkpoint(signer.name, size, root)
    assert open_checkpoint(sign_checkpoint(head, [signer]), VerifierKey.parse(str(signer.verifier))) == head


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_checkpoint_changed_in_any_character_does_not_open(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(SIGNED) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda char: char != SIGNED[place]))
    with pytest.raises(BadNote):
        open_checkpoint(SIGNED[:place] + other + SIGNED[place + 1 :], SIGNER.verifier)


def test_extension_lines_are_signed_too() -> None:
    head = Checkpoint(SIGNER.name, 0, EMPTY_ROOT, ("phase close",))
    signed = sign_checkpoint(head, [SIGNER])
    assert open_checkpoint(signed, SIGNER.verifier).extensions == ("phase close",)
    with pytest.raises(BadNote, match="not good"):
        open_checkpoint(signed.replace("close", "other"), SIGNER.verifier)


def test_a_checkpoint_of_another_log_is_refused_even_if_well_signed() -> None:
    stranger = Checkpoint("sotong.example/contest/1", 7, bytes(32))
    with pytest.raises(BadNote, match="not of"):
        open_checkpoint(sign_checkpoint(stranger, [SIGNER]), SIGNER.verifier)


def test_another_key_of_the_same_name_is_a_stranger() -> None:
    other = Signer.from_seed(SIGNER.name, bytes(32))
    with pytest.raises(BadNote, match="not signed by"):
        open_checkpoint(SIGNED, other.verifier)
    both = sign_checkpoint(HEAD, [other, SIGNER])
    assert open_checkpoint(both, SIGNER.verifier) == open_checkpoint(both, other.verifier) == HEAD


def test_one_bad_signature_of_a_known_key_spoils_the_note() -> None:
    bad = NoteSignature(SIGNER.name, SIGNER.verifier.key_id, bytes(64))
    with pytest.raises(BadNote, match="not good"):
        open_checkpoint(SIGNED + str(bad), SIGNER.verifier)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        str(HEAD),
        str(HEAD) + "\n",
        SIGNED.removesuffix("\n"),
        SIGNED + "\n",
        SIGNED.replace("\n", "\r\n"),
        SIGNED.replace("—", "-"),
        SIGNED + "— nobody AAAAAA==\n",
        SIGNED + "— nobody AAAAAAB=\n",
        SIGNED + "— no+body AAAAAAA=\n",
        SIGNED + "— no\u3000body AAAAAAA=\n",
        SIGNED + "—  AAAAAAA=\n",
        "x" * 1_000_001,
    ],
)
def test_what_is_not_a_note_is_refused(note: str) -> None:
    with pytest.raises(BadNote):
        Note.parse(note)


@pytest.mark.parametrize("size", ["", "-1", "+1", "01", "1.0", "1e3", "١", "7 ", "9" * 20])
def test_a_size_in_another_spelling_is_refused(size: str) -> None:
    with pytest.raises(BadNote, match=r"size|empty"):
        Checkpoint.parse(str(HEAD).replace("\n7\n", f"\n{size}\n"))


@pytest.mark.parametrize("root", ["AAAA", "!" * 44, "A" * 44, "A" * 42 + "B="])
def test_a_root_that_is_not_32_bytes_is_refused(root: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(f"{HEAD.origin}\n7\n{root}\n")


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        GO_VKEY.replace("c74f20a3", "c74f20a4"),
        GO_VKEY.replace("c74f20a3", "C74F20A3"),
        GO_VKEY.replace("+ARpc", "+BBpc"),
        GO_VKEY.replace("PeterNeumann", "Peter Neumann"),
        GO_VKEY[:-4],
    ],
)
def test_what_is_not_a_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadNote):
        VerifierKey.parse(vkey)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak", "\u3000"])
def test_a_name_that_a_signature_line_cannot_carry_is_refused(name: str) -> None:
    with pytest.raises(BadNote):
        Signer.from_seed(name, bytes(32))
