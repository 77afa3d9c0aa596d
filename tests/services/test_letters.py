"""Issuing a letter, printing it, and recording that it was signed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from mhapp import crypto
from mhapp.clock import beijing_date
from mhapp.db import finish, session, transaction
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_snapshot import LetterSnapshot
from mhapp.domain.letter_state import LetterState
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import AuditEvent, Letter, LetterPrint, StoredFile, Unit
from mhapp.queries.letter_rows import letters_of
from mhapp.queries.letters import letter_details, letters_seen_by, people_of_village
from mhapp.queries.responsibilities import units_of
from mhapp.services import files
from mhapp.services.letter_texts import publish_letter_text, shipped_text
from mhapp.services.letters import Terms, issue_letter, key_of, mark_signed, record_print
from tests.factories.letters import MORNING, TERMS, a_letter, a_letter_text, ready_for_letters
from tests.factories.patients import a_guardian, a_patient
from tests.factories.people import a_viewer
from tests.factories.units import a_county, a_township, a_village, parent_of

TODAY = date(2026, 8, 3)


def a_copy(folder: Path) -> StoredFile:
    written = files.write_file(files.Prepared("jpeg", b"photo"), folder)
    return files.add_row(written, account_id=a_viewer().account_id, at=MORNING)


def test_a_letter_gets_its_number_from_township_year_and_count(database: Engine) -> None:
    village = a_village(a_township(name="石盘镇"))
    other = a_village(a_township(name="清河街道"))
    numbers = [a_letter(a_patient(place)).number for place in (village, village, other)]
    assert numbers == ["石盘监护〔2026〕0001号", "石盘监护〔2026〕0002号", "清河街道监护〔2026〕0001号"]


def test_letters_are_issued_printed_signed_and_read_on_both_engines(
    each_engine: Engine, tmp_path: Path
) -> None:
    village = a_village(a_township(name="石盘镇"))
    patient = a_patient(village, name="张𬭊")
    letter, cadre = a_letter(patient), a_viewer(Role.VILLAGE_CADRE, village)
    record_print([key_of(letter)], by=cadre, at=MORNING)
    mark_signed(letter, signed_on=TODAY, copy=a_copy(tmp_path), by=cadre, at=MORNING)
    finish()
    session.expire_all()
    seen = session.scalars(letters_seen_by(cadre)).one()
    assert "张𬭊" in seen.snapshot
    assert [row.state for row in letters_of(patient.id, today=TODAY)] == [LetterState.IN_FORCE]
    assert [person.letter.number for person in people_of_village(village, today=TODAY)] == [
        "石盘监护〔2026〕0001号"
    ]


def test_numbers_begin_anew_with_the_beijing_year(database: Engine) -> None:
    patient = a_patient(a_village(a_township(name="石盘镇")))
    ready_for_letters(patient)
    terms = Terms(LetterKind.RESPONSIBILITY, date(2027, 1, 1), date(2027, 12, 31))
    before = a_letter(patient, terms=terms, at=datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    after = a_letter(patient, terms=terms, at=datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    assert (before.number, after.number) == ("石盘监护〔2026〕0001号", "石盘监护〔2027〕0001号")


def test_a_number_is_not_lost_when_the_issue_fails(database: Engine) -> None:
    patient = a_patient(a_village(a_township(name="石盘镇")))
    guardian = ready_for_letters(patient)
    by = a_viewer()
    finish()
    with pytest.raises(ZeroDivisionError), transaction():
        issue_letter(patient, guardian, TERMS, by=by, at=MORNING)
        raise ZeroDivisionError
    with transaction():
        assert issue_letter(patient, guardian, TERMS, by=by, at=MORNING).number == "石盘监护〔2026〕0001号"


def test_two_counties_may_have_a_township_of_the_same_name(database: Engine) -> None:
    letters = [
        a_letter(a_patient(a_village(a_township(a_county(name), "城关镇")))) for name in ("甲县", "乙县")
    ]
    assert [letter.number for letter in letters] == ["城关监护〔2026〕0001号", "城关监护〔2026〕0001号"]


def test_a_letter_says_who_agrees_with_whom_and_until_when(database: Engine) -> None:
    village = a_village(a_township(name="石盘镇"), name="柏树村")
    patient = a_patient(village, name="张示例")
    a_guardian(patient, name="李示例")
    snapshot = LetterSnapshot.from_json(a_letter(patient).snapshot)
    assert snapshot.text.opening[:4] == (
        "甲方：石盘镇人民政府",
        "乙方：柏树村村民委员会",
        "丙方（监护人）：李示例，系被监护人的父亲",
        "被监护人：张示例",
    )
    assert snapshot.text.sections[0].paragraphs == ("自2026年8月1日起，至2027年7月31日止。",)
    assert snapshot.edition == "sample-2026-1"


def test_a_subdistrict_signs_by_its_office_and_a_community_by_its_residents_committee(
    database: Engine,
) -> None:
    village = a_village(a_township(name="清河街道"), name="桥头社区")
    opening = LetterSnapshot.from_json(a_letter(a_patient(village)).snapshot).text.opening
    assert opening[:2] == ("甲方：清河街道办事处", "乙方：桥头社区居民委员会")


def test_a_letter_stays_as_issued_when_name_and_text_change(database: Engine) -> None:
    patient = a_patient(name="张示例")
    letter = a_letter(patient)
    before, code = letter.snapshot, letter.check_code
    patient.name = "张改名"
    session.flush()
    session.expire(letter)
    assert (letter.snapshot, letter.check_code) == (before, code)
    assert "张示例" in before


def test_the_check_code_is_eight_characters_over_what_the_letter_says(database: Engine) -> None:
    letter, other = a_letter(), a_letter()
    assert len(letter.check_code) == 8
    assert set(letter.check_code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert letter.check_code == crypto.hmac_code("letter", letter.snapshot.encode())
    assert letter.check_code != other.check_code


def test_what_a_letter_says_is_not_readable_in_the_database(database: Engine) -> None:
    a_letter(a_patient(name="张示例"))
    raw = session.execute(text("SELECT snapshot FROM letter")).scalar_one()
    assert "张示例".encode() not in bytes(raw)


def test_a_letter_names_no_level(database: Engine) -> None:
    snapshot = a_letter(a_patient(level=RiskLevel.RED)).snapshot
    assert not [word for word in ("red", "红", "风险", "积分", "等级") if word in snapshot]


@pytest.mark.parametrize(
    "starts_on, ends_on, field, words",
    [
        (date(2026, 8, 3), date(2026, 8, 3), "ends_on", "起始日期以后"),
        (date(2025, 9, 1), date(2026, 8, 2), "ends_on", "已经过去"),
        (date(2025, 8, 1), date(2027, 8, 1), "starts_on", "超过一年"),
        (date(2027, 8, 5), date(2028, 8, 1), "starts_on", "超过一年"),
        (date(2026, 8, 1), date(2031, 8, 2), "ends_on", "不要超过5年"),
    ],
)
def test_a_term_nobody_means_is_refused_at_its_field(
    database: Engine, starts_on: date, ends_on: date, field: str, words: str
) -> None:
    patient = a_patient()
    ready_for_letters(patient)
    with pytest.raises(RuleBroken, match=words) as refused:
        a_letter(patient, terms=Terms(LetterKind.RESPONSIBILITY, starts_on, ends_on))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "starts_on, ends_on",
    [
        (date(2026, 8, 3), date(2026, 8, 4)),
        (date(2025, 9, 1), date(2026, 8, 3)),
        (date(2025, 8, 2), date(2026, 12, 31)),
        (date(2027, 8, 4), date(2028, 8, 1)),
        (date(2026, 8, 1), date(2031, 8, 1)),
    ],
)
def test_a_term_at_its_limits_is_taken(database: Engine, starts_on: date, ends_on: date) -> None:
    letter = a_letter(terms=Terms(LetterKind.RESPONSIBILITY, starts_on, ends_on))
    assert (letter.term_from, letter.term_until) == (starts_on, ends_on)


@pytest.mark.parametrize(
    "status, word",
    [(PatientStatus.DEAD, "死亡"), (PatientStatus.MOVED, "迁出"), (PatientStatus.EXITED, "已出库")],
)
def test_nothing_is_agreed_any_more_for_who_left(database: Engine, status: PatientStatus, word: str) -> None:
    with pytest.raises(RuleBroken, match=f"“{word}”，不再签责任书"):
        a_letter(a_patient(status=status))


@pytest.mark.parametrize(
    "status", [PatientStatus.HOSPITAL, PatientStatus.AWAY, PatientStatus.CUSTODY, PatientStatus.LOST]
)
def test_a_guardian_signs_also_while_the_patient_is_not_at_home(
    database: Engine, status: PatientStatus
) -> None:
    assert a_letter(a_patient(status=status)).id


def test_another_persons_guardian_signs_nothing(database: Engine) -> None:
    patient = a_patient()
    ready_for_letters(patient)
    stranger = a_guardian(a_patient())
    with pytest.raises(RuleBroken, match="现在的监护人"):
        issue_letter(patient, stranger, TERMS, by=a_viewer(), at=MORNING)


def test_a_former_guardian_signs_nothing(database: Engine) -> None:
    patient = a_patient()
    former = ready_for_letters(patient)
    former.until_date = date(2026, 7, 1)
    with pytest.raises(RuleBroken, match="现在的监护人"):
        issue_letter(patient, former, TERMS, by=a_viewer(), at=MORNING)


def test_a_new_letter_ends_the_unsigned_one_of_its_kind_and_no_other(
    database: Engine, tmp_path: Path
) -> None:
    patient = a_patient()
    signed = a_letter(patient)
    mark_signed(signed, signed_on=TODAY, copy=a_copy(tmp_path), by=a_viewer(), at=MORNING)
    reward = a_letter(patient, terms=Terms(LetterKind.REWARD, date(2026, 8, 1), date(2027, 7, 31)))
    waiting = a_letter(patient)
    newest = a_letter(patient)
    states = {row.number: row.state for row in letters_of(patient.id, today=TODAY)}
    assert states == {
        signed.number: LetterState.IN_FORCE,
        reward.number: LetterState.DRAFT,
        waiting.number: LetterState.VOID,
        newest.number: LetterState.DRAFT,
    }
    assert waiting.ended_reason == "另出新的一份"


def test_a_letter_goes_from_issued_to_printed_to_signed_to_expired(database: Engine, tmp_path: Path) -> None:
    patient = a_patient()
    letter = a_letter(patient)

    def state(today: date) -> str:
        return letters_of(patient.id, today=today)[0].state.label

    assert state(TODAY) == "待打印"
    record_print([key_of(letter)], by=a_viewer(), at=MORNING)
    assert state(TODAY) == "待签字"
    mark_signed(letter, signed_on=TODAY, copy=a_copy(tmp_path), by=a_viewer(), at=MORNING)
    assert state(TODAY) == "生效中"
    assert state(date(2027, 6, 30)) == "生效中"
    assert state(date(2027, 7, 1)) == "快到期"
    assert state(date(2027, 7, 31)) == "快到期"
    assert state(date(2027, 8, 1)) == "已到期"


def test_every_print_is_kept_with_who_and_when(database: Engine) -> None:
    letter = a_letter()
    cadre, clerk = a_viewer(name="王干部"), a_viewer(Role.CIVIL_AFFAIRS, name="赵助理")
    record_print([key_of(letter)], by=cadre, at=MORNING)
    record_print([key_of(letter)], by=clerk, at=MORNING + timedelta(hours=1))
    prints = letter_details(letter, today=TODAY).prints
    assert [(row.by, row.at) for row in prints] == [
        ("赵助理", MORNING + timedelta(hours=1)),
        ("王干部", MORNING),
    ]
    finish()
    acts = session.scalars(select(AuditEvent.act).order_by(AuditEvent.seq)).all()
    assert acts == ["letter_text:publish", "letter:issue", "letter:print", "letter:print"]
    assert session.query(LetterPrint).count() == 2


def test_a_signature_keeps_day_person_and_copy(database: Engine, tmp_path: Path) -> None:
    letter, copy = a_letter(), a_copy(tmp_path)
    mark_signed(letter, signed_on=TODAY, copy=copy, by=a_viewer(name="王干部"), at=MORNING)
    details = letter_details(letter, today=TODAY)
    assert (details.row.signed_on, details.signed_recorded_by, details.has_copy) == (TODAY, "王干部", True)
    assert letter.signed_file_id == copy.id


@pytest.mark.parametrize(
    "signed_on, words", [(date(2026, 8, 2), "早于出具日期"), (date(2026, 8, 5), "今天或者以前")]
)
def test_a_letter_is_signed_between_its_issue_and_today(
    database: Engine, tmp_path: Path, signed_on: date, words: str
) -> None:
    letter, copy = a_letter(), a_copy(tmp_path)
    with pytest.raises(RuleBroken, match=words) as refused:
        mark_signed(letter, signed_on=signed_on, copy=copy, by=a_viewer(), at=MORNING + timedelta(days=1))
    assert refused.value.field == "signed_on"


def test_a_letter_is_signed_once(database: Engine, tmp_path: Path) -> None:
    letter = a_letter()
    mark_signed(letter, signed_on=TODAY, copy=a_copy(tmp_path), by=a_viewer(), at=MORNING)
    with pytest.raises(RuleBroken, match="已经登记签字"):
        mark_signed(letter, signed_on=TODAY, copy=a_copy(tmp_path), by=a_viewer(), at=MORNING)


def test_a_letter_that_was_replaced_is_not_signed(database: Engine, tmp_path: Path) -> None:
    patient = a_patient()
    old = a_letter(patient)
    a_letter(patient)
    with pytest.raises(RuleBroken, match="已经作废"):
        mark_signed(old, signed_on=TODAY, copy=a_copy(tmp_path), by=a_viewer(), at=MORNING)


@pytest.mark.parametrize(
    "role, seen",
    [
        (Role.VILLAGE_CADRE, 1),
        (Role.CIVIL_AFFAIRS, 1),
        (Role.PEACE_OFFICE, 1),
        (Role.TOWNSHIP_REVIEWER, 1),
        (Role.COUNTY_OFFICE, 1),
        (Role.CLINIC_DOCTOR, 0),
        (Role.POLICE_OFFICER, 0),
        (Role.JUSTICE_OFFICE, 0),
        (Role.SERVICE_CENTRE, 0),
        (Role.AUDITOR, 0),
    ],
)
def test_letters_are_seen_by_the_roles_of_the_disclosure_table(
    database: Engine, role: Role, seen: int
) -> None:
    village = a_village()
    a_letter(a_patient(village))
    a_letter()  # noise: another county
    by_kind = {"village": village, "township": None, "county": None}
    unit = by_kind[role.unit_kind.value]
    if unit is None:
        township = parent_of(village)
        unit = township if role.unit_kind.value == "township" else session.get(Unit, township.parent_id)
    assert len(session.scalars(letters_seen_by(a_viewer(role, unit))).all()) == seen


def test_a_neighbour_village_sees_no_letter(database: Engine) -> None:
    township = a_township()
    a_letter(a_patient(a_village(township)))
    assert session.scalars(letters_seen_by(a_viewer(Role.VILLAGE_CADRE, a_village(township)))).all() == []


def test_a_village_list_says_who_needs_a_letter(database: Engine) -> None:
    village = a_village()
    with_letter, without, alone = (a_patient(village, name=name) for name in ("甲", "乙", "丙"))
    a_patient(village, name="丁", status=PatientStatus.DEAD)
    a_letter(with_letter)
    torn_up = a_letter(with_letter, terms=Terms(LetterKind.REWARD, TERMS.starts_on, TERMS.ends_on))
    torn_up.ended_on, torn_up.ended_reason = TODAY, "写错了"
    ready_for_letters(without)
    a_letter(a_patient(name="别村"))
    people = people_of_village(village, today=TODAY)
    assert sorted((p.name, p.guardian_name, p.needs_letter) for p in people) == [
        ("丙", None, False),
        ("乙", "李示例", True),
        ("甲", "李示例", False),
    ]
    assert alone.id


def test_a_county_replaces_the_text_and_old_letters_keep_theirs(database: Engine) -> None:
    patient = a_patient()
    old = a_letter(patient)
    document = shipped_text()
    document["edition"] = "county-2"
    document["responsibility"]["sections"][0]["paragraphs"] = ["期限：{starts_on}到{ends_on}。"]
    publish_letter_text(units_of(patient.id).county, document, effective_from=TODAY, at=MORNING)
    new = LetterSnapshot.from_json(a_letter(patient).snapshot)
    assert new.text.sections[0].paragraphs == ("期限：2026年8月1日到2027年7月31日。",)
    assert new.edition == "county-2"
    assert LetterSnapshot.from_json(old.snapshot).edition == "sample-2026-1"


def test_a_text_in_force_from_tomorrow_prints_nothing_today(database: Engine) -> None:
    patient = a_patient()
    ready_for_letters(patient)
    document = shipped_text() | {"edition": "county-2"}
    tomorrow = beijing_date(MORNING) + timedelta(days=1)
    publish_letter_text(units_of(patient.id).county, document, effective_from=tomorrow, at=MORNING)
    assert LetterSnapshot.from_json(a_letter(patient).snapshot).edition == "sample-2026-1"


def test_a_published_edition_is_not_published_again(database: Engine) -> None:
    county = a_county()
    a_letter_text(county)
    with pytest.raises(RuleBroken, match="sample-2026-1已经发布"):
        a_letter_text(county)


def test_a_text_that_says_what_a_letter_never_says_is_not_published(database: Engine) -> None:
    document = shipped_text()
    document["reward"]["sections"][1]["paragraphs"].append("监护人应当把被监护人锁在家中。")
    with pytest.raises(RuleBroken, match="请改写这一句：“监护人应当把被监护人锁在家中”"):
        publish_letter_text(a_county(), document, effective_from=TODAY, at=MORNING)
    assert session.query(Letter).count() == 0
