"""Leads and what was told of them, screening rounds with their households, monthly reports."""

from __future__ import annotations

from datetime import date, datetime

from mhapp.clock import beijing_date
from mhapp.crypto import blind_index
from mhapp.db import session
from mhapp.domain.lead import LeadSource, LeadState
from mhapp.domain.lead_report import LeadReport
from mhapp.domain.roles import Role
from mhapp.domain.screening import HouseholdOutcome
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Account,
    HouseholdEntry,
    Lead,
    LeadAssessment,
    LeadNotice,
    LeadPaper,
    LeadPaperPrint,
    ScreeningRound,
    Unit,
    VillageReport,
)
from mhapp.services.leads import report_lead
from mhapp.services.recurring_dues import open_recurring
from mhapp.services.screenings import Household, enter_household, open_round
from tests.factories.numbers import Numbers
from tests.factories.patients import at_noon
from tests.factories.people import an_account
from tests.factories.units import a_village

FOUND = date(2026, 7, 1)
LEAD_NUMBER, LEAD_PHONE = "11010519491231002X", "19866660003"
_numbers = Numbers()


def a_lead(
    village: Unit | None = None,
    *,
    name: str | None = "江一帆",
    identity_number: str | None = None,
    birth_date: date | None = None,
    state: LeadState = LeadState.REPORTED,
    clear_on: date | None = None,
    reporter: Account | None = None,
    reported_on: date = FOUND,
) -> Lead:
    """A lead about somebody in a village, found by its cadre."""
    village = village or a_village()
    reporter = reporter or an_account(Role.VILLAGE_CADRE, village)
    lead = Lead(
        number=f"XS-{_numbers.next():06d}",
        unit_id=village.id,
        reported_unit_id=village.id,
        reported_by_id=reporter.id,
        reported_role=Role.VILLAGE_CADRE,
        reported_at=at_noon(reported_on),
        source="cadre",
        found_on=reported_on,
        how_found="邻居说他常在夜里喊叫",
        answers=["talks_alone"],
        name=name,
        sex="1",
        birth_date=birth_date,
        identity_number=identity_number,
        identity_index=blind_index("identity", identity_number) if identity_number else None,
        state=state,
        clear_on=clear_on,
    )
    session.add(lead)
    session.flush()
    return lead


def a_round(village: Unit, *, starts_on: date = FOUND, ends_on: date = date(2026, 9, 30)) -> ScreeningRound:
    """A village's quarter, opened for 10 households with 30 people."""
    opener = an_account(Role.VILLAGE_CADRE, village)
    found = ScreeningRound(
        unit_id=village.id, span="quarter", starts_on=starts_on, ends_on=ends_on, area="全村", households=10,
        persons=30, opened_at=at_noon(starts_on), opened_by_id=opener.id,
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


def finds_of(village: Unit, cadre: Viewer, *, at: datetime) -> dict[str, str]:
    """A reported lead, the running rounds and months of the county, a household of the village's: ids by name."""
    lead = report_lead(
        LeadReport(
            source=LeadSource.CADRE, found_on=beijing_date(at), how_found="夜里喊叫，邻居反映",
            answers=("talks_alone",), name="林线索", identity_number=LEAD_NUMBER, phone=LEAD_PHONE,
        ),
        unit=village, by=cadre, at=at,
    )  # fmt: skip
    open_recurring(at=at)
    found = session.query(ScreeningRound).filter_by(unit_id=village.id).one()
    half_year = session.query(ScreeningRound).filter_by(unit_id=village.parent_id).one()
    open_round(found, area="全村", households=10, persons=30, by=cadre, at=at)
    entry = enter_household(
        found, Household("金丝雀户", persons=3, seen=2, outcome=HouseholdOutcome.SEEN), by=cadre, at=at
    )
    report = session.query(VillageReport).filter_by(unit_id=village.id).one()
    return {
        "lead": lead.public_id,
        "round": found.public_id,
        "half_year": half_year.public_id,
        "household": entry.public_id,
        "report": report.public_id,
    }


def a_row_of_each_find(village: Unit, account_id: int, day: date, at: datetime) -> None:
    """One row in each of these tables. Flushed."""
    lead, found = a_lead(village), a_round(village)
    session.add_all([
        LeadNotice(lead_id=lead.id, unit_id=village.id, role=Role.POLICE_OFFICER, sent_at=at),
        LeadAssessment(
            lead_id=lead.id, assessed_on=day, result="refer", words="言语凌乱", account_id=account_id,
            role=Role.CLINIC_DOCTOR, unit_id=village.id, at=at,
        ),
        HouseholdEntry(
            round_id=found.id, label="3组12号", persons=3, seen=2, outcome="seen", entered_by_id=account_id,
            entered_at=at,
        ),
        VillageReport(unit_id=village.id, month=day, leads=0, sent_at=at, sent_by_id=account_id),
    ])  # fmt: skip
    paper = LeadPaper(
        kind="identification", number="线索1", unit_id=village.id, lead_id=lead.id, version=1, digest="D" * 26,
        check_code="ABCDEFGH", issued_by_id=account_id, issued_at=at,
    )  # fmt: skip
    session.add(paper)
    session.flush()
    session.add(LeadPaperPrint(paper_id=paper.id, account_id=account_id, at=at))
    session.flush()
