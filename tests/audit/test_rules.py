"""What may be put on record, and what of it is hashed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from sotong.audit.rules import Fact, leaf_bytes
from sotong.core.canonical import parse_canonical

AT = datetime(2016, 12, 14, 9, 0, tzinfo=timezone(timedelta(hours=9)))


@pytest.mark.parametrize("action", ["cast", "swap.take", "audit_key.hand_out", "a" * 64])
def test_an_action_is_words_joined_by_dots(action: str) -> None:
    assert Fact(action).action == action


@pytest.mark.parametrize(
    "action", ["", "Swap.take", "swap take", "swap.", ".swap", "swap..take", "교대", "a" * 65]
)
def test_an_action_of_another_shape_is_a_mistake(action: str) -> None:
    with pytest.raises(ValueError, match="not an action"):
        Fact(action)


def test_a_leaf_is_one_canonical_object_whoever_writes_it() -> None:
    leaf = leaf_bytes(action="cast", actor_id=UUID(int=1), at=AT, body='{"b":"가"}', subject_id=None)
    assert leaf.decode() == (
        '{"action":"cast","actor":"00000000-0000-0000-0000-000000000001","at":"2016-12-14T00:00:00.000000Z",'
        '"body":{"b":"가"},"subject":null}'
    )
    parse_canonical(leaf.decode())


def test_one_instant_is_hashed_one_way_in_whatever_zone_it_comes() -> None:
    utc, seoul = (
        leaf_bytes(action="cast", actor_id=None, at=at, body="{}", subject_id=None)
        for at in (AT.astimezone(UTC), AT)
    )
    assert utc == seoul
