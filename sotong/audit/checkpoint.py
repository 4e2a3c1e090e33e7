"""Signed tree heads that anyone's tools can read: C2SP signed-note and tlog-checkpoint, with Ed25519.

A checkpoint is a text of three lines (origin, size, root in base64), a blank line, and one signature line a
signer::

    example.com/behind-the-sofa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gG...

Lines of signers one does not know, such as witnesses' cosignatures, are kept as they are and not judged.

Pure: texts and bytes in, values out; no file, no clock.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from sotong.audit.merkle import HASH_SIZE
from sotong.core.canonical import sha256

ED25519: Final = b"\x01"
KEY_ID_SIZE: Final = 4
PUBLIC_KEY_SIZE: Final = 32
MAX_NOTE_LENGTH: Final = 1_000_000
"""Characters; room for far more than the 16 signatures that a verifier has to take."""

_DASH = "\N{EM DASH}"
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_KEY_ID = re.compile(r"[0-9a-f]{8}")


class BadNote(ValueError):
    """A text is not a note, checkpoint or verifier key, or is not signed as it should be; says why."""


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: who is said to have signed, with which key (4 bytes of its hash), and the bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH} {self.name} {_to_base64(self.key_id + self.signature)}\n"

    @classmethod
    def parse(cls, line: str) -> NoteSignature:
        """Read a line without its newline. Raises BadNote."""
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        blob = _from_base64(encoded)
        if dash != _DASH or not _is_key_name(name) or len(blob) <= KEY_ID_SIZE:
            raise BadNote("a signature line is malformed")
        return cls(name, blob[:KEY_ID_SIZE], blob[KEY_ID_SIZE:])


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures, in order."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    @classmethod
    def parse(cls, note: str) -> Note:
        """Read a signed note. Raises BadNote; says nothing about whether a signature is good."""
        if len(note) > MAX_NOTE_LENGTH:
            raise BadNote("the note is too long")
        if any(char < " " and char != "\n" for char in note):
            raise BadNote("the note holds a control character")
        body, blank, lines = note.rpartition("\n\n")
        if not blank or not body or not lines.endswith("\n"):
            raise BadNote("the note has no signature")
        return cls(body + "\n", tuple(map(NoteSignature.parse, lines.removesuffix("\n").split("\n"))))


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a signer's Ed25519 key, under the name it signs with.

    As a text (a "vkey"): name, key id in hexadecimal, and type byte with key in base64, joined by "+".
    """

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        if not _is_key_name(self.name) or len(self.public_key) != PUBLIC_KEY_SIZE:
            raise BadNote("a verifier key needs a name without spaces or plus, and 32 bytes")

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || 0x0A || type || public key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public_key)[:KEY_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_to_base64(ED25519 + self.public_key)}"

    @classmethod
    def parse(cls, vkey: str) -> VerifierKey:
        """Read a vkey. Raises BadNote for another key type, or a key id that does not belong to the key."""
        name, _, rest = vkey.partition("+")
        key_id, _, encoded = rest.partition("+")
        blob = _from_base64(encoded)
        if not _KEY_ID.fullmatch(key_id) or blob[:1] != ED25519:
            raise BadNote("this is not the text of an Ed25519 verifier key")
        key = cls(name, blob[1:])
        if key.key_id.hex() != key_id:
            raise BadNote("the key id does not belong to the key")
        return key

    def check(self, note: Note) -> None:
        """Raise BadNote unless this key signed the note, and every signature in its name and id is good."""
        mine = [s.signature for s in note.signatures if (s.name, s.key_id) == (self.name, self.key_id)]
        if not mine:
            raise BadNote(f"not signed by {self.name} ({self.key_id.hex()})")
        if not all(_is_good(self.public_key, note.text.encode(), signature) for signature in mine):
            raise BadNote(f"the signature of {self.name} is not good")


@dataclass(frozen=True, slots=True)
class Signer:
    """A name and the Ed25519 seed (32 bytes, secret) it signs with."""

    name: str
    key: SigningKey

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Signer:
        """Raises BadNote for a name no signature line can carry, ValueError for a seed not of 32 bytes."""
        if not _is_key_name(name):
            raise BadNote("a key name has no spaces and no plus")
        return cls(name, SigningKey(seed))

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, bytes(self.key.verify_key))

    def sign(self, text: str) -> NoteSignature:
        """Sign a note's text, which ends in a newline."""
        return NoteSignature(self.name, self.verifier.key_id, self.key.sign(text.encode()).signature)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How large a log was, and the root of its Merkle tree then. `origin` names the log, and no other."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), _to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read a note's text as a checkpoint. Raises BadNote."""
        lines = text.removesuffix("\n").split("\n")
        if not text.endswith("\n") or len(lines) < len(("origin", "size", "root")) or not all(lines):
            raise BadNote("a checkpoint has at least three lines, and no empty one")
        origin, size, root, *extensions = lines
        if not _SIZE.fullmatch(size):
            raise BadNote("the size of a checkpoint is a whole number")
        hashed = _from_base64(root)
        if len(hashed) != HASH_SIZE:
            raise BadNote("the root of a checkpoint has 32 bytes")
        return cls(origin, int(size), hashed, tuple(extensions))


def sign_checkpoint(checkpoint: Checkpoint, signers: Iterable[Signer]) -> str:
    """The signed text of a checkpoint, one signature line a signer."""
    text = str(checkpoint)
    return str(Note(text, tuple(signer.sign(text) for signer in signers)))


def open_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """Read a signed checkpoint of the log that `key` is named after.

    Raises BadNote if the text is malformed, is of another log, or is not signed with this key.
    """
    parsed = Note.parse(note)
    key.check(parsed)
    checkpoint = Checkpoint.parse(parsed.text)
    if checkpoint.origin != key.name:
        raise BadNote(f"a checkpoint of {checkpoint.origin}, not of {key.name}")
    return checkpoint


def proof_text(index: int, proof: Iterable[bytes], checkpoint: str) -> str:
    """Write an inclusion proof with its signed checkpoint as one text (C2SP tlog-proof, version 1)."""
    hashes = "".join(f"{_to_base64(digest)}\n" for digest in proof)
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n{checkpoint}"


def _is_key_name(name: str) -> bool:
    return bool(name) and not any(char.isspace() or char < " " or char == "+" for char in name)


def _is_good(public_key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(public_key).verify(message, signature)
    except (BadSignatureError, ValueError):  # ValueError: a signature not of 64 bytes
        return False
    return True


def _to_base64(blob: bytes) -> str:
    return base64.b64encode(blob).decode("ascii")


def _from_base64(text: str) -> bytes:
    """Decode standard base64 in its one right spelling; raises BadNote for any other."""
    try:
        blob = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise BadNote("not base64") from wrong
    if _to_base64(blob) != text:
        raise BadNote("not base64 in its usual spelling")
    return blob
