"""A step that was stamped on paper is entered by its office, or by the county for it, and counts like any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from mhapp.db import session
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_change import Specialist
from mhapp.domain.level_route import Exit
from mhapp.domain.paper_decision import PaperDecision, PaperStep
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, LevelDecision, LevelProposal, Patient, ProposalStep, RewardStop
from mhapp.services.level_changes import propose
from mhapp.services.level_decisions import Decision, Outcome, decide, open_step
from mhapp.services.paper_decisions import record_paper_decision
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.level_changes import asked
from tests.factories.patients import a_patient
from tests.factories.people import a_viewer, viewer_of
from tests.factories.rewards import a_signed_agreement

NOW = datetime(2026, 7, 14, 2, 0, tzinfo=UTC)
PAPER = PaperStep(date(2026, 7, 10), "石盘镇综合管理小组", "会纪7号")
SEEN = Specialist("许主任", "演示区精神卫生中心", date(2026, 7, 9), "同意研判意见")


@pytest.fixture
def place(database: Engine) -> AtWork:
    return a_village_at_work()


def a_proposal(place: AtWork, level: RiskLevel) -> tuple[Patient, LevelProposal]:
    patient = a_patient(place.village)
    return patient, propose(patient, asked(level), by=viewer_of(place.cadre), at=NOW)


def stamp(proposal: LevelProposal, by: Viewer, paper: PaperStep = PAPER) -> ProposalStep:
    said = Decision(Outcome.AGREE, "同意小组的意见，予以认定", judged_with="派出所、卫生院", specialist=SEEN)
    return decide(proposal, said, seen_step=open_step(proposal), by=by, at=NOW, paper=paper)


def test_the_county_enters_what_the_township_stamped(place: AtWork) -> None:
    patient, proposal = a_proposal(place, RiskLevel.ORANGE)
    step = stamp(proposal, a_viewer(Role.COUNTY_OFFICE, place.county))
    assert step.details is not None and step.details["paper"]["number"] == "会纪7号"
    decision = session.query(LevelDecision).filter_by(patient_id=patient.id).one()
    assert (decision.source, decision.effective_on, decision.review_by, decision.paper_authority) == (
        "paper", date(2026, 7, 10), date(2026, 10, 10), "石盘镇综合管理小组",
    )  # fmt: skip
    owed = {due.kind for due in session.query(Due).filter_by(patient_id=patient.id, closed_at=None)}
    assert {"file", "level_review", "visit"} <= owed and patient.level == "orange"


def test_a_reward_stops_on_the_day_of_an_exit_on_paper(place: AtWork) -> None:
    patient = a_patient(place.village, level=RiskLevel.YELLOW)
    cadre = viewer_of(place.cadre)
    a_signed_agreement(patient, term_from=date(2026, 7, 1), term_until=date(2027, 6, 30), by=cadre, at=NOW)
    proof = asked(Exit.INCAPACITATED, grounds="医院出具的卧床证明")
    proposal = propose(patient, proof, by=cadre, at=NOW)
    stamp(proposal, a_viewer(Role.TOWNSHIP_REVIEWER, place.township))
    stop = session.query(RewardStop).one()
    assert (stop.reason, stop.stopped_on, patient.status_since) == (
        "exit",
        date(2026, 7, 10),
        date(2026, 7, 10),
    )


def test_without_paper_the_county_still_takes_no_step_of_the_township(place: AtWork) -> None:
    _, proposal = a_proposal(place, RiskLevel.ORANGE)
    county = a_viewer(Role.COUNTY_OFFICE, place.county)
    with pytest.raises(RuleBroken, match="这一步由街道乡镇综合管理小组办理"):
        decide(proposal, Decision(Outcome.AGREE, "同意"), seen_step=open_step(proposal), by=county, at=NOW)


def test_the_township_enters_no_step_of_the_county(place: AtWork) -> None:
    _, proposal = a_proposal(place, RiskLevel.RED)
    stamp(proposal, a_viewer(Role.TOWNSHIP_REVIEWER, place.township))
    assert proposal.status == "determine"
    with pytest.raises(RuleBroken, match="这一步由区县管理办公室办理"):
        stamp(proposal, a_viewer(Role.TOWNSHIP_REVIEWER, place.township))


def test_nobody_enters_two_stamped_steps_of_one_round(place: AtWork) -> None:
    _, proposal = a_proposal(place, RiskLevel.RED)
    county = a_viewer(Role.COUNTY_OFFICE, place.county)
    stamp(proposal, county)
    with pytest.raises(RuleBroken, match="这一轮您已经办过一步"):
        stamp(proposal, county)


@pytest.mark.parametrize(
    ("paper", "field"),
    [
        (PaperStep(date(2026, 7, 15), "石盘镇", "1号"), "decided_on"),
        (PaperStep(date(2026, 7, 10), " ", "1号"), "authority"),
        (PaperStep(date(2026, 7, 10), "石盘镇", " "), "document_number"),
    ],
)
def test_a_paper_that_says_too_little_is_refused(place: AtWork, paper: PaperStep, field: str) -> None:
    _, proposal = a_proposal(place, RiskLevel.ORANGE)
    with pytest.raises(RuleBroken) as refused:
        stamp(proposal, a_viewer(Role.TOWNSHIP_REVIEWER, place.township), paper)
    assert refused.value.field == field


def test_a_paper_decision_waits_for_an_open_proposal_and_comes_after_the_last_one(place: AtWork) -> None:
    county = a_viewer(Role.COUNTY_OFFICE, place.county)
    patient, _ = a_proposal(place, RiskLevel.ORANGE)
    paper = PaperDecision(RiskLevel.YELLOW, date(2026, 7, 1), "区管理办公室", "2号")
    with pytest.raises(RuleBroken, match="有一件级别变更在办"):
        record_paper_decision(patient, paper, by=county, at=NOW)
    other = a_patient(place.village, level=RiskLevel.GREEN, level_since=date(2026, 6, 1))
    record_paper_decision(other, paper, by=county, at=NOW)
    with pytest.raises(RuleBroken, match="已有2026年6月1日的认定"):
        record_paper_decision(other, replace(paper, decided_on=date(2026, 6, 1)), by=county, at=NOW)


def test_a_paper_that_was_entered_wrongly_is_entered_again_and_names_what_it_corrects(place: AtWork) -> None:
    civil = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    patient = a_patient(place.village)

    def enter(level: RiskLevel, day: date, by: Viewer = civil) -> LevelDecision:
        return record_paper_decision(patient, PaperDecision(level, day, "区管理办公室", "2号"), by=by, at=NOW)

    wrong = enter(RiskLevel.RED, date(2026, 7, 10))
    with pytest.raises(RuleBroken, match="内容一样"):
        enter(RiskLevel.RED, date(2026, 7, 10))
    county = a_viewer(Role.COUNTY_OFFICE, place.county)
    # Down from red: the county determines
    for by in (civil, a_viewer(Role.TOWNSHIP_REVIEWER, place.township)):
        with pytest.raises(RuleBroken, match="由区县管理办公室认定"):
            enter(RiskLevel.GREEN, date(2026, 7, 10), by=by)
    assert patient.level == "red"
    still_wrong = enter(RiskLevel.RED, date(2026, 2, 10))  # the same level on another day: who entered it
    right = enter(RiskLevel.YELLOW, date(2026, 1, 10), by=county)
    assert (still_wrong.corrects_id, right.corrects_id) == (wrong.id, still_wrong.id)
    assert (patient.level, patient.level_decision_id, right.review_by) == (
        "yellow",
        right.id,
        date(2026, 7, 10),
    )
    reviews = session.query(Due).filter_by(patient_id=patient.id, kind="level_review", closed_at=None)
    assert [due.due_on for due in reviews] == [date(2026, 7, 10)]
    with pytest.raises(RuleBroken, match="由登记它的单位或区县管理办公室更正"):
        enter(RiskLevel.YELLOW, date(2026, 1, 9), by=civil)
    with pytest.raises(RuleBroken, match="由街道乡镇综合管理小组认定"):  # a later one is theirs to enter
        enter(RiskLevel.ORANGE, date(2026, 7, 12))
