"""Walking through a whole log and saying what is wrong with it, and where.

Pure. Whoever reads the rows feeds them in order of position, and with each the head that ends there; memory
stays the same however long the log is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sotong.audit.checkpoint import BadNote, Checkpoint, Note, VerifierKey, open_checkpoint
from sotong.audit.merkle import Frontier, leaf_hash
from sotong.audit.rules import OPENED, leaf_bytes, opening
from sotong.core.canonical import NotCanonical, canonical_json, parse_canonical

MOST_FINDINGS: Final = 100
"""More are counted, not kept: one changed key would otherwise give one for every head."""


class Flaw(StrEnum):
    """What can be wrong with a log."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    ALTERED = "altered"
    SUBTREE = "subtree"
    OPENING = "opening"
    HEAD_UNREADABLE = "head_unreadable"
    HEAD_UNSIGNED = "head_unsigned"
    HEAD_ALTERED = "head_altered"
    HEAD_DISAGREES = "head_disagrees"
    HEAD_MISSING = "head_missing"
    FRONTIER = "frontier"
    BEYOND = "beyond"
    FOREIGN_KEY = "foreign_key"
    STREAM_UNREADABLE = "stream_unreadable"
    REWRITTEN = "rewritten"
    CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and the entries it concerns: from `first` to `last`, both included."""

    flaw: Flaw
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of verifying a log."""

    origin: str
    size: int
    entries: int
    heads: int
    root: bytes | None
    findings: tuple[Finding, ...]
    count: int

    @property
    def sound(self) -> bool:
        """Whether nothing at all was found."""
        return self.count == 0


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """A stream's own row."""

    kind: str
    subject_id: UUID | None
    origin: str
    public_key: bytes
    size: int
    frontier: bytes
    created_at: datetime


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """An entry's row."""

    position: int
    at: datetime
    action: str
    actor_id: UUID | None
    subject_id: UUID | None
    body: str
    leaf_hash: bytes
    nodes: bytes


@dataclass(frozen=True, slots=True)
class HeadFacts:
    """A head's row."""

    size: int
    root: bytes
    checkpoint: str
    at: datetime


class Checker:
    """Takes a log's rows in order. Trusts nothing in them but what the given public key has signed.

    An entry whose content does not give its stored hash is reported, and the stored hash taken further, so
    that one altered entry is one finding and not a disagreement with every head after it.
    """

    def __init__(self, stream: StreamFacts, *, public_key: bytes, kept: Sequence[Checkpoint] = ()) -> None:
        """`public_key`: of the key that must have signed. `kept`: heads that somebody noted down earlier."""
        self._stream = stream
        self._key = _key(stream.origin, public_key)
        self._kept = {checkpoint.size: checkpoint.root for checkpoint in kept}
        self._tree: Frontier | None = Frontier()
        self._next = self._entries = self._heads = self._count = 0
        self._last_at: datetime | None = None
        self._agreed = self._headed = 0
        self._disagrees = False
        self._findings: list[Finding] = []
        if stream.public_key != public_key:
            self._find(Flaw.FOREIGN_KEY, 0)

    def take(self, position: int, entry: EntryFacts | None, *, unreadable: bool = False) -> None:
        """Take what stands at the next position: an entry, nothing, or what cannot be read."""
        self._last_at = None
        self._next = position + 1
        if entry is None:
            self._find(Flaw.UNREADABLE if unreadable else Flaw.MISSING, position)
            self._tree = None  # nothing after this can be rebuilt
            return
        self._entries += 1
        self._last_at = entry.at
        if _true_leaf(entry) != entry.leaf_hash:
            self._find(Flaw.ALTERED, position)
        if position == 0 and not self._opens(entry):
            self._find(Flaw.OPENING, position)
        if self._tree is not None:
            if b"".join(self._tree.append(entry.leaf_hash)) != entry.nodes:
                self._find(Flaw.SUBTREE, position)
            self._compare_kept(self._tree)

    def take_head(self, size: int, head: HeadFacts | None) -> None:
        """Take the head over all entries so far, or None where one cannot be read."""
        if head is None:
            self._find(Flaw.HEAD_UNREADABLE, size - 1)
            return
        self._heads += 1
        self._headed = size
        checkpoint = self._opened(head)
        if checkpoint is None:
            self._find(Flaw.HEAD_UNSIGNED, size - 1)
            return
        if not self._matches(head, checkpoint):
            self._find(Flaw.HEAD_ALTERED, size - 1)
        self._compare(checkpoint)

    def finish(self, *, beyond: int) -> Verification:
        """Sum up. `beyond`: how many rows stand past the stream's own size."""
        stream = self._stream
        last = max(stream.size - 1, 0)
        if self._next < stream.size:
            self._find(Flaw.MISSING, self._next, last)
            self._tree = None
        if self._headed != stream.size or stream.size == 0:
            self._find(Flaw.HEAD_MISSING, last)
        if self._tree is not None and self._tree.to_bytes() != stream.frontier:
            self._find(Flaw.FRONTIER, last)
        if beyond:
            self._find(Flaw.BEYOND, stream.size)
        if any(size > stream.size for size in self._kept):
            self._find(Flaw.CUT_OFF, stream.size)
        root = self._tree.root() if self._tree is not None else None
        return Verification(
            stream.origin, stream.size, self._entries, self._heads, root, tuple(self._findings), self._count
        )

    def _opens(self, entry: EntryFacts) -> bool:
        """Whether the first entry says of the stream what its row says."""
        stream = self._stream
        key = _key(stream.origin, stream.public_key)
        if key is None:
            return False
        said = (entry.action, entry.at, entry.subject_id, entry.body)
        return said == (
            OPENED,
            stream.created_at,
            stream.subject_id,
            canonical_json(opening(stream.kind, key)),
        )

    def _opened(self, head: HeadFacts) -> Checkpoint | None:
        """What a head's text says, if it is signed as it must be."""
        try:
            return open_checkpoint(head.checkpoint, self._key) if self._key else None
        except BadNote:
            return None

    def _matches(self, head: HeadFacts, checkpoint: Checkpoint) -> bool:
        """Whether a head's columns say what was signed, and its text holds nothing else."""
        signed = (head.size, head.root) == (checkpoint.size, checkpoint.root) and not checkpoint.extensions
        alone = len(Note.parse(head.checkpoint).signatures) == 1
        return signed and alone and self._last_at in (head.at, None)

    def _compare(self, checkpoint: Checkpoint) -> None:
        """Compare the tree so far with a signed head; after a first disagreement the others only follow."""
        if self._tree is None or self._disagrees:
            return
        if (self._tree.size, self._tree.root()) == (checkpoint.size, checkpoint.root):
            self._agreed = self._tree.size
        else:
            self._disagrees = True
            self._find(Flaw.HEAD_DISAGREES, self._agreed, max(self._tree.size - 1, self._agreed))

    def _compare_kept(self, tree: Frontier) -> None:
        if tree.size in self._kept and tree.root() != self._kept[tree.size]:
            self._find(Flaw.REWRITTEN, 0, tree.size - 1)

    def _find(self, flaw: Flaw, first: int, last: int | None = None) -> None:
        before = self._findings[-1] if self._findings else None
        last = first if last is None else last
        if flaw is Flaw.MISSING and before and before.flaw is flaw and before.last == first - 1:
            self._findings[-1] = Finding(flaw, before.first, last)
            return
        self._count += 1
        if len(self._findings) < MOST_FINDINGS:
            self._findings.append(Finding(flaw, first, last))


def of_unreadable_stream() -> Verification:
    """What there is to say of a log whose own row cannot be read."""
    return Verification("", 0, 0, 0, None, (Finding(Flaw.STREAM_UNREADABLE, 0, 0),), 1)


def _key(origin: str, public_key: bytes) -> VerifierKey | None:
    """The key under that name, or None if nobody can be called so."""
    try:
        return VerifierKey(origin, public_key)
    except BadNote:
        return None


def _true_leaf(entry: EntryFacts) -> bytes | None:
    """The leaf hash that an entry's content gives; None if its body is not what could have been recorded."""
    try:
        parse_canonical(entry.body)
        content = leaf_bytes(
            action=entry.action,
            actor_id=entry.actor_id,
            at=entry.at,
            body=entry.body,
            subject_id=entry.subject_id,
        )
    except NotCanonical:
        return None
    return leaf_hash(content)
