"""From a visit to a decided level: orange by the township, red by both, a return, a refusal, two falls."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.level_case import decide, propose, resubmit
from tests.browser.visit_form import VisitForm
from tests.fixtures.browser import DESKTOP, Watched, sign_in
from tests.fixtures.demo_county import COUNTY, REVIEWER, DemoCounty

NO_PROPOSAL = (
    "NOT EXISTS (SELECT 1 FROM level_proposal o WHERE o.patient_id = p.id AND o.closed_at IS NULL)"
    " AND EXISTS (SELECT 1 FROM danger_rating d WHERE d.patient_id = p.id)"
)
OPINION = "街道研判，同意村里意见"


@pytest.fixture
def reviewer(devices: Watched) -> Page:
    page = devices.open(DESKTOP)
    sign_in(page, REVIEWER)
    return page


@pytest.fixture
def office(devices: Watched) -> Page:
    page = devices.open(DESKTOP)
    sign_in(page, COUNTY)
    return page


def level_of(county: DemoCounty, patient: str) -> str | None:
    level: str | None = county.one("SELECT level FROM patient WHERE public_id = ?", patient)
    return level


def people_at(county: DemoCounty, level: str, number: int) -> str:
    """One of the village's people at a level whom no other test of this file takes."""
    rows = county.all(
        "SELECT p.public_id FROM patient p JOIN responsibility r ON r.patient_id = p.id AND r.kind = 'residence'"
        f" WHERE r.unit_id = ? AND r.until_date IS NULL AND p.level = ? AND {NO_PROPOSAL}"
        " AND p.status = 'community' ORDER BY p.id",
        county.village, level,
    )  # fmt: skip
    return str(rows[number][0])


def test_orange_is_determined_by_the_township(cadre: Page, reviewer: Page, county: DemoCounty) -> None:
    patient = people_at(county, "green", 0)
    form = VisitForm(cadre, patient).open()
    form.answer(symptoms="relapse")
    expect(form.score).to_have_attribute("data-level", "orange")
    form.submit()
    assert form.receipt()
    offer = cadre.get_by_role("link", name="提出级别变更").first
    expect(offer).to_be_visible()
    case = propose(cadre, patient, "orange", "近期病情反复，家属要求多上门")
    assert level_of(county, patient) == "green"
    decide(reviewer, case, "agree", OPINION, specialist_asked_on="2026-07-14", judged_with="卫生院、派出所")
    assert level_of(county, patient) == "orange"
    cadre.goto(f"/village/patients/{patient}")
    expect(cadre.locator("[data-level=orange]").first).to_be_visible()


def test_red_goes_through_township_and_county(
    cadre: Page, reviewer: Page, office: Page, county: DemoCounty
) -> None:
    patient = people_at(county, "green", 1)
    form = VisitForm(cadre, patient).open()
    form.answer(symptoms="threat")
    expect(form.score).to_have_attribute("data-level", "red")
    form.submit()
    assert form.receipt()
    case = propose(cadre, patient, "red", "扬言要制造事端，已报派出所")
    decide(reviewer, case, "agree", OPINION)
    assert level_of(county, patient) == "green"
    decide(
        office, case, "agree", "同意认定为红色", judged_with="公安、卫健", specialist_name="陈大夫",
        specialist_hospital="区精神卫生中心", specialist_given_on="2026-07-14", specialist_words="建议住院评估",
    )  # fmt: skip
    assert level_of(county, patient) == "red"


def test_a_returned_proposal_comes_back_as_a_new_round(
    cadre: Page, reviewer: Page, county: DemoCounty
) -> None:
    patient = people_at(county, "green", 2)
    case = propose(cadre, patient, "orange", "家属反映近来常一个人外出")
    decide(reviewer, case, "return", "请补充最近一次上门的情况", level="yellow")
    cadre.goto(case)
    expect(cadre.get_by_text("请补充最近一次上门的情况").first).to_be_visible()
    resubmit(cadre, case, "yellow", "上门看过，外出是去镇上打工，仍有纠纷")
    opinion = "同意定为黄色，继续每月上门"
    decide(reviewer, case, "agree", opinion, specialist_asked_on="2026-07-14", judged_with="卫生院")
    assert level_of(county, patient) == "yellow"


def test_a_refusal_ends_the_proposal_and_changes_nothing(
    cadre: Page, reviewer: Page, county: DemoCounty
) -> None:
    patient = people_at(county, "yellow", 0)
    case = propose(cadre, patient, "orange", "邻居反映夜里有响动，未核实")
    decide(reviewer, case, "refuse", "没有上门核实，情况不足以改变级别")
    assert level_of(county, patient) == "yellow"
    status = county.one(
        "SELECT o.status FROM level_proposal o JOIN patient p ON p.id = o.patient_id WHERE p.public_id = ?"
        " ORDER BY o.id DESC LIMIT 1", patient,
    )  # fmt: skip
    assert status == "refused"


def test_two_falls_are_offered_and_lead_down_through_the_county(
    cadre: Page, reviewer: Page, office: Page, county: DemoCounty
) -> None:
    falling = county.all(
        "SELECT p.public_id FROM patient p JOIN responsibility r ON r.patient_id = p.id AND r.kind = 'residence'"
        f" WHERE r.unit_id = ? AND r.until_date IS NULL AND p.level IN ('orange', 'red') AND {NO_PROPOSAL}"
        " AND p.status = 'community' ORDER BY p.id",
        county.village,
    )
    offered = [person for (person,) in falling if _two_falls_are_offered(cadre, person)]
    assert offered, "The demo's village has nobody with two falls"
    patient = offered[0]
    before = level_of(county, patient)
    case = propose(cadre, patient, "yellow", "连续两次随访分值下降，服药规律", basis="two_falls")
    opinion = {
        "specialist_name": "陈大夫", "specialist_hospital": "区精神卫生中心", "specialist_given_on": "2026-07-14",
        "specialist_words": "病情稳定，同意降级", "judged_with": "公安、卫健",
    }  # fmt: skip
    decide(reviewer, case, "agree", "连续下降属实，同意报区县", **opinion)
    assert level_of(county, patient) == before
    decide(office, case, "agree", "同意改为黄色，按月随访")
    assert level_of(county, patient) == "yellow"


def _two_falls_are_offered(page: Page, patient: str) -> bool:
    page.goto(f"/level-changes/new/{patient}")
    return page.locator("[name=basis][value=two_falls]:checked").count() == 1
