"""The Merkle tree: the vectors of the RFCs, and the laws that make a proof a proof."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    Node,
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
    node_hash,
    nodes_of,
    root_of,
)

# The eight leaves and roots that implementations of RFC 6962 test each other with.
VECTOR_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
VECTOR_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in VECTOR_LEAVES]
ROOTS = [bytes.fromhex(root) for root in VECTOR_ROOTS]


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(i).encode()) for i in range(count)]


def rfc_root(entries: Sequence[bytes]) -> bytes:
    """MTH, word for word from RFC 9162 section 2.1.1, over leaf hashes."""
    if len(entries) == 1:
        return entries[0]
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return node_hash(rfc_root(entries[:split]), rfc_root(entries[split:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_common_vectors(size: int) -> None:
    assert root_of(LEAVES[:size]) == ROOTS[size - 1]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY_ROOT == Frontier().root()
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_inclusion_proofs_are_those_of_the_common_vectors() -> None:
    proof = inclusion_proof(nodes_of(LEAVES), 0, 8)
    assert [digest.hex() for digest in proof] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


def test_proofs_are_those_of_the_example_of_rfc_9162_section_2_1_5() -> None:
    a, b, c, d, e, f, j = leaves(7)
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, ell = node_hash(g, h), node_hash(i, j)
    nodes = nodes_of([a, b, c, d, e, f, j])
    assert root_of([a, b, c, d, e, f, j]) == node_hash(k, ell)
    assert inclusion_proof(nodes, 0, 7) == [b, h, ell]
    assert inclusion_proof(nodes, 3, 7) == [c, g, ell]
    assert inclusion_proof(nodes, 4, 7) == [f, j, k]
    assert inclusion_proof(nodes, 6, 7) == [i, k]
    assert consistency_proof(nodes, 3, 7) == [c, d, g, ell]
    assert consistency_proof(nodes, 4, 7) == [ell]
    assert consistency_proof(nodes, 6, 7) == [i, j, k]


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 300))
def test_a_frontier_has_the_root_of_the_whole_tree(size: int) -> None:
    assert root_of(leaves(size)) == rfc_root(leaves(size))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 200), st.integers(0, 200))
def test_a_frontier_goes_on_where_it_was_left(first: int, more: int) -> None:
    entries = leaves(first + more)
    frontier = Frontier()
    for leaf in entries[:first]:
        frontier.append(leaf)
    resumed = Frontier.from_bytes(first, frontier.to_bytes())
    for leaf in entries[first:]:
        resumed.append(leaf)
    assert resumed.root() == root_of(entries)
    assert resumed.size == first + more
    assert len(resumed.hashes) == (first + more).bit_count()


@pytest.mark.parametrize(
    ("size", "joined"), [(1, b""), (0, b"x" * 32), (3, b"x" * 32), (1, b"x" * 31), (-1, b"x" * 32)]
)
def test_a_frontier_that_does_not_fit_its_size_is_refused(size: int, joined: bytes) -> None:
    with pytest.raises(ValueError, match="subtrees"):
        Frontier.from_bytes(size, joined)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 200))
def test_the_subtrees_an_append_completes_are_all_that_proofs_need(size: int) -> None:
    """Kept by the leaf that completed them, they make every proof without reading other leaves."""
    frontier, kept = Frontier(), list[list[bytes]]()
    for leaf in leaves(size):
        kept.append([leaf, *frontier.append(leaf)])

    def look_up(nodes: Sequence[Node]) -> list[bytes]:
        return [kept[node.last_leaf][node.level] for node in nodes]

    in_memory = nodes_of(leaves(size))
    for index in range(0, size, 7):
        assert inclusion_proof(look_up, index, size) == inclusion_proof(in_memory, index, size)
        assert consistency_proof(look_up, index, size) == consistency_proof(in_memory, index, size)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_every_inclusion_proof_verifies(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    entries = leaves(size)
    proof = inclusion_proof(nodes_of(entries), index, size)
    assert inclusion_holds(entries[index], index, size, proof, root_of(entries))
    assert len(proof) <= (size - 1).bit_length()


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_any_two_sizes_are_consistent(data: st.DataObject) -> None:
    new = data.draw(st.integers(0, 300))
    old = data.draw(st.integers(0, new))
    entries = leaves(new)
    proof = consistency_proof(nodes_of(entries), old, new)
    assert consistency_holds(old, new, proof, root_of(entries[:old]), root_of(entries))


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_an_inclusion_proof_fails_by_any_changed_bit_place_or_size(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 130))
    index = data.draw(st.integers(0, size - 1))
    entries = leaves(size)
    root = root_of(entries)
    proof = inclusion_proof(nodes_of(entries), index, size)
    leaf, *altered_proof, altered_root = flip([entries[index], *proof, root], data)
    assert not inclusion_holds(leaf, index, size, altered_proof, altered_root)
    elsewhere = data.draw(st.integers(-1, size).filter(lambda other: other != index))
    assert not inclusion_holds(entries[index], elsewhere, size, proof, root)
    assert not inclusion_holds(entries[index], index, size, proof[:-1], root)
    assert not inclusion_holds(entries[index], index, size, [*proof, root], root)


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_a_consistency_proof_fails_by_any_changed_bit(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 130))
    old = data.draw(st.integers(1, new - 1))
    entries = leaves(new)
    old_root, new_root = root_of(entries[:old]), root_of(entries)
    proof = consistency_proof(nodes_of(entries), old, new)
    first, *altered_proof, last = flip([old_root, *proof, new_root], data)
    assert not consistency_holds(old, new, altered_proof, first, last)
    assert not consistency_holds(old, new, proof[:-1], old_root, new_root)
    assert not consistency_holds(new, old, proof, old_root, new_root)


def test_a_log_that_was_rewritten_is_not_consistent() -> None:
    entries = leaves(40)
    rewritten = [leaf_hash(b"another"), *entries[1:]]
    for old in range(1, 41):
        proof = consistency_proof(nodes_of(rewritten), old, 40)
        assert not consistency_holds(old, 40, proof, root_of(entries[:old]), root_of(rewritten))


def test_a_made_up_root_of_an_empty_tree_is_not_taken() -> None:
    assert consistency_holds(0, 3, [], EMPTY_ROOT, root_of(leaves(3)))
    assert not consistency_holds(0, 3, [], root_of(leaves(1)), root_of(leaves(3)))


def test_hashes_of_another_length_are_not_taken() -> None:
    """Else a cut could be moved between the two sides of a node without changing its hash."""
    left, right = leaves(2)
    root = node_hash(left, right)
    assert inclusion_holds(left, 0, 2, [right], root)
    assert not inclusion_holds(left + right[:1], 0, 2, [right[1:]], root)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(nodes_of(leaves(size)), index, size)


def test_there_is_no_proof_that_a_tree_shrank() -> None:
    with pytest.raises(ValueError, match="does not grow"):
        consistency_proof(nodes_of(leaves(3)), 3, 2)


def flip(hashes: list[bytes], data: st.DataObject) -> list[bytes]:
    """The same hashes with one bit of one of them changed."""
    which = data.draw(st.integers(0, len(hashes) - 1))
    bit = data.draw(st.integers(0, 255))
    number = int.from_bytes(hashes[which], "big") ^ (1 << bit)
    return [*hashes[:which], number.to_bytes(32, "big"), *hashes[which + 1 :]]
