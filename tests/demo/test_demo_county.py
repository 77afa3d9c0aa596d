"""The invented county: the same from the same day, everybody promised is there, and all of it as the rules have it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, select

from mhapp import db
from mhapp.crypto import blind_index, hmac_code
from mhapp.db import session
from mhapp.demo.county import make_county
from mhapp.demo.fill import fill
from mhapp.domain.danger_rating import RatingUsed
from mhapp.domain.errors import RuleBroken
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.domain.visit_clock import visit_due
from mhapp.domain.visit_score import score_visit, suggestion
from mhapp.models import (
    Account,
    Appointment,
    CareAssignment,
    DangerRating,
    Due,
    Guardian,
    JusticeMark,
    Letter,
    LevelDecision,
    LevelProposal,
    Patient,
    ProposalStep,
    Responsibility,
    ScoreSheetEdition,
    Unit,
    Visit,
)
from mhapp.queries import policies
from mhapp.queries.visit_facts import two_falls_of, visit_facts_of
from mhapp.services import audit_chain
from mhapp.services.passwords import verify_password

TODAY = date(2026, 7, 14)
MORNING = datetime(2026, 7, 14, 0, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def county(sqlite_file_database: str) -> Iterator[Engine]:
    """The county of 120 people, shared by the tests of this file, which only read."""
    engine = db.connect(sqlite_file_database)
    fill(120, today=TODAY, at=MORNING)
    yield engine
    session.remove()
    engine.dispose()


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    session.remove()


def named(name: str) -> Patient:
    """The person of this name."""
    return session.scalars(select(Patient).where(Patient.name == name)).one()


def first_village() -> list[Patient]:
    """The people of the village of 13900000101."""
    cadre = session.scalars(
        select(Account).where(Account.phone_index == blind_index("phone", "13900000101"))
    ).one()
    unit_id = session.scalars(select(Appointment.unit_id).where(Appointment.account_id == cadre.id)).one()
    return list(
        session.scalars(
            select(Patient)
            .join(Responsibility, Responsibility.patient_id == Patient.id)
            .where(Responsibility.unit_id == unit_id, Responsibility.kind == "residence")
        )
    )


def last_visits(patient: Patient, count: int) -> list[Visit]:
    """The person's last visits, oldest first."""
    found = session.scalars(
        select(Visit).where(Visit.patient_id == patient.id).order_by(Visit.visit_date.desc(), Visit.id.desc())
    )
    return list(found)[:count][::-1]


def last_rating(patient: Patient) -> DangerRating | None:
    return session.scalars(
        select(DangerRating)
        .where(DangerRating.patient_id == patient.id)
        .order_by(DangerRating.rated_on.desc())
    ).first()


# ---- the same county -----------------------------------------------------------------------------


def test_the_same_day_makes_the_same_county(county: Engine) -> None:
    assert make_county(60, TODAY, "hash").rows == make_county(60, TODAY, "hash").rows


def test_another_day_makes_another_county(county: Engine) -> None:
    one, other = make_county(60, TODAY, "hash"), make_county(60, date(2026, 7, 15), "hash")
    assert one.rows["visit"] != other.rows["visit"]
    assert {row["public_id"] for row in one.rows["patient"]}.isdisjoint(
        row["public_id"] for row in other.rows["patient"]
    )


# ---- units and accounts --------------------------------------------------------------------------


def test_two_townships_have_four_villages_each(county: Engine) -> None:
    kinds = Counter(session.scalars(select(Unit.kind)))
    assert kinds == {"county": 1, "township": 2, "village": 8}
    for township in session.scalars(select(Unit).where(Unit.kind == "township")):
        assert session.scalar(select(func.count()).where(Unit.parent_id == township.id)) == 4
    assert session.scalars(select(Unit.code).where(Unit.kind == "county")).one() == "500199"


@pytest.mark.parametrize(
    "phone, role, place",
    [
        ("13900000101", "village_cadre", "竹灯村"),
        ("13900000102", "village_cadre", "水碾村"),
        ("13900000103", "village_cadre", "墨痕社区"),
        ("13900000104", "village_cadre", "竹灯村"),
        ("13900000201", "clinic_doctor", "云圃镇"),
        ("13900000202", "clinic_doctor", "月砚街道"),
        ("13900000301", "police_officer", "云圃镇"),
        ("13900000302", "police_officer", "月砚街道"),
        ("13900000401", "civil_affairs", "云圃镇"),
        ("13900000402", "peace_office", "云圃镇"),
        ("13900000403", "justice_office", "云圃镇"),
        ("13900000404", "service_centre", "云圃镇"),
        ("13900000501", "township_reviewer", "云圃镇"),
        ("13900000503", "township_reviewer", "云圃镇"),
        ("13900000502", "township_reviewer", "月砚街道"),
        ("13900000601", "county_office", "演示区"),
        ("13900000602", "county_office", "演示区"),
        ("13900000701", "system_admin", "演示区"),
        ("13900000702", "security_admin", "演示区"),
        ("13900000703", "auditor", "演示区"),
    ],
)
def test_every_promised_account_is_there(county: Engine, phone: str, role: str, place: str) -> None:
    account = session.scalars(select(Account).where(Account.phone_index == blind_index("phone", phone))).one()
    found = session.execute(
        select(Appointment.role, Unit.name)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.account_id == account.id)
    ).all()
    assert [tuple(row) for row in found] == [(role, place)]
    assert not account.must_change_password


def test_all_of_them_have_the_demo_password(county: Engine) -> None:
    hashes = set(session.scalars(select(Account.password_hash)))
    assert all(verify_password("Demo-county-2026", kept) for kept in hashes)


# ---- the first village ---------------------------------------------------------------------------


def test_the_first_village_holds_somebody_at_each_rating_and_one_never_rated(county: Engine) -> None:
    ratings = [last_rating(patient) for patient in first_village()]
    assert {0, 1, 2, 3, 4, 5} <= {rating.level for rating in ratings if rating}
    assert ratings.count(None) == 1
    assert last_rating(named("蒋样本")) is None


def test_the_first_village_holds_each_level_and_one_ungraded(county: Engine) -> None:
    levels = {patient.level for patient in first_village() if patient.status == "community"}
    assert levels == {"red", "orange", "yellow", "green", None}


def test_a_stale_rating_waits_for_the_clinic(county: Engine) -> None:
    patient = named("邵示意")
    rating, visit = last_rating(patient), last_visits(patient, 1)[0]
    assert rating is not None
    assert (visit.visit_date - rating.rated_on).days > 92
    waiting = session.scalars(
        select(Due).where(
            Due.patient_id == patient.id, Due.kind == "danger_reassessment", Due.closed_at.is_(None)
        )
    ).one()
    assert waiting.owed_by_role == "clinic_doctor"


def test_a_proposal_to_orange_waits_for_the_township(county: Engine) -> None:
    patient = named("汤示例")
    proposal = session.scalars(
        select(LevelProposal).where(LevelProposal.patient_id == patient.id, LevelProposal.closed_at.is_(None))
    ).one()
    assert (patient.level, proposal.target_level, proposal.status) == ("yellow", "orange", "determine")
    assert last_visits(patient, 1)[0].suggested_level == "orange"


def test_a_level_is_past_its_review(county: Engine) -> None:
    patient = named("龚样例")
    decision = session.get_one(LevelDecision, patient.level_decision_id)
    assert decision.review_by is not None
    assert decision.review_by < TODAY
    due = session.scalars(
        select(Due).where(Due.patient_id == patient.id, Due.kind == "level_review", Due.closed_at.is_(None))
    ).one()
    assert due.due_on == decision.review_by


def test_two_falls_are_offered_to_somebody_at_orange(county: Engine) -> None:
    patient = named("段示样")
    falls = two_falls_of(patient)
    assert patient.level == "orange"
    assert [visit.points for visit in falls.counted] == [Decimal(59), Decimal(54), Decimal(34)]
    assert (falls.offered, falls.why_not) == (True, "")


@pytest.mark.parametrize(
    "name, rating, points, suggested",
    [
        # 16 + weak guardian 8 + one quiet sign 5 + quarrel 5 + stress 5
        ("林𬭊", 2, "39", "green"),
        # 30 + no guardian 15 + one quiet sign 5 + quarrel 5 + stress 5
        ("周㛃", 3, "60", "yellow"),
        # 36 + weak guardian 8 + no medicine 15 + one quiet sign 5 + three circumstances 15
        ("陈䶮", 4, "79", "orange"),
        # 40 + no guardian 15 + suspicion 10 + three circumstances 15
        ("于示范", 5, "80", "red"),
        # 30 + one quiet sign 5 + quarrel 5
        ("龙示点", 3, "40", "yellow"),
    ],
)
def test_the_limits_are_reached_by_points_worked_out_by_hand(
    county: Engine, name: str, rating: int, points: str, suggested: str
) -> None:
    patient = named(name)
    visit, rated = last_visits(patient, 1)[0], last_rating(patient)
    assert rated is not None
    assert (rated.level, visit.points, visit.suggested_level) == (rating, Decimal(points), suggested)
    record = visit.score_record or {}
    assert sum(Decimal(part["points"]) for part in record["parts"]) == Decimal(points)


def test_today_has_something_late_something_due_and_something_next(county: Engine) -> None:
    village = session.scalars(select(Unit.id).where(Unit.name == "竹灯村")).one()
    dues = session.execute(
        select(Patient.name, Due.due_on)
        .join(Due, Due.patient_id == Patient.id)
        .where(Due.owed_by_unit_id == village, Due.kind == "visit", Due.closed_at.is_(None))
    ).all()
    by_name = {name: due_on for name, due_on in dues}
    assert by_name["雷样示"] == date(2026, 7, 12)
    assert by_name["阿依努尔·示例买买提·演示克孜"] == TODAY
    assert TODAY < min(day for day in by_name.values() if day > TODAY) <= date(2026, 7, 21)


def test_the_justice_office_has_somebody_to_see(county: Engine) -> None:
    assert named("龙示点").marked_for_justice
    marked = set(session.scalars(select(Patient.id).where(Patient.marked_for_justice)))
    assert (
        set(session.scalars(select(JusticeMark.patient_id).where(JusticeMark.ended_at.is_(None)))) == marked
    )


def test_two_cadres_share_the_first_village(county: Engine) -> None:
    people = [patient.id for patient in first_village()]
    shares = Counter(
        session.scalars(
            select(Account.name)
            .join(CareAssignment, CareAssignment.account_id == Account.id)
            .where(CareAssignment.patient_id.in_(people))
        )
    )
    assert set(shares) == {"安一村", "安四村"}
    assert shares["安一村"] > shares["安四村"]


# ---- as in life ----------------------------------------------------------------------------------


def test_about_four_in_five_are_green_and_few_are_red(county: Engine) -> None:
    levels = Counter(session.scalars(select(Patient.level)))
    assert sum(levels.values()) == 120
    assert 90 <= levels["green"] <= 102
    assert 1 <= levels["red"] <= 4


def test_identity_numbers_are_right_and_of_no_county(county: Engine) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    numbers = [number or "" for number in session.scalars(select(Patient.identity_number))]
    assert len(set(numbers)) == 120
    for patient in session.scalars(select(Patient)):
        number = patient.identity_number or ""
        assert number.startswith("500199")
        # The weighted sum with the check character's own value is one modulo eleven (GB 11643).
        last = 10 if number[17] == "X" else int(number[17])
        assert (
            sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) + last
        ) % 11 == 1
        assert patient.birth_date is not None
        assert number[6:14] == f"{patient.birth_date:%Y%m%d}"
        assert ("2", "1")[int(number[16]) % 2] == patient.sex


def test_no_family_has_a_number_that_can_be_dialled(county: Engine) -> None:
    phones = [*session.scalars(select(Patient.phone)), *session.scalars(select(Guardian.phone))]
    assert any(phones)
    assert all(phone.startswith("000") for phone in phones if phone)


def test_long_names_and_rare_characters_are_among_the_people(county: Engine) -> None:
    names = "".join(session.scalars(select(Patient.name)))
    assert all(character in names for character in "㛃䶮𬭊")
    assert max(len(name) for name in session.scalars(select(Patient.name))) >= 15


@pytest.mark.parametrize("model, prefix", [(Visit, "SF"), (LevelProposal, "JB")])
def test_numbers_run_without_a_gap_by_village_and_year(
    county: Engine, model: type[Visit], prefix: str
) -> None:
    found: dict[str, list[int]] = {}
    for number in session.scalars(select(model.number)):
        series, _, count = number.rpartition("-")
        assert series.startswith(f"{prefix}-500199")
        found.setdefault(series, []).append(int(count))
    for counts in found.values():
        assert sorted(counts) == list(range(1, len(counts) + 1))


def test_numbers_follow_the_order_of_entry(county: Engine) -> None:
    village = session.scalars(select(Unit.id).where(Unit.name == "水碾村")).one()
    numbers = session.scalars(
        select(Visit.number)
        .where(Visit.unit_id == village, Visit.number.like("%-2026-%"))
        .order_by(Visit.entered_at)
    ).all()
    assert numbers == sorted(numbers)


def test_the_open_visit_due_is_what_the_clock_says(county: Engine) -> None:
    clocks = policies.clocks_of("500199", TODAY)
    checked = 0
    for patient in session.scalars(select(Patient).where(Patient.status == "community")):
        due = session.scalars(
            select(Due).where(Due.patient_id == patient.id, Due.kind == "visit", Due.closed_at.is_(None))
        ).one()
        # After a rise the old date holds where it is earlier.
        assert due.due_on <= visit_due(visit_facts_of(patient), clocks), patient.name
        if due.started_by_kind == "visit":
            assert due.due_on == visit_due(visit_facts_of(patient), clocks), patient.name
            checked += 1
    assert checked > 60


def test_who_is_not_at_home_is_owed_no_visit(county: Engine) -> None:
    elsewhere = select(Patient.id).where(Patient.status != "community")
    assert session.scalars(elsewhere).all()
    assert (
        session.scalars(
            select(Due).where(Due.patient_id.in_(elsewhere), Due.kind == "visit", Due.closed_at.is_(None))
        ).all()
        == []
    )


def test_of_who_has_left_only_the_lists_are_owed_and_no_filing_is_late(county: Engine) -> None:
    left = select(Patient.id).where(Patient.status.in_(["dead", "moved", "exited"]))
    owed = session.scalars(select(Due.kind).where(Due.patient_id.in_(left), Due.closed_at.is_(None)))
    assert set(owed) == {"list_entry"}
    standing = select(Letter).where(Letter.patient_id.in_(left), Letter.ended_on.is_(None))
    assert session.scalars(standing).all() == []
    filings = select(Due.due_on).where(Due.kind.in_(["file", "city_file"]), Due.closed_at.is_(None))
    assert min(session.scalars(filings)) >= TODAY


def test_nobody_took_two_steps_or_one_on_their_own_proposal(county: Engine) -> None:
    taken = session.execute(
        select(ProposalStep.proposal_id, ProposalStep.account_id, func.count())
        .group_by(ProposalStep.proposal_id, ProposalStep.account_id)
        .having(func.count() > 1)
    ).all()
    assert taken == []


def test_red_was_determined_by_the_county_and_orange_by_the_township(county: Engine) -> None:
    decided = session.execute(
        select(LevelDecision.level, LevelDecision.decided_by_role).where(
            LevelDecision.level.in_(["red", "orange"]), LevelDecision.previous_level.in_(["orange", "yellow"])
        )
    ).all()
    assert {tuple(row) for row in decided if row.level == "red"} == {("red", "county_office")}
    assert {tuple(row) for row in decided if row.level == "orange"} == {("orange", "township_reviewer")}


def test_everything_open_in_the_offices_is_there(county: Engine) -> None:
    open_kinds = Counter(session.scalars(select(Due.kind).where(Due.closed_at.is_(None))))
    for kind in (
        "visit", "visit_retry", "medicine", "audit", "determine", "resubmit", "city_file", "suggestion_answer",
        "danger_reassessment", "level_review", "first_determination",
    ):  # fmt: skip
        assert open_kinds[kind] >= 1, kind
    waiting = Counter(session.scalars(select(LevelProposal.status).where(LevelProposal.closed_at.is_(None))))
    assert waiting["audit"] >= 1
    assert waiting["determine"] >= 2
    assert waiting["returned"] >= 1


def test_nothing_lies_in_the_future(county: Engine) -> None:
    assert session.scalar(select(func.max(Visit.visit_date))) <= TODAY
    assert session.scalar(select(func.max(DangerRating.rated_on))) <= TODAY
    assert session.scalar(select(func.max(LevelDecision.effective_on))) <= TODAY


def test_suggestions_are_the_domains_own(county: Engine) -> None:
    sheet = ScoreSheet.from_dict(session.scalars(select(ScoreSheetEdition.document)).one())
    visits = session.scalars(select(Visit).where(Visit.is_attempt.is_(False)).order_by(Visit.id)).all()[::7]
    for visit in visits:
        rating = session.get(DangerRating, visit.rating_id) if visit.rating_id else None
        used = RatingUsed(rating.level, rating.rated_on, "") if rating else None
        score = score_visit({item: tuple(codes) for item, codes in visit.answers.items()}, sheet, used)
        in_force = RiskLevel(visit.in_force_level) if visit.in_force_level else None
        assert (score.points, score.level, score.incomplete) == (
            visit.points, visit.shown_level, visit.incomplete,
        )  # fmt: skip
        assert suggestion(score, in_force).level == visit.suggested_level


def test_letters_hold_their_text_and_their_check_code(county: Engine) -> None:
    letters = session.scalars(select(Letter)).all()
    assert 50 <= len(letters) <= 100
    for letter in letters:
        assert json.loads(letter.snapshot)["number"] == letter.number
        assert hmac_code("letter", letter.snapshot.encode()) == letter.check_code
        assert letter.number.startswith(("云圃监护〔", "月砚监护〔"))


def test_the_filling_is_one_row_of_a_chain_that_holds(county: Engine) -> None:
    verdict = audit_chain.verify()
    assert (verdict.holds, verdict.rows) == (True, 1)


# ---- both engines --------------------------------------------------------------------------------


def test_the_application_goes_on_after_the_last_key_on_both_engines(each_engine: Engine) -> None:
    fill(60, today=TODAY, at=MORNING)
    with db.transaction():
        unit = Unit(
            kind="village",
            code="500199101299",
            path="500199.500199101.500199101299",
            name="新村",
            short_name="新",
        )
        session.add(unit)
    assert unit.id == 12
    assert session.scalar(select(func.count()).select_from(Patient)) == 60
    with pytest.raises(RuleBroken, match="已经有演示数据"):
        fill(60, today=TODAY, at=MORNING)
