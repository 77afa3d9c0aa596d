"""Counting statements and taking times around one request, and a table of what came of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Engine, event

BOOKKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass
class Series:
    """One row of the table."""

    what: str
    target: str = ""
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    """Seconds of processor time in this process: what remains the same on a busy machine."""
    statements: list[int] = field(default_factory=list)
    transactions: list[float] = field(default_factory=list)
    """The longest begin-to-commit of each request."""
    remark: str = ""

    def percentile(self, share: float) -> float:
        """Milliseconds that `share` of the requests stayed within."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def row(self) -> str:
        """The Markdown row."""
        cells = [
            self.what,
            f"{self.percentile(0.5):.1f}",
            f"{self.percentile(0.95):.1f}",
            self.target,
            f"{1000 * statistics.median(self.processor):.1f}" if self.processor else "",
            str(max(self.statements, default=0)),
            str(len(self.seconds)),
            self.remark,
        ]
        return "| " + " | ".join(cells) + " |"


HEAD = (
    "| what | p50 ms | p95 ms | target p95 | processor p50 | statements at most | times | |\n"
    "|---|--:|--:|--:|--:|--:|--:|---|"
)


class Meter:
    """Listens to an engine; `with meter.of(series)` takes one measurement."""

    def __init__(self, engine: Engine) -> None:
        self._statements = 0
        self._begun: float | None = None
        self._transactions: list[float] = []
        event.listen(engine, "before_cursor_execute", self._count)
        self._count_copies()
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "checkin", self._end)

    def _count(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(BOOKKEEPING):
            self._statements += 1

    def _count_copies(self) -> None:
        """COPY goes past SQLAlchemy, and is a statement like any other."""
        copy = psycopg.Cursor.copy

        def counted(cursor: Any, *words: Any, **options: Any) -> Any:
            self._statements += 1
            return copy(cursor, *words, **options)

        psycopg.Cursor.copy = counted  # type: ignore[assignment, method-assign]

    def _begin(self, _c: Any) -> None:
        self._begun = time.perf_counter()

    def _end(self, *_: Any) -> None:
        # The commit event comes before the commit; the connection is given back right after it.
        if self._begun is not None:
            self._transactions.append(time.perf_counter() - self._begun)
            self._begun = None

    @contextmanager
    def of(self, series: Series) -> Iterator[None]:
        """Measure the block as one request."""
        self._statements = 0
        self._transactions = []
        started, worked = time.perf_counter(), time.process_time()
        yield
        series.seconds.append(time.perf_counter() - started)
        series.processor.append(time.process_time() - worked)
        series.statements.append(self._statements)
        series.transactions.append(max(self._transactions, default=0.0))
