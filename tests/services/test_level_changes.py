"""A level change from proposal to filing: every act with its row, its dues, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from mhapp.db import session
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_change import Meeting, Specialist
from mhapp.domain.level_route import Exit
from mhapp.domain.measure import NewMeasure
from mhapp.domain.proposal import StepTaken
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import (
    Due,
    LevelDecision,
    LevelFiling,
    LevelProposal,
    Patient,
    ProposalFact,
    ProposalStep,
    SuggestionAnswer,
)
from mhapp.services import dues
from mhapp.services.level_changes import propose, resubmit, withdraw
from mhapp.services.level_decisions import Decision, Outcome, decide, open_step
from mhapp.services.level_filings import Filed, file_decision, open_filing
from mhapp.services.measures import add_measure
from mhapp.services.moves import AskedMove, ask_to_move
from mhapp.services.proposal_facts import after_correction, after_rating, after_visit, open_fact
from mhapp.services.proposal_words import add_opinion, answer_suggestion, record_specialist
from mhapp.services.visit_dues import renew_visit_due
from tests.factories.level_changes import (
    MONDAY,
    NOON,
    OPINION,
    TEN_CHARACTERS,
    Place,
    a_place,
    a_proposal,
    agreeing,
    asked,
)
from tests.factories.patients import a_patient, a_rating, at_noon
from tests.factories.people import an_account, appoint, viewer_of
from tests.factories.scored_visits import a_scored_visit
from tests.factories.units import a_village

RED, ORANGE, YELLOW, GREEN = RiskLevel.RED, RiskLevel.ORANGE, RiskLevel.YELLOW, RiskLevel.GREEN
MEETING = Meeting(date(2026, 6, 5), "镇综合管理小组、派出所、卫生院", "病情稳定三个月，同意下调")


@pytest.fixture
def place(database: Engine) -> Place:
    return a_place()


def a_person(place: Place, level: RiskLevel | None = GREEN, **others: object) -> Patient:
    return a_patient(place.village, cadre=place.cadre, level=level, **others)  # type: ignore[arg-type]


def take(proposal: LevelProposal, decision: Decision, account: object, at: object = NOON) -> ProposalStep:
    by = viewer_of(account)  # type: ignore[arg-type]
    return decide(proposal, decision, seen_step=open_step(proposal), by=by, at=at)  # type: ignore[arg-type]


def open_dues(patient: Patient) -> dict[str, date]:
    found = session.scalars(select(Due).where(Due.patient_id == patient.id, Due.closed_at.is_(None)))
    return {due.kind: due.due_on for due in found}


def test_a_proposal_changes_nothing_but_what_is_due(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, ORANGE)
    assert patient.level == GREEN
    assert (proposal.status, proposal.act, proposal.from_level) == ("determine", "to_orange_or_yellow", GREEN)
    assert open_dues(patient)["determine"] == date(2026, 6, 15)
    step = session.scalars(select(ProposalStep)).one()
    assert (step.step, step.action, step.account_id, step.level) == (
        "propose",
        "propose",
        place.cadre.id,
        "orange",
    )


def test_red_goes_to_the_township_in_three_working_days(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, RED)
    due = session.scalars(select(Due).where(Due.kind == "audit")).one()
    assert proposal.status == "audit"
    assert (due.owed_by_unit_id, due.owed_by_role, due.due_on) == (
        place.township.id, "township_reviewer", date(2026, 6, 11),
    )  # fmt: skip


def test_numbers_count_without_gaps(place: Place) -> None:
    first, second = a_person(place), a_person(place)
    numbers = [a_proposal(place, person).number for person in (first, second)]
    assert [number[-9:] for number in numbers] == ["2026-0001", "2026-0002"]


def test_one_open_proposal_a_person(place: Place) -> None:
    patient = a_person(place)
    a_proposal(place, patient, ORANGE)
    with pytest.raises(RuleBroken, match="已有一件级别变更在办"):
        a_proposal(place, patient, RED)


def test_the_database_refuses_a_second_open_proposal(place: Place) -> None:
    first = a_proposal(place, a_person(place))
    columns = {
        column.name: getattr(first, column.name)
        for column in LevelProposal.__table__.columns
        if column.name not in {"id", "public_id", "number"}
    }
    session.add(LevelProposal(**columns, number="另一件"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_proposal_needs_a_reason(place: Place) -> None:
    with pytest.raises(RuleBroken, match="请填写提出的理由") as broken:
        a_proposal(place, a_person(place), ORANGE, reason="  ")
    assert broken.value.field == "reason"


def test_the_township_determines_orange_and_the_level_takes_effect_at_once(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, ORANGE)
    take(proposal, agreeing(), place.reviewer)
    decision = session.get(LevelDecision, patient.level_decision_id)
    assert decision is not None
    assert (patient.level, proposal.status, proposal.closed_at) == (ORANGE, "determined", NOON)
    assert (decision.decided_by_id, decision.unit_id, decision.previous_level, decision.review_by) == (
        place.reviewer.id, place.township.id, GREEN, date(2026, 9, 8),
    )  # fmt: skip
    assert decision.judged_with == "镇综合管理小组、派出所、卫生院"


def test_after_a_determination_filing_review_and_the_specialists_opinion_are_due(place: Place) -> None:
    patient = a_person(place)
    take(a_proposal(place, patient, ORANGE), agreeing(), place.reviewer)
    due = open_dues(patient)
    assert due["file"] == date(2026, 6, 15)
    assert due["level_review"] == date(2026, 9, 8)
    assert due["specialist_opinion"] == date(2026, 6, 23)  # ten working days, 19 June is a holiday
    assert "determine" not in due


def test_an_opinion_in_hand_is_not_owed_again(place: Place) -> None:
    patient = a_person(place)
    take(a_proposal(place, patient, ORANGE, specialist=OPINION), agreeing(), place.reviewer)
    assert "specialist_opinion" not in open_dues(patient)


def test_red_is_audited_by_the_township_and_determined_by_the_county(place: Place) -> None:
    patient = a_person(place, YELLOW)
    proposal = a_proposal(place, patient, RED)
    take(proposal, agreeing(), place.reviewer)
    assert (patient.level, proposal.status) == (YELLOW, "determine")
    assert open_dues(patient)["determine"] == date(2026, 6, 15)
    take(proposal, agreeing(), place.officer, at=NOON + timedelta(days=1))
    assert patient.level == RED
    assert open_dues(patient)["city_file"] == date(2026, 6, 16)
    assert open_dues(patient)["level_review"] == date(2026, 7, 9)


def test_an_office_does_not_take_another_offices_step(place: Place) -> None:
    proposal = a_proposal(place, a_person(place), RED)
    with pytest.raises(RuleBroken, match="这一步由街道乡镇综合管理小组办理"):
        take(proposal, agreeing(), place.officer)


def test_nobody_decides_on_their_own_proposal_whatever_posts_they_hold(place: Place) -> None:
    appoint(place.reviewer, Role.CIVIL_AFFAIRS, place.township)
    patient = a_person(place)
    proposal = propose(patient, asked(ORANGE), by=viewer_of(place.reviewer), at=NOON)
    with pytest.raises(RuleBroken, match="这件是您提出的"):
        take(proposal, agreeing(), place.reviewer)
    take(proposal, agreeing(), place.second_reviewer)
    assert patient.level == ORANGE


def test_nobody_takes_two_steps_of_a_round(place: Place) -> None:
    proposal = a_proposal(place, a_person(place), RED)
    take(proposal, agreeing(), place.reviewer)
    both = an_account(Role.COUNTY_OFFICE, place.county)
    session.execute(
        ProposalStep.__table__.insert().values(
            proposal_id=proposal.id, round=1, step="opinion", action="opinion", is_step=False, account_id=both.id,
            role="county_office", unit_id=place.county.id, at=NOON, opinion="补充", public_id="x" * 26,
        )
    )  # fmt: skip
    take(proposal, agreeing(), both)  # an opinion is no step
    assert proposal.status == "determined"


def test_who_audited_does_not_determine(place: Place) -> None:
    proposal = a_proposal(place, a_person(place), RED)
    take(proposal, agreeing(), place.reviewer)
    appoint(place.reviewer, Role.COUNTY_OFFICE, place.county)
    as_officer = viewer_of(place.reviewer).__class__(
        **{**viewer_of(place.reviewer).__dict__, "role": Role.COUNTY_OFFICE, "unit_id": place.county.id}
    )
    with pytest.raises(RuleBroken, match="这一轮您已经办过一步"):
        decide(proposal, agreeing(), seen_step=open_step(proposal), by=as_officer, at=NOON)


def test_of_two_deciders_the_second_reads_what_happened(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, ORANGE)
    seen = open_step(proposal)
    decide(proposal, agreeing(), seen_step=seen, by=viewer_of(place.reviewer), at=NOON)
    with pytest.raises(StepTaken, match="已经有人办理"):
        decide(
            proposal,
            Decision(Outcome.REFUSE, "不同意"),
            seen_step=seen,
            by=viewer_of(place.second_reviewer),
            at=NOON,
        )
    assert patient.level == ORANGE
    assert session.query(LevelDecision).filter_by(source="proposal").count() == 1


def test_a_decision_on_a_page_of_the_round_before_is_noticed(place: Place) -> None:
    proposal = a_proposal(place, a_person(place), ORANGE)
    old_page = open_step(proposal)
    take(proposal, Decision(Outcome.RETURN, "请补充服药情况"), place.reviewer)
    resubmit(proposal, asked(ORANGE), by=viewer_of(place.cadre), at=NOON)
    with pytest.raises(StepTaken):
        decide(proposal, agreeing(), seen_step=old_page, by=viewer_of(place.reviewer), at=NOON)


def test_a_different_level_needs_ten_characters(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, ORANGE)
    with pytest.raises(RuleBroken, match="至少10个字"):
        take(proposal, Decision(Outcome.OTHER, TEN_CHARACTERS[:9], level=YELLOW), place.reviewer)
    take(proposal, Decision(Outcome.OTHER, TEN_CHARACTERS, level=YELLOW), place.reviewer)
    assert (patient.level, proposal.target_level) == (YELLOW, ORANGE)


def test_agreeing_against_the_suggestion_needs_ten_characters_too(place: Place) -> None:
    patient = a_person(place)
    a_scored_visit(patient, MONDAY, place.cadre, suggested=YELLOW)
    proposal = a_proposal(place, patient, ORANGE)
    with pytest.raises(RuleBroken, match="至少10个字"):
        take(proposal, agreeing(opinion="同意"), place.reviewer)


def test_the_township_cannot_determine_red_and_returns_with_advice(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, ORANGE)
    with pytest.raises(RuleBroken, match="改为红色由区县管理办公室认定"):
        take(proposal, Decision(Outcome.OTHER, TEN_CHARACTERS, level=RED), place.reviewer)
    step = take(proposal, Decision(Outcome.RETURN, "建议按红色提出", level=RED), place.reviewer)
    assert (step.level, proposal.status, patient.level) == (RED, "returned", GREEN)


def test_a_return_is_resubmitted_as_a_new_round_with_another_level(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, ORANGE)
    take(proposal, Decision(Outcome.RETURN, "建议按红色提出", level=RED), place.reviewer)
    assert open_dues(patient)["resubmit"] == date(2026, 6, 11)
    resubmit(proposal, asked(RED), by=viewer_of(place.cadre), at=NOON)
    assert (proposal.round, proposal.status, proposal.act, proposal.target_level) == (
        2,
        "audit",
        "to_red",
        RED,
    )
    take(proposal, agreeing(), place.reviewer)  # the return wiped the first round's steps
    take(proposal, agreeing(), place.officer)
    assert patient.level == RED


def test_another_member_resubmits_after_three_working_days(place: Place) -> None:
    proposal = a_proposal(place, a_person(place), ORANGE)
    take(proposal, Decision(Outcome.RETURN, "请补充服药情况"), place.reviewer)
    colleague = viewer_of(place.colleague)
    with pytest.raises(RuleBroken, match="6月11日后其他成员也可以补充"):
        resubmit(proposal, asked(ORANGE), by=colleague, at=at_noon(date(2026, 6, 11)))
    resubmit(proposal, asked(ORANGE), by=colleague, at=at_noon(date(2026, 6, 12)))
    assert proposal.proposer_id == place.colleague.id


def test_another_member_resubmits_at_once_when_the_proposer_has_left(place: Place) -> None:
    proposal = a_proposal(place, a_person(place), ORANGE)
    take(proposal, Decision(Outcome.RETURN, "请补充服药情况"), place.reviewer)
    place.cadre.disabled_at = NOON
    resubmit(proposal, asked(ORANGE), by=viewer_of(place.colleague), at=NOON)
    assert proposal.round == 2


def test_a_refusal_closes_the_proposal_and_leaves_the_level(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, ORANGE)
    take(proposal, Decision(Outcome.REFUSE, "证据不足，维持现级别"), place.reviewer)
    assert (proposal.status, patient.level) == ("refused", GREEN)
    a_proposal(place, patient, ORANGE)


def test_every_step_needs_an_opinion(place: Place) -> None:
    proposal = a_proposal(place, a_person(place), ORANGE)
    for outcome in (Outcome.AGREE, Outcome.RETURN, Outcome.REFUSE):
        with pytest.raises(RuleBroken, match="请填写意见"):
            take(proposal, Decision(outcome, "  "), place.reviewer)


def test_the_proposer_withdraws_before_the_first_step(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, RED)
    withdraw(proposal, "情况已核实，先观察", by=viewer_of(place.cadre), at=NOON)
    assert proposal.status == "withdrawn"
    assert not {"audit", "determine"} & open_dues(patient).keys()


def test_after_the_audit_it_cannot_be_withdrawn(place: Place) -> None:
    proposal = a_proposal(place, a_person(place), RED)
    take(proposal, agreeing(), place.reviewer)
    with pytest.raises(RuleBroken, match="不能再撤回"):
        withdraw(proposal, "想撤回", by=viewer_of(place.cadre), at=NOON)


def test_a_withdrawn_proposal_leaves_the_review_owed_on_its_old_day(place: Place) -> None:
    patient = a_person(place)
    dues.open_due(
        dues.DueKind.LEVEL_REVIEW, patient_id=patient.id, unit_id=place.village.id, role=Role.VILLAGE_CADRE,
        started_by=("level_decision", patient.level_decision_id), due_on=date(2026, 6, 20), at=NOON,
    )  # fmt: skip
    proposal = a_proposal(place, patient, GREEN)
    assert "level_review" not in open_dues(patient)
    withdraw(proposal, "改日再报", by=viewer_of(place.cadre), at=NOON)
    assert open_dues(patient)["level_review"] == date(2026, 6, 20)


def test_keeping_a_level_starts_a_new_review(place: Place) -> None:
    patient = a_person(place, RED)
    proposal = a_proposal(place, patient, RED, specialist=OPINION)
    take(proposal, agreeing(), place.reviewer)
    take(proposal, agreeing(), place.officer)
    assert open_dues(patient)["level_review"] == date(2026, 7, 8)
    assert "city_file" not in open_dues(patient)


def test_a_step_down_from_orange_rests_on_two_falls(place: Place) -> None:
    patient = a_person(place, ORANGE)
    for day, points in ((1, "60"), (4, "50"), (8, "45")):
        a_scored_visit(patient, date(2026, 6, day), place.cadre, points=points, suggested=YELLOW)
    proposal = a_proposal(place, patient, YELLOW, two_falls=True, specialist=OPINION)
    assert proposal.status == "audit"
    assert proposal.citation is not None and len(proposal.citation["two_falls"]) == 3
    take(proposal, agreeing(), place.reviewer)
    take(proposal, agreeing(), place.officer)
    assert patient.level == YELLOW
    assert not {"file", "city_file"} & open_dues(patient).keys()


def test_without_two_falls_a_step_down_needs_the_meetings_record(place: Place) -> None:
    patient = a_person(place, ORANGE)
    with pytest.raises(RuleBroken, match="可比较的随访不足三次"):
        a_proposal(place, patient, YELLOW, two_falls=True)
    with pytest.raises(RuleBroken, match="会议日期、参会人员和记录"):
        a_proposal(place, patient, YELLOW)
    proposal = a_proposal(place, patient, YELLOW, meeting=MEETING)
    assert proposal.citation == {
        "meeting": {
            "held_on": "2026-06-05",
            "participants": "镇综合管理小组、派出所、卫生院",
            "minutes": "病情稳定三个月，同意下调",
        }
    }


TOMORROW = NOON.date() + timedelta(1)


@pytest.mark.parametrize(
    ("others", "field"),
    [
        ({"meeting": replace(MEETING, held_on=TOMORROW)}, "meeting_held_on"),
        ({"specialist": Specialist(asked_on=TOMORROW)}, "specialist_asked_on"),
        ({"specialist": replace(OPINION, given_on=TOMORROW)}, "specialist_given_on"),
    ],
)
def test_a_meeting_or_an_opinion_of_a_day_to_come_is_refused(
    place: Place, others: dict[str, object], field: str
) -> None:
    patient = a_person(place, ORANGE)
    with pytest.raises(RuleBroken, match="不能晚于今天") as proposing:
        a_proposal(place, patient, YELLOW, **({"meeting": MEETING} | others))
    proposal = a_proposal(place, patient, YELLOW, meeting=MEETING)
    with pytest.raises(RuleBroken, match="不能晚于今天") as deciding:
        take(proposal, agreeing(**others), place.reviewer)
    assert [proposing.value.field, deciding.value.field] == [field, field]
    assert proposal.status == "audit"


def test_a_meeting_and_an_opinion_of_today_are_taken(place: Place) -> None:
    today = {
        "meeting": replace(MEETING, held_on=NOON.date()),
        "specialist": replace(OPINION, given_on=NOON.date()),
    }
    assert a_proposal(place, a_person(place, ORANGE), YELLOW, **today).status == "audit"


def test_a_step_down_waits_for_the_specialist(place: Place) -> None:
    patient = a_person(place, RED)
    proposal = a_proposal(place, patient, ORANGE, meeting=MEETING)
    take(proposal, agreeing(), place.reviewer)
    with pytest.raises(RuleBroken, match="请先填写精神科专家意见"):
        take(proposal, agreeing(), place.officer)
    record_specialist(proposal, OPINION, by=viewer_of(place.doctor), at=NOON)
    take(proposal, agreeing(), place.officer)
    assert patient.level == ORANGE
    assert "city_file" in open_dues(patient)


def test_the_specialists_opinion_closes_its_due(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, ORANGE)
    take(proposal, agreeing(), place.reviewer)
    record_specialist(proposal, OPINION, by=viewer_of(place.doctor), at=NOON)
    assert "specialist_opinion" not in open_dues(patient)


@pytest.mark.parametrize(
    "opinion",
    [
        Specialist("", "医院", MONDAY, "话"),
        Specialist("人", "医院", None, "话"),
        Specialist("人", "医院", MONDAY, ""),
    ],
)
def test_half_an_opinion_is_none(place: Place, opinion: Specialist) -> None:
    proposal = a_proposal(place, a_person(place))
    with pytest.raises(RuleBroken, match="专家"):
        record_specialist(proposal, opinion, by=viewer_of(place.doctor), at=NOON)


def test_an_opinion_of_tomorrow_is_refused(place: Place) -> None:
    proposal = a_proposal(place, a_person(place))
    opinion = Specialist("人", "医院", date(2026, 6, 9), "话")
    with pytest.raises(RuleBroken, match="不能晚于今天"):
        record_specialist(proposal, opinion, by=viewer_of(place.doctor), at=NOON)


@pytest.mark.parametrize(
    ("ground", "status"), [(Exit.DEATH, "dead"), (Exit.MOVED_OUT, "moved"), (Exit.INCAPACITATED, "exited")]
)
def test_a_direct_exit_ends_the_level_and_keeps_its_history(place: Place, ground: Exit, status: str) -> None:
    patient = a_person(place, RED)
    renew_visit_due(patient, caused_by=("patient", patient.id), at=NOON, on=MONDAY)
    proposal = a_proposal(
        place, patient, ground, grounds="死亡证明，镇卫生院出具", specialist=None, judged_with=""
    )
    take(proposal, agreeing(), place.reviewer)
    assert (patient.level, patient.level_decision_id, patient.status) == (None, None, status)
    # The health system is told as well: it is the one list that ends with death and moving out only.
    told = set() if ground is Exit.INCAPACITATED else {"list_entry"}
    assert open_dues(patient) == dict.fromkeys({"file", *told}, date(2026, 6, 15))
    last = session.scalars(select(LevelDecision).order_by(LevelDecision.id.desc())).first()
    assert last is not None and (last.level, last.exit_ground, last.previous_level) == (None, ground, RED)


@pytest.mark.parametrize(
    ("ground", "kept"),
    [
        (Exit.DEATH, set()),
        (Exit.MOVED_OUT, {"objection", "reward"}),
        (Exit.INCAPACITATED, {"objection", "reward", "medicine", "danger_reassessment"}),
    ],
)
def test_an_exit_ends_moves_and_measures_and_keeps_what_others_wait_for(
    place: Place, ground: Exit, kept: set[str]
) -> None:
    patient, cadre = a_person(place, RED), viewer_of(place.cadre)
    move = ask_to_move(patient, a_village(place.township), AskedMove(MONDAY, "随子女居住"), by=cadre, at=NOON)
    plan = NewMeasure("medicine", "服药时断时续", "每月上门送药", Role.CLINIC_DOCTOR, "钱医生", MONDAY)
    measure = add_measure(patient, plan, by=cadre, at=NOON)
    for kind, role in (
        (DueKind.OBJECTION, Role.TOWNSHIP_REVIEWER),
        (DueKind.REWARD, Role.CIVIL_AFFAIRS),
        (DueKind.MEDICINE, Role.CLINIC_DOCTOR),
        (DueKind.DANGER_REASSESSMENT, Role.CLINIC_DOCTOR),
    ):
        dues.open_due(
            kind, patient_id=patient.id, unit_id=place.township.id, role=role, started_by=("patient", patient.id),
            due_on=MONDAY, at=NOON,
        )  # fmt: skip
    proposal = a_proposal(
        place, patient, ground, grounds="证明，镇卫生院出具", specialist=None, judged_with=""
    )
    take(proposal, agreeing(), place.reviewer)
    assert (move.state, measure.state) == ("withdrawn", "dropped")
    assert open_dues(patient).keys() - {"file", "list_entry"} == kept


def test_a_direct_exit_needs_its_proof(place: Place) -> None:
    with pytest.raises(RuleBroken, match="证明材料的名称和出具单位"):
        a_proposal(place, a_person(place), Exit.DEATH)


def test_somebody_exited_is_determined_again_as_for_the_first_time(place: Place) -> None:
    patient = a_person(place, YELLOW)
    proposal = a_proposal(place, patient, Exit.DELISTED, grounds="三年无异常，派出所同意", specialist=OPINION)
    take(proposal, agreeing(), place.reviewer)
    take(proposal, agreeing(), place.officer)
    assert (patient.status, patient.level) == ("exited", None)
    take(a_proposal(place, patient, YELLOW), agreeing(), place.reviewer)
    assert (patient.status, patient.level) == ("community", YELLOW)


def test_an_open_rise_brings_the_visit_forward_and_a_refusal_puts_it_back(place: Place) -> None:
    patient = a_person(place)
    a_scored_visit(patient, MONDAY, place.cadre)
    renew_visit_due(patient, caused_by=("visit", 1), at=NOON, on=MONDAY)
    assert open_dues(patient)["visit"] == date(2026, 9, 6)
    proposal = a_proposal(place, patient, RED)
    assert open_dues(patient)["visit"] == date(2026, 6, 15)
    take(proposal, Decision(Outcome.REFUSE, "证据不足，维持现级别"), place.reviewer)
    assert open_dues(patient)["visit"] == date(2026, 9, 6)


def test_after_a_rise_the_earlier_date_holds(place: Place) -> None:
    patient = a_person(place)
    a_scored_visit(patient, date(2026, 5, 1), place.cadre)
    renew_visit_due(patient, caused_by=("visit", 1), at=NOON, on=MONDAY)
    assert open_dues(patient)["visit"] == date(2026, 7, 30)
    proposal = a_proposal(place, patient, ORANGE)
    assert (
        open_dues(patient)["visit"] == MONDAY
    )  # fourteen days after the visit have passed: today, not earlier
    take(proposal, agreeing(), place.reviewer, at=at_noon(date(2026, 6, 10)))
    assert open_dues(patient)["visit"] == MONDAY


def test_a_fall_gives_the_longer_interval(place: Place) -> None:
    patient = a_person(place, YELLOW)
    a_scored_visit(patient, MONDAY, place.cadre)
    renew_visit_due(patient, caused_by=("visit", 1), at=NOON, on=MONDAY)
    assert open_dues(patient)["visit"] == date(2026, 7, 8)
    take(a_proposal(place, patient, GREEN), agreeing(), place.reviewer)
    assert open_dues(patient)["visit"] == date(2026, 9, 6)


def test_a_higher_suggestion_is_owed_an_answer_by_the_next_working_day(place: Place) -> None:
    patient = a_person(place)
    visit = a_scored_visit(patient, MONDAY, place.cadre, suggested=ORANGE)
    after_visit(visit, by=viewer_of(place.cadre), at=at_noon(date(2026, 6, 12)))
    assert open_dues(patient)["suggestion_answer"] == date(2026, 6, 15)


def test_an_answer_with_a_reason_closes_it(place: Place) -> None:
    patient = a_person(place)
    visit = a_scored_visit(patient, MONDAY, place.cadre, suggested=ORANGE)
    after_visit(visit, by=viewer_of(place.cadre), at=NOON)
    with pytest.raises(RuleBroken, match="暂不提出的原因"):
        answer_suggestion(visit, " ", by=viewer_of(place.cadre), at=NOON)
    answer_suggestion(visit, "家属已带去复诊", by=viewer_of(place.cadre), at=NOON)
    assert "suggestion_answer" not in open_dues(patient)
    assert session.scalars(select(SuggestionAnswer)).one().account_id == place.cadre.id


@pytest.mark.parametrize(("proposed", "still_owed"), [(YELLOW, True), (ORANGE, False), (RED, False)])
def test_a_proposal_at_that_level_or_higher_answers_it(
    place: Place, proposed: RiskLevel, still_owed: bool
) -> None:
    patient = a_person(place)
    visit = a_scored_visit(patient, MONDAY, place.cadre, suggested=ORANGE)
    after_visit(visit, by=viewer_of(place.cadre), at=NOON)
    a_proposal(place, patient, proposed)
    assert ("suggestion_answer" in open_dues(patient)) is still_owed


def test_a_suggestion_at_the_level_in_force_asks_for_nothing(place: Place) -> None:
    patient = a_person(place, ORANGE)
    visit = a_scored_visit(patient, MONDAY, place.cadre, suggested=ORANGE)
    after_visit(visit, by=viewer_of(place.cadre), at=NOON)
    assert open_dues(patient) == {}


def test_a_new_higher_fact_is_opened_before_the_next_step(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, ORANGE)
    visit = a_scored_visit(patient, MONDAY, place.cadre, symptoms=("threat",))
    after_visit(visit, by=viewer_of(place.cadre), at=NOON)
    with pytest.raises(RuleBroken, match="6月8日随访，初判红色"):
        take(proposal, agreeing(), place.reviewer)
    open_fact(session.scalars(select(ProposalFact)).one(), by=viewer_of(place.reviewer), at=NOON)
    take(proposal, agreeing(), place.reviewer)
    assert patient.level == ORANGE


def test_a_fact_opened_by_a_colleague_is_still_unread(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, ORANGE)
    after_visit(
        a_scored_visit(patient, MONDAY, place.cadre, symptoms=("threat",)), by=viewer_of(place.cadre), at=NOON
    )
    open_fact(session.scalars(select(ProposalFact)).one(), by=viewer_of(place.second_reviewer), at=NOON)
    with pytest.raises(RuleBroken, match="请先打开看过"):
        take(proposal, agreeing(), place.reviewer)


def test_a_visit_that_suggests_no_more_than_proposed_attaches_nothing(place: Place) -> None:
    patient = a_person(place)
    a_proposal(place, patient, RED)
    after_visit(
        a_scored_visit(patient, MONDAY, place.cadre, suggested=ORANGE), by=viewer_of(place.cadre), at=NOON
    )
    assert session.query(ProposalFact).count() == 0


def test_a_sign_is_a_new_fact_by_the_name_it_carries_whatever_the_sheet_calls_its_answer(
    place: Place,
) -> None:
    patient = a_person(place)
    a_proposal(place, patient, RED)
    visit = a_scored_visit(patient, MONDAY, place.cadre, symptoms=("threat",))
    session.expunge(visit)  # a stored visit is never changed: this one only stands for another sheet's
    visit.answers = {**visit.answers, "symptoms": ["says_will_harm"]}
    after_visit(visit, by=viewer_of(place.cadre), at=NOON)
    assert [fact.record_id for fact in session.scalars(select(ProposalFact))] == [visit.id]


@pytest.mark.parametrize(("levels", "attached"), [((2, 3), 1), ((3, 3), 0), ((3, 2), 0), ((3,), 1)])
def test_a_higher_rating_is_a_new_fact(place: Place, levels: tuple[int, ...], attached: int) -> None:
    patient = a_person(place)
    a_proposal(place, patient, ORANGE)
    ratings = [a_rating(patient, level, MONDAY, doctor=place.doctor) for level in levels]
    after_rating(ratings[-1], at=NOON)
    assert session.query(ProposalFact).count() == attached


def test_a_correction_returns_the_proposal_to_its_author(place: Place) -> None:
    patient = a_person(place)
    visit = a_scored_visit(patient, MONDAY, place.cadre, suggested=ORANGE)
    proposal = a_proposal(place, patient, ORANGE)
    visit.superseded_at = NOON
    corrected = a_scored_visit(patient, MONDAY, place.cadre, suggested=YELLOW)
    after_correction(visit, corrected, by=viewer_of(place.cadre), at=NOON)
    assert (proposal.status, proposal.visit_id, proposal.suggested_level) == (
        "returned",
        corrected.id,
        YELLOW,
    )
    resubmit(proposal, asked(YELLOW), by=viewer_of(place.cadre), at=NOON)
    assert proposal.status == "determine"


def test_an_opinion_is_no_step(place: Place) -> None:
    proposal = a_proposal(place, a_person(place), RED)
    step = add_opinion(proposal, "上周已加强巡访", by=viewer_of(place.doctor), at=NOON)
    assert step.is_step is False
    withdraw(proposal, "再核实", by=viewer_of(place.cadre), at=NOON)
    with pytest.raises(RuleBroken, match="已经办结"):
        add_opinion(proposal, "补充", by=viewer_of(place.doctor), at=NOON)


def test_the_county_files_what_the_township_determined(place: Place) -> None:
    patient = a_person(place)
    take(a_proposal(place, patient, ORANGE), agreeing(), place.reviewer)
    decision = session.get_one(LevelDecision, patient.level_decision_id)
    assert open_filing(decision).value == "county"
    file_decision(decision, Filed(MONDAY), by=viewer_of(place.officer), at=NOON)
    filing = session.scalars(select(LevelFiling)).one()
    assert (filing.kind, filing.filed_on, filing.account_id) == ("county", MONDAY, place.officer.id)
    assert "file" not in open_dues(patient)
    with pytest.raises(RuleBroken, match="已经备案"):
        file_decision(decision, Filed(MONDAY), by=viewer_of(place.officer), at=NOON)


def test_the_citys_filing_has_its_authority_a_day_and_a_number(place: Place) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, RED)
    take(proposal, agreeing(), place.reviewer)
    take(proposal, agreeing(), place.officer)
    decision = session.get_one(LevelDecision, patient.level_decision_id)
    by = viewer_of(place.officer)  # who determined may record the filing: it is no step
    filed = Filed(MONDAY, "市备2026-8", authority="示例市管理办公室")
    for wrong, said in (
        (replace(filed, number=" "), "请填写市级备案的文号"),
        (replace(filed, authority=" "), "请填写市级备案的单位"),
        (replace(filed, on=date(2026, 6, 7)), "认定当天到今天之间"),
        (replace(filed, on=date(2026, 6, 9)), "认定当天到今天之间"),
    ):
        with pytest.raises(RuleBroken, match=said):
            file_decision(decision, wrong, by=by, at=NOON)
    file_decision(decision, filed, by=by, at=NOON)
    row = session.scalars(select(LevelFiling)).one()
    assert (row.number, row.authority) == ("市备2026-8", "示例市管理办公室")


def test_the_database_refuses_a_level_without_its_decision(place: Place) -> None:
    patient = a_person(place, None)
    patient.level = RED
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_database_refuses_the_decision_of_another_level(place: Place) -> None:
    patient = a_person(place, ORANGE)
    patient.level = RED
    with pytest.raises(IntegrityError):
        session.flush()
