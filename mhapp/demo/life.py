"""One person's history, step by step, by the rules the product keeps: visits and ratings. Levels: `levels`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from mhapp.demo.dues_of_life import Dues, RecordKey
from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.offices import Actor, Offices
from mhapp.demo.rules import Rules
from mhapp.domain.danger_rating import RatingUsed
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_change import needs_reassessment
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.visit_answers import Answers
from mhapp.domain.visit_clock import OpenRise, VisitFacts, is_face_to_face, visit_due
from mhapp.domain.visit_score import Suggestion, VisitScore, is_above, suggestion

EVIDENCE = (
    "面谈观察，家属叙述一致，未见异常行为",
    "面谈合作，言语温和，家属称近期平稳",
    "有口头争吵，劝说后能停止，无打砸",
    "家中有摔砸物品，经家属劝说后停止",
    "情绪激动时有明显打砸行为，劝说不易停止",
    "既往有持械伤人记录，近期仍有类似表现",
)
AGREED = ("按时服药，有变化随时打电话", "下周陪同到卫生院取药", "家属每天看着服药", "不外出务工，先在家休养")


class Life:
    """What has happened to one person so far, and what is due."""

    def __init__(self, ledger: Ledger, rules: Rules, offices: Offices, patient: Row) -> None:
        self.ledger, self.rules, self.offices, self.patient = ledger, rules, offices, patient
        self.rng = ledger.rng
        self.dues = Dues(ledger, patient["id"], offices)
        self.level: RiskLevel | None = None
        self.decision: Row | None = None
        self.proposal: Row | None = None
        self.ratings: list[Row] = []
        self.last_visit: Row | None = None
        self.last_face_to_face: date | None = None

    @property
    def id(self) -> int:
        """The person's key."""
        key: int = self.patient["id"]
        return key

    def rate(self, day: date, level: int) -> None:
        """The clinic's danger rating."""
        at = self.ledger.at(day, 15)
        row = self.ledger.add(
            "danger_rating",
            patient_id=self.id,
            level=level,
            rated_on=day,
            evidence=EVIDENCE[level],
            rated_by_id=self.offices.doctor.account_id,
            unit_id=self.offices.township_id,
            created_at=at,
        )
        self.ratings.append(row)
        self.dues.close({DueKind.DANGER_REASSESSMENT}, ("danger_rating", row["id"]), at)

    def rating_on(self, day: date) -> Row | None:
        """The rating a visit of that day counts (R5)."""
        return next((row for row in reversed(self.ratings) if row["rated_on"] <= day), None)

    def facts(self) -> VisitFacts:
        """What the visit's clock asks."""
        rise = None
        if self.proposal and self.proposal["target_level"]:
            target = RiskLevel(self.proposal["target_level"])
            if self.level is None or target > self.level:
                rise = OpenRise(target, self.proposal["opened_at"].date())
        return VisitFacts(
            self.level,
            self.patient["confirmed_on"],
            self.patient["status_since"],
            self.last_face_to_face,
            rise,
        )

    def renew_visit_due(self, by: RecordKey, at: datetime, due_on: date | None = None) -> date | None:
        """Owe the next visit, by the facts or by a date given; None where the status asks for no visits."""
        self.dues.close({DueKind.VISIT}, by, at)
        if not PatientStatus(self.patient["status"]).is_visited:
            return None
        due_on = due_on or visit_due(self.facts(), self.rules.clocks)
        self.dues.owe(DueKind.VISIT, Role.VILLAGE_CADRE, due_on, by, at)
        return due_on

    def visit(
        self, day: date, answers: Answers, *, manner: str = "home", seen: Sequence[str] = ("patient", "guardian"),
        medicine_days: int | None = None, by: Actor | None = None, other_words: str | None = None,
    ) -> Row:  # fmt: skip
        """A scored visit, with what it makes due."""
        rating = self.rating_on(day)
        score, record, stored = self.rules.score(
            answers, RatingUsed(rating["level"], rating["rated_on"], "") if rating else None
        )
        found = suggestion(score, self.level)
        at = self.ledger.at(day, 9)
        row = self._row(
            day, at, by or self.offices.cadre,
            manner=manner, seen=list(seen), control="yes", is_attempt=False, not_met_reason=None,
            came_along=["doctor"] if self.rng.random() < 0.15 else [],
            answers=stored, other_words=other_words,
            rating_id=rating["id"] if rating else None, points=score.points, shown_level=score.level.value,
            suggested_level=found.level.value if found.level else None, incomplete=score.incomplete,
            score_record=record, medicine_days=medicine_days, agreed=self.rng.choice(AGREED),
        )  # fmt: skip
        self.last_visit = row
        if is_face_to_face(manner, seen):
            self.last_face_to_face = day
        self.dues.close({DueKind.VISIT_RETRY}, ("visit", row["id"]), at)
        self._owe_what_follows(row, score, found, rating, at)
        row["next_visit_on"] = self.renew_visit_due(("visit", row["id"]), at)
        return row

    def miss(self, day: date, reason: str = "敲门无人应答，邻居称外出赶集") -> None:
        """An attempt at which nobody was met."""
        at = self.ledger.at(day, 10)
        row = self._row(
            day, at, self.offices.cadre,
            manner="home", seen=["nobody"], control="unknown", is_attempt=True, not_met_reason=reason, came_along=[],
            answers={}, other_words=None, rating_id=None, points=None, shown_level=None, suggested_level=None,
            incomplete=False, score_record=None, medicine_days=None, agreed=None,
        )  # fmt: skip
        due_on = self.rules.clocks.missed_retry_due(day)
        self.dues.close({DueKind.VISIT_RETRY}, ("visit", row["id"]), at)
        self.dues.owe(DueKind.VISIT_RETRY, Role.VILLAGE_CADRE, due_on, ("visit", row["id"]), at)
        row["next_visit_on"] = self.renew_visit_due(("visit", row["id"]), at)

    def _row(self, day: date, at: datetime, by: Actor, **values: Any) -> Row:
        return self.ledger.add(
            "visit",
            number="",
            patient_id=self.id,
            unit_id=self.offices.village_id,
            author_id=by.account_id,
            author_appointment_id=by.appointment_id,
            visit_date=day,
            entered_at=at,
            edition_id=self.rules.sheet_id,
            in_force_level=self.level.value if self.level else None,
            notes=None,
            next_visit_on=None,
            **values,
        )

    def _owe_what_follows(
        self, row: Row, score: VisitScore, found: Suggestion, rating: Row | None, at: datetime
    ) -> None:
        by, day = ("visit", row["id"]), row["visit_date"]
        stale = rating is not None and rating["rated_on"] < day - timedelta(
            days=self.rules.clocks.days["rating_stale"]
        )
        sign = needs_reassessment([found_sign.name for found_sign in score.signs])
        waiting = self.dues.open(DueKind.DANGER_REASSESSMENT)
        if sign or (stale and not waiting):
            due_on = self.rules.working_due("reassessment", day)
            self.dues.owe(DueKind.DANGER_REASSESSMENT, Role.CLINIC_DOCTOR, due_on, by, at)
        if is_above(found.level, self.level) and not self._is_proposed(found.level):
            due_on = self.rules.working_due("suggestion_answer", day)
            self.dues.owe(DueKind.SUGGESTION_ANSWER, Role.VILLAGE_CADRE, due_on, by, at)
        if row["medicine_days"] is not None:
            self.dues.close({DueKind.MEDICINE}, by, at)
            if ends := self.rules.clocks.medicine_due(day, row["medicine_days"]):
                self.dues.owe(DueKind.MEDICINE, Role.CLINIC_DOCTOR, ends, by, at)

    def _is_proposed(self, suggested: RiskLevel | None) -> bool:
        target = self.proposal and self.proposal["target_level"]
        return bool(target and suggested and RiskLevel(target) >= suggested)

    def answer_suggestion(self, day: date, reason: str) -> None:
        """Why the last visit's suggestion is not proposed for now (R11)."""
        assert self.last_visit is not None
        at = self.ledger.at(day, 17)
        row = self.ledger.add(
            "suggestion_answer",
            visit_id=self.last_visit["id"],
            account_id=self.offices.cadre.account_id,
            reason=reason,
            at=at,
        )
        self.dues.close({DueKind.SUGGESTION_ANSWER}, ("suggestion_answer", row["id"]), at)
