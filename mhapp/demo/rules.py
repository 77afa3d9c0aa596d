"""The county's own data as the rules read it, with scores kept so that equal answers are scored once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mhapp.domain.clocks import ClockTable
from mhapp.domain.danger_rating import RatingUsed
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.domain.visit_answers import Answers
from mhapp.domain.visit_record import score_to_record
from mhapp.domain.visit_score import VisitScore, score_visit
from mhapp.domain.working_days import WorkingDays


@dataclass
class Rules:
    """Score sheet, clocks and calendar, with the ids of the rows they are kept in."""

    sheet: ScoreSheet
    sheet_id: int
    clocks: ClockTable
    calendar: WorkingDays
    _scores: dict[Any, tuple[VisitScore, dict[str, Any], dict[str, list[str]]]] = field(default_factory=dict)
    _dues: dict[tuple[str, date], date] = field(default_factory=dict)

    def score(
        self, answers: Answers, rating: RatingUsed | None
    ) -> tuple[VisitScore, dict[str, Any], dict[str, list[str]]]:
        """The score of these answers with a rating, its record, and the answers as they are stored."""
        key = (tuple(answers.items()), rating)
        if key not in self._scores:
            score = score_visit(answers, self.sheet, rating)
            stored = {code: list(chosen) for code, chosen in answers.items()}
            self._scores[key] = score, score_to_record(score), stored
        return self._scores[key]

    def working_due(self, clock: str, day: date) -> date:
        """The due of a clock that runs in working days."""
        if (clock, day) not in self._dues:
            self._dues[clock, day] = self.clocks.working_due(clock, day, self.calendar).day
        return self._dues[clock, day]

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after a day; 0 is the day itself, or the next one offices work."""
        if count:
            return self.calendar.add(day, count).day
        return day if self.calendar.is_working(day) else self.calendar.add(day, 1).day

    def working_day_before(self, day: date, count: int) -> date:
        """The last day whose `count`-th working day after is not later than `day`."""
        start = day
        while count:
            start = date.fromordinal(start.toordinal() - 1)
            count -= self.calendar.is_working(start)
        return start
