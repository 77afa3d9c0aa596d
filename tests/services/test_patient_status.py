"""What a status makes due: visits stop or turn into calls and searches, and after a death nothing is asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import ColumnElement, Engine, select

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import Exit
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.domain.visit_report import Manner
from mhapp.models import Due, Letter, Patient, RewardStop, StatusChange
from mhapp.queries.reward_facts import stays_of
from mhapp.queries.reward_stops import stop_lines
from mhapp.queries.status_history import stands
from mhapp.services.border_moves import BorderMove, record_departure, record_receipt
from mhapp.services.dues import open_due
from mhapp.services.incidents import record_incident
from mhapp.services.letters import issue_letter
from mhapp.services.level_changes import propose, resubmit
from mhapp.services.level_decisions import Outcome, decide, open_step
from mhapp.services.list_records import Done, record_done
from mhapp.services.patient_status import change_status, note_search
from mhapp.services.reward_dues import open_reward_dues
from mhapp.services.status_corrections import take_back
from mhapp.services.visit_dues import renew_visit_due
from mhapp.services.visits import correct_visit, record_visit
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.incidents import what_happened
from tests.factories.letters import TERMS, a_letter_text
from tests.factories.level_changes import agreeing, asked
from tests.factories.list_entries import a_list_entry
from tests.factories.patients import a_guardian, a_patient, at_noon
from tests.factories.people import a_viewer, viewer_of
from tests.factories.rewards import a_signed_agreement
from tests.factories.visits import a_report, an_attempt

DAY = date(2026, 7, 1)


def a_case(level: RiskLevel = RiskLevel.YELLOW) -> tuple[AtWork, Patient, Viewer]:
    place = a_village_at_work()
    return place, a_patient(place.village, cadre=place.cadre, level=level), viewer_of(place.cadre)


def owed(patient: Patient) -> dict[str, date]:
    rows = db.session.execute(
        select(Due.kind, Due.due_on).where(Due.patient_id == patient.id, Due.closed_at.is_(None))
    )
    return {row.kind: row.due_on for row in rows}


def became(patient: Patient, status: str, by: Viewer, *, since: date = DAY, on: date = DAY) -> StatusChange:
    return change_status(
        patient, PatientStatus(status), since=since, source="家属电话", by=by, at=at_noon(on)
    )


def taken_back(patient: Patient, by: Viewer, *, on: date = DAY) -> StatusChange:
    seen = db.session.scalars(
        select(StatusChange).where(StatusChange.patient_id == patient.id, stands(), changes_something())
        .order_by(StatusChange.id.desc())
    ).first()  # fmt: skip
    assert seen is not None
    return take_back(patient, seen.public_id, "本人来电，认错了人", by=by, at=at_noon(on))


def changes_something() -> ColumnElement[bool]:
    return StatusChange.previous_status != StatusChange.status


@pytest.mark.parametrize("status", ["hospital", "custody", "moved"])
def test_no_visit_is_owed_in_hospital_in_custody_or_after_a_move(database: Engine, status: str) -> None:
    place, patient, cadre = a_case()
    record_visit(patient, a_report(DAY), by=cadre, at=at_noon(DAY))
    assert owed(patient)["visit"] == date(2026, 7, 31)
    by = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    became(patient, status, by)
    assert "visit" not in owed(patient) and "away_call" not in owed(patient)
    assert (patient.status, patient.status_since, patient.status_source) == (status, DAY, "家属电话")


def test_somebody_away_is_called_a_month_after_the_last_visit_and_again_after_each_call(
    database: Engine,
) -> None:
    _, patient, cadre = a_case()
    record_visit(patient, a_report(date(2026, 6, 20)), by=cadre, at=at_noon(date(2026, 6, 20)))
    became(patient, "away", cadre)
    assert owed(patient) == {"away_call": date(2026, 7, 20)}
    called = date(2026, 7, 18)
    record_visit(patient, a_report(called, manner=Manner.PHONE), by=cadre, at=at_noon(called))
    assert owed(patient)["away_call"] == date(2026, 8, 18)


def test_a_call_is_never_owed_before_the_person_went_away(database: Engine) -> None:
    _, patient, cadre = a_case()
    record_visit(patient, a_report(date(2026, 5, 20)), by=cadre, at=at_noon(date(2026, 5, 20)))
    became(patient, "away", cadre)
    assert owed(patient) == {"away_call": DAY}


def test_somebody_lost_is_searched_for_and_each_search_asks_for_the_next(database: Engine) -> None:
    place, patient, cadre = a_case()
    for day in (DAY - timedelta(days=9), DAY - timedelta(days=5), DAY):
        record_visit(patient, an_attempt(day), by=cadre, at=at_noon(day))
    assert "lost_contact" in owed(patient)
    became(patient, "lost", cadre)
    assert owed(patient) == {"search": date(2026, 7, 6)}  # three working days: Thursday, Friday, Monday
    searched = date(2026, 7, 5)
    police = a_viewer(Role.POLICE_OFFICER, place.township)
    note_search(patient, "车站、亲戚家都问过", by=police, at=at_noon(searched))
    assert owed(patient) == {"search": date(2026, 8, 4)}
    assert (patient.status, patient.status_since) == ("lost", DAY)


def test_a_visit_is_counted_from_the_day_somebody_came_home(database: Engine) -> None:
    _, patient, cadre = a_case(RiskLevel.ORANGE)
    record_visit(patient, a_report(date(2026, 6, 1)), by=cadre, at=at_noon(date(2026, 6, 1)))
    became(patient, "hospital", cadre, since=date(2026, 6, 10), on=date(2026, 6, 10))
    became(patient, "community", cadre, since=date(2026, 6, 28))
    assert owed(patient)["visit"] == date(2026, 7, 12)


def test_after_a_death_nothing_is_owed_and_letters_have_ended(database: Engine) -> None:
    place, patient, cadre = a_case()
    a_letter_text(place.county)
    letter = issue_letter(patient, a_guardian(patient), TERMS, by=cadre, at=at_noon(date(2026, 6, 20)))
    record_visit(patient, a_report(DAY, symptoms="relapse", medicine_days=3), by=cadre, at=at_noon(DAY))
    assert owed(patient)
    became(patient, "dead", cadre)
    assert owed(patient) == {}
    assert db.session.get_one(Letter, letter.id).ended_reason == "患者去世"
    with pytest.raises(RuleBroken, match="不再登记随访"):
        record_visit(patient, a_report(DAY), by=cadre, at=at_noon(DAY))


def test_an_open_proposal_outlives_the_person_and_only_an_exit_is_proposed_then(database: Engine) -> None:
    _, patient, cadre = a_case()
    propose(patient, asked(RiskLevel.ORANGE), by=cadre, at=at_noon(DAY))
    became(patient, "dead", cadre)
    assert set(owed(patient)) == {"determine"}
    _, other, colleague = a_case()
    became(other, "dead", colleague)
    with pytest.raises(RuleBroken, match="只能提出因去世出库"):
        propose(other, asked(RiskLevel.GREEN), by=colleague, at=at_noon(DAY))
    propose(other, asked(Exit.DEATH, grounds="死亡医学证明"), by=colleague, at=at_noon(DAY))
    assert set(owed(other)) == {"determine"}


def test_the_history_keeps_every_status_with_who_said_so(database: Engine) -> None:
    _, patient, cadre = a_case()
    became(patient, "hospital", cadre, since=date(2026, 6, 1))
    became(patient, "community", cadre, since=date(2026, 6, 30))
    rows = db.session.scalars(select(StatusChange).order_by(StatusChange.id)).all()
    assert [(row.previous_status, row.status, row.since) for row in rows] == [
        ("community", "hospital", date(2026, 6, 1)), ("hospital", "community", date(2026, 6, 30)),
    ]  # fmt: skip
    assert {row.account_id for row in rows} == {cadre.account_id}


def test_only_somebody_lost_is_searched_for(database: Engine) -> None:
    _, patient, cadre = a_case()
    with pytest.raises(RuleBroken, match="不是失访"):
        note_search(patient, "问过邻居", by=cadre, at=at_noon(DAY))


def test_a_call_nobody_answered_is_no_contact(database: Engine) -> None:
    _, patient, cadre = a_case()
    became(patient, "away", cadre, since=date(2026, 6, 1), on=date(2026, 6, 1))
    tried = date(2026, 6, 10)
    record_visit(patient, an_attempt(tried, manner=Manner.PHONE), by=cadre, at=at_noon(tried))
    assert owed(patient) == {"away_call": date(2026, 7, 1)}


@pytest.mark.parametrize(("status", "stopped"), [("moved", "moved"), ("dead", "death")])
def test_letters_end_and_rewards_stop_on_the_day_somebody_moved_away_or_died(
    database: Engine, status: str, stopped: str
) -> None:
    place, patient, cadre = a_case()
    letter = a_signed_agreement(
        patient,
        term_from=date(2026, 6, 1),
        term_until=date(2027, 5, 31),
        by=cadre,
        at=at_noon(date(2026, 6, 1)),
    )
    by = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    became(patient, status, by, since=date(2026, 6, 25))
    assert letter.ended_on == DAY
    stop = db.session.query(RewardStop).one()
    assert (stop.letter_id, stop.reason, stop.stopped_on) == (letter.id, stopped, date(2026, 6, 25))
    assert owed(patient) == {}


def test_a_death_taken_back_owes_again_what_it_had_closed_but_what_is_done_meanwhile(
    database: Engine,
) -> None:
    place, patient, _ = a_case()
    by = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    done = a_list_entry(patient, place.township)
    for kind in (DueKind.LEVEL_REVIEW, DueKind.MEDICINE):
        open_due(
            kind, patient_id=patient.id, unit_id=place.village.id, role=Role.VILLAGE_CADRE,
            started_by=("patient", patient.id), due_on=date(2026, 7, 9), at=at_noon(DAY),
        )  # fmt: skip
    renew_visit_due(patient, caused_by=("patient", patient.id), at=at_noon(DAY), on=DAY)
    visit_before = owed(patient)["visit"]
    became(patient, "dead", by)
    assert owed(patient) == {}
    record_done(done, Done(on=DAY), by=a_viewer(Role.POLICE_OFFICER, place.township), at=at_noon(DAY))
    taken_back(patient, by, on=date(2026, 7, 3))
    assert owed(patient) == {
        "level_review": date(2026, 7, 9), "medicine": date(2026, 7, 9), "visit": visit_before,
    }  # fmt: skip


@pytest.mark.parametrize("status", ["community", "hospital"])
def test_who_comes_back_without_a_level_waits_for_a_first_determination(
    database: Engine, status: str
) -> None:
    place = a_village_at_work()
    by = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    patient = a_patient(place.village, status=PatientStatus.MOVED)
    became(patient, status, by)
    assert owed(patient)["first_determination"] == date(2026, 7, 31)
    became(patient, "away", by, on=date(2026, 7, 2))
    assert owed(patient)["first_determination"] == date(2026, 7, 31)


def test_a_level_determined_after_somebody_moved_away_is_reviewed_by_its_day_once_they_are_back(
    database: Engine,
) -> None:
    place, patient, cadre = a_case()
    proposal = propose(patient, asked(RiskLevel.ORANGE), by=cadre, at=at_noon(DAY))
    by = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    became(patient, "moved", by)
    reviewer = a_viewer(Role.TOWNSHIP_REVIEWER, place.township)
    decide(proposal, agreeing(), seen_step=open_step(proposal), by=reviewer, at=at_noon(DAY))
    assert (patient.level, "level_review" in owed(patient)) == ("orange", False)
    became(patient, "community", by, on=date(2026, 7, 9), since=date(2026, 7, 9))
    assert owed(patient)["level_review"] == date(2026, 10, 1)


def test_what_is_entered_after_a_death_asks_nobody_for_anything(database: Engine) -> None:
    place, patient, cadre = a_case()
    old = record_visit(patient, a_report(DAY), by=cadre, at=at_noon(DAY))
    became(patient, "dead", cadre)
    report = a_report(DAY, symptoms="relapse", medicine_days=3)
    correct_visit(old, report, "当天写漏了病情反复", by=cadre, at=at_noon(DAY))
    police = a_viewer(Role.POLICE_OFFICER, place.township)
    record_incident(patient, what_happened(DAY), by=police, at=at_noon(DAY))
    assert owed(patient) == {}


def test_a_proposal_left_open_by_a_death_ends_only_by_that_exit(database: Engine) -> None:
    place, patient, cadre = a_case()
    proposal = propose(patient, asked(RiskLevel.ORANGE), by=cadre, at=at_noon(DAY))
    became(patient, "dead", cadre)
    reviewer = a_viewer(Role.TOWNSHIP_REVIEWER, place.township)
    with pytest.raises(RuleBroken, match="不再认定级别"):
        decide(proposal, agreeing(), seen_step=open_step(proposal), by=reviewer, at=at_noon(DAY))
    back = agreeing(outcome=Outcome.RETURN)
    decide(proposal, back, seen_step=open_step(proposal), by=reviewer, at=at_noon(DAY))
    with pytest.raises(RuleBroken, match="只能提出因去世出库"):
        resubmit(proposal, asked(RiskLevel.GREEN), by=cadre, at=at_noon(DAY))
    resubmit(proposal, asked(Exit.DEATH, grounds="死亡医学证明"), by=cadre, at=at_noon(DAY))
    decide(proposal, agreeing(), seen_step=open_step(proposal), by=reviewer, at=at_noon(DAY))
    assert (patient.status, patient.level, set(owed(patient))) == ("dead", None, {"file", "list_entry"})


@pytest.mark.parametrize(("ground", "status"), [(Exit.INCAPACITATED, "exited"), (Exit.MOVED_OUT, "moved")])
def test_who_was_taken_for_dead_after_an_exit_comes_back_as_having_left_on_that_day(
    database: Engine, ground: Exit, status: str
) -> None:
    place, patient, cadre = a_case()
    by, reviewer = (a_viewer(role, place.township) for role in (Role.CIVIL_AFFAIRS, Role.TOWNSHIP_REVIEWER))
    proposal = propose(patient, asked(ground, grounds="出院小结"), by=cadre, at=at_noon(DAY))
    decide(proposal, agreeing(), seen_step=open_step(proposal), by=reviewer, at=at_noon(DAY))
    before = (patient.status, patient.status_since, patient.status_source, owed(patient))
    assert (before[0], before[1]) == (status, DAY)
    became(patient, "dead", by, on=date(2026, 7, 5), since=date(2026, 7, 5))
    taken_back(patient, by, on=date(2026, 7, 9))
    assert (patient.status, patient.status_since, patient.status_source, owed(patient)) == before
    with pytest.raises(RuleBroken, match="不能更正"):
        taken_back(patient, by, on=date(2026, 7, 9))


@pytest.mark.parametrize("recorded_first", [True, False])
def test_a_death_that_was_determined_too_is_taken_back_and_waits_for_a_first_level(
    database: Engine, recorded_first: bool
) -> None:
    place, patient, cadre = a_case()
    by, reviewer = (a_viewer(role, place.township) for role in (Role.CIVIL_AFFAIRS, Role.TOWNSHIP_REVIEWER))
    before = (patient.status, patient.status_since)
    for kind in (DueKind.LEVEL_REVIEW, DueKind.MEDICINE):
        open_due(
            kind, patient_id=patient.id, unit_id=place.village.id, role=Role.VILLAGE_CADRE,
            started_by=("patient", patient.id), due_on=date(2026, 7, 9), at=at_noon(DAY),
        )  # fmt: skip
    if recorded_first:
        became(patient, "dead", cadre)
    proposal = propose(patient, asked(Exit.DEATH, grounds="死亡医学证明"), by=cadre, at=at_noon(DAY))
    decide(proposal, agreeing(), seen_step=open_step(proposal), by=reviewer, at=at_noon(DAY))
    with pytest.raises(RuleBroken, match="因去世出库已经认定"):
        propose(patient, asked(Exit.DEATH, grounds="死亡医学证明"), by=cadre, at=at_noon(DAY))
    taken_back(patient, by, on=date(2026, 7, 3))
    assert (patient.status, patient.status_since, patient.level) == (*before, None)
    assert owed(patient).keys() >= {"first_determination", "medicine", "visit"}
    assert "level_review" not in owed(patient)
    became(patient, "dead", cadre, on=date(2026, 7, 5), since=date(2026, 7, 5))
    propose(patient, asked(Exit.DEATH, grounds="死亡医学证明"), by=cadre, at=at_noon(date(2026, 7, 5)))


def test_what_ended_with_a_mistaken_death_stays_ended_says_so_and_a_new_letter_is_asked_for(
    database: Engine,
) -> None:
    place, patient, cadre = a_case()
    by = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    letter = a_signed_agreement(
        patient,
        term_from=date(2026, 1, 1),
        term_until=date(2026, 12, 31),
        by=by,
        at=at_noon(date(2026, 1, 1)),
    )
    open_reward_dues(at=at_noon(DAY))
    assert owed(patient)["reward"] == date(2026, 8, 14)
    became(patient, "dead", cadre)
    taken_back(patient, by, on=date(2026, 7, 9))
    assert letter.ended_on == DAY
    assert letter.ended_reason == "登记死亡有误而终止，2026年7月9日更正，请重新出具签订"
    assert owed(patient)["reward"] == date(2026, 8, 14), "the days until then are judged and paid"
    assert "letter_needed" in owed(patient)
    (stop,) = stop_lines(by, [letter])
    assert (stop.from_day, stop.mistaken) == (DAY, True)


def test_a_mistaken_departure_waits_for_no_receipt_and_one_that_was_answered_is_none(
    database: Engine,
) -> None:
    place, patient, cadre = a_case()
    by = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    said = BorderMove(DAY, "随子女到外地居住", "某省某市", told="卫生院")
    before = (patient.status, patient.status_since)
    move = record_departure(patient, said, by=cadre, at=at_noon(DAY))
    assert "move_receipt" in owed(patient)
    taken_back(patient, cadre, on=date(2026, 7, 3))  # who wrote it may
    assert (patient.status, patient.status_since, move.state) == (*before, "withdrawn")
    assert "move_receipt" not in owed(patient) and "visit" in owed(patient)
    again = record_departure(patient, said, by=cadre, at=at_noon(date(2026, 7, 4)))
    record_receipt(again, received_on=date(2026, 7, 6), number="收1号", by=by, at=at_noon(date(2026, 7, 6)))
    with pytest.raises(RuleBroken, match="登记迁回"):
        taken_back(patient, cadre, on=date(2026, 7, 7))


def test_a_stay_in_hospital_that_never_was_takes_no_day_off_and_the_old_search_goes_on(
    database: Engine,
) -> None:
    place, patient, cadre = a_case()
    became(patient, "lost", cadre, since=date(2026, 6, 1), on=date(2026, 6, 1))
    searched = owed(patient)["search"]
    became(patient, "hospital", cadre, since=date(2026, 6, 2), on=date(2026, 6, 2))
    assert "search" not in owed(patient)
    with pytest.raises(RuleBroken, match="由民生服务办更正"):
        taken_back(patient, a_viewer(Role.CLINIC_DOCTOR, place.township))
    taken_back(patient, cadre)
    assert (patient.status, patient.status_since, owed(patient)["search"]) == (
        "lost", date(2026, 6, 1), searched,
    )  # fmt: skip
    assert stays_of(patient) == []


@pytest.mark.parametrize("met", [True, False])
def test_a_visit_made_while_a_mistake_stood_is_not_asked_for_again(database: Engine, met: bool) -> None:
    place, patient, cadre = a_case()
    for day in (DAY - timedelta(days=9), DAY - timedelta(days=5), DAY):
        record_visit(patient, an_attempt(day), by=cadre, at=at_noon(day))
    became(patient, "lost", cadre)
    report = a_report(date(2026, 7, 2)) if met else an_attempt(date(2026, 7, 2))
    record_visit(patient, report, by=cadre, at=at_noon(date(2026, 7, 2)))
    taken_back(patient, a_viewer(Role.CIVIL_AFFAIRS, place.township), on=date(2026, 7, 3))
    assert ("lost_contact" in owed(patient)) is not met
    assert "search" not in owed(patient) and "visit" in owed(patient)


def test_being_taken_in_again_was_determined_and_is_no_mistake_of_a_record(database: Engine) -> None:
    place = a_village_at_work()
    patient = a_patient(place.village, cadre=place.cadre, status=PatientStatus.EXITED)
    by, reviewer = (a_viewer(role, place.township) for role in (Role.CIVIL_AFFAIRS, Role.TOWNSHIP_REVIEWER))
    proposal = propose(patient, asked(RiskLevel.YELLOW), by=viewer_of(place.cadre), at=at_noon(DAY))
    decide(proposal, agreeing(), seen_step=open_step(proposal), by=reviewer, at=at_noon(DAY))
    assert (patient.status, patient.level) == ("community", "yellow")
    with pytest.raises(RuleBroken, match="不能更正"):
        taken_back(patient, by)
