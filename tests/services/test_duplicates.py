"""Whether a person is known in the county: found across all its units, and nothing told but where to call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from mhapp import db
from mhapp.models import Responsibility
from mhapp.queries.duplicates import RegisteredElsewhere, registered_elsewhere
from tests.factories.patients import a_patient
from tests.factories.units import a_county, a_township, a_village

NUMBER = "500199198001010015"
BORN = date(1980, 1, 1)


@pytest.fixture(autouse=True)
def _rolled_back(database: Engine) -> Iterator[None]:
    yield
    db.session.rollback()


def test_somebody_of_another_township_is_found_by_the_number_however_it_is_typed() -> None:
    county = a_county()
    village = a_village(a_township(county, "远山镇"), "远山村")
    a_patient(village, name="林小满", identity_number=NUMBER)
    assert registered_elsewhere(county_path=county.path, identity_number="500199 19800101 0015") == [
        RegisteredElsewhere("远山镇远山村", "023-00000000")
    ]


def test_without_a_number_name_and_birth_date_find_together_and_neither_alone() -> None:
    county = a_county()
    village = a_village(a_township(county, "远山镇"), "远山村")
    village.duty_phone = None
    a_patient(village, name="林小满")
    path = county.path
    assert [
        one.unit_name for one in registered_elsewhere(county_path=path, name="林 小满 ", birth_date=BORN)
    ] == ["远山镇远山村"]
    assert registered_elsewhere(county_path=path, name="林小满") == []
    assert registered_elsewhere(county_path=path, birth_date=BORN) == []
    a_patient(village, name="阿依·示例\u00b7买买提")
    for name in ("阿依\u2022示例\u30fb买买提", "阿依．示例 .买买提"):  # as keyboards write the dot
        assert len(registered_elsewhere(county_path=path, name=name, birth_date=BORN)) == 1
    assert registered_elsewhere(county_path=path, name="林小满", birth_date=date(1980, 1, 2)) == []


def test_a_number_that_is_given_is_not_helped_by_the_name() -> None:
    county = a_county()
    a_patient(a_village(a_township(county)), name="林小满", identity_number=NUMBER)
    assert registered_elsewhere(
        county_path=county.path, identity_number="500199198001010023", name="林小满", birth_date=BORN
    ) == []  # fmt: skip


def test_somebody_registered_without_a_number_is_found_by_name_and_birth_date_beside_any_number() -> None:
    county = a_county()
    patient = a_patient(a_village(a_township(county, "远山镇"), "远山村"), name="林小满")
    patient.identity_number = patient.identity_index = None
    patient.no_identity_reason = "流浪救助"
    db.session.flush()
    for name, places in (("林小满", ["远山镇远山村"]), ("林大满", [])):
        found = registered_elsewhere(
            county_path=county.path, identity_number=NUMBER, name=name, birth_date=BORN
        )
        assert [one.unit_name for one in found] == places


def test_another_county_is_not_asked() -> None:
    a_patient(a_village(a_township(a_county())), identity_number=NUMBER)
    assert registered_elsewhere(county_path=a_county().path, identity_number=NUMBER) == []


def test_who_has_moved_is_named_where_they_live_now_and_who_has_left_where_they_lived() -> None:
    county = a_county()
    before, now = (
        a_village(a_township(county, "石盘镇"), "柏树村"),
        a_village(a_township(county, "远山镇"), "远山村"),
    )
    patient = a_patient(before, identity_number=NUMBER)
    first = db.session.query(Responsibility).filter_by(patient_id=patient.id).one()
    first.until_date = date(2026, 3, 1)
    db.session.flush()
    assert [
        one.unit_name for one in registered_elsewhere(county_path=county.path, identity_number=NUMBER)
    ] == ["石盘镇柏树村"]
    db.session.add(
        Responsibility(patient_id=patient.id, unit_id=now.id, kind="residence", from_date=date(2026, 3, 1))
    )
    db.session.flush()
    assert [
        one.unit_name for one in registered_elsewhere(county_path=county.path, identity_number=NUMBER)
    ] == ["远山镇远山村"]


def test_of_a_merged_record_the_one_that_stays_is_named() -> None:
    county = a_county()
    gone = a_patient(a_village(a_township(county, "石盘镇"), "柏树村"), identity_number=NUMBER)
    stays = a_patient(a_village(a_township(county, "远山镇"), "远山村"))
    gone.merged_into_id = stays.id
    db.session.flush()
    assert [
        one.unit_name for one in registered_elsewhere(county_path=county.path, identity_number=NUMBER)
    ] == ["远山镇远山村"]
