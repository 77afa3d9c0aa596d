"""Numbers for names, phones and codes: from one again in every test file, whatever ran before it."""

from __future__ import annotations

_series: list[Numbers] = []


class Numbers:
    """Counts up from one. What a test meets hangs on its own file alone, not on the order files are run in."""

    def __init__(self) -> None:
        self._last = 0
        _series.append(self)

    def next(self) -> int:
        """The next number."""
        self._last += 1
        return self._last

    def begin_anew(self) -> None:
        """From one again."""
        self._last = 0


def begin_all_anew() -> None:
    """Every series from one again; for a fresh database only."""
    for one in _series:
        one.begin_anew()
