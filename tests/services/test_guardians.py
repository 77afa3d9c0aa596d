"""Guardians that come, change and go, and what that asks of the township and the village."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from mhapp.db import finish, session
from mhapp.domain.designation import CostKind, DesignatingBody, DesignationGround, Measure
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.guardianship import Basis, GuardianEnding, GuardianFacts
from mhapp.domain.letter_state import LetterState
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, FieldChange, Guardian, Letter, Patient
from mhapp.queries.designations import designation_page
from mhapp.queries.letter_rows import letters_of
from mhapp.queries.responsibilities import units_of
from mhapp.services import files
from mhapp.services.designations import Decision, add_cost, decide, open_case, receive, report_no_guardian
from mhapp.services.guardians import add_guardian, change_guardian, designate_guardian, end_guardian
from mhapp.services.letter_endings import end_letter, end_letters_of
from mhapp.services.letters import Terms, key_of, mark_signed, record_print
from tests.factories.letters import a_letter, ready_for_letters, with_clocks
from tests.factories.patients import a_patient
from tests.factories.people import a_viewer

NOW = datetime(2026, 8, 3, 2, tzinfo=UTC)
TODAY = date(2026, 8, 3)
MOTHER = GuardianFacts("李母", "母亲", Basis.PARENT, "strong", 1, phone="139 0000 0001")
DAY = timedelta(days=1)


def person(name: str = "张示例") -> Patient:
    patient = a_patient(name=name)
    with_clocks(units_of(patient.id).county)
    return patient


def clerk(patient: Patient) -> Viewer:
    return a_viewer(Role.CIVIL_AFFAIRS, units_of(patient.id).township)


def cadre(patient: Patient) -> Viewer:
    return a_viewer(Role.VILLAGE_CADRE, units_of(patient.id).village)


def dues(patient: Patient) -> dict[str, date]:
    open_now = select(Due).where(Due.patient_id == patient.id, Due.closed_at.is_(None))
    return {due.kind: due.due_on for due in session.scalars(open_now)}


def a_signed_letter(patient: Patient, folder: Path) -> Letter:
    letter = a_letter(patient, at=NOW)
    by = cadre(patient)
    record_print([key_of(letter)], by=by, at=NOW)
    copy = files.add_row(
        files.write_file(files.Prepared("jpeg", b"x"), folder), account_id=by.account_id, at=NOW
    )
    mark_signed(letter, signed_on=TODAY, copy=copy, by=by, at=NOW)
    return letter


def test_a_guardian_is_kept_with_ground_and_order_and_numbers_cannot_be_read(database: Engine) -> None:
    patient = person()
    guardian = add_guardian(patient, MOTHER, by=cadre(patient), at=NOW)
    assert (guardian.basis, guardian.place_in_order, guardian.phone) == ("parent", 1, "13900000001")
    finish()
    raw = session.connection().exec_driver_sql("SELECT phone FROM guardian").scalar_one()
    assert b"13900000001" not in bytes(raw)
    with pytest.raises(RuleBroken, match="这位监护人已经登记"):
        add_guardian(patient, MOTHER, by=cadre(patient), at=NOW)


def test_a_change_keeps_old_and_new_and_leaves_numbers_that_were_not_typed(database: Engine) -> None:
    patient = person()
    guardian = add_guardian(patient, MOTHER, by=cadre(patient), at=NOW)
    facts = GuardianFacts("李母", "母亲", Basis.PARENT, "weak", 2, from_date=TODAY)
    changed = change_guardian(guardian, facts, version=guardian.version, by=cadre(patient), at=NOW)
    assert sorted(changed) == ["ability", "place_in_order"]
    kept = {row.field: (row.old, row.new) for row in session.scalars(select(FieldChange))}
    assert kept == {"ability": ("strong", "weak"), "place_in_order": ("1", "2")}
    assert guardian.phone == "13900000001"


def test_whoever_was_slower_changes_nothing(database: Engine) -> None:
    patient = person()
    guardian = add_guardian(patient, MOTHER, by=cadre(patient), at=NOW)
    read = guardian.version
    change_guardian(guardian, MOTHER, version=read, by=cadre(patient), at=NOW)
    guardian.relation = "养母"
    session.flush()
    with pytest.raises(RuleBroken, match="刚被别人改过"):
        change_guardian(guardian, MOTHER, version=read, by=cadre(patient), at=NOW)


def test_a_guardians_death_ends_the_letter_and_asks_for_a_new_one_and_a_designation(
    database: Engine, tmp_path: Path
) -> None:
    patient = person()
    guardian = ready_for_letters(patient)
    letter = a_signed_letter(patient, tmp_path)
    assert "letter_expiry" in dues(patient)
    end_guardian(guardian, GuardianEnding.DEATH, on=TODAY, words=None, by=clerk(patient), at=NOW)
    assert letters_of(patient.id, today=TODAY)[0].state is LetterState.ENDED
    assert (letter.ended_reason, letter.ended_on) == ("监护人去世", TODAY)
    # civil affairs recorded it: the township has it, its ten days run
    assert dues(patient) == {"letter_needed": date(2026, 8, 17), "designation": date(2026, 8, 13)}


def test_with_another_able_guardian_nobody_is_designated(database: Engine, tmp_path: Path) -> None:
    patient = person()
    father = ready_for_letters(patient)
    a_signed_letter(patient, tmp_path)
    add_guardian(patient, MOTHER, by=cadre(patient), at=NOW)
    end_guardian(father, GuardianEnding.AGREED, on=TODAY, words=None, by=cadre(patient), at=NOW)
    assert dues(patient) == {"letter_needed": date(2026, 8, 17)}
    a_signed_letter(patient, tmp_path)
    assert set(dues(patient)) == {"letter_expiry"}


def test_a_letter_with_another_guardian_stands(database: Engine, tmp_path: Path) -> None:
    patient = person()
    ready_for_letters(patient)
    letter = a_signed_letter(patient, tmp_path)
    mother = add_guardian(patient, MOTHER, by=cadre(patient), at=NOW)
    end_guardian(mother, GuardianEnding.WRONG, on=TODAY, words=None, by=cadre(patient), at=NOW)
    assert letter.ended_on is None
    assert set(dues(patient)) == {"letter_expiry"}


def test_a_guardian_who_can_no_longer_care_counts_as_none(database: Engine) -> None:
    patient = person()
    guardian = add_guardian(patient, MOTHER, by=cadre(patient), at=NOW)
    assert dues(patient) == {}
    unable = GuardianFacts("李母", "母亲", Basis.PARENT, "none", 1, from_date=TODAY)
    change_guardian(guardian, unable, version=guardian.version, by=clerk(patient), at=NOW)
    case = open_case(patient.id)
    assert case is not None
    assert case.ground == DesignationGround.UNABLE
    assert dues(patient) == {"designation": date(2026, 8, 13)}


@pytest.mark.parametrize("ability", ["strong", "weak"])
def test_somebody_able_who_comes_forward_ends_the_search(database: Engine, ability: str) -> None:
    patient = person()
    report_no_guardian(patient, DesignationGround.NO_GUARDIAN, "独居", by=clerk(patient), at=NOW)
    facts = GuardianFacts("李叔", "叔父", Basis.OTHER_RELATIVE, ability, 1)
    add_guardian(patient, facts, by=cadre(patient), at=NOW)
    assert open_case(patient.id) is None
    assert dues(patient) == {}


def test_a_village_that_finds_somebody_able_is_not_named_as_who_received_the_report(database: Engine) -> None:
    named = []
    for ends in (cadre, clerk):
        patient = person()
        case = report_no_guardian(patient, DesignationGround.NO_GUARDIAN, "独居", by=cadre(patient), at=NOW)
        facts = GuardianFacts("李叔", "叔父", Basis.OTHER_RELATIVE, "strong", 1)
        add_guardian(patient, facts, by=ends(patient), at=NOW)
        named.append((case.outcome, case.received_by_id is not None))
    assert named == [("not_needed", False), ("not_needed", True)]


def test_the_townships_ten_days_run_from_its_own_receipt(database: Engine) -> None:
    patient = person()
    case = report_no_guardian(patient, DesignationGround.NO_GUARDIAN, "独居", by=cadre(patient), at=NOW)
    assert dues(patient) == {"guardian_report": TODAY}
    receive(case, received_on=TODAY + DAY, by=clerk(patient), at=NOW + DAY)
    assert dues(patient) == {"designation": date(2026, 8, 14)}
    with pytest.raises(RuleBroken, match="已经登记过收到"):
        receive(case, received_on=TODAY + DAY, by=clerk(patient), at=NOW + DAY)


@pytest.mark.parametrize(
    "received_on, until, late",
    [
        (date(2026, 8, 3), date(2026, 8, 13), False),
        (date(2026, 8, 2), date(2026, 8, 12), True),
        (date(2026, 2, 4), date(2026, 2, 14), True),  # 180 days before
    ],
)
@pytest.mark.parametrize("by_the_township", [False, True])
def test_the_township_dates_its_receipt_and_marks_one_before_the_entry(
    database: Engine, received_on: date, until: date, late: bool, by_the_township: bool
) -> None:
    patient = person()
    by, ground = clerk(patient), DesignationGround.NO_GUARDIAN
    if by_the_township:
        case = report_no_guardian(patient, ground, "村里来电", by=by, at=NOW, received_on=received_on)
    else:
        case = report_no_guardian(patient, ground, "独居", by=cadre(patient), at=NOW)
        receive(case, received_on=received_on, by=by, at=NOW)
    assert dues(patient) == {"designation": until}
    assert designation_page(by, case).entered_late is late
    add_cost(case, CostKind.LIVING, Decimal(50), paid_on=received_on, words=None, by=by, at=NOW)


@pytest.mark.parametrize("received_on", [date(2026, 2, 3), date(2026, 8, 4), date(1, 1, 1)])
def test_a_receipt_is_not_to_come_nor_longer_ago_than_anybody_means(
    database: Engine, received_on: date
) -> None:
    patient = person()
    case = report_no_guardian(patient, DesignationGround.NO_GUARDIAN, None, by=cadre(patient), at=NOW)
    with pytest.raises(RuleBroken) as refused:
        receive(case, received_on=received_on, by=clerk(patient), at=NOW)
    assert refused.value.field == "received_on"


def test_one_case_at_a_time_and_none_for_who_left(database: Engine) -> None:
    patient = person()
    report_no_guardian(patient, DesignationGround.NO_GUARDIAN, None, by=cadre(patient), at=NOW)
    with pytest.raises(RuleBroken, match="已经报告过"):
        report_no_guardian(patient, DesignationGround.NO_GUARDIAN, None, by=cadre(patient), at=NOW)
    dead = a_patient(status=PatientStatus.DEAD)
    with pytest.raises(RuleBroken, match="死亡"):
        report_no_guardian(dead, DesignationGround.NO_GUARDIAN, None, by=cadre(dead), at=NOW)


def test_a_designation_names_who_designated_whom(database: Engine) -> None:
    patient = person()
    by = clerk(patient)
    case = report_no_guardian(patient, DesignationGround.NO_GUARDIAN, None, by=by, at=NOW)
    facts = GuardianFacts("李叔", "叔父", Basis.DESIGNATED, "strong", 1)
    with pytest.raises(RuleBroken, match="正在办理指定监护人"):
        add_guardian(patient, facts, by=by, at=NOW)
    decision = Decision(TODAY, DesignatingBody.VILLAGE_COMMITTEE, "柏树村指〔2026〕1号")
    guardian = designate_guardian(case, facts, decision, by=by, at=NOW)
    assert (case.outcome, case.guardian_id, case.designated_by) == (
        "designated",
        guardian.id,
        "village_committee",
    )
    assert dues(patient) == {}


@pytest.mark.parametrize("ability, basis", [("none", Basis.DESIGNATED), ("strong", Basis.PARENT)])
def test_who_cannot_care_or_was_not_designated_closes_no_case(
    database: Engine, ability: str, basis: Basis
) -> None:
    patient = person()
    case = report_no_guardian(patient, DesignationGround.NO_GUARDIAN, None, by=clerk(patient), at=NOW)
    facts = GuardianFacts("李叔", "叔父", basis, ability, 1)
    with pytest.raises(RuleBroken):
        designate_guardian(case, facts, Decision(TODAY, DesignatingBody.COURT), by=clerk(patient), at=NOW)
    assert session.scalar(select(Guardian.id).where(Guardian.patient_id == patient.id)) is None


def test_where_nobody_can_be_designated_somebody_sees_to_the_medicine(database: Engine) -> None:
    patient = person()
    by = clerk(patient)
    case = report_no_guardian(patient, DesignationGround.NO_GUARDIAN, None, by=by, at=NOW)
    for missing in (Decision(TODAY), Decision(TODAY, measure=Measure.MEDICINE)):
        with pytest.raises(RuleBroken):
            decide(case, missing, None, by=by, at=NOW)
    decide(
        case,
        Decision(TODAY, measure=Measure.MEDICINE, seen_to_by="村医", words="无近亲属"),
        None,
        by=by,
        at=NOW,
    )
    assert (case.outcome, case.measure, case.seen_to_by) == ("impossible", "medicine", "村医")
    with pytest.raises(RuleBroken, match="已经办结"):
        decide(case, Decision(TODAY, measure=Measure.CARE_HOME, seen_to_by="托养中心"), None, by=by, at=NOW)


@pytest.mark.parametrize(
    "amount, paid_on, field",
    [("0", TODAY, "amount"), ("-0.01", TODAY, "amount"), ("NaN", TODAY, "amount"),
     ("100000.01", TODAY, "amount"), ("1.005", TODAY, "amount"),
     ("10", TODAY + DAY, "paid_on"), ("10", TODAY - DAY, "paid_on")],
)  # fmt: skip
def test_a_cost_that_cannot_be_is_refused_at_its_field(
    database: Engine, amount: str, paid_on: date, field: str
) -> None:
    patient = person()
    case = report_no_guardian(patient, DesignationGround.NO_GUARDIAN, None, by=clerk(patient), at=NOW)
    with pytest.raises(RuleBroken) as refused:
        add_cost(
            case, CostKind.LIVING, Decimal(amount), paid_on=paid_on, words=None, by=clerk(patient), at=NOW
        )
    assert refused.value.field == field


def test_costs_are_kept_and_a_mistake_is_taken_back_by_a_negative_one(database: Engine) -> None:
    patient = person()
    by = clerk(patient)
    case = report_no_guardian(patient, DesignationGround.NO_GUARDIAN, None, by=by, at=NOW)
    for amount in ("100000.00", "-99999.50"):
        add_cost(case, CostKind.CARE, Decimal(amount), paid_on=TODAY, words=None, by=by, at=NOW)
    total = session.connection().exec_driver_sql("SELECT sum(amount) FROM designation_cost").scalar_one()
    assert Decimal(str(total)).quantize(Decimal("0.01")) == Decimal("0.50")


def test_a_death_ends_letters_and_search_and_nobody_is_asked_for_anything(
    database: Engine, tmp_path: Path
) -> None:
    patient = person()
    ready_for_letters(patient)
    signed = a_signed_letter(patient, tmp_path)
    waiting = a_letter(patient, at=NOW)
    record_print([key_of(waiting)], by=cadre(patient), at=NOW)
    report_no_guardian(patient, DesignationGround.UNABLE, None, by=cadre(patient), at=NOW)
    ended = end_letters_of(patient, "患者死亡", by=clerk(patient), at=NOW)
    assert ended == [signed, waiting]
    assert {letter.ended_reason for letter in ended} == {"患者死亡"}
    assert dues(patient) == {}
    assert end_letters_of(patient, "患者死亡", by=clerk(patient), at=NOW) == []


def test_a_printed_letter_is_owed_signed_until_it_is_signed_or_ended(database: Engine) -> None:
    patient = person()
    letter = a_letter(patient, at=NOW)
    assert dues(patient) == {}
    for _ in range(2):
        record_print([key_of(letter)], by=cadre(patient), at=NOW)
    assert dues(patient) == {"letter_signature": date(2026, 8, 17)}
    assert session.query(Due).filter_by(kind=DueKind.LETTER_SIGNATURE).count() == 1
    end_letter(letter, "写错了监护人", by=cadre(patient), at=NOW)
    assert dues(patient) == {}
    with pytest.raises(RuleBroken, match="已经终止"):
        end_letter(letter, "再终止", by=cadre(patient), at=NOW)


def test_a_renewal_names_the_letter_before_and_closes_its_expiry(database: Engine, tmp_path: Path) -> None:
    patient = person()
    old = a_signed_letter(patient, tmp_path)
    next_year = Terms(LetterKind.RESPONSIBILITY, date(2027, 8, 1), date(2028, 7, 31))
    new = a_letter(patient, terms=next_year, at=NOW)
    assert new.renews_id == old.id
    assert [row.state for row in letters_of(patient.id, today=TODAY)] == [
        LetterState.DRAFT,
        LetterState.IN_FORCE,
    ]
    by = cadre(patient)
    copy = files.add_row(
        files.write_file(files.Prepared("jpeg", b"x"), tmp_path), account_id=by.account_id, at=NOW
    )
    mark_signed(new, signed_on=TODAY, copy=copy, by=by, at=NOW)
    assert [row.state for row in letters_of(patient.id, today=TODAY)] == [
        LetterState.SIGNED,
        LetterState.RENEWED,
    ]
    assert session.query(Due).filter(Due.closed_at.is_(None)).count() == 1
    end_letter(new, "另行协商", by=by, at=NOW)  # before it began: the one before holds to its end
    assert [row.state for row in letters_of(patient.id, today=TODAY)] == [
        LetterState.ENDED,
        LetterState.IN_FORCE,
    ]
    assert dues(patient) == {"letter_expiry": date(2027, 7, 31)}
