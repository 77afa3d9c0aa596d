"""Leads, households and reports as people meet them: entry, duplicates, steps, receipts, one storing."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select

from mhapp import clock, db
from mhapp.domain.lead import LeadState
from mhapp.domain.roles import Role
from mhapp.models import (
    Account,
    AuditEvent,
    FilePage,
    HouseholdEntry,
    Lead,
    LeadPaper,
    Patient,
    ScreeningRound,
    Unit,
    VillageReport,
)
from mhapp.services.recurring_dues import open_recurring
from tests.factories.counties import a_village_at_work
from tests.factories.leads import a_lead, a_round
from tests.factories.patients import a_patient
from tests.factories.people import an_account
from tests.factories.units import a_township, a_village
from tests.fixtures.web import PageClient

SignedIn = Callable[[Account], PageClient]
REPORT = {"answers": ["talks_alone"], "how_found": "夜里喊叫，邻居反映", "name": "江一帆", "age_about": "35"}


@dataclass
class Desk:
    """A village at work, and who signs in there."""

    village: Unit
    township: Unit
    cadre: PageClient
    doctor: PageClient
    civil: PageClient


@pytest.fixture
def desk(app: object, signed_in: SignedIn) -> Desk:
    at_work = a_village_at_work()
    return Desk(
        at_work.village,
        at_work.township,
        signed_in(at_work.cadre),
        signed_in(an_account(Role.CLINIC_DOCTOR, at_work.township)),
        signed_in(an_account(Role.CIVIL_AFFAIRS, at_work.township)),
    )


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def the_lead() -> Lead:
    db.session.rollback()
    return db.session.scalars(select(Lead)).one()


def acts() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.act)))


def a_photo() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(out, "JPEG")
    out.seek(0)
    return out, "certificate.jpg"


def test_a_cadre_reports_a_lead_and_gets_its_number(desk: Desk) -> None:
    page = desk.cadre.get("/leads/new")
    assert len(page.page.all("input", name="answers")) == 9
    assert [e for e in page.page.all("input", type="checkbox") if "checked" in e.attributes] == []
    answer = desk.cadre.submit(page, REPORT)
    receipt = desk.cadre.get(answer.location or "")
    assert [e.attributes["data-receipt"] for e in receipt.page.all("div", data_receipt=the_lead().number)]
    assert "石盘镇 精防医生" in receipt.text
    assert "江一帆" in desk.doctor.get("/clinic/").text


def test_a_double_tap_reports_one_lead(desk: Desk) -> None:
    page = desk.cadre.get("/leads/new")
    first, second = desk.cadre.submit(page, REPORT), desk.cadre.submit(page, REPORT)
    assert first.location == second.location
    assert count(Lead) == 1


def test_nothing_typed_is_lost_and_everything_missing_is_said_at_once(desk: Desk) -> None:
    page = desk.cadre.get("/leads/new")
    answer = desk.cadre.submit(page, {"name": "江一帆"}, status=422)
    assert "有2处要改" in answer.text
    assert "九项都没有，就不用上报线索" in answer.text
    assert answer.page.all("input", name="name")[0].attributes["value"] == "江一帆"
    nowhere = desk.doctor.submit(desk.doctor.get("/leads/new"), REPORT, status=422)
    assert "有1处要改" in nowhere.text and "请选择人在哪个村、社区" in nowhere.text
    assert count(Lead) == 0


def test_who_is_registered_in_another_township_is_said_with_unit_and_number_only(desk: Desk) -> None:
    elsewhere = a_village(a_township(db.session.get_one(Unit, desk.township.parent_id), "远山镇"), "远山村")
    a_patient(elsewhere, name="柳远山", identity_number="11010519491231002X")
    page = desk.cadre.get("/leads/new")
    sent = REPORT | {"identity_number": "11010519491231002x"}
    answer = desk.cadre.submit(page, sent, status=422)
    assert "已登记在册：远山镇远山村，联系电话023-00000000" in answer.text
    assert "柳远山" not in answer.html
    assert "patient:duplicates" in acts()
    again = desk.cadre.submit(answer, sent | {"known_already": "y"})
    assert again.status == 303
    assert count(Lead) == 1


def test_a_lead_about_the_same_person_is_said_likewise(desk: Desk) -> None:
    born = date(1990, 5, 4)
    a_lead(desk.village, name="江一帆", birth_date=born)
    page = desk.cadre.get("/leads/new")
    typed = f"{born.year}年{born.month}月{born.day}日"
    answer = desk.cadre.submit(page, REPORT | {"birth_date": typed}, status=422)
    assert "已有线索在办：石盘镇柏树村" in answer.text


def test_numbers_are_half_hidden_until_asked_for_and_the_asking_is_kept(desk: Desk) -> None:
    lead = a_lead(desk.village, identity_number="11010519491231002X")
    db.session.flush()
    url = f"/leads/{lead.public_id}"
    page = desk.doctor.get(url)
    assert "110***********002X" in page.text
    assert "11010519491231002X" not in page.html
    assert "11010519491231002X" not in desk.doctor.get(f"{url}/diagnosis").html
    whole = desk.doctor.submit(page, {}, action="unmask", status=200)
    assert "11010519491231002X" in whole.text
    assert "lead:unmask" in acts()


def test_of_two_who_write_about_a_wanderer_the_slower_reads_what_the_other_wrote(desk: Desk) -> None:
    desk.cadre.submit(desk.cadre.get("/leads/new"), REPORT)
    url = f"/leads/{the_lead().public_id}/wandering"
    slow, quick = desk.doctor.get(url), desk.civil.get(url)
    desk.civil.submit(quick, {"help_given": "送了衣物", "rescue_station": "云栖区救助站"})
    refused = desk.doctor.submit(slow, {"help_given": "送医检查", "rescue_station": ""}, status=422)
    assert "别人刚刚保存过这一页" in refused.text and "刚刚被改成“云栖区救助站”" in refused.text
    assert the_lead().rescue_station == "云栖区救助站"
    desk.doctor.submit(refused, {"help_given": "送了衣物，送医检查", "rescue_station": "云栖区救助站"})
    assert the_lead().help_given == "送了衣物，送医检查"


def test_from_acknowledgement_and_assessment_to_a_patient_with_the_certificate(desk: Desk) -> None:
    desk.cadre.submit(desk.cadre.get("/leads/new"), REPORT)
    url = f"/leads/{the_lead().public_id}"
    desk.doctor.submit(desk.doctor.get(url), {}, action="acknowledge")
    assert "签收</button>" not in desk.doctor.get(url).html
    desk.doctor.submit(
        desk.doctor.get(f"{url}/assess"), {"words": "见到本人，自言自语，不认家人", "result": "refer"}
    )
    today = clock.today().isoformat()
    sent = {"arranged_on": today, "hospital": "云栖区精神卫生中心", "ground": "family"}
    silent = desk.doctor.submit(desk.doctor.get(f"{url}/arrange"), sent, status=422)
    assert "送诊前先把权利告诉本人或者近亲属" in silent.text
    told = {"rights_told": "voluntary", "rights_told_to": "both", "rights_told_on": today}
    desk.doctor.submit(silent, sent | told)
    shown = desk.doctor.get(url).text
    assert "告诉本人和近亲属的权利" in shown and "检查、住院以本人自愿为原则" in shown
    page = desk.doctor.get(f"{url}/diagnosis")
    assert desk.cadre.open("GET", f"{url}/papers/lead-record.pdf").status == 200
    assert desk.doctor.open("GET", f"{url}/papers/lead-record.pdf").status == 200
    printed = db.session.scalars(select(LeadPaper)).one()
    check = desk.civil.get("/papers/verify")
    verified = desk.civil.submit(check, {"code": printed.check_code}, action="verify", status=200)
    for words in ("线索调查/复核登记表", printed.number, "江一帆", "2次", "和现在的记录一致"):
        assert words in verified.text, words
    assert page.page.all("input", name="hospital")[0].attributes["value"] == "云栖区精神卫生中心"
    diagnosis = {
        "outcome": "confirmed", "doctor": "钟医师", "diagnosed_on": clock.today().isoformat(),
        "diagnosis_code": "F20", "no_identity_reason": "证件遗失",
    }  # fmt: skip
    without = desk.doctor.submit(page, diagnosis, status=422)
    assert "请拍下诊断证明或者发病报告卡" in without.text
    unknown = {"village": "", "diagnosis_code": "", "picture": a_photo()}
    without = desk.doctor.submit(page, diagnosis | unknown, status=422)  # type: ignore[dict-item]
    assert "请选择诊断" in without.text and "请选择由哪个村、社区管理" in without.text
    without = desk.doctor.submit(page, diagnosis, status=422)
    assert count(Patient) == 0
    answer = desk.doctor.submit(without, diagnosis | {"picture": a_photo()})  # type: ignore[dict-item]
    patient = db.session.scalars(select(Patient)).one()
    assert answer.location == f"/patients/{patient.public_id}"
    assert (patient.name, patient.diagnosis_code, patient.level) == ("江一帆", "F20", None)
    assert the_lead().state == "confirmed"
    assert [page.part for page in db.session.scalars(select(FilePage))] == [3]
    assert f"/village/patients/{patient.public_id}" in desk.cadre.get(url).html


def test_a_negative_diagnosis_ends_the_lead_and_keeps_no_paper(desk: Desk) -> None:
    lead = a_lead(desk.village, reported_on=clock.today())
    db.session.flush()
    page = desk.doctor.get(f"/leads/{lead.public_id}/diagnosis")
    desk.doctor.submit(
        page,
        {"outcome": "rejected", "hospital": "云栖区精神卫生中心", "doctor": "钟医师",
         "diagnosed_on": clock.today().isoformat(), "picture": a_photo()},  # type: ignore[dict-item]
    )  # fmt: skip
    assert (the_lead().state, the_lead().clear_on) == ("not_confirmed", clock.today() + timedelta(days=90))
    assert count(Patient) == count(FilePage) == 0
    for step in ("assess", "arrange", "wandering", "diagnosis"):
        over = desk.doctor.get(f"/leads/{lead.public_id}/{step}", status=303)
        assert over.response.location.endswith(f"/leads/{lead.public_id}")
        assert "这条线索未确诊，已结束，不能再" in desk.doctor.get(over.response.location).text


def test_a_cleared_lead_keeps_its_number_and_tells_nobodys_name(desk: Desk) -> None:
    lead = a_lead(desk.village, name=None, state=LeadState.NOT_CONFIRMED)
    lead.state, lead.cleared_at, lead.answers, lead.how_found = LeadState.CLEARED, clock.now(), None, None
    db.session.flush()
    assert lead.number in desk.civil.get("/leads/?show=ended").text
    assert "身份信息已清除" in desk.civil.get(f"/leads/{lead.public_id}").text


def test_households_follow_each_other_and_a_lead_leads_to_its_questions(desk: Desk) -> None:
    found = a_round(desk.village)
    db.session.flush()
    url = f"/screenings/{found.public_id}/households/new"
    answer = desk.cadre.submit(
        desk.cadre.get(url), {"label": "3组12号", "persons": "3", "seen": "2", "outcome": "seen"}
    )
    page = desk.cadre.get(answer.location or "")
    assert "已保存，接着登记下一户" in page.text
    assert "已登记1/10户，见到2/30人" in page.text
    onward = desk.cadre.submit(page, {"label": "3组13号", "persons": "4", "seen": "1", "outcome": "lead"})
    questions = desk.cadre.get(onward.location or "")
    assert questions.page.all("input", name="address")[0].attributes["value"] == "3组13号"
    desk.cadre.submit(questions, REPORT)
    entry = db.session.scalars(select(HouseholdEntry).where(HouseholdEntry.outcome == "lead")).one()
    assert (entry.lead_id, the_lead().source) == (the_lead().id, "screening")
    assert "看线索" in desk.cadre.get(f"/screenings/{found.public_id}").text


def test_nobody_at_home_needs_no_number_of_people_seen(desk: Desk) -> None:
    found = a_round(desk.village)
    db.session.flush()
    page = desk.cadre.get(f"/screenings/{found.public_id}/households/new")
    desk.cadre.submit(page, {"label": "3组12号", "persons": "3", "outcome": "nobody"})
    assert db.session.scalars(select(HouseholdEntry.seen)).all() == [0]


def test_a_double_tap_stores_one_household(desk: Desk) -> None:
    found = a_round(desk.village)
    db.session.flush()
    page = desk.cadre.get(f"/screenings/{found.public_id}/households/new")
    sent = {"label": "3组12号", "persons": "3", "seen": "2", "outcome": "seen"}
    desk.cadre.submit(page, sent)
    desk.cadre.submit(page, sent)
    assert count(HouseholdEntry) == 1


def test_a_village_begins_fills_and_closes_its_round_and_the_township_sees_it(desk: Desk) -> None:
    open_recurring(at=clock.now())
    db.session.flush()
    found = db.session.scalars(select(ScreeningRound).where(ScreeningRound.unit_id == desk.village.id)).one()
    url = f"/screenings/{found.public_id}"
    assert "这一轮还没有开始" in desk.civil.get(url).text
    desk.cadre.submit(desk.cadre.get(url), {"area": "全村", "households": "2", "persons": "5"}, action="open")
    desk.cadre.submit(
        desk.cadre.get(f"{url}/households/new"),
        {"label": "3组12号", "persons": "3", "seen": "2", "outcome": "seen"},
    )
    refused = desk.cadre.submit(desk.cadre.get(f"{url}/close"), {}, status=422)
    assert "请写明原因" in refused.text
    desk.cadre.submit(refused, {"remark": "另一户在外打工"})
    assert "1/2户，50%" in desk.civil.get(url).text
    assert "另一户在外打工" in desk.civil.get(f"{url}/ledger").text
    assert "3组12号" in desk.civil.get(f"{url}/ledger").text


def test_a_village_reports_nothing_too_and_the_township_sees_who_has_not(desk: Desk) -> None:
    a_village(desk.township, "槐树村")
    open_recurring(at=clock.now())
    db.session.flush()
    report = db.session.scalars(select(VillageReport).where(VillageReport.unit_id == desk.village.id)).one()
    page = desk.cadre.get(f"/village-reports/{report.public_id}")
    assert "报送，本月没有线索（零报告）" in page.text
    desk.cadre.submit(page, {})
    assert "已报送" in desk.cadre.get(f"/village-reports/{report.public_id}").text
    listed = desk.civil.get("/village-reports/").text
    assert "2个村、社区，已报1个，还没有报：槐树村" in listed
