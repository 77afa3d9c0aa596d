"""What is read of a person's file says the same on both engines."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from mhapp import clock, db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.lead import LeadState
from mhapp.domain.objection import Outcome
from mhapp.domain.papers import PaperKind
from mhapp.domain.patient_file import State
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.timeline import What
from mhapp.models import LeadNotice, LevelDecision, LevelFiling, Move
from mhapp.queries.file_parts import parts_of
from mhapp.queries.file_readers import readings_of
from mhapp.queries.registration_answers import registration_form
from mhapp.queries.timelines import timeline
from mhapp.queries.whole_files import last_file_of
from mhapp.services.dues import open_due
from mhapp.services.objections import answer, lodge
from mhapp.services.papers import issue_paper
from mhapp.services.registration_sections import save_section
from mhapp.services.visits import record_visit
from mhapp.services.whole_files import ask_for_file
from tests.factories.counties import a_village_at_work
from tests.factories.file_records import a_certificate_page, an_objection
from tests.factories.leads import a_lead
from tests.factories.list_entries import a_list_entry
from tests.factories.patients import a_patient, a_rating
from tests.factories.people import an_account, viewer_of
from tests.factories.visits import a_report

TELLS = {
    What.NOTICE, What.LEAD_TOLD, What.FILING, What.MOVE, What.MOVE_RECEIPT, What.LIST_ASKED, What.PAPER,
}  # fmt: skip
"""Entries that say who was told."""


def test_a_file_reads_the_same_on_both_engines(each_engine: Engine, keys_file: Path, tmp_path: Path) -> None:
    work = a_village_at_work()
    doctor, officer = (
        viewer_of(an_account(role, unit))
        for role, unit in ((Role.CLINIC_DOCTOR, work.township), (Role.COUNTY_OFFICE, work.county))
    )
    patient = a_patient(work.village, name="欧阳晓禾", cadre=work.cadre, level=RiskLevel.YELLOW)
    a_rating(patient, 3, clock.today() - timedelta(days=20), township=work.township)
    cadre, now = viewer_of(work.cadre), clock.now()
    record_visit(patient, a_report(clock.today()), by=cadre, at=now)
    a_certificate_page(patient, tmp_path, by=doctor)
    objection = lodge(patient, an_objection(patient), by=cadre, at=now)
    answer(objection, patient, Outcome.UPHELD, "核对了三次随访，应当重新研判", by=officer, at=now)
    a_list_entry(patient, work.township, system="priority", grade="1")
    a_list_entry(patient, work.township, system="health", act="change", role=Role.CLINIC_DOCTOR)
    open_due(
        DueKind.LOST_CONTACT, patient_id=patient.id, unit_id=work.township.id, role=Role.CIVIL_AFFAIRS,
        started_by=("visit", None), due_on=clock.today(), at=now,
    )  # fmt: skip
    job = ask_for_file(patient, by=officer, at=now)
    lead = a_lead(work.village)
    lead.state, lead.patient_id = LeadState.CONFIRMED, patient.id
    decision = db.session.query(LevelDecision).filter_by(patient_id=patient.id).one()
    db.session.add_all([
        LeadNotice(lead_id=lead.id, unit_id=work.township.id, role=Role.POLICE_OFFICER, sent_at=now),
        LevelFiling(
            decision_id=decision.id, kind="city", filed_on=clock.today(), number="市备〔2026〕7号",
            authority="市管理办", account_id=officer.account_id, at=now,
        ),
        Move(
            patient_id=patient.id, kind="out", state="done", from_unit_id=work.village.id, moves_on=clock.today(),
            keeps_registration=True, reason="随子女", told="卫生院、派出所", counterpart="邻县管理办",
            asked_by_id=officer.account_id, asked_role=officer.role, asked_unit_id=work.village.id, asked_at=now,
            answered_at=now, acknowledged_on=clock.today(), acknowledged_number="收3号",
        ),
    ])  # fmt: skip
    db.session.flush()
    paper = issue_paper(PaperKind.OBJECTION, patient, ("objection", objection.id), by=officer, at=now)
    db.finish()

    parts = parts_of(officer, patient, clock.today())
    assert [row.state for row in parts.rows][1:4] == [State.PRESENT] * 3
    assert parts.rows[7].words == "已有走访评估报告"
    entered = {
        reader: [gap.turn for gap in parts_of(by, patient, clock.today()).rows[7].gaps if "录入" in gap.words]
        for reader, by in (("county", officer), ("clinic", doctor), ("village", cadre))
    }
    assert entered == {"county": [Role.POLICE_OFFICER], "clinic": [], "village": []}
    assert "录入情况" in parts_of(doctor, patient, clock.today()).rows[7].words
    assert "录入" not in parts_of(cadre, patient, clock.today()).rows[7].words
    assert parts.rows[5].state is State.NOT_APPLICABLE
    illness = registration_form().sections["illness"]
    counted = {"minor_disturbance": State.NOT_APPLICABLE, "serious_incident": State.MISSING}
    for version, (acts, state) in enumerate(counted.items()):
        save_section(patient, illness, {acts: "1"}, seen_version=version, by=cadre, at=now)
        assert parts_of(officer, patient, clock.today()).rows[5].state is state
    assert parts.objection is not None
    assert parts.objection.outcome is Outcome.UPHELD
    found = timeline(officer, patient, 1)
    told = {what: {entry.words for entry in found.entries if entry.what is what} for what in What}
    town = work.township.name
    assert {what: words for what, words in told.items() if what in TELLS} == {
        What.NOTICE: {f"失访报告，告诉{town}民生服务办"},
        What.LEAD_TOLD: {f"{lead.number}，告诉{town}派出所民警"},
        What.FILING: {"市管理办备案，市备〔2026〕7号"},
        What.MOVE: {"迁出本区县，已登记，告诉卫生院、派出所"},
        What.MOVE_RECEIPT: {"邻县管理办，收3号"},
        What.LIST_ASKED: {
            f"录入“先发”系统，告诉{town}派出所民警",
            f"变更国家严重精神障碍信息系统，告诉{town}精防医生",
        },
        What.PAPER: {"异议答复书（" + paper.number + "），给患者、监护人"},
    }
    assert {what for what, words in told.items() if words} == TELLS | {
        What.VISIT, What.RATING, What.DECISION, What.PAGE, What.OBJECTION, What.ANSWER,
    }  # fmt: skip
    read = {entry.what for entry in timeline(cadre, patient, 1).entries}
    assert not read & {What.LIST_ASKED} and {What.LEAD_TOLD, What.PAPER, What.FILING} <= read
    clinic = [entry.words for entry in timeline(doctor, patient, 1).entries if entry.what is What.LIST_ASKED]
    assert clinic == [f"变更国家严重精神障碍信息系统，告诉{town}精防医生"], (
        "the clinic knows of its own list alone"
    )
    assert [entry.on for entry in found.entries] == sorted((e.on for e in found.entries), reverse=True)
    assert {e.on for e in found.entries if e.what in (What.VISIT, What.ANSWER, What.PAGE)} == {clock.today()}
    assert last_file_of(officer, patient) is job
    assert readings_of(patient, 1).rows[0].act == "申请生成全份档案"
