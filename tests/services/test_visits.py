"""Recording and correcting visits, and what they make due."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from mhapp.db import session
from mhapp.domain.errors import RuleBroken
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.domain.visit_record import score_from_record
from mhapp.domain.visit_report import Companion, Control, Manner, Met
from mhapp.domain.visit_rules import SheetChanged, VisitRefused
from mhapp.models import Due, Patient, Visit
from mhapp.services.score_sheets import publish_sheet
from mhapp.services.visits import correct_visit, record_visit
from tests.factories.counties import OPENED, AtWork, a_village_at_work
from tests.factories.patients import a_patient, a_rating, at_noon
from tests.factories.people import an_account, viewer_of
from tests.factories.score_sheets import the_shipped_sheet
from tests.factories.visits import a_report, an_attempt

TUESDAY = date(2026, 7, 14)
NOON = at_noon(TUESDAY)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def work(database: Engine) -> AtWork:
    return a_village_at_work()


def a_person(work: AtWork, level: RiskLevel | None = RiskLevel.YELLOW, **more: object) -> Patient:
    return a_patient(work.village, cadre=work.cadre, level=level, **more)  # type: ignore[arg-type]


def record(patient: Patient, work: AtWork, report: object = None, at: datetime = NOON) -> Visit:
    return record_visit(patient, report or a_report(TUESDAY), by=viewer_of(work.cadre), at=at)  # type: ignore[arg-type]


def open_dues(patient: Patient) -> dict[str, date]:
    """{kind: due on} of what is open."""
    session.flush()
    found = session.query(Due).filter_by(patient_id=patient.id, closed_at=None).all()
    kinds = [due.kind for due in found]
    assert len(kinds) == len(set(kinds)), kinds
    return {due.kind: due.due_on for due in found}


def test_a_visit_is_stored_as_it_was_scored(work: AtWork) -> None:
    patient = a_person(work)
    a_rating(patient, 3, date(2026, 7, 2))
    visit = record(
        patient,
        work,
        a_report(
            TUESDAY,
            guardianship="weak",
            situation="stress",
            came_along=(Companion.DOCTOR,),
            medicine_days=20,
            agreed="按时服药",
            notes="精神好",
        ),
    )
    assert (visit.points, visit.shown_level, visit.suggested_level) == (Decimal(43), "yellow", "yellow")
    assert (visit.manner, visit.seen, visit.came_along, visit.control) == (
        "home",
        ["patient"],
        ["doctor"],
        "yes",
    )
    assert (visit.agreed, visit.notes, visit.in_force_level) == ("按时服药", "精神好", "yellow")
    assert visit.score_record is not None
    assert score_from_record(visit.score_record).points == Decimal(43)


def test_the_number_names_village_and_year_and_has_no_gaps(work: AtWork) -> None:
    patient = a_person(work)
    numbers = [record(patient, work).number for _ in range(2)]
    assert numbers == [f"SF-{work.village.code}-2026-0001", f"SF-{work.village.code}-2026-0002"]


@pytest.mark.parametrize(
    ("level", "due_on"),
    [
        (RiskLevel.RED, date(2026, 7, 21)), (RiskLevel.ORANGE, date(2026, 7, 28)),
        (RiskLevel.YELLOW, date(2026, 8, 13)), (RiskLevel.GREEN, date(2026, 10, 12)), (None, date(2026, 8, 13)),
    ],
)  # fmt: skip
def test_the_next_visit_is_due_by_the_level_in_force_never_by_the_suggested_one(
    work: AtWork, level: RiskLevel | None, due_on: date
) -> None:
    patient = a_person(work, level)
    visit = record(patient, work, a_report(TUESDAY, symptoms="withdrawn"))
    assert visit.next_visit_on == due_on
    assert open_dues(patient)["visit"] == due_on


def test_a_visit_changes_no_level(work: AtWork) -> None:
    patient = a_person(work, RiskLevel.GREEN)
    record(patient, work, a_report(TUESDAY, symptoms="threat"))
    assert patient.level == "green"


def test_a_visit_by_telephone_is_scored_and_moves_no_clock(work: AtWork) -> None:
    patient = a_person(work, RiskLevel.RED)
    a_rating(patient, 0, date(2026, 7, 2))
    record(patient, work, a_report(date(2026, 7, 10)))
    visit = record(patient, work, a_report(TUESDAY, manner=Manner.PHONE))
    assert visit.suggested_level == "green"
    assert open_dues(patient)["visit"] == date(2026, 7, 17)


def test_meeting_the_guardian_alone_moves_no_clock_and_is_no_miss(work: AtWork) -> None:
    patient = a_person(work, RiskLevel.RED)
    record(patient, work, a_report(date(2026, 7, 8)))
    record(patient, work, an_attempt(date(2026, 7, 10)))
    record(patient, work, a_report(TUESDAY, met=(Met.GUARDIAN,)))
    assert open_dues(patient) == {"visit": date(2026, 7, 15)}


# --- Nobody met ---


def test_an_attempt_has_no_score_and_is_tried_again_within_fourteen_days(work: AtWork) -> None:
    patient = a_person(work)
    visit = record(patient, work, an_attempt(TUESDAY, not_met_reason="外出务工"))
    assert (visit.is_attempt, visit.points, visit.score_record) == (True, None, None)
    assert visit.not_met_reason == "外出务工"
    assert open_dues(patient)["visit_retry"] == date(2026, 7, 28)


def test_the_third_miss_in_a_row_is_reported_as_lost_contact_the_same_day(work: AtWork) -> None:
    patient = a_person(work)
    for day in (date(2026, 7, 1), date(2026, 7, 8)):
        record(patient, work, an_attempt(day))
    assert "lost_contact" not in open_dues(patient)
    record(patient, work, an_attempt(TUESDAY))
    assert open_dues(patient)["lost_contact"] == TUESDAY
    assert "visit_retry" not in open_dues(patient)


def test_meeting_somebody_between_begins_the_count_again(work: AtWork) -> None:
    patient = a_person(work)
    record(patient, work, an_attempt(date(2026, 7, 1)))
    record(patient, work, an_attempt(date(2026, 7, 3)))
    record(patient, work, a_report(date(2026, 7, 5), met=(Met.OTHER,)))
    record(patient, work, an_attempt(TUESDAY))
    assert open_dues(patient)["visit_retry"] == date(2026, 7, 28)


def test_meeting_the_person_ends_lost_contact(work: AtWork) -> None:
    patient = a_person(work)
    for day in (date(2026, 7, 1), date(2026, 7, 8), date(2026, 7, 10)):
        record(patient, work, an_attempt(day))
    record(patient, work, a_report(TUESDAY))
    assert open_dues(patient) == {"visit": date(2026, 8, 13)}


def test_a_visit_entered_late_for_a_day_before_another_does_not_put_the_next_one_off(work: AtWork) -> None:
    patient = a_person(work, level=RiskLevel.YELLOW)
    last = record(patient, work, a_report(TUESDAY))
    late = record(patient, work, a_report(date(2026, 7, 1)))
    assert late.next_visit_on == last.next_visit_on


def test_an_attempt_entered_late_for_a_day_before_a_visit_asks_for_nothing(work: AtWork) -> None:
    patient = a_person(work)
    record(patient, work, a_report(date(2026, 7, 10)))
    record(patient, work, an_attempt(date(2026, 7, 6)))
    assert "visit_retry" not in open_dues(patient)


# --- What the clinic owes afterwards ---


@pytest.mark.parametrize("sign", ["threat", "violent_tendency", "relapse"])
def test_a_sign_asks_the_clinic_for_a_rating_by_the_next_working_day(work: AtWork, sign: str) -> None:
    patient = a_person(work)
    record(patient, work, a_report(TUESDAY, symptoms=sign))
    assert open_dues(patient)["danger_reassessment"] == date(2026, 7, 15)


@pytest.mark.parametrize("symptom", ["suspicion", "pessimism", "wandering", "psychotic", "withdrawn"])
def test_other_symptoms_do_not(work: AtWork, symptom: str) -> None:
    patient = a_person(work)
    record(patient, work, a_report(TUESDAY, symptoms=symptom))
    assert "danger_reassessment" not in open_dues(patient)


def test_on_a_friday_the_next_working_day_is_monday(work: AtWork) -> None:
    patient, friday = a_person(work), date(2026, 7, 17)
    record(patient, work, a_report(friday, symptoms="threat"), at=at_noon(friday))
    assert open_dues(patient)["danger_reassessment"] == date(2026, 7, 20)


@pytest.mark.parametrize(
    ("rated_on", "asked"), [(date(2026, 4, 13), False), (date(2026, 4, 12), True)], ids=["92 days", "93 days"]
)
def test_a_stale_rating_still_counts_and_asks_for_a_new_one(
    work: AtWork, rated_on: date, asked: bool
) -> None:
    patient = a_person(work)
    a_rating(patient, 2, rated_on)
    visit = record(patient, work)
    assert visit.points == Decimal(16)
    assert ("danger_reassessment" in open_dues(patient)) is asked


def test_the_rating_counts_that_was_the_latest_on_the_day_of_the_visit(work: AtWork) -> None:
    patient = a_person(work)
    for level, day in ((1, date(2026, 6, 1)), (3, date(2026, 7, 1)), (5, date(2026, 7, 12))):
        a_rating(patient, level, day)
    assert record(patient, work, a_report(date(2026, 7, 11))).points == Decimal(30)


@pytest.mark.parametrize(
    ("days", "due_on"), [(0, date(2026, 7, 14)), (7, date(2026, 7, 21)), (8, None), (None, None)]
)
def test_seven_days_of_medicine_or_fewer_ask_the_clinic_for_more(
    work: AtWork, days: int | None, due_on: date | None
) -> None:
    patient = a_person(work)
    record(patient, work, a_report(TUESDAY, medicine_days=days))
    assert open_dues(patient).get("medicine") == due_on


def test_enough_medicine_next_time_closes_it(work: AtWork) -> None:
    patient = a_person(work)
    record(patient, work, a_report(date(2026, 7, 10), medicine_days=3))
    record(patient, work, a_report(TUESDAY, medicine_days=30))
    assert "medicine" not in open_dues(patient)


def test_a_higher_suggestion_waits_for_an_answer_until_the_next_working_day(work: AtWork) -> None:
    patient = a_person(work, RiskLevel.GREEN)
    record(patient, work, a_report(TUESDAY, symptoms="suspicion"))
    assert open_dues(patient)["suggestion_answer"] == date(2026, 7, 15)


# --- What is refused ---


def refusals(patient: Patient, work: AtWork, report: object) -> list[tuple[str | None, str]]:
    with pytest.raises(VisitRefused) as refused:
        record(patient, work, report)
    assert session.query(Visit).count() == 0
    return [(fault.field, fault.message) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2026, 7, 15), "随访日期不能晚于今天（7月14日）"),
        (date(2026, 6, 13), "随访日期最早填6月14日，只能补录30天以内的随访"),
    ],
)
def test_a_date_in_the_future_or_too_long_ago_is_refused(work: AtWork, day: date, message: str) -> None:
    assert refusals(a_person(work), work, a_report(day)) == [("visit_date", message)]


def test_the_last_day_that_may_be_entered_is_thirty_days_ago(work: AtWork) -> None:
    assert record(a_person(work), work, a_report(date(2026, 6, 14))).visit_date == date(2026, 6, 14)


def test_the_day_is_beijings_also_shortly_after_midnight(work: AtWork) -> None:
    half_past_midnight = datetime.fromisoformat("2026-07-15T00:30:00+08:00")
    assert record(a_person(work), work, a_report(date(2026, 7, 15)), at=half_past_midnight).id


def test_a_visit_before_birth_is_refused(work: AtWork) -> None:
    patient = a_person(work)
    patient.birth_date = date(2026, 7, 14)
    assert refusals(patient, work, a_report(date(2026, 7, 13))) == [
        ("visit_date", "随访日期不能早于患者出生日期")
    ]


def test_every_fault_comes_at_once(work: AtWork) -> None:
    report = a_report(date(2026, 7, 15), met=(Met.NOBODY, Met.PATIENT))
    assert [field for field, _ in refusals(a_person(work), work, report)] == ["visit_date", "seen"]
    report = a_report(TUESDAY, guardianship="", other="other_abnormality")
    assert [field for field, _ in refusals(a_person(work), work, report)] == ["guardianship", "other_words"]


def test_nothing_is_stored_under_another_edition_than_the_form_was_shown_with(work: AtWork) -> None:
    patient = a_person(work)
    shown = record(patient, work).edition_id
    newer = ScoreSheet.from_dict(
        {**the_shipped_sheet().to_dict(), "edition": "2026-2", "effective_from": "2026-07-01"}
    )
    publish_sheet(work.county, newer, at=OPENED)
    with pytest.raises(SheetChanged, match="积分表换了新版"):
        record(patient, work, a_report(TUESDAY, edition_shown="the-old-one"))
    assert record(patient, work).edition_id != shown


def test_nothing_is_stored_under_another_rating_than_the_form_was_shown_with(work: AtWork) -> None:
    patient = a_person(work)
    rating = a_rating(patient, 2, date(2026, 7, 14))
    with pytest.raises(SheetChanged, match="危险性评估有了变化"):
        record(patient, work, a_report(TUESDAY, rating_shown=""))
    assert record(patient, work, a_report(TUESDAY, rating_shown=rating.public_id)).points == Decimal(16)


def test_nobody_visits_somebody_registered_as_dead(work: AtWork) -> None:
    with pytest.raises(RuleBroken, match="已登记去世"):
        record(a_person(work, status=PatientStatus.DEAD), work)


def test_a_person_in_hospital_may_be_visited_and_owes_no_next_visit(work: AtWork) -> None:
    patient = a_person(work, status=PatientStatus.HOSPITAL)
    assert record(patient, work).next_visit_on is None
    assert open_dues(patient) == {}


# --- Correcting ---


def correct(
    visit: Visit, work: AtWork, report: object = None, at: datetime = NOON, reason: str = "填错了"
) -> Visit:
    return correct_visit(visit, report or a_report(TUESDAY), reason, by=viewer_of(work.cadre), at=at)  # type: ignore[arg-type]


def test_a_correction_is_a_new_visit_and_the_old_values_stay(work: AtWork) -> None:
    patient = a_person(work)
    old = record(patient, work, a_report(TUESDAY, guardianship="none"))
    new = correct(old, work, a_report(TUESDAY, guardianship="weak"))
    assert (old.points, old.superseded_at) == (Decimal(15), NOON)
    assert (new.points, new.corrects_id, new.correction_reason) == (Decimal(8), old.id, "填错了")
    assert new.number == f"SF-{work.village.code}-2026-0002"


def test_a_correction_keeps_the_edition_and_rating_of_the_visit(work: AtWork) -> None:
    patient = a_person(work)
    a_rating(patient, 1, date(2026, 7, 1))
    old = record(patient, work)
    a_rating(patient, 5, TUESDAY)
    newer = ScoreSheet.from_dict(
        {**the_shipped_sheet().to_dict(), "edition": "2026-2", "effective_from": "2026-07-01"}
    )
    publish_sheet(work.county, newer, at=OPENED)
    new = correct(old, work)
    assert (new.points, new.edition_id, new.rating_id) == (Decimal(8), old.edition_id, old.rating_id)


def test_a_correction_takes_back_what_the_visit_had_made_due(work: AtWork) -> None:
    patient = a_person(work, RiskLevel.GREEN)
    old = record(patient, work, a_report(TUESDAY, symptoms="threat", medicine_days=2))
    assert open_dues(patient).keys() == {"visit", "danger_reassessment", "medicine", "suggestion_answer"}
    correct(old, work, a_report(TUESDAY, medicine_days=20))
    assert open_dues(patient) == {"visit": date(2026, 10, 12)}


def test_a_visit_corrected_to_an_attempt_moves_no_clock(work: AtWork) -> None:
    patient = a_person(work)
    record(patient, work, a_report(date(2026, 7, 1)))
    old = record(patient, work)
    correct(old, work, an_attempt(TUESDAY))
    assert open_dues(patient) == {"visit": date(2026, 7, 31), "visit_retry": date(2026, 7, 28)}


def test_only_the_author_corrects(work: AtWork) -> None:
    visit = record(a_person(work), work)
    colleague = viewer_of(an_account(Role.VILLAGE_CADRE, work.village))
    with pytest.raises(RuleBroken, match="只有填写人"):
        correct_visit(visit, a_report(TUESDAY), "填错了", by=colleague, at=NOON)


@pytest.mark.parametrize(
    ("moment", "allowed"), [("2026-07-14T23:59:00+08:00", True), ("2026-07-15T00:00:00+08:00", False)]
)
def test_a_visit_is_corrected_on_its_beijing_day_of_entry_only(
    work: AtWork, moment: str, allowed: bool
) -> None:
    visit = record(a_person(work), work)
    at = datetime.fromisoformat(moment)
    if allowed:
        assert correct(visit, work, at=at).corrects_id == visit.id
    else:
        with pytest.raises(RuleBroken, match="只能在提交当天更正"):
            correct(visit, work, at=at)


def test_a_visit_is_corrected_once_and_then_its_correction(work: AtWork) -> None:
    visit = record(a_person(work), work)
    corrected = correct(visit, work)
    with pytest.raises(RuleBroken, match="已经更正过"):
        correct(visit, work)
    assert correct(corrected, work).corrects_id == corrected.id


def test_a_correction_says_why(work: AtWork) -> None:
    with pytest.raises(RuleBroken, match="请填写更正的原因"):
        correct(record(a_person(work), work), work, reason=" ")


def test_a_visit_without_a_rating_says_so_and_lowers_nothing(work: AtWork) -> None:
    visit = record(a_person(work, RiskLevel.ORANGE), work, a_report(TUESDAY, control=Control.UNKNOWN))
    assert (visit.incomplete, visit.shown_level, visit.suggested_level) == (True, "green", None)
