"""A roster in and out on both engines: what it leaves behind, all or none, and what an office may compare."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from mhapp import db
from mhapp.documents.workbook_reader import read_roster
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.domain.workbook_matches import Judged
from mhapp.models import Due, Guardian, LevelDecision, Patient, Unit
from mhapp.queries.patients import Wanted
from mhapp.queries.rosters import columns_seen_by, level_sums, roster_lines, roster_size
from mhapp.queries.workbook_columns import roster_columns
from mhapp.services import audit_chain, imports
from tests.factories.counties import give_editions
from tests.factories.patients import at_noon
from tests.factories.people import a_viewer
from tests.factories.units import a_county, a_township, a_village
from tests.factories.workbooks import a_row, a_workbook, an_import

TODAY = date(2026, 7, 14)
NOON = at_noon(TODAY)


def a_desk(role: Role = Role.TOWNSHIP_REVIEWER) -> Viewer:
    """Somebody at work in a county with one township of two villages."""
    county = a_county("云栖区")
    give_editions(county)
    township = a_township(county, "石盘镇")
    a_village(township, "柏树村")
    a_village(township, "槐树村")
    return a_viewer(role, county if role is Role.COUNTY_OFFICE else township)


def looked(rows: list[dict[str, Any]], by: Viewer) -> tuple[imports.ReadRows, Judged]:
    read = imports.read_rows(read_roster(a_workbook(rows), roster_columns()), by=by, today=TODAY)
    return read, imports.look_through(read, by=by)


def taken(rows: list[dict[str, Any]], by: Viewer) -> int:
    read, _ = looked(rows, by)
    return imports.take_in(an_import(by, NOON), read, by=by, at=NOON)


def open_dues(name: str) -> dict[str, date]:
    patient = db.session.query(Patient).filter_by(name=name).one()
    found = db.session.query(Due).filter_by(patient_id=patient.id, closed_at=None)
    return {due.kind: due.due_on for due in found if due.kind != "list_entry"}


def test_a_roster_comes_in_with_what_it_makes_due_and_comes_out_again(each_engine: Engine) -> None:
    county = a_desk(Role.COUNTY_OFFICE)
    by = a_viewer(Role.CIVIL_AFFAIRS, db.session.query(Unit).filter_by(name="石盘镇").one())
    rows = [
        a_row(1, level="红", village="槐树村", status="外出"),
        a_row(2, level="", decided_on="", authority="", document_number=""),
        a_row(3, status="住院"),
        a_row(4, status="死亡", level="", decided_on="", authority="", document_number=""),
        a_row(5, identity_number="", no_identity_reason="流浪人员", birth_date="1975.6.1"),
        a_row(6),
    ]
    assert taken(rows, county) == 6
    db.finish()
    # taken over long after confirmation: the clocks begin today, the review runs from the paper's own day
    assert open_dues("名册患者6") == {"visit": TODAY + timedelta(days=30), "level_review": date(2026, 11, 10)}
    assert open_dues("名册患者2") == {
        "visit": TODAY + timedelta(days=30),
        "first_determination": TODAY + timedelta(days=30),
    }
    assert set(open_dues("名册患者1")) == {"away_call", "level_review"}
    assert set(open_dues("名册患者3")) == {"level_review"}
    assert open_dues("名册患者4") == {}
    assert db.session.query(Guardian).count() == 6
    assert {d.source for d in db.session.query(LevelDecision)} == {"paper"}
    assert audit_chain.verify().holds
    columns = columns_seen_by(by, roster_columns())
    lines = {line["name"]: line for line in roster_lines(by, Wanted(), columns, on=TODAY)}
    assert roster_size(by, Wanted(), on=TODAY) == len(lines) == 6
    assert (lines["名册患者1"]["level"], lines["名册患者1"]["village"]) == ("红", "槐树村")
    assert (lines["名册患者2"]["level"], lines["名册患者4"]["level"]) == ("待定级", "")
    assert lines["名册患者5"]["no_identity_reason"] == "流浪人员"
    assert "diagnosis_code" not in lines["名册患者1"]
    sums = {(row.village, row.level): row.people for row in level_sums(by, Wanted(), on=TODAY)}
    # who has died waits for no level
    assert sums == {("柏树村", "yellow"): 3, ("柏树村", None): 1, ("槐树村", "red"): 1}
    _, again = looked(rows, by)
    assert (len(again.good), len(again.already), again.faults) == (0, 6, [])


def test_a_level_nobody_has_determined_is_not_guessed_and_nothing_is_given_twice(database: Engine) -> None:
    by = a_desk()
    taken(
        [a_row(1, level="待定级", decided_on="", authority="", document_number="", management_number="")], by
    )
    person = db.session.query(Patient).one()
    assert person.level is None
    assert person.management_number
    _, again = looked([a_row(2, management_number=person.management_number)], by)
    assert [(fault.row, fault.header) for fault in again.faults] == [(2, "管理编号")]
    _, taken_place = looked([a_row(2, display_number="1")], by)
    assert (taken_place.unnumbered, taken_place.good[0].person.display_number) == (1, "")


def test_a_namesake_of_the_village_without_number_and_birth_date_is_asked_about(database: Engine) -> None:
    by = a_desk()
    taken([a_row(1)], by)
    nothing = {"identity_number": "", "sex": "", "management_number": "", "display_number": ""}
    namesake = {"name": "名册患者1", "no_identity_reason": "号码不详"} | nothing
    rows = [a_row(2, **namesake), a_row(3, **namesake | {"village": "槐树村"})]
    _, found = looked(rows, by)
    assert [(fault.row, fault.header) for fault in found.faults] == [(2, "姓名")]
    assert "已有同名的患者，可能是同一个人" in found.faults[0].words
    taken(rows, by)
    _, again = looked(rows, by)
    assert (len(again.good), [row.row for row in again.already]) == (0, [3])


def test_an_office_is_not_told_by_a_comparison_what_it_may_not_read(database: Engine) -> None:
    desk = a_desk()
    taken([a_row(1, diagnosis_code="精神分裂症")], desk)
    other = [a_row(1, diagnosis_code="双相情感障碍")]
    assert looked(other, desk)[1].faults == []
    county_id = db.session.query(Unit).filter_by(path=desk.county_path).one()
    county = a_viewer(Role.COUNTY_OFFICE, county_id)
    assert [fault.header for fault in looked(other, county)[1].faults] == ["诊断"]


def test_a_row_that_cannot_be_stored_leaves_nothing_of_the_others(database: Engine) -> None:
    by = a_desk()
    read, judged = looked([a_row(1), a_row(2)], by)
    db.finish()
    broken = imports.ReadRows([*judged.good, judged.good[0]], [], read.header)
    record = an_import(by, NOON)
    db.finish()
    with pytest.raises(RuleBroken, match="同一个号码"), db.transaction():
        imports.take_in(record, broken, by=by, at=NOON)
    assert db.session.query(Patient).count() == 0


def test_what_is_decided_once_is_decided(database: Engine) -> None:
    by = a_desk()
    record = an_import(by, NOON)
    imports.leave(record, by=by, at=NOON)
    with pytest.raises(RuleBroken, match="已经办过了"):
        imports.check_open(record)
    with pytest.raises(RuleBroken, match="已经办过了"):
        imports.leave(record, by=by, at=NOON)
