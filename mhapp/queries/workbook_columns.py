"""The columns of the roster as shipped."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from mhapp.domain.workbook_columns import ColumnSet

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "roster_columns.toml"


@cache
def roster_columns() -> ColumnSet:
    """All columns in the order of our own layout."""
    return ColumnSet.from_dict(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))
