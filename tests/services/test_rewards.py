"""The reward: judged, confirmed, listed, paid or failed, receipted, stopped."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, select

from mhapp.db import finish, session
from mhapp.documents.reward_roster import RosterSheet, reward_roster_workbook
from mhapp.domain.errors import RuleBroken
from mhapp.domain.guardianship import Basis, GuardianEnding, GuardianFacts
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.reward import Judgement, PayeeLine, Stay
from mhapp.domain.reward_period import period
from mhapp.domain.reward_state import RewardState
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Due,
    Guardian,
    Letter,
    Patient,
    RewardAccount,
    RewardAssessment,
    RewardPayment,
    RewardRoster,
    RewardStop,
    StatusChange,
    StoredFile,
)
from mhapp.queries.responsibilities import units_of
from mhapp.queries.reward_assessments import assessment_page
from mhapp.queries.reward_facts import agreement_of, evidence_of, stays_of
from mhapp.queries.reward_rosters import payees_of, payments_of, sums_of
from mhapp.queries.reward_sendings import sendings_of
from mhapp.queries.reward_stops import stop_lines
from mhapp.queries.reward_sums import year_sums
from mhapp.queries.reward_terms import reward_terms_of, shipped_reward_terms
from mhapp.queries.rewards import reward_ledger
from mhapp.services import files
from mhapp.services.guardians import change_guardian, end_guardian
from mhapp.services.letters import Terms, issue_letter
from mhapp.services.reward_dues import open_reward_dues
from mhapp.services.reward_payments import (
    make_roster,
    record_receipt,
    record_result,
    set_account,
    waiting_to_be_listed,
)
from mhapp.services.reward_sendings import record_sent_to_bank, record_taking_out
from mhapp.services.reward_stops import stop_reward, stop_rewards_of
from mhapp.services.reward_terms import publish_reward_terms, read_reward_terms
from mhapp.services.rewards import assess, confirm, withdraw
from mhapp.services.visits import record_visit
from tests.factories.counties import give_editions
from tests.factories.letters import ready_for_letters
from tests.factories.patients import a_patient, at_noon
from tests.factories.people import a_viewer
from tests.factories.rewards import ACCOUNT, ALL_MET, a_confirmed_period, a_roster, a_signed_agreement
from tests.factories.visits import a_report

START = datetime(2026, 1, 1, 2, tzinfo=UTC)
NOW = datetime(2026, 7, 3, 2, tzinfo=UTC)
TODAY = date(2026, 7, 3)
HALF = period(2026, 1, 2)
DAY = timedelta(days=1)


def person() -> Patient:
    patient = a_patient(name="张示例")
    give_editions(units_of(patient.id).county)
    return patient


def clerk(patient: Patient) -> Viewer:
    return a_viewer(Role.CIVIL_AFFAIRS, units_of(patient.id).township)


def an_agreement(patient: Patient, term_from: date = date(2026, 1, 1)) -> Letter:
    return a_signed_agreement(
        patient, term_from=term_from, term_until=date(2026, 12, 31), by=clerk(patient), at=START
    )


def state_of(patient: Patient, on: date = TODAY) -> RewardState:
    rows = reward_ledger(clerk(patient), HALF, village="", page=1, today=on).rows
    return rows[0].state


def status_change(patient: Patient, previous: str, status: str, since: date) -> None:
    by = clerk(patient)
    session.add(
        StatusChange(
            patient_id=patient.id, previous_status=previous, status=status, since=since, source="出院小结",
            account_id=by.account_id, role=by.role, unit_id=by.unit_id, at=at_noon(since),
        )
    )  # fmt: skip
    session.flush()


def test_a_period_goes_from_judged_to_receipted(database: Engine, tmp_path: Path) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    assert state_of(patient, date(2026, 6, 30)) is RewardState.RUNNING
    assert state_of(patient) is RewardState.TO_ASSESS
    assessment = assess(letter, HALF, ALL_MET, {}, by=by, at=NOW)
    assert (assessment.proposed, assessment.days) == (Decimal("1250.00"), 181)
    assert state_of(patient) is RewardState.TO_CONFIRM
    confirm(assessment, Decimal("1250.00"), None, by=by, at=NOW)
    assert state_of(patient) is RewardState.TO_PAY
    _, payment = a_roster(assessment, HALF, by=by, at=NOW)
    assert state_of(patient) is RewardState.LISTED
    record_result(payment, paid=True, on=TODAY, failure=None, by=by, at=NOW)
    assert state_of(patient) is RewardState.PAID
    copy = files.add_row(
        files.write_file(files.Prepared("jpeg", b"x"), tmp_path), account_id=by.account_id, at=NOW
    )
    record_receipt(payment, on=TODAY, copy=copy, by=by, at=NOW)
    assert state_of(patient) is RewardState.RECEIPTED
    sums = year_sums(by, 2026, 2)
    assert [(one.period.code, one.assessed, one.confirmed, one.paid, one.paid_yuan) for one in sums] == [
        ("2026-1", 1, Decimal("1250.00"), 1, Decimal("1250.00")),
        ("2026-2", 0, Decimal(0), 0, Decimal(0)),
    ]


def test_a_failed_payment_is_listed_again(database: Engine) -> None:
    patient = person()
    by = clerk(patient)
    assessment = a_confirmed_period(an_agreement(patient), HALF, by=by, at=NOW)
    _, payment = a_roster(assessment, HALF, by=by, at=NOW)
    township = units_of(patient.id).township
    with pytest.raises(RuleBroken, match="没有可以列入"):
        make_roster(township, HALF, by=by, at=NOW)
    with pytest.raises(RuleBroken, match="失败的原因"):
        record_result(payment, paid=False, on=TODAY, failure=None, by=by, at=NOW)
    roster = session.get_one(RewardRoster, payment.roster_id)
    assert (waiting_to_be_listed(township, HALF), sums_of(payments_of(roster)).payees) == (0, 1)
    record_result(payment, paid=False, on=TODAY, failure="户名不符", by=by, at=NOW)
    assert (waiting_to_be_listed(township, HALF), sums_of(payments_of(roster)).payees) == (1, 0)
    assert state_of(patient) is RewardState.FAILED
    with pytest.raises(RuleBroken, match="已经登记过"):
        record_result(payment, paid=True, on=TODAY, failure=None, by=by, at=NOW)
    again = make_roster(township, HALF, by=by, at=NOW)
    assert [one.again for one in payments_of(roster)] == [again.number]
    assert state_of(patient) is RewardState.LISTED
    with pytest.raises(RuleBroken, match="不能再撤销"):
        withdraw(assessment, by=by, at=NOW)


@pytest.mark.parametrize("on", [TODAY - DAY, TODAY + DAY])
def test_a_result_lies_between_the_roster_and_today(database: Engine, on: date) -> None:
    patient = person()
    by = clerk(patient)
    _, payment = a_roster(a_confirmed_period(an_agreement(patient), HALF, by=by, at=NOW), HALF, by=by, at=NOW)
    with pytest.raises(RuleBroken) as refused:
        record_result(payment, paid=True, on=on, failure=None, by=by, at=NOW)
    assert refused.value.field == "result_on"


def test_a_period_that_runs_is_not_judged_and_one_that_was_not_twice(database: Engine) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    with pytest.raises(RuleBroken, match="还没有结束"):
        assess(letter, HALF, ALL_MET, {}, by=by, at=at_noon(date(2026, 6, 30)))
    first = assess(letter, HALF, ALL_MET, {}, by=by, at=at_noon(date(2026, 7, 1)))
    with pytest.raises(RuleBroken, match="已经考核过"):
        assess(letter, HALF, ALL_MET, {}, by=by, at=NOW)
    withdraw(first, by=by, at=NOW)
    second = assess(
        letter, HALF, {**ALL_MET, "reports": Judgement.NOT_MET}, {"reports": "走失未报"}, by=by, at=NOW
    )
    assert second.proposed == Decimal("937.50")


def test_an_agreement_of_the_second_half_has_no_day_in_the_first(database: Engine) -> None:
    patient = person()
    letter = an_agreement(patient, date(2026, 7, 1))
    with pytest.raises(RuleBroken, match="没有可以计算的天数"):
        assess(letter, HALF, ALL_MET, {}, by=clerk(patient), at=NOW)


def test_days_in_hospital_are_taken_off_and_shown(database: Engine) -> None:
    patient = person()
    letter = an_agreement(patient)
    status_change(patient, "community", "hospital", date(2026, 3, 10))
    status_change(patient, "hospital", "community", date(2026, 3, 20))
    assert stays_of(patient) == [Stay(date(2026, 3, 10), date(2026, 3, 20))]
    assessment = assess(letter, HALF, ALL_MET, {}, by=clerk(patient), at=NOW)
    assert (assessment.days, assessment.proposed) == (171, Decimal("1180.94"))
    assert json.loads(assessment.evidence)["hospital"] == ["2026年3月10日住院，2026年3月20日出院"]


def test_who_was_in_hospital_when_they_came_into_the_program_was_there_from_that_day(
    database: Engine,
) -> None:
    patient = person()  # registered on 10 January 2025
    status_change(patient, "hospital", "community", date(2026, 1, 11))
    assert stays_of(patient) == [Stay(date(2025, 1, 10), date(2026, 1, 11))]
    assert assess(an_agreement(patient), HALF, ALL_MET, {}, by=clerk(patient), at=NOW).days == 171


@pytest.mark.parametrize(
    ("ending", "stopped", "days"),
    [(GuardianEnding.DEATH, ["guardian_changed"], 151), (GuardianEnding.WRONG, [], 181)],
)
def test_a_reward_runs_until_the_day_the_guardian_was_none_any_more(
    database: Engine, ending: GuardianEnding, stopped: list[str], days: int
) -> None:
    patient = person()
    letter, by = an_agreement(patient), clerk(patient)
    guardian = session.query(Guardian).filter_by(id=letter.guardian_id).one()
    end_guardian(guardian, ending, on=date(2026, 6, 1), words=None, by=by, at=NOW)
    assert [one.reason for one in session.query(RewardStop)] == stopped
    assert assess(letter, HALF, ALL_MET, {}, by=by, at=NOW).days == days


def test_a_reward_stops_where_the_guardian_can_no_longer_care(database: Engine) -> None:
    patient = person()
    letter, by = an_agreement(patient), clerk(patient)
    guardian = session.query(Guardian).filter_by(id=letter.guardian_id).one()
    unable = GuardianFacts(guardian.name, guardian.relation, Basis.PARENT, "none", 1)
    change_guardian(guardian, unable, version=guardian.version, by=by, at=NOW)
    assert [(one.reason, one.stopped_on) for one in session.query(RewardStop)] == [
        ("guardian_changed", date(2026, 7, 3))
    ]


def test_the_evidence_is_what_the_visits_say_and_nothing_is_concluded(database: Engine) -> None:
    patient = person()
    by = a_viewer(Role.VILLAGE_CADRE, units_of(patient.id).village)
    day = date(2026, 5, 6)
    record_visit(patient, a_report(day, medication="none", situation="missing"), by=by, at=at_noon(day))
    evidence = evidence_of(patient, HALF)
    assert evidence["medicine"] == ["2026年5月6日随访：不服药"]
    assert evidence["follow_up"][0].startswith("2026年5月6日")
    assert evidence["reports"] == ["2026年5月6日随访发现：失访或下落不明，核对是不是监护人先报告的"]
    assert evidence["no_incident"] == []
    assert evidence_of(patient, period(2026, 2, 2))["medicine"] == []
    whole = assess(an_agreement(patient), HALF, ALL_MET, {}, by=clerk(patient), at=NOW)
    assert whole.proposed == Decimal("1250.00")


@pytest.mark.parametrize(
    "reason, state, listed",
    [("abuse", RewardState.STOPPED, False), ("confinement", RewardState.STOPPED, False),
     ("other", RewardState.TO_PAY, True)],
)  # fmt: skip
def test_a_stop_for_abuse_forfeits_what_is_not_paid_and_another_does_not(
    database: Engine, reason: str, state: RewardState, listed: bool
) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    a_confirmed_period(letter, HALF, by=by, at=NOW)
    set_account(patient, "李示例", "示例银行", ACCOUNT, by=by, at=NOW)
    stop_reward(letter, reason, on=TODAY, words="随访发现", by=by, at=NOW)
    assert state_of(patient) is state
    if listed:
        make_roster(units_of(patient.id).township, HALF, by=by, at=NOW)
    else:
        with pytest.raises(RuleBroken, match="没有可以列入"):
            make_roster(units_of(patient.id).township, HALF, by=by, at=NOW)


def test_a_stop_cuts_the_days_and_lets_the_period_be_judged_at_once(database: Engine) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    at = at_noon(date(2026, 4, 1))
    stops = stop_rewards_of(patient, "death", by=by, at=at)
    assert [(one.reason, one.stopped_on) for one in stops] == [("death", date(2026, 4, 1))]
    assert stop_rewards_of(patient, "death", by=by, at=at) == []
    with pytest.raises(RuleBroken, match="这个原因已经登记过") as refused:
        stop_reward(letter, "death", on=date(2026, 4, 1), words=None, by=by, at=at)
    assert refused.value.field == "reason"
    assessment = assess(letter, HALF, ALL_MET, {}, by=by, at=at)
    assert (assessment.days, assessment.proposed) == (90, Decimal("621.55"))


def test_only_a_signed_agreement_with_reward_is_stopped_and_for_a_reason_the_county_has(
    database: Engine,
) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    guardian = ready_for_letters(patient)
    terms = Terms(LetterKind.RESPONSIBILITY, date(2026, 1, 1), date(2026, 12, 31))
    plain = issue_letter(patient, guardian, terms, by=by, at=START)
    with pytest.raises(RuleBroken, match="没有奖补可停"):
        stop_reward(plain, "other", on=TODAY, words=None, by=by, at=NOW)
    with pytest.raises(RuleBroken, match="选择停发的原因"):
        stop_reward(letter, "mood", on=TODAY, words=None, by=by, at=NOW)
    for day in (TODAY + DAY, date(2025, 12, 31)):
        with pytest.raises(RuleBroken) as refused:
            stop_reward(letter, "other", on=day, words=None, by=by, at=NOW)
        assert refused.value.field == "stopped_on"


def test_an_account_is_sealed_and_the_one_before_stays_on_record(database: Engine) -> None:
    patient = person()
    by = clerk(patient)
    set_account(patient, "李示例", "示例银行", "6217 0000-0000 1234 567", by=by, at=NOW)
    set_account(patient, "李示例", "另一家银行", "62170000", by=by, at=NOW)
    rows = session.query(RewardAccount).order_by(RewardAccount.id).all()
    assert [(row.number, row.until_at is None) for row in rows] == [(ACCOUNT, False), ("62170000", True)]
    finish()
    raw = session.connection().exec_driver_sql("SELECT number, bank FROM reward_account").first()
    assert raw is not None
    assert ACCOUNT.encode() not in bytes(raw[0])
    assert "示例银行".encode() not in bytes(raw[1])
    for wrong in ("1234567", "6" * 31, "6217a0000"):
        with pytest.raises(RuleBroken) as refused:
            set_account(patient, "李示例", "示例银行", wrong, by=by, at=NOW)
        assert refused.value.field == "number"


def test_a_county_sets_its_own_amount_and_periods_and_agreements_made_before_keep_theirs(
    database: Engine,
) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    first = assess(letter, HALF, ALL_MET, {}, by=by, at=NOW)
    document = shipped_reward_terms() | {"edition": "county-2", "yearly_yuan": "3000.00", "periods": 4}
    publish_reward_terms(units_of(patient.id).county, document, effective_from=TODAY + DAY, by=None, at=NOW)
    terms = Terms(LetterKind.REWARD, date(2026, 7, 4), date(2027, 7, 3))
    renewed = issue_letter(patient, ready_for_letters(patient), terms, by=by, at=NOW + DAY)
    renewed.signed_on, renewed.signed_recorded_at = date(2026, 7, 4), NOW + DAY
    renewed.signed_recorded_by_id, renewed.renews_id = by.account_id, None
    session.flush()
    january, quarter = at_noon(date(2027, 1, 2)), period(2026, 4, 4)
    old = assess(letter, period(2026, 2, 2), ALL_MET, {}, by=by, at=january)
    new = assess(renewed, quarter, ALL_MET, {}, by=by, at=january)
    assert (first.whole, old.whole, old.edition) == (Decimal("1250.00"), Decimal("1250.00"), "sample-2026-1")
    assert (new.whole, new.edition, new.period) == (Decimal("750.00"), "county-2", "2026-Q4")
    with pytest.raises(RuleBroken, match="一年考核2次"):
        assess(letter, quarter, ALL_MET, {}, by=by, at=january)
    for one, numbers in ((quarter, [renewed.number]), (period(2026, 2, 2), [letter.number])):
        rows = reward_ledger(by, one, village="", page=1, today=date(2027, 1, 2)).rows
        assert [row.letter_number for row in rows] == numbers


def owed(on: date) -> list[tuple[str, date, bool]]:
    """Open the day's dues; kind, day and whether it is on the person's own page, of each that is open."""
    open_reward_dues(at=at_noon(on))
    found = session.query(Due).filter_by(kind="reward", closed_at=None).order_by(Due.id)
    return [(one.owed_by_role, one.due_on, one.patient_id is not None) for one in found]


def test_a_period_that_is_over_is_owed_once_until_it_is_paid(database: Engine) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    assert owed(date(2026, 6, 30)) == []
    by_august = ("civil_affairs", date(2026, 8, 14), True)
    assert owed(date(2026, 7, 1)) == owed(date(2026, 7, 2)) == [by_august]
    assessment = a_confirmed_period(letter, HALF, by=by, at=NOW)
    _, payment = a_roster(assessment, HALF, by=by, at=NOW)
    record_result(payment, paid=False, on=TODAY, failure="户名不符", by=by, at=NOW)
    assert owed(TODAY) == [by_august]
    _, payment = a_roster(assessment, HALF, by=by, at=NOW)
    record_result(payment, paid=True, on=TODAY, failure=None, by=by, at=NOW)
    assert owed(TODAY) == []


def test_a_renewed_agreement_owes_its_last_days_once_the_new_one_has_begun(database: Engine) -> None:
    patient = person()
    letter = an_agreement(patient)
    new = an_agreement(patient, term_from=date(2026, 10, 1))
    new.renews_id = letter.id
    session.flush()
    assert [day for _, day, _ in owed(date(2026, 9, 30))] == [date(2026, 8, 14)]
    assert [day for _, day, _ in owed(date(2026, 10, 1))] == [date(2026, 8, 14), date(2027, 2, 14)]
    assert agreement_of(letter).ends_before == date(2026, 10, 1)
    new.ended_on = date(2026, 9, 30)  # before its own term began: the first one holds on
    session.flush()
    assert agreement_of(letter).ends_before is None


def test_an_amount_of_nothing_meets_the_due_and_taking_it_back_opens_it_again(database: Engine) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    assert len(owed(TODAY)) == 1
    assessment = assess(letter, HALF, ALL_MET, {}, by=by, at=NOW)
    confirm(assessment, Decimal(0), "监护人书面放弃", by=by, at=NOW)
    assert owed(TODAY) == []
    withdraw(assessment, by=by, at=NOW)
    assert len(owed(TODAY)) == 1


@pytest.mark.parametrize(
    "reason, until",
    [("abuse", None), ("other", date(2026, 8, 14))],  # with the others of the half-year
)
def test_a_stopped_agreement_owes_the_days_until_then_or_nothing(
    database: Engine, reason: str, until: date | None
) -> None:
    patient = person()
    letter = an_agreement(patient)
    at = at_noon(date(2026, 4, 1))
    stop_reward(letter, reason, on=date(2026, 4, 1), words="随访发现", by=clerk(patient), at=at)
    assert [day for _, day, _ in owed(date(2026, 4, 2))] == ([until] if until else [])
    assert [day for _, day, _ in owed(date(2026, 7, 2))] == ([until] if until else [])


def listed(patient: Patient, letter: Letter) -> tuple[RewardRoster, RewardPayment]:
    by = clerk(patient)
    return a_roster(a_confirmed_period(letter, HALF, by=by, at=NOW), HALF, by=by, at=NOW)


@pytest.mark.parametrize(
    "reason, judged_again", [("confinement", False), ("abuse", False), ("death", True), ("exit", True)]
)
def test_a_stop_takes_a_payment_off_a_roster_that_was_not_sent(
    database: Engine, reason: str, judged_again: bool
) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    roster, _ = listed(patient, letter)
    assert len(owed(TODAY)) == 1
    stop_reward(letter, reason, on=TODAY, words="随访发现", by=by, at=NOW)
    (line,) = payments_of(roster)
    assert (line.halt, line.stop) == ("withdrawn", reward_terms_of(by.unit_path, TODAY).stop(reason).label)
    sums = sums_of(payments_of(roster))
    assert (sums.people, sums.off, sums.left, sums.left_yuan) == (1, 1, 0, Decimal(0))
    assert payees_of(roster) == []
    assert year_sums(by, 2026, 2)[0].failed == 0
    assert state_of(patient) is (RewardState.TO_ASSESS if judged_again else RewardState.STOPPED)
    # the half-year, and the two days of the next one; after a death nobody is called
    days = [date(2026, 8, 14), date(2027, 2, 14)]
    assert [day for _, day, _ in owed(TODAY)] == (days if reason == "exit" else [])


@pytest.mark.parametrize(
    "paid, words, state",
    [(True, "停付以前银行已经付出", RewardState.PAID), (False, "银行已停付", RewardState.STOPPED)],
)
def test_a_stop_after_the_roster_was_sent_is_for_the_bank_and_the_ledger_says_what_happened(
    database: Engine, paid: bool, words: str, state: RewardState
) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    roster, payment = listed(patient, letter)
    record_taking_out(roster, "bank", by=by, at=NOW)
    stop_reward(letter, "abuse", on=TODAY, words="随访发现", by=by, at=NOW)
    assert state_of(patient) is RewardState.AT_BANK
    assert (sums_of(payments_of(roster)).asked, payees_of(roster)) == (1, [])
    record_result(payment, paid=paid, on=TODAY, failure=None if paid else "已停付", by=by, at=NOW)
    judged = session.get_one(RewardAssessment, payment.assessment_id)
    page = assessment_page(judged, reward_terms_of(by.unit_path, TODAY), by)
    assert [one.state_label for one in page.payments] == [words]
    assert state_of(patient) is state


@pytest.mark.parametrize(
    ("first", "second"), [("other", "confinement"), ("confinement", "other"), ("exit", "abuse")]
)
def test_a_confinement_found_before_or_after_another_stop_forfeits_what_is_not_paid(
    database: Engine, first: str, second: str
) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    assert len(owed(TODAY)) == 1
    a_confirmed_period(letter, HALF, by=by, at=NOW)
    set_account(patient, "李示例", "示例银行", ACCOUNT, by=by, at=NOW)
    for reason, day in ((first, date(2026, 6, 1)), (second, date(2026, 6, 20))):
        stop_reward(letter, reason, on=day, words=f"核实：{reason}", by=by, at=NOW)
    assert state_of(patient) is RewardState.STOPPED
    with pytest.raises(RuleBroken, match="没有可以列入"):
        make_roster(units_of(patient.id).township, HALF, by=by, at=NOW)
    assert owed(TODAY) == []
    found = stop_lines(by, [letter])
    labels = [reward_terms_of(by.unit_path, TODAY).stop(one).label for one in (first, second)]
    assert [(one.reason, one.from_day, one.words) for one in found] == [
        (labels[0], date(2026, 6, 1), f"核实：{first}"), (labels[1], date(2026, 6, 20), f"核实：{second}"),
    ]  # fmt: skip
    assert {one.who for one in found} == {by.name}


def test_another_reason_from_an_earlier_day_cuts_more_days_and_from_a_later_one_none(
    database: Engine,
) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    stop_reward(letter, "other", on=date(2026, 6, 1), words="不再领取", by=by, at=NOW)
    judged = a_confirmed_period(letter, HALF, by=by, at=NOW)
    stop_reward(letter, "guardian_changed", on=date(2026, 6, 11), words="查证", by=by, at=NOW)
    assert (state_of(patient), judged.days, judged.withdrawn_at) == (RewardState.TO_PAY, 151, None)
    stop_reward(letter, "moved", on=date(2026, 5, 1), words="查证", by=by, at=NOW)
    assert (state_of(patient), judged.withdrawn_at) == (RewardState.TO_ASSESS, NOW)
    assert assess(letter, HALF, ALL_MET, {}, by=by, at=NOW).days == 120


def test_what_the_records_say_is_kept_beside_a_stop_once_and_only_while_the_letter_held(
    database: Engine,
) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    stop_reward(letter, "other", on=date(2026, 6, 1), words="不再领取", by=by, at=NOW)
    for _ in range(2):
        stop_rewards_of(patient, "exit", by=by, at=NOW, on=date(2026, 6, 10))
    letter.ended_on = date(2026, 6, 10)
    stop_rewards_of(patient, "death", by=by, at=NOW, on=date(2026, 6, 11))
    assert [one.reason for one in session.query(RewardStop).order_by(RewardStop.id)] == ["other", "exit"]


@pytest.mark.parametrize(
    ("passed_on", "state", "asked"),
    [
        (False, RewardState.AT_FINANCE, "已停发，请财政停付"),
        (True, RewardState.AT_BANK, "已停发，请银行停付"),
    ],
)
def test_who_has_a_roster_that_went_to_finance_is_asked_to_stop_a_payment(
    database: Engine, passed_on: bool, state: RewardState, asked: str
) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    roster, payment = listed(patient, letter)
    record_taking_out(roster, "finance", by=by, at=NOW)
    stop_reward(letter, "abuse", on=TODAY, words="随访发现", by=by, at=NOW)
    if passed_on:  # after the stop: what was asked of finance is the bank's to do now
        record_sent_to_bank(roster, on=TODAY, by=by, at=NOW)
    assert (state_of(patient), payment.state) == (state, "listed")
    assert [one.halt_words for one in payments_of(roster)] == [asked]
    record_result(payment, paid=False, on=TODAY, failure="已停付", by=by, at=NOW)
    assert state_of(patient) is RewardState.STOPPED


@pytest.mark.parametrize(
    ("reason", "taken", "answered"),
    [
        ("abuse", RewardState.STOPPED, RewardState.STOPPED),
        ("other", RewardState.TO_ASSESS, RewardState.TO_ASSESS),
    ],
)
def test_a_roster_said_to_be_with_the_bank_names_day_and_person_and_the_bank_stops_what_was_taken_off_since(
    database: Engine, reason: str, taken: RewardState, answered: RewardState
) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    roster, payment = listed(patient, letter)
    stop_reward(letter, reason, on=date(2026, 6, 1), words="随访发现", by=by, at=NOW + DAY)
    assert state_of(patient) is taken
    for day in (TODAY - DAY, TODAY + 3 * DAY):
        with pytest.raises(RuleBroken) as refused:
            record_sent_to_bank(roster, on=day, by=by, at=NOW + 2 * DAY)
        assert refused.value.field == "sent_on"
    record_sent_to_bank(roster, on=TODAY, by=by, at=NOW + 2 * DAY)
    (sending,) = sendings_of(roster)
    assert (sending.receiver, sending.sent_on, sending.who) == ("bank", TODAY, by.name)
    asked = [(one.halt, one.halt_words) for one in payments_of(roster)]
    assert asked == [("at_bank", "已停发，请银行停付")], "the bank had it a day before the stop was recorded"
    assert state_of(patient) is RewardState.AT_BANK
    with pytest.raises(RuleBroken, match="已经登记送银行"):
        record_sent_to_bank(roster, on=TODAY, by=by, at=NOW + 2 * DAY)
    record_result(payment, paid=False, on=TODAY, failure="银行已停付", by=by, at=NOW + 2 * DAY)
    assert (payments_of(roster)[0].halt_words, state_of(patient)) == ("银行已停付", answered)


@pytest.mark.parametrize(("sent_after", "judged"), [(0, 1), (1, 1), (2, 2)])
def test_what_was_judged_anew_waits_where_the_bank_may_have_paid_the_first_judgement(
    database: Engine, sent_after: int, judged: int
) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    roster, payment = listed(patient, letter)
    stop_rewards_of(patient, "moved", by=by, at=NOW + DAY, on=date(2026, 6, 1))
    anew = assess(letter, HALF, ALL_MET, {}, by=by, at=NOW + DAY)
    record_sent_to_bank(roster, on=TODAY + sent_after * DAY, by=by, at=NOW + 3 * DAY)
    stands = {1: payment.assessment_id, 2: anew.id}[judged]
    found = session.scalars(select(RewardAssessment).where(RewardAssessment.withdrawn_at.is_(None))).one()
    assert found.id == stands
    if judged == 1:
        record_result(payment, paid=True, on=TODAY, failure=None, by=by, at=NOW + 3 * DAY)
        assert state_of(patient) is RewardState.PAID
    else:
        with pytest.raises(RuleBroken, match="已经登记过发放结果"):
            record_result(payment, paid=True, on=TODAY, failure=None, by=by, at=NOW + 3 * DAY)


def test_a_payment_reckoned_with_days_after_the_stop_is_judged_anew(database: Engine) -> None:
    patient = person()
    by, letter = clerk(patient), an_agreement(patient)
    roster, _ = listed(patient, letter)
    stop_rewards_of(patient, "moved", by=by, at=NOW, on=date(2026, 6, 1))
    assert payments_of(roster)[0].halt == "withdrawn"
    assert state_of(patient) is RewardState.TO_ASSESS
    assert assess(letter, HALF, ALL_MET, {}, by=by, at=NOW).days == 151


def test_terms_are_published_once_and_what_cannot_be_is_said(database: Engine, tmp_path: Path) -> None:
    county = units_of(person().id).county
    file = tmp_path / "terms.toml"
    text = Path("mhapp/data/reward.toml").read_text("utf-8")
    file.write_text(text.replace("2500.00", "1800.50"), "utf-8")
    publish_reward_terms(county, read_reward_terms(file), effective_from=TODAY, by=None, at=NOW)
    assert reward_terms_of(county.path, TODAY).yearly_words == "1800.50"
    assert reward_terms_of(county.path, TODAY - DAY).yearly_words == "2500"
    with pytest.raises(RuleBroken, match="已经发布"):
        publish_reward_terms(county, read_reward_terms(file), effective_from=TODAY, by=None, at=NOW)
    for wrong, words in (
        ("periods = 2", "periods"), ("share = 25", "比例"), ('code = "death"', "death"),
        ('yearly_yuan = "2500.00"', "yearly_yuan"),
    ):  # fmt: skip
        file.write_text(
            text.replace(wrong, wrong.split(" = ")[0] + ' = "5"' if "y" not in wrong else "", 1), "utf-8"
        )
        with pytest.raises(RuleBroken, match=words):
            read_reward_terms(file)


def test_a_receipt_comes_once_and_only_for_money_that_was_paid(database: Engine, tmp_path: Path) -> None:
    patient = person()
    by = clerk(patient)
    _, payment = a_roster(a_confirmed_period(an_agreement(patient), HALF, by=by, at=NOW), HALF, by=by, at=NOW)

    def a_copy() -> StoredFile:
        written = files.write_file(files.Prepared("jpeg", b"x"), tmp_path)
        return files.add_row(written, account_id=by.account_id, at=NOW)

    with pytest.raises(RuleBroken, match="还没有登记发放成功"):
        record_receipt(payment, on=TODAY, copy=a_copy(), by=by, at=NOW)
    record_result(payment, paid=True, on=TODAY, failure=None, by=by, at=NOW)
    for day in (TODAY - DAY, TODAY + DAY):
        with pytest.raises(RuleBroken) as refused:
            record_receipt(payment, on=day, copy=a_copy(), by=by, at=NOW)
        assert refused.value.field == "receipt_on"
    record_receipt(payment, on=TODAY, copy=a_copy(), by=by, at=NOW)
    with pytest.raises(RuleBroken, match="不用再传"):
        record_receipt(payment, on=TODAY, copy=a_copy(), by=by, at=NOW)


def test_the_workbook_holds_accounts_as_text_and_no_word_of_the_person(tmp_path: Path) -> None:
    lines = [
        PayeeLine("=李示例", "示例银行", "0017000000001234567", Decimal("1243.09"), "ABCDEFGH"),
        PayeeLine("𬭊示例", "示例银行", "6217000000001234567", Decimal("0.10"), "IJKLMNOP"),
    ]
    data = reward_roster_workbook(
        RosterSheet("石盘镇补助发放名册", "FF-1", "石盘镇 王五 用途：送银行代发", lines)
    )
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[3] == [1.0, "=李示例", "示例银行", "0017000000001234567", 1243.09, "ABCDEFGH"]
    assert rows[4][1:4] == ["𬭊示例", "示例银行", "6217000000001234567"]
    assert rows[5][4] == 1243.19
    assert "用途：送银行代发" in rows[1][0]
    words = "".join(str(cell) for row in rows for cell in row)
    assert not [word for word in ("患者", "精神", "监护", "以奖代补", "等级") if word in words]


def test_what_was_judged_names_who_and_rests_on_sealed_evidence(database: Engine) -> None:
    patient = person()
    by = clerk(patient)
    assessment = assess(an_agreement(patient), HALF, ALL_MET, {}, by=by, at=NOW)
    assert assessment.assessed_by_id == by.account_id
    finish()
    raw = session.connection().exec_driver_sql("SELECT judgements FROM reward_assessment").scalar_one()
    assert b"medicine" not in bytes(raw)
    assert session.query(RewardAssessment).one().judgements.startswith("{")
