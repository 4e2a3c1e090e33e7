"""Long lists, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Session

Row = TypeVar("Row")
ROWS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Paged(Generic[Row]):
    """One page of a list: its rows, its number (from 1), and how many rows there are in all."""

    rows: Sequence[Row]
    number: int
    total: int
    size: int = ROWS_PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    def url(self, number: int) -> str:
        """Return the address of another page of the list that this request shows, its filters kept."""
        asked = {**request.args.to_dict(flat=False), "page": [str(number)]}
        return f"{request.path}?{urlencode(asked, doseq=True)}"


def paged(
    session: Session, query: sa.Select[*tuple[Any, ...]], number: int, size: int = ROWS_PER_PAGE
) -> Paged[Any]:
    """Run `query` for page `number`: two statements, however long the list. Rows of one column come bare."""
    total = session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
    result = session.execute(query.limit(size).offset((number - 1) * size))
    rows = result.scalars().all() if len(query.column_descriptions) == 1 else result.all()
    return Paged(rows=rows, number=number, total=total, size=size)
