"""Two records of one person read as one and parted again, a visit moved to the right person, a decision corrected."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from mhapp import db
from mhapp.db import session
from mhapp.domain.errors import RuleBroken
from mhapp.domain.justice_mark import Marking
from mhapp.domain.objection import About
from mhapp.domain.patient_file import State
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, LevelDecision, LevelProposal, Patient, Visit
from mhapp.queries.file_parts import parts_of
from mhapp.queries.file_readers import readings_of
from mhapp.queries.guardians import guardians_page
from mhapp.queries.list_entries import entries_seen_by, entry_ledger
from mhapp.queries.objection_subjects import subjects_of
from mhapp.queries.paper_cases import cases_of
from mhapp.queries.patient_pages import person_page
from mhapp.queries.patients import Wanted, people_page
from mhapp.queries.scope import people_seen_by
from mhapp.services import audit_chain
from mhapp.services.decision_corrections import Correction, correct_decision, correctable_levels
from mhapp.services.justice_marks import mark_for_justice, unmark_for_justice
from mhapp.services.level_decisions import decide, open_step
from mhapp.services.list_entries import ask_for_new_people
from mhapp.services.mending import merge_records, undo_merge
from mhapp.services.moves import AskedMove, ask_to_move, withdraw_move
from mhapp.services.objections import lodge
from mhapp.services.patient_status import change_status
from mhapp.services.visit_moves import move_visit
from mhapp.services.visits import record_visit
from tests.factories.file_records import an_objection
from tests.factories.level_changes import MONDAY, NOON, Place, a_place, a_proposal, agreeing
from tests.factories.patients import a_guardian, a_patient, at_noon
from tests.factories.people import a_viewer, viewer_of
from tests.factories.units import a_village
from tests.factories.visits import a_report

WHY = "同一人登记了两次"


def two_records(place: Place, **gone: object) -> tuple[Patient, Patient]:
    return (
        a_patient(place.village, name="重名甲", level=RiskLevel.YELLOW),
        a_patient(place.village, name="重名甲", **gone),  # type: ignore[arg-type]
    )


def owed(patient: Patient) -> dict[str, date]:
    rows = session.scalars(select(Due).where(Due.patient_id == patient.id, Due.closed_at.is_(None)))
    return {due.kind: due.due_on for due in rows}


def names_seen(viewer: Viewer) -> int:
    return len(session.scalars(people_seen_by(viewer)).all())


def test_a_merged_record_is_in_nobodys_scope_and_its_visits_are_read_with_the_others(
    database: Engine,
) -> None:
    place = a_place()
    cadre = viewer_of(place.cadre)
    kept, gone = two_records(place, level=RiskLevel.GREEN)
    record_visit(kept, a_report(MONDAY - timedelta(days=9)), by=cadre, at=NOON)
    record_visit(gone, a_report(MONDAY), by=cadre, at=NOON)
    a_guardian(gone, name="另一份里的监护人")
    civil = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    for act, subject in (("file:timeline", gone.public_id), ("patient:read", "somebody-else")):
        audit_chain.record(act, at=NOON, by=civil, kind="patient", subject=subject)
    merge_records(kept, gone, WHY, by=civil, at=NOON)
    for viewer in (cadre, viewer_of(place.reviewer), viewer_of(place.officer)):
        assert names_seen(viewer) == 1
    assert people_page(cadre, Wanted(), page=1, on=MONDAY).total == 1
    shown = person_page(cadre, kept, on=MONDAY).visits
    assert [visit.visit_date for visit in shown] == [MONDAY, MONDAY - timedelta(days=9)]
    assert (owed(gone), owed(kept)["visit"]) == ({}, MONDAY + timedelta(days=30))
    assert session.query(Visit).filter_by(patient_id=gone.id).count() == 1, "no row was moved"
    determined = {case.decision.patient_id for case in cases_of(kept) if case.decision}
    assert determined == {kept.id, gone.id}, "both determinations have their form"
    objectionable = [(subject.about, subject.on) for subject in subjects_of(kept)]
    assert (About.VISIT, MONDAY) in objectionable
    assert [about for about, _ in objectionable].count(About.DECISION) == 2
    db.finish()
    done = {row.act for row in readings_of(kept, 1).rows}
    assert "查看时间线" in done and "查看档案" not in done
    guardians = guardians_page(civil, kept)
    assert [one.name for one in guardians.merged] == ["另一份里的监护人"]
    assert "另一份里的监护人" not in [one.name for one in guardians.present]


def test_a_mark_for_the_justice_office_is_the_persons_and_not_the_records(database: Engine) -> None:
    place = a_place()
    kept, gone = two_records(place)
    civil, justice = (a_viewer(role, place.township) for role in (Role.CIVIL_AFFAIRS, Role.JUSTICE_OFFICE))
    reviewer = viewer_of(place.reviewer)
    mark_for_justice(gone, Marking("correction", "社区矫正决定书", MONDAY), by=reviewer, at=NOON)
    merge = merge_records(kept, gone, WHY, by=civil, at=NOON)
    assert session.scalars(people_seen_by(justice)).all() == [kept]
    undo_merge(merge, "核对后不是同一人", by=civil, at=NOON)
    assert session.scalars(people_seen_by(justice)).all() == [gone]
    merge_records(kept, gone, WHY, by=civil, at=NOON)
    unmark_for_justice(kept, "矫正期满，解除", MONDAY, by=reviewer, at=NOON)
    assert names_seen(justice) == 0 and not gone.marked_for_justice


def test_a_merge_is_undone_within_thirty_days_and_all_is_as_before(database: Engine) -> None:
    place = a_place()
    cadre, civil = viewer_of(place.cadre), a_viewer(Role.CIVIL_AFFAIRS, place.township)
    kept, gone = two_records(place, cadre=place.cadre)
    record_visit(gone, a_report(MONDAY, medicine_days=3), by=cadre, at=NOON)
    before = owed(gone)
    merge = merge_records(kept, gone, WHY, by=civil, at=NOON)
    with pytest.raises(RuleBroken, match="30天以后不能再撤销"):
        undo_merge(merge, "原来是两个人", by=civil, at=at_noon(MONDAY + timedelta(days=31)))
    undo_merge(merge, "原来是两个人", by=civil, at=at_noon(MONDAY + timedelta(days=30)))
    assert (names_seen(cadre), owed(gone)) == (2, before)
    with pytest.raises(RuleBroken, match="已经撤销"):
        undo_merge(merge, "原来是两个人", by=civil, at=NOON)
    merge_records(kept, gone, WHY, by=civil, at=NOON)


def test_what_stands_in_the_record_to_go_is_not_lost(database: Engine) -> None:
    place = a_place()
    civil = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    kept, gone = two_records(place, level=RiskLevel.ORANGE)
    with pytest.raises(RuleBroken, match="级别更高"):
        merge_records(kept, gone, WHY, by=civil, at=NOON)
    kept, gone = two_records(place)
    a_proposal(place, gone)
    with pytest.raises(RuleBroken, match="有一件级别变更在办"):
        merge_records(kept, gone, WHY, by=civil, at=NOON)
    kept, gone = two_records(place)
    with pytest.raises(RuleBroken, match="至少5个字"):
        merge_records(kept, gone, "同一人", by=civil, at=NOON)
    with pytest.raises(RuleBroken, match="同一份档案"):
        merge_records(kept, kept, WHY, by=civil, at=NOON)
    kept.identity_number, kept.no_identity_reason = None, "没有身份证"
    session.flush()
    with pytest.raises(RuleBroken, match="保留有证件号"):
        merge_records(kept, gone, WHY, by=civil, at=NOON)


def test_what_somebody_still_works_on_keeps_a_record_from_going(database: Engine) -> None:
    place = a_place()
    civil = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    kept, gone = two_records(place)
    asked = AskedMove(MONDAY, "随子女居住生活")
    move = ask_to_move(gone, a_village(place.township), asked, by=civil, at=NOON)
    with pytest.raises(RuleBroken, match="还有一件迁移在等对方接收"):
        merge_records(kept, gone, WHY, by=civil, at=NOON)
    withdraw_move(move, "重复登记", by=civil, at=NOON)
    lodge(gone, an_objection(gone, subject=subjects_of(gone)[-1], lodged_on=MONDAY), by=civil, at=NOON)
    with pytest.raises(RuleBroken, match="还有一件异议在等答复"):
        merge_records(kept, gone, WHY, by=civil, at=NOON)


def test_somebody_who_is_here_is_not_merged_into_a_record_that_is_over(database: Engine) -> None:
    place = a_place()
    civil = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    kept, gone = a_patient(place.village, name="重名甲"), a_patient(place.village, name="重名甲")
    change_status(kept, PatientStatus.DEAD, since=MONDAY, source="家属告知", by=civil, at=NOON)
    with pytest.raises(RuleBroken, match="已登记死亡、迁出或出库"):
        merge_records(kept, gone, WHY, by=civil, at=NOON)
    merge_records(gone, kept, WHY, by=civil, at=NOON)


def test_an_entry_owed_for_a_merged_record_opens_for_nobody(database: Engine) -> None:
    place = a_place()
    civil, doctor = (a_viewer(role, place.township) for role in (Role.CIVIL_AFFAIRS, Role.CLINIC_DOCTOR))
    kept, gone = two_records(place)
    ask_for_new_people([(gone, place.village)], at=NOON)
    assert len(session.scalars(entries_seen_by(doctor)).all()) == 1
    merge_records(kept, gone, WHY, by=civil, at=NOON)
    assert session.scalars(entries_seen_by(doctor)).all() == []
    assert entry_ledger(doctor, group="to_do", page=1, on=MONDAY).counts["to_do"] == 0


def test_a_visit_is_moved_as_it_was_scored_and_both_peoples_dues_follow(database: Engine) -> None:
    place = a_place()
    cadre = viewer_of(place.cadre)
    wrong, right = (
        a_patient(place.village, level=RiskLevel.YELLOW),
        a_patient(place.village, level=RiskLevel.YELLOW),
    )
    record_visit(wrong, a_report(MONDAY - timedelta(days=9)), by=cadre, at=NOON)
    visit = record_visit(wrong, a_report(MONDAY, symptoms="relapse", notes="在家"), by=cadre, at=NOON)
    copy = move_visit(visit, right, "点错了名字", by=cadre, at=NOON)
    assert visit.superseded_at == NOON and copy.moved_from_id == visit.id and copy.number != visit.number
    same = (
        "visit_date",
        "answers",
        "points",
        "suggested_level",
        "score_record",
        "notes",
        "author_id",
        "entered_at",
    )
    assert [getattr(copy, name) for name in same] == [getattr(visit, name) for name in same]
    assert owed(wrong) == {"visit": MONDAY + timedelta(days=21)}
    assert owed(right)["visit"] == MONDAY + timedelta(days=30)
    assert {"danger_reassessment", "suggestion_answer"} <= owed(right).keys()
    with pytest.raises(RuleBroken, match="已经更正或移动过"):
        move_visit(visit, right, "点错了名字", by=cadre, at=NOON)


def test_a_visit_is_moved_by_its_author_or_civil_affairs(database: Engine) -> None:
    place = a_place()
    wrong, right = a_patient(place.village), a_patient(place.village)
    visit = record_visit(wrong, a_report(MONDAY), by=viewer_of(place.cadre), at=NOON)
    with pytest.raises(RuleBroken, match="只有填写人或民生服务办"):
        move_visit(visit, right, "点错了名字", by=viewer_of(place.colleague), at=NOON)
    with pytest.raises(RuleBroken, match="请选择别人"):
        move_visit(visit, wrong, "点错了名字", by=viewer_of(place.cadre), at=NOON)
    move_visit(visit, right, "点错了名字", by=a_viewer(Role.CIVIL_AFFAIRS, place.township), at=NOON)


def test_a_proposal_that_rests_on_a_moved_visit_goes_back_to_its_author(database: Engine) -> None:
    place = a_place()
    wrong, right = a_patient(place.village, level=RiskLevel.GREEN), a_patient(place.village)
    visit = record_visit(wrong, a_report(MONDAY, symptoms="relapse"), by=viewer_of(place.cadre), at=NOON)
    proposal = a_proposal(place, wrong)
    move_visit(visit, right, "点错了名字", by=viewer_of(place.cadre), at=NOON)
    assert (proposal.status, proposal.visit_id, proposal.suggested_level) == ("returned", None, None)


def a_decision(place: Place, patient: Patient) -> LevelDecision:
    proposal: LevelProposal = a_proposal(place, patient)
    decide(proposal, agreeing(), seen_step=open_step(proposal), by=viewer_of(place.reviewer), at=NOON)
    return session.query(LevelDecision).filter_by(proposal_id=proposal.id).one()


def test_a_decision_is_corrected_by_a_new_one_of_the_same_authority_that_names_it(database: Engine) -> None:
    place = a_place()
    patient = a_patient(place.village, level=RiskLevel.GREEN)
    wrong = a_decision(place, patient)
    said = Correction(RiskLevel.YELLOW, "会议记录写的是黄色，录入时点错", "镇综合管理小组")
    corrected = correct_decision(wrong, said, by=viewer_of(place.second_reviewer), at=NOON)
    assert (corrected.corrects_id, patient.level, patient.level_decision_id) == (
        wrong.id,
        "yellow",
        corrected.id,
    )
    assert (wrong.level, corrected.review_by) == ("orange", date(2026, 12, 8))
    assert session.query(Due).filter_by(kind="level_review", closed_at=None).one().due_on == date(2026, 12, 8)
    filings = session.query(Due).filter_by(kind="file", closed_at=None).all()
    assert [due.started_by_id for due in filings] == [corrected.id], (
        "the filing of the wrong one is not asked for"
    )
    with pytest.raises(RuleBroken, match="现在生效的认定"):
        correct_decision(wrong, said, by=viewer_of(place.reviewer), at=NOON)


@pytest.mark.parametrize(
    ("before", "decided", "office", "offered"),
    [
        ("orange", "red", "county_office", ["red"]),  # down from orange asks for a meeting and an audit
        (None, "green", "township_reviewer", ["green"]),  # orange and yellow ask for an opinion
        ("green", "orange", "township_reviewer", ["orange", "yellow", "green"]),  # green stood before
        ("red", "yellow", "county_office", ["red", "orange", "yellow", "green"]),
    ],
)
def test_a_correction_goes_round_no_audit_meeting_or_opinion(
    database: Engine, before: str | None, decided: str, office: str, offered: list[str]
) -> None:
    place = a_place()
    account, unit = {
        "county_office": (place.officer, place.county),
        "township_reviewer": (place.reviewer, place.township),
    }[office]
    decision = LevelDecision(level=decided, previous_level=before, decided_by_role=office, unit_id=unit.id)
    assert correctable_levels(decision, viewer_of(account)) == offered


def test_a_first_determination_put_right_is_no_change_of_level(database: Engine) -> None:
    place = a_place()
    patient = a_patient(place.village)
    wrong, reviewer = a_decision(place, patient), viewer_of(place.reviewer)
    said = Correction(RiskLevel.YELLOW, "会议记录写的是黄色，录入时点错", "镇综合管理小组")
    correct_decision(wrong, said, by=reviewer, at=NOON)
    part = parts_of(reviewer, patient, MONDAY).rows[6]
    assert (part.state, part.words) == (State.NOT_APPLICABLE, "首次定级后没有变更")


def test_another_authority_corrects_nothing(database: Engine) -> None:
    place = a_place()
    wrong = a_decision(place, a_patient(place.village, level=RiskLevel.GREEN))
    said = Correction(RiskLevel.YELLOW, "会议记录写的是黄色，录入时点错", "区县管理办公室")
    with pytest.raises(RuleBroken, match="由原认定机关更正"):
        correct_decision(wrong, said, by=viewer_of(place.officer), at=NOON)
    red = Correction(RiskLevel.RED, "会议记录写的是红色，录入时点错", "镇综合管理小组")
    with pytest.raises(RuleBroken, match="按同样程序认定的级别"):
        correct_decision(wrong, red, by=viewer_of(place.reviewer), at=NOON)
    short = Correction(RiskLevel.YELLOW, "录入时点错", "镇综合管理小组")
    with pytest.raises(RuleBroken, match="至少10个字"):
        correct_decision(wrong, short, by=viewer_of(place.reviewer), at=NOON)
    assert db.session.query(LevelDecision).filter(LevelDecision.corrects_id.is_not(None)).count() == 0
