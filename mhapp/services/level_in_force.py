"""The one place that sets a person's level: together with the decision of a named person, and what it makes due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from mhapp import bulk, db
from mhapp.clock import beijing_date
from mhapp.domain.dated import day_in_words
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_change import Specialist, opinion_outstanding
from mhapp.domain.level_route import Exit, Filing, Route
from mhapp.domain.paper_decision import PaperDecision, PaperStep
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, LevelDecision, LevelProposal, Patient, Unit
from mhapp.queries import policies
from mhapp.queries.responsibilities import UnitsOfPerson, units_of
from mhapp.services import dues, list_entries
from mhapp.services.letter_endings import end_letters_of
from mhapp.services.list_entries import Resident
from mhapp.services.measures import drop_measures_of
from mhapp.services.moves import end_open_move
from mhapp.services.patient_status import write_status
from mhapp.services.reward_stops import stop_rewards_of
from mhapp.services.visit_dues import renew_visit_due, renew_visit_due_after_rise

STATUS_AFTER_EXIT = {
    Exit.DEATH: PatientStatus.DEAD,
    Exit.MOVED_OUT: PatientStatus.MOVED,
    Exit.INCAPACITATED: PatientStatus.EXITED,
    Exit.DELISTED: PatientStatus.EXITED,
}
FILING_DUES = {Filing.COUNTY: (DueKind.FILE, "file"), Filing.CITY: (DueKind.CITY_FILE, "file")}
_ON_PAPER = frozenset({DueKind.FILE, DueKind.CITY_FILE, DueKind.LIST_ENTRY})
_ASKED_BY_OTHERS = frozenset({DueKind.OBJECTION, DueKind.MOVE_RECEIPT})
"""Somebody waits for an answer, or a place beyond the county for the person: an exit is no reason to forget it."""
_WITH_THE_CLINIC = frozenset({DueKind.DANGER_REASSESSMENT, DueKind.MEDICINE})
"""Medicine and rating go on after the levels have ended, but for who is dead or has moved away (domain §3)."""
_EARNED = frozenset({DueKind.REWARD})
"""What an agreement earned until the exit is judged and paid; after a death nobody is called [A]."""
KEPT_BY_EXIT = {
    Exit.DEATH: _ON_PAPER,
    Exit.MOVED_OUT: _ON_PAPER | _ASKED_BY_OTHERS | _EARNED,
    Exit.INCAPACITATED: _ON_PAPER | _ASKED_BY_OTHERS | _EARNED | _WITH_THE_CLINIC,
    Exit.DELISTED: _ON_PAPER | _ASKED_BY_OTHERS | _EARNED | _WITH_THE_CLINIC,
}
PAPER_REASON = "按纸质认定登记"
ENDED_BY_DETERMINATION = frozenset(
    {DueKind.LEVEL_REVIEW, DueKind.FIRST_DETERMINATION, DueKind.SPECIALIST_OPINION}
)


def put_in_force(
    patient: Patient,
    route: Route,
    *,
    proposal: LevelProposal | None,
    reason: str,
    judged_with: str,
    specialist: Specialist | None,
    by: Viewer,
    at: datetime,
    paper: PaperDecision | PaperStep | None = None,
    corrects: LevelDecision | None = None,
) -> LevelDecision:
    """Write the decision, give the person the level it names (or end their levels), and open what it makes due.

    `paper`: it was decided on paper on a day of its own, and `by` entered it. Where no proposal led to it, its filing
    stayed on paper too [A]. `corrects`: a decision of the same authority that was written wrongly.
    """
    units = units_of(patient.id)
    day = paper.decided_on if paper else beijing_date(at)
    level = None if isinstance(route.target, Exit) else route.target
    clocks = policies.clocks_of(units.county.path, beijing_date(at))
    decision = LevelDecision(
        patient_id=patient.id,
        level=level,
        exit_ground=route.target if isinstance(route.target, Exit) else None,
        previous_level=patient.level,
        proposal_id=proposal.id if proposal else None,
        source="paper" if paper else "proposal",
        decided_by_id=by.account_id,
        decided_by_role=by.role.value,
        unit_id=by.unit_id,
        decided_at=at,
        effective_on=day,
        review_by=clocks.review_by(level, day) if level else None,
        reason=reason.strip(),
        judged_with=judged_with.strip() or None,
        specialist=specialist.to_record() if specialist else None,
        corrects_id=corrects.id if corrects else None,
        **_paper_columns(paper),
    )
    db.session.add(decision)
    db.session.flush()
    patient.level = level
    patient.level_decision_id = decision.id if level else None
    _follow(patient, route, decision, day, by=by)
    db.session.flush()
    _open_dues(patient, route, decision, units, specialist, at)
    list_entries.follow_decision(patient, decision, at=at)
    return decision


def put_first_papers_in_force(
    firsts: Sequence[tuple[Resident, Unit, PaperDecision]], *, by: Viewer, at: datetime
) -> None:
    """Levels decided on paper of people registered this moment, with few statements: (person, village, paper) each.

    Nothing stood before: no proposal, no due but the visit, which the registration owes by this level already.
    """
    if not firsts:
        return
    decisions = [_first_on_paper(*first, by=by, at=at) for first in firsts]
    keys = bulk.store(LevelDecision, decisions)
    _set_levels(keys)
    together = list(zip(firsts, decisions, keys, strict=True))
    reviews = [_review_due(decision, key, village.id, at) for (_, village, _), decision, key in together]
    bulk.store(Due, reviews)
    list_entries.follow_first_decisions(
        [(person, village, paper.level, key) for (person, village, paper), _, key in together], at=at
    )


def _set_levels(decision_ids: Sequence[int]) -> None:
    """Give everybody the level their decision names."""
    db.session.execute(
        update(Patient)
        .where(LevelDecision.id.in_(decision_ids), LevelDecision.patient_id == Patient.id)
        .values(level=LevelDecision.level, level_decision_id=LevelDecision.id)
        .execution_options(synchronize_session=False)
    )


def _first_on_paper(
    person: Resident, village: Unit, paper: PaperDecision, *, by: Viewer, at: datetime
) -> dict[str, Any]:
    clocks = policies.clocks_of(village.path, beijing_date(at))
    return {
        "patient_id": person.id,
        "level": paper.level.value,
        "source": "paper",
        "decided_by_id": by.account_id,
        "decided_by_role": by.role.value,
        "unit_id": by.unit_id,
        "decided_at": at,
        "effective_on": paper.decided_on,
        "review_by": clocks.review_by(paper.level, paper.decided_on),
        "reason": PAPER_REASON,
        **_paper_columns(paper),
    }


def _paper_columns(paper: PaperDecision | PaperStep | None) -> dict[str, Any]:
    if paper is None:
        return {}
    return {
        "paper_authority": paper.authority,
        "paper_number": paper.document_number,
        "paper_file_id": paper.file_id,
    }


def _review_due(decision: dict[str, Any], key: int, village_id: int, at: datetime) -> dict[str, Any]:
    return dues.due_row(
        DueKind.LEVEL_REVIEW, patient_id=decision["patient_id"], unit_id=village_id, role=Role.VILLAGE_CADRE,
        started_by=("level_decision", key), due_on=decision["review_by"], at=at,
    )  # fmt: skip


def _follow(patient: Patient, route: Route, decision: LevelDecision, today: date, *, by: Viewer) -> None:
    """The status follows an exit; letters, measures and an open move end with it.

    Who is determined again lives in the community (§3).
    """
    if isinstance(route.target, Exit):
        status = STATUS_AFTER_EXIT[route.target]
        reason = "death" if route.target is Exit.DEATH else "exit"
        stop_rewards_of(patient, reason, by=by, at=decision.decided_at, on=today)
        end_letters_of(patient, route.target.label, by=by, at=decision.decided_at)
        end_open_move(patient, route.target.label, by=by, at=decision.decided_at)
        drop_measures_of(patient, route.target.label, by=by, at=decision.decided_at)
    elif patient.status == PatientStatus.EXITED:
        status = PatientStatus.COMMUNITY
    else:
        return
    if status == patient.status:  # recorded when it became known, and dated better than by the determination
        return
    source = f"级别变更认定，{day_in_words(decision.effective_on)}"
    write_status(patient, status, since=today, source=source, by=by, at=decision.decided_at)


def _open_dues(
    patient: Patient,
    route: Route,
    decision: LevelDecision,
    units: UnitsOfPerson,
    specialist: Specialist | None,
    at: datetime,
) -> None:
    caused_by, today = ("level_decision", decision.id), beijing_date(at)
    dues.close_dues(patient.id, ENDED_BY_DETERMINATION, closed_by=caused_by, at=at)
    clocks = policies.clocks_of(units.county.path, today)
    calendar = policies.calendar_of(units.county.path, today)

    def owe(kind: DueKind, unit_id: int, role: Role, due_on: date) -> None:
        dues.open_due(
            kind,
            patient_id=patient.id,
            unit_id=unit_id,
            role=role,
            started_by=caused_by,
            due_on=due_on,
            at=at,
        )

    if route.filing in FILING_DUES and decision.proposal_id is not None:
        kind, limit = FILING_DUES[route.filing]
        owe(kind, units.county.id, Role.COUNTY_OFFICE, clocks.working_due(limit, today, calendar).day)
    if isinstance(route.target, Exit):
        stopped = frozenset(DueKind) - KEPT_BY_EXIT[route.target]
        dues.close_dues(patient.id, stopped, closed_by=caused_by, at=at)
        return
    if decision.review_by is not None and not PatientStatus(patient.status).has_left:
        owe(DueKind.LEVEL_REVIEW, units.village.id, Role.VILLAGE_CADRE, decision.review_by)
    if opinion_outstanding(route, specialist) and specialist and specialist.asked_on:
        due_on = clocks.working_due("specialist_opinion", specialist.asked_on, calendar).day
        owe(DueKind.SPECIALIST_OPINION, units.township.id, Role.CLINIC_DOCTOR, due_on)
    if route.is_rise:
        renew_visit_due_after_rise(patient, RiskLevel(route.target), caused_by=caused_by, at=at, on=today)
    elif not route.is_keep:
        renew_visit_due(patient, caused_by=caused_by, at=at, on=today)
