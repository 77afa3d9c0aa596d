"""One row in every table that the database guards, for trying to break the guards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from mhapp.db import session
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import (
    AuditEvent,
    Consent,
    Designation,
    DesignationCost,
    Due,
    FieldChange,
    Job,
    Letter,
    LetterPrint,
    LevelFiling,
    LevelProposal,
    ListEntry,
    Patient,
    PolicyEdition,
    ProposalFact,
    ProposalStep,
    RegistrationSection,
    RewardAccount,
    RewardAssessment,
    RewardHalt,
    RewardPayment,
    RewardPeriod,
    RewardRoster,
    RewardRosterSending,
    RewardStop,
    SavedView,
    ScoreSheetEdition,
    StoredFile,
    Submission,
    SuggestionAnswer,
    Unit,
    Visit,
    WorkbookExport,
    WorkbookImport,
    WorkbookTemplate,
)
from tests.factories.file_papers import a_row_of_each_paper
from tests.factories.file_records import a_row_of_each_file_record
from tests.factories.leads import a_row_of_each_find
from tests.factories.patients import a_guardian, a_patient, a_rating, at_noon
from tests.factories.people import an_account
from tests.factories.standing import a_row_of_each_standing
from tests.factories.units import a_village, parent_of

DAY = date(2026, 7, 1)
NOON = at_noon(DAY)


def a_row_in_every_table() -> None:
    """A person at orange with an open proposal, one visit, one letter, and all that hangs on them. Flushed."""
    village = a_village()
    cadre = an_account(Role.VILLAGE_CADRE, village)
    patient = a_patient(village, cadre=cadre, level=RiskLevel.ORANGE)
    guardian = a_guardian(patient)
    a_rating(patient, 3, DAY)
    county = parent_of(parent_of(village))
    sheet = ScoreSheetEdition(
        county_id=county.id, edition="t", effective_from=DAY, document={}, published_at=NOON
    )
    text = PolicyEdition(
        county_id=county.id,
        kind="letter_text",
        edition="t",
        effective_from=DAY,
        document={},
        published_at=NOON,
    )
    file = StoredFile(
        sha256=bytes(32), kind="pdf", size=1, key_number=1, created_at=NOON, created_by_id=cadre.id
    )
    job = Job(
        kind="print_run",
        unit_id=village.id,
        asked_by_id=cadre.id,
        asked_by_role=Role.VILLAGE_CADRE,
        asked_at=NOON,
    )
    session.add_all([sheet, text, file, job])
    session.flush()
    visit = Visit(
        number="访1", patient_id=patient.id, unit_id=village.id, author_id=cadre.id, visit_date=DAY, entered_at=NOON,
        manner="home", seen=["patient"], control="yes", answers={}, edition_id=sheet.id, points=Decimal("61"),
        shown_level=RiskLevel.ORANGE, suggested_level=RiskLevel.ORANGE,
    )  # fmt: skip
    letter = Letter(
        number="监1", patient_id=patient.id, guardian_id=guardian.id, unit_id=village.id, text_edition_id=text.id,
        snapshot="{}", check_code="ABCDEFGH", term_from=DAY, term_until=DAY, issued_at=NOON, issued_by_id=cadre.id,
    )  # fmt: skip
    session.add_all([visit, letter])
    session.flush()
    proposal = LevelProposal(
        number="级1", patient_id=patient.id, unit_id=village.id, act="to_red", from_level=RiskLevel.ORANGE,
        target_level=RiskLevel.RED, status="proposed", proposer_id=cadre.id, visit_id=visit.id, reason="理由理由理由",
        opened_at=NOON,
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    assert patient.level_decision_id is not None
    _add_what_hangs_on(patient, village, cadre.id, patient.level_decision_id, visit, proposal, letter)
    a_row_of_each_standing(patient, village, cadre.id, DAY, NOON)
    a_row_of_each_paper(patient, parent_of(village), cadre.id, DAY, NOON)
    a_row_of_each_find(village, cadre.id, DAY, NOON)
    _add_workbooks(village, file.id, cadre.id)
    a_row_of_each_file_record(patient, county, file.id, cadre.id, DAY, NOON)


def _add_what_hangs_on(
    patient: Patient, village: Unit, cadre_id: int, decision_id: int, visit: Visit, proposal: LevelProposal,
    letter: Letter,
) -> None:  # fmt: skip
    session.add_all([
        Due(
            kind="visit", patient_id=patient.id, owed_by_unit_id=village.id, owed_by_role=Role.VILLAGE_CADRE,
            started_by_kind="visit", started_by_id=visit.id, started_at=NOON, due_on=DAY,
        ),
        ProposalStep(
            proposal_id=proposal.id, round=1, step="propose", action="propose", account_id=cadre_id,
            role=Role.VILLAGE_CADRE, unit_id=village.id, at=NOON, opinion="提出",
        ),
        ProposalFact(proposal_id=proposal.id, kind="visit", record_id=visit.id, summary="新情况", attached_at=NOON),
        LevelFiling(decision_id=decision_id, kind="county", filed_on=DAY, account_id=cadre_id, at=NOON),
        SuggestionAnswer(visit_id=visit.id, account_id=cadre_id, reason="家属同意先观察", at=NOON),
        LetterPrint(letter_id=letter.id, account_id=cadre_id, at=NOON),
        Submission(account_id=cadre_id, key="k", endpoint="e", payload_hash=bytes(32), at=NOON),
        FieldChange(record_kind="patient", record_id=patient.id, field="phone", old="1", new="2", at=NOON),
        RegistrationSection(
            patient_id=patient.id, section="contact", answers="{}", version=1, saved_by_id=cadre_id, saved_at=NOON
        ),
        Consent(
            patient_id=patient.id, outcome="agreed", said_on=DAY, said_by="patient", recorded_by_id=cadre_id,
            recorded_at=NOON,
        ),
        ListEntry(
            patient_id=patient.id, system="key_person", act="enter", decision_id=decision_id,
            owed_by_unit_id=village.id, owed_by_role=Role.POLICE_OFFICER, asked_at=NOON, due_on=DAY,
        ),
        AuditEvent(seq=1, at=NOON, act="visit:record", hmac=bytes(32)),
    ])  # fmt: skip
    session.flush()
    _add_money(patient, village, letter, cadre_id)


def _add_money(patient: Patient, village: Unit, letter: Letter, cadre_id: int) -> None:
    designation = Designation(
        patient_id=patient.id, unit_id=village.parent_id, ground="no_guardian", reported_on=DAY, reported_at=NOON,
        reported_by_id=cadre_id, received_on=DAY, received_by_id=cadre_id,
    )  # fmt: skip
    assessment = RewardAssessment(
        patient_id=patient.id, letter_id=letter.id, unit_id=village.parent_id, period="2026-1", from_date=DAY,
        until_date=DAY, edition="t", whole=1, days=1, days_in_period=1, evidence="{}", judgements="{}", proposed=1,
        assessed_at=NOON, assessed_by_id=cadre_id,
    )  # fmt: skip
    roster = RewardRoster(
        unit_id=village.parent_id, number="奖1", period="2026-1", made_at=NOON, made_by_id=cadre_id
    )
    session.add_all([designation, assessment, roster])
    session.flush()
    payment = RewardPayment(roster_id=roster.id, assessment_id=assessment.id, patient_id=patient.id, amount=1)
    stop = RewardStop(
        patient_id=patient.id,
        letter_id=letter.id,
        reason="other",
        stopped_on=DAY,
        at=NOON,
        account_id=cadre_id,
    )
    session.add_all([payment, stop])
    session.flush()
    session.add_all([
        DesignationCost(
            designation_id=designation.id, paid_on=DAY, kind="living", amount=1, recorded_at=NOON,
            recorded_by_id=cadre_id,
        ),
        RewardAccount(patient_id=patient.id, holder="甲", bank="乙", number="1", from_at=NOON, by_id=cadre_id),
        RewardPeriod(letter_id=letter.id, period="2026-1", opened_at=NOON),
        RewardRosterSending(
            roster_id=roster.id, receiver="bank", sent_on=DAY, taken_out=True, at=NOON, account_id=cadre_id
        ),
        RewardHalt(payment_id=payment.id, stop_id=stop.id, kind="withdrawn", at=NOON, account_id=cadre_id),
    ])  # fmt: skip
    session.flush()


def _add_workbooks(village: Unit, file_id: int, cadre_id: int) -> None:
    session.add_all([
        WorkbookImport(unit_id=village.id, account_id=cadre_id, file_id=file_id, handed_in_at=NOON, rows=1),
        WorkbookExport(
            unit_id=village.id, asked_by_id=cadre_id, asked_by_role=Role.CIVIL_AFFAIRS, asked_at=NOON, kind="roster",
            purpose="季度核对", criteria="{}", people=1, state="approved",
        ),
        WorkbookTemplate(unit_id=village.id, kind="roster", file_id=file_id, account_id=cadre_id, handed_in_at=NOON),
        SavedView(account_id=cadre_id, list_name="people", name="红色", criteria="{}", created_at=NOON),
    ])  # fmt: skip
    session.flush()
