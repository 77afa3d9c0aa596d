"""Reporting a lead: its number, who is told at once, and what is due from that moment (domain §4, §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.crypto import blind_index
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.lead import LeadState, Wandering, receivers_for
from mhapp.domain.lead_report import LeadReport, check_report
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Lead, LeadNotice, Unit
from mhapp.queries.policies import calendar_of, clocks_of
from mhapp.services import audit_chain, dues, numbers

NOWHERE = Wandering()


@dataclass(frozen=True)
class _Above:
    """The township and the county a lead lies in."""

    township: Unit
    county: Unit

    def desk_of(self, role: Role) -> Unit:
        return self.county if role.unit_kind is UnitKind.COUNTY else self.township


def report_lead(report: LeadReport, *, unit: Unit, by: Viewer, at: datetime) -> Lead:
    """Keep a lead about somebody in `unit` (a village, or a township where the village is not known).

    Saving it is passing it on: everybody on the list is told with it. Raises RuleBroken at the field to mend.
    """
    report = check_report(report, today=beijing_date(at))
    if unit.kind not in (UnitKind.VILLAGE, UnitKind.TOWNSHIP):
        raise RuleBroken("请选择人在哪个村、社区，或者哪个乡镇街道", "unit")
    above = _above(unit)
    lead = _lead(report, unit, above.township, by, at)
    db.session.add(lead)
    db.session.flush()
    _pass_on(lead, above, by, at)
    audit_chain.record("lead:report", at=at, by=by, kind="lead", subject=lead.public_id)
    return lead


def _above(unit: Unit) -> _Above:
    township = unit if unit.kind == UnitKind.TOWNSHIP else db.session.get_one(Unit, unit.parent_id)
    return _Above(township, db.session.get_one(Unit, township.parent_id))


def _lead(report: LeadReport, unit: Unit, township: Unit, by: Viewer, at: datetime) -> Lead:
    year = beijing_date(at).year
    serial = numbers.next_number(township.id, "lead", year)
    wandering = report.wandering or NOWHERE
    return Lead(
        number=f"XS-{township.code}-{year}-{serial:04d}",
        unit_id=unit.id,
        reported_unit_id=by.unit_id,
        reported_by_id=by.account_id,
        reported_role=by.role.value,
        reported_at=at,
        source=report.source.value,
        found_on=report.found_on,
        how_found=report.how_found,
        answers=list(report.answers),
        name=report.name or None,
        sex=report.sex,
        birth_date=report.birth_date,
        age_about=report.age_about,
        identity_number=report.identity_number or None,
        identity_index=blind_index("identity", report.identity_number) if report.identity_number else None,
        phone=report.phone or None,
        address=report.address or None,
        place_found=report.place_found or None,
        is_wanderer=report.wandering is not None,
        help_given=wandering.help_given or None,
        rescue_station=wandering.rescue_station or None,
        native_place=wandering.native_place or None,
        native_asked_on=wandering.native_asked_on,
        native_answer=wandering.native_answer or None,
        native_answered_on=wandering.native_answered_on,
        state=LeadState.REPORTED.value,
    )


def _pass_on(lead: Lead, above: _Above, by: Viewer, at: datetime) -> None:
    """Tell the receivers, close the finder's clock with it, and start theirs and the clinic's."""
    today, record = beijing_date(at), ("lead", lead.id)
    clocks, calendar = clocks_of(above.county.path, today), calendar_of(above.county.path, today)
    sent = dues.open_due(
        DueKind.LEAD_NOTICE, patient_id=None, unit_id=by.unit_id, role=by.role, started_by=record,
        due_on=today + timedelta(days=clocks.days["lead_notice"]), at=at,
    )  # fmt: skip
    dues.close(sent, closed_by=record, at=at)
    limit = "lead_acknowledgement_police" if by.role is Role.POLICE_OFFICER else "lead_acknowledgement"
    for role in receivers_for(by.role, clocks.receivers["lead"]):
        desk = above.desk_of(role)
        db.session.add(LeadNotice(lead_id=lead.id, unit_id=desk.id, role=role.value, sent_at=at))
        dues.open_due(
            DueKind.LEAD_ACKNOWLEDGEMENT, patient_id=None, unit_id=desk.id, role=role, started_by=record,
            due_on=clocks.working_due(limit, today, calendar).day, at=at,
        )  # fmt: skip
    dues.open_due(
        DueKind.LEAD_DIAGNOSIS, patient_id=None, unit_id=above.township.id, role=Role.CLINIC_DOCTOR,
        started_by=record, due_on=clocks.working_due("lead_diagnosis", today, calendar).day, at=at,
    )  # fmt: skip
    db.session.flush()
