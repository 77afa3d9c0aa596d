"""What a stored visit makes due: the next visit, another try, the clinic's rating, medicine (domain §5, R5, R11)."""

from __future__ import annotations

from datetime import date, datetime

from mhapp.clock import beijing_date
from mhapp.domain.clocks import ClockTable
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_change import needs_reassessment
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.domain.visit_clock import is_face_to_face
from mhapp.domain.visit_record import score_from_record
from mhapp.models import Patient, Visit
from mhapp.queries import policies
from mhapp.queries.danger_ratings import Rating
from mhapp.queries.responsibilities import UnitsOfPerson
from mhapp.queries.visit_surroundings import Around
from mhapp.queries.visits import missed_in_a_row
from mhapp.services import dues
from mhapp.services.visit_dues import renew_visit_due

OWN_DUES = frozenset(
    {DueKind.VISIT_RETRY, DueKind.LOST_CONTACT, DueKind.DANGER_REASSESSMENT, DueKind.MEDICINE}
)
"""What a visit itself opens, beside the next visit and an answer to its suggestion."""


def follow_visit(visit: Visit, patient: Patient, around: Around, *, at: datetime) -> date | None:
    """Open and close what the visit asks for; answers the day of the next visit, None where none is due.

    `around` is read before the visit is stored, or right after: what it says of other visits is the same.
    A visit put right or moved to somebody who has died meanwhile asks for nothing.
    """
    if PatientStatus(patient.status).is_over:
        return None
    today, units = beijing_date(at), around.units
    clocks = policies.clocks_of(units.county.path, today)
    latest = around.is_newest(visit.visit_date)
    if visit.is_attempt:
        if latest:
            _try_again(visit, units, clocks, at)
    else:
        _met_somebody(visit, at)
        _ask_for_rating(visit, around.rating, units, clocks, at)
    if latest:
        _watch_medicine(visit, units, clocks, at)
    met = latest and not visit.is_attempt and is_face_to_face(visit.manner, visit.seen)
    return renew_visit_due(
        patient, caused_by=("visit", visit.id), at=at, on=today, around=around,
        met_on=visit.visit_date if met else None,
    )  # fmt: skip


def undo_consequences(old: Visit, *, closed_by: dues.RecordKey, at: datetime) -> None:
    """Close what a visit had opened, because it has been corrected: the correction opens its own."""
    dues.close_dues(old.patient_id, OWN_DUES, started_by=("visit", old.id), closed_by=closed_by, at=at)


def _try_again(visit: Visit, units: UnitsOfPerson, clocks: ClockTable, at: datetime) -> None:
    """Another try within 14 days; the third miss in a row is reported as lost contact the same day [N]."""
    caused_by = ("visit", visit.id)
    dues.close_dues(visit.patient_id, {DueKind.VISIT_RETRY}, closed_by=caused_by, at=at)
    if clocks.is_lost_contact(1 + missed_in_a_row(visit.patient_id, but=visit.id)):
        if not dues.open_dues_of(visit.patient_id, {DueKind.LOST_CONTACT}):
            _owe(DueKind.LOST_CONTACT, visit, units.township.id, Role.TOWNSHIP_REVIEWER, beijing_date(at), at)
        return
    due_on = clocks.missed_retry_due(visit.visit_date)
    _owe(DueKind.VISIT_RETRY, visit, units.village.id, Role.VILLAGE_CADRE, due_on, at)


def _met_somebody(visit: Visit, at: datetime) -> None:
    """Meeting anybody ends the row of misses; hearing from the person ends lost contact."""
    kinds = {DueKind.VISIT_RETRY}
    if "patient" in visit.seen:
        kinds.add(DueKind.LOST_CONTACT)
    dues.close_dues(visit.patient_id, kinds, closed_by=("visit", visit.id), at=at)


def _ask_for_rating(
    visit: Visit, rating: Rating | None, units: UnitsOfPerson, clocks: ClockTable, at: datetime
) -> None:
    """A sign of R11, or a stale rating (R5), asks the clinic for a rating by the next working day [A]."""
    assert visit.score_record is not None
    score, today = score_from_record(visit.score_record), beijing_date(at)
    sign = needs_reassessment({found.name for found in score.signs})
    stale = rating is not None and rating.used.is_stale(visit.visit_date, clocks.days["rating_stale"])
    waiting = dues.open_dues_of(visit.patient_id, {DueKind.DANGER_REASSESSMENT})
    # A rating dated before a sign does not answer it: only a due of today covers a sign seen now.
    covered = [due for due in waiting if not sign or beijing_date(due.started_at) == today]
    if (sign or stale) and not covered:
        due_on = clocks.working_due("reassessment", today, policies.calendar_of(units.county.path, today)).day
        _owe(DueKind.DANGER_REASSESSMENT, visit, units.township.id, Role.CLINIC_DOCTOR, due_on, at)


def _watch_medicine(visit: Visit, units: UnitsOfPerson, clocks: ClockTable, at: datetime) -> None:
    """Seven days of medicine or fewer: the clinic supplies more before it ends [A]."""
    if visit.medicine_days is None:
        return
    dues.close_dues(visit.patient_id, {DueKind.MEDICINE}, closed_by=("visit", visit.id), at=at)
    due_on = clocks.medicine_due(visit.visit_date, visit.medicine_days)
    if due_on is not None:
        _owe(DueKind.MEDICINE, visit, units.township.id, Role.CLINIC_DOCTOR, due_on, at)


def _owe(kind: DueKind, visit: Visit, unit_id: int, role: Role, due_on: date, at: datetime) -> None:
    dues.open_due(
        kind,
        patient_id=visit.patient_id,
        unit_id=unit_id,
        role=role,
        started_by=("visit", visit.id),
        due_on=due_on,
        at=at,
    )


def dues_started_by(visit: Visit) -> dict[DueKind, date]:
    """{kind: due on} of what a visit made due and is still open: what its receipt lists."""
    started = dues.open_dues_of(visit.patient_id, frozenset(DueKind), started_by=("visit", visit.id))
    return {DueKind(due.kind): due.due_on for due in started}
