"""The Merkle tree of RFC 9162 (Certificate Transparency, section 2.1).

Leaves are hashed as SHA-256(0x00 || entry), nodes as SHA-256(0x01 || left || right), so that no entry can
pass for a node. A tree over n leaves splits at the largest power of two below n; every part of it is
therefore made of *complete subtrees*, aligned runs of 2**level leaves, whose hashes never change again once
their last leaf is in. That gives three things, all in O(log n) hashes however long the log is:

* `Frontier`: the complete subtrees that make up the tree as it stands (a "compact range"), enough to append;
* `append` returns the subtrees which that leaf completes, on average one a leaf. Kept beside the leaf, they
  are all that any later proof needs (`Node.last_leaf` says beside which leaf one is found);
* proofs are made from a callable that looks such nodes up, so nobody reads a million leaves for one receipt.

Pure: bytes in, bytes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final, NamedTuple, TypeAlias

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


class Node(NamedTuple):
    """A complete subtree: the `run`-th run of 2**level leaves, from 0."""

    level: int
    run: int

    @property
    def last_leaf(self) -> int:
        """The position of the leaf that completed it."""
        return ((self.run + 1) << self.level) - 1


NodeHashes: TypeAlias = Callable[[Sequence[Node]], Sequence[bytes]]
"""Gives the hashes of the complete subtrees asked for, in the order asked."""


class Frontier:
    """A tree that can grow: its size and the hashes of the complete subtrees it is made of, largest first.

    There are as many hashes as ones in the binary form of the size.
    """

    __slots__ = ("_hashes", "_size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """Take up a tree where it was left. Raises ValueError if the hashes do not fit `size` leaves."""
        self._size, self._hashes = size, list(hashes)
        if size < 0 or len(self._hashes) != size.bit_count() or not _are_hashes(self._hashes):
            raise ValueError(f"these are not the subtrees of a tree of {size} leaves")

    @classmethod
    def from_bytes(cls, size: int, joined: bytes) -> Frontier:
        """Read what `to_bytes` wrote. Raises ValueError if it cannot belong to `size` leaves."""
        return cls(size, (joined[i : i + HASH_SIZE] for i in range(0, len(joined), HASH_SIZE)))

    def to_bytes(self) -> bytes:
        """The subtree hashes one after another: at most 64 times 32 bytes."""
        return b"".join(self._hashes)

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._size

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The hashes of the complete subtrees, largest (leftmost) first."""
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf hash; return the hashes of the subtrees it completes, of levels 1, 2, ... in turn."""
        completed: list[bytes] = []
        digest, size = leaf, self._size
        while size & 1:
            digest = node_hash(self._hashes.pop(), digest)
            completed.append(digest)
            size >>= 1
        self._hashes.append(digest)
        self._size += 1
        return completed

    def root(self) -> bytes:
        """The root hash of the tree as it stands; that of an empty tree is SHA-256 of nothing."""
        return _join(self._hashes) if self._hashes else EMPTY_ROOT


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf whose content is `entry`."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two 32-byte hashes."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root hash over leaf hashes, as MTH of RFC 9162 section 2.1.1."""
    frontier = Frontier()
    for leaf in leaf_hashes:
        frontier.append(leaf)
    return frontier.root()


def nodes_of(leaf_hashes: Sequence[bytes]) -> NodeHashes:
    """A look-up over leaf hashes held in memory, for `inclusion_proof` and `consistency_proof`."""
    levels = [list(leaf_hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return lambda nodes: [levels[node.level][node.run] for node in nodes]


def inclusion_proof(nodes: NodeHashes, index: int, size: int) -> list[bytes]:
    """The hashes that lead from leaf `index` (from 0) to the root of the first `size` leaves, lowest first.

    PATH of RFC 9162 section 2.1.3.1. Raises ValueError if the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    return _hashes_of(nodes, _inclusion_spans(index, size))


def consistency_proof(nodes: NodeHashes, old_size: int, new_size: int) -> list[bytes]:
    """The hashes that show the first `old_size` leaves unchanged under the root of the first `new_size`.

    PROOF of RFC 9162 section 2.1.4.1; empty between equal sizes and from an empty tree.
    Raises ValueError unless 0 <= old_size <= new_size.
    """
    if not 0 <= old_size <= new_size:
        raise ValueError(f"a tree does not grow from {old_size} to {new_size} leaves")
    return _hashes_of(nodes, _consistency_spans(old_size, new_size))


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows the leaf hash at position `index` of the tree of `size` leaves with that root."""
    if not 0 <= index < size or not _are_hashes([leaf, root, *proof]):
        return False
    spans = _inclusion_spans(index, size)
    if len(spans) != len(proof):
        return False
    digest = leaf
    for (start, _), sibling in zip(spans, proof, strict=True):
        digest = node_hash(digest, sibling) if start > index else node_hash(sibling, digest)
    return digest == root


def consistency_holds(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Whether `proof` shows that the tree with `new_root` begins with all leaves of that with `old_root`."""
    if not 0 <= old_size <= new_size or not _are_hashes([old_root, new_root, *proof]):
        return False
    spans = _consistency_spans(old_size, new_size)
    if len(spans) != len(proof):
        return False
    if old_size == new_size:
        return old_root == new_root
    if old_size == 0:
        return old_root == EMPTY_ROOT
    return _grown(list(zip(spans, proof, strict=True)), old_size, old_root) == (old_root, new_root)


Span: TypeAlias = tuple[int, int]
"""The leaves from the first (included) to the second (excluded), one side of a split of the tree."""


def _grown(steps: list[tuple[Span, bytes]], old_size: int, old_root: bytes) -> tuple[bytes, bytes]:
    """The old and the new root that follow from a consistency proof."""
    (_, first_end), seed = steps[0]
    # Where the old tree is itself one complete subtree, its root is the seed and the proof leaves it out.
    if first_end == old_size:
        steps = steps[1:]
    else:
        seed = old_root
    old = new = seed
    for (start, _), sibling in steps:
        if start >= old_size:
            new = node_hash(new, sibling)
        else:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
    return old, new


def _inclusion_spans(index: int, size: int) -> list[Span]:
    """The other sides of the splits that lead to leaf `index`, leaf side first."""
    start, end, spans = 0, size, list[Span]()
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def _consistency_spans(old_size: int, new_size: int) -> list[Span]:
    """The spans whose hashes rebuild both roots, leaf side first."""
    if old_size in (0, new_size):
        return []
    start, end, spans = 0, new_size, list[Span]()
    while end != old_size:
        middle = _middle(start, end)
        if old_size <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start:
        spans.append((start, end))
    return spans[::-1]


def _middle(start: int, end: int) -> int:
    """Where a span of more than one leaf splits: after the largest power of two below its length."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _complete_subtrees(span: Span) -> Iterator[Node]:
    """The complete subtrees a span is made of, largest first."""
    start, end = span
    while start < end:
        level = (end - start).bit_length() - 1
        yield Node(level, start >> level)
        start += 1 << level


def _hashes_of(nodes: NodeHashes, spans: list[Span]) -> list[bytes]:
    """The hash of each span, all their nodes being looked up in one call."""
    parts = [list(_complete_subtrees(span)) for span in spans]
    found = iter(nodes([node for part in parts for node in part]) if parts else ())
    return [_join([next(found) for _ in part]) for part in parts]


def _join(hashes: Sequence[bytes]) -> bytes:
    """The hash over neighbouring complete subtrees, largest first."""
    digest = hashes[-1]
    for left in reversed(hashes[:-1]):
        digest = node_hash(left, digest)
    return digest


def _are_hashes(hashes: Iterable[bytes]) -> bool:
    return all(len(digest) == HASH_SIZE for digest in hashes)
