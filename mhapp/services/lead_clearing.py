"""Clearing a lead that came to nothing of everything that tells who it was about (domain §4) [A: after 90 days]."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.lead import LeadAct, LeadState, may
from mhapp.models import HouseholdEntry, Lead, LeadAssessment
from mhapp.services import audit_chain

EMPTIED = (
    "how_found", "answers", "name", "birth_date", "age_about", "identity_number", "identity_index", "phone", "address",
    "place_found", "help_given", "rescue_station", "native_place", "native_answer", "arranged_hospital",
    "arranged_ground", "rights_told", "rights_told_to", "outcome_hospital", "outcome_doctor",
)  # fmt: skip
"""Number, units, dates, sex and outcome stay: they count leads and tell nobody."""


def clear_leads(*, at: datetime) -> int:
    """Clear every lead whose day has come; how many. Each is one row of the audit trail, which is the report."""
    waiting = db.session.scalars(
        select(Lead)
        .where(Lead.state == LeadState.NOT_CONFIRMED.value, Lead.clear_on <= beijing_date(at))
        .order_by(Lead.id)
    ).all()
    for lead in waiting:
        _clear(lead, at)
    return len(waiting)


def _clear(lead: Lead, at: datetime) -> None:
    assert may(LeadAct.CLEAR, LeadState(lead.state))
    for column in EMPTIED:
        setattr(lead, column, None)
    lead.state, lead.cleared_at = LeadState.CLEARED.value, at
    db.session.execute(
        update(LeadAssessment).where(LeadAssessment.lead_id == lead.id).values(words=None, assessed_with=None)
    )
    # The household is a way back to the person: the round keeps that a lead was there, not which.
    db.session.execute(update(HouseholdEntry).where(HouseholdEntry.lead_id == lead.id).values(lead_id=None))
    db.session.flush()
    audit_chain.record("lead:clear", at=at, kind="lead", subject=lead.public_id)
