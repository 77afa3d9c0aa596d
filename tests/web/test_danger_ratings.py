"""The doctor's page for a danger rating: the words of the standard, one storing, mistakes at their fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mhapp import clock, db
from mhapp.domain.roles import Role
from mhapp.models import Account, DangerRating, Patient
from mhapp.queries.responsibilities import units_of
from tests.factories.counties import with_editions
from tests.factories.patients import a_patient
from tests.factories.people import an_account
from tests.factories.units import a_county, a_township, a_village
from tests.fixtures.web import PageClient

SignedIn = Callable[[Account], PageClient]


@pytest.fixture
def patient(app: object) -> Patient:
    return a_patient(a_village(a_township(with_editions(a_county()))), name="林见微")


@pytest.fixture
def doctor(patient: Patient, signed_in: SignedIn) -> PageClient:
    return signed_in(an_account(Role.CLINIC_DOCTOR, units_of(patient.id).township))


def url(patient: Patient) -> str:
    return f"/patients/{patient.public_id}/danger-ratings/new"


def stored() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(DangerRating.id))) or 0


def test_each_level_stands_with_the_words_of_the_standard(doctor: PageClient, patient: Patient) -> None:
    page = doctor.get(url(patient))
    assert "口头威胁、喊叫，没有打砸行为" in page.text
    assert "持械针对人的任何暴力行为" in page.text
    assert [e for e in page.page.all("input", type="radio") if "checked" in e.attributes] == [], (
        "nothing is pre-ticked"
    )


def test_a_rating_is_stored_and_shown_on_the_persons_page(doctor: PageClient, patient: Patient) -> None:
    page = doctor.get(url(patient))
    answer = doctor.submit(page, {"level": "3", "evidence": "上门面谈"}, action="danger-ratings")
    assert answer.location == f"/patients/{patient.public_id}"
    first = doctor.get(answer.location).text
    assert "3级" in first and "危险性评估已保存" in first
    assert "危险性评估已保存" not in doctor.get(answer.location).text, "said once"


def test_a_double_tap_stores_one_rating(doctor: PageClient, patient: Patient) -> None:
    page = doctor.get(url(patient))
    changes = {"level": "1", "evidence": "上门面谈"}
    first = doctor.submit(page, changes, action="danger-ratings")
    second = doctor.submit(page, changes, action="danger-ratings")
    assert second.location == first.location
    assert stored() == 1


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"level": []}, "请选择危险性评估的级别"),
        ({"level": "6"}, "请选择危险性评估的级别"),
        ({"rated_on": ""}, "请填写评估日期"),
        ({"rated_on": "不是日期"}, "评估日期请按2026-07-14这样填写"),
        ({"evidence": ""}, "请填写评估依据"),
        ({"evidence": "长" * 1001}, "评估依据最多1000个字"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_the_rest_is_kept(
    doctor: PageClient, patient: Patient, changes: dict[str, str], message: str
) -> None:
    typed = {"level": "2", "rated_on": "2026-07-01", "evidence": "家属叙述<b>"}
    page = doctor.submit(doctor.get(url(patient)), {**typed, **changes}, action="danger-ratings", status=422)
    assert page.text.count(message) == 2, "in the summary and at the field"
    assert "evidence" in changes or "家属叙述&lt;b&gt;" in page.html
    assert stored() == 0


def test_a_rating_of_tomorrow_is_refused(doctor: PageClient, patient: Patient) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    page = doctor.get(url(patient))
    refused = doctor.submit(
        page, {"level": "2", "rated_on": tomorrow, "evidence": "面谈"}, action="danger-ratings", status=422
    )
    assert "评估日期不能晚于今天" in refused.text
    assert stored() == 0


def test_only_the_clinic_of_the_township_rates(
    doctor: PageClient, patient: Patient, signed_in: SignedIn
) -> None:
    signed_in(an_account(Role.CLINIC_DOCTOR)).get(url(patient), status=404)
    signed_in(an_account(Role.TOWNSHIP_REVIEWER, units_of(patient.id).township)).get(url(patient), status=403)
