"""The search of the offices: every filter, nothing personal in an address, searches kept under a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from mhapp import clock, db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import Account, Patient, SavedView, Unit
from mhapp.services.dues import open_due
from tests.factories.patients import a_patient
from tests.factories.people import an_account
from tests.factories.units import a_county, a_township, a_village
from tests.fixtures.web import Opened, PageClient

SignIn = Callable[[Account], PageClient]


@pytest.fixture
def township(app: Flask) -> Unit:
    """Three people of two villages: one in hospital, one red and late, one neither."""
    township = a_township(a_county(), "石盘镇")
    near, far = a_village(township, "柏树村"), a_village(township, "槐树村")
    a_patient(near, name="住院的人", status=PatientStatus.HOSPITAL, phone="19911112222")
    late = a_patient(near, name="逾期的人", level=RiskLevel.RED)
    a_patient(far, name="平常的人", identity_number="500199198001021113")
    open_due(
        DueKind.VISIT,
        patient_id=late.id,
        unit_id=near.id,
        role=Role.VILLAGE_CADRE,
        started_by=("patient", late.id),
        due_on=clock.today() - timedelta(days=1),
        at=clock.now(),
    )
    return township


@pytest.fixture
def desk(township: Unit, signed_in: SignIn) -> PageClient:
    return signed_in(an_account(Role.TOWNSHIP_REVIEWER, township))


def looked_for(desk: PageClient, **wanted: str) -> Opened:
    found = desk.submit(desk.get("/search"), wanted, action="/search")
    assert re.fullmatch(r"/search(\?s=[a-z2-7]{26})?", found.location or ""), "the address says nothing"
    return desk.get(found.location or "")


def names(opened: Opened) -> set[str]:
    return {name for name in ("住院的人", "逾期的人", "平常的人") if name in opened.text}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"住院的人", "逾期的人", "平常的人"}),
        ({"text": "平 常"}, {"平常的人"}),
        ({"text": "５００１９９１９８００１０２１１１３"}, {"平常的人"}),
        ({"text": "19911112222"}, {"住院的人"}),
        ({"text": "2222"}, {"住院的人"}),
        ({"status": "hospital"}, {"住院的人"}),
        ({"overdue": "y"}, {"逾期的人"}),
        ({"level": "red"}, {"逾期的人"}),
        ({"level": "ungraded", "status": "community"}, {"平常的人"}),
        ({"status": "lost"}, set()),
    ],
)
def test_every_filter_finds_whom_it_names(desk: PageClient, wanted: dict[str, str], found: set[str]) -> None:
    assert names(looked_for(desk, **wanted)) == found


def test_a_village_narrows_the_list(desk: PageClient) -> None:
    village = db.session.query(Unit).filter_by(name="槐树村").one().public_id
    assert names(looked_for(desk, village=village)) == {"平常的人"}


def test_a_search_is_kept_under_a_name_by_its_author_alone(
    desk: PageClient, township: Unit, signed_in: SignIn
) -> None:
    shown = looked_for(desk, status="hospital")
    kept = desk.get(desk.submit(shown, {"name": "住院名单"}, action="/views").location or "")
    assert names(kept) == {"住院的人"}
    assert "住院名单" in desk.get("/search").text
    other = signed_in(an_account(Role.TOWNSHIP_REVIEWER, township))
    assert "住院名单" not in other.get("/search").text
    view = db.session.query(SavedView).one()
    assert names(other.get(f"/search?s={view.public_id}")) == {"住院的人", "逾期的人", "平常的人"}
    other.post(f"/search/views/{view.public_id}/withdraw", status=404)
    desk.submit(desk.get("/search"), action="/withdraw")
    assert "住院名单" not in desk.get("/search").text
    assert db.session.query(SavedView).count() == 1


def test_twenty_names_are_the_most_and_nothing_is_no_search(desk: PageClient) -> None:
    shown = looked_for(desk, status="hospital")
    for number in range(20):
        desk.submit(shown, {"name": f"查找{number}", "once_key": f"aaaaaaaa{number:02d}"}, action="/views")
    assert "最多保存20个" in desk.submit(shown, {"name": "第21个"}, action="/views", status=422).text
    assert "请给这个查找起个名字" in desk.submit(shown, action="/views", status=422).text
    nowhere = desk.submit(shown, {"name": "第21个", "s": "a\0b"}, action="/views", status=422)
    assert "请刷新页面后再提交" in nowhere.text


def test_an_office_that_knows_no_levels_has_no_filter_for_them(township: Unit, signed_in: SignIn) -> None:
    page = signed_in(an_account(Role.SERVICE_CENTRE, township)).get("/search")
    assert not page.page.all("select", name="level") + page.page.all("input", name="overdue")
    assert db.session.query(Patient).count() == 3
