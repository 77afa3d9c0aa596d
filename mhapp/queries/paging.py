"""One page of a list: its rows, how many there are in all, and which page of how many this is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import func, literal_column, select

from mhapp import db

Row = TypeVar("Row")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Paged(Generic[Row]):
    """One page, from 1; an empty list is one page of nothing."""

    rows: list[Row]
    total: int
    page: int = 1
    pages: int = 1

    def each(self, shown: Callable[[Row], Other]) -> Paged[Other]:
        """The same page with every row as it is shown."""
        return Paged([shown(row) for row in self.rows], self.total, self.page, self.pages)


def page_of(rows: Sequence[Row], *, page: int, size: int) -> Paged[Row]:
    """A page of rows that are read already."""
    pages = pages_of(len(rows), size)
    page = min(max(1, page), pages)
    return Paged(list(rows[(page - 1) * size : page * size]), len(rows), page, pages)


def pages_of(total: int, size: int) -> int:
    """How many pages of `size` rows a list of `total` has, one at least."""
    return max(1, -(-total // size))


def read_page(query: Any, *, page: int, size: int) -> Paged[Any]:
    """A page of an ordered select; one past the end is the last. One statement where all fits on the first page."""
    page = max(1, page)
    found = list(db.session.execute(query.limit(size).offset((page - 1) * size)))
    if page == 1 and len(found) < size:
        return Paged(found, len(found))
    total = count_of(query)
    pages = pages_of(total, size)
    return Paged(found, total, page, pages) if page <= pages else read_page(query, page=pages, size=size)


def count_of(query: Any) -> int:
    """How many rows a query has."""
    bare = query.order_by(None).with_only_columns(literal_column("1"), maintain_column_froms=True)
    return db.session.scalar(select(func.count()).select_from(bare.subquery())) or 0
