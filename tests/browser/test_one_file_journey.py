"""One person, one file: from a household of the round to the whole file as one paper, each act by who does it."""

from __future__ import annotations

import io
import re

from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.level_case import decide, propose, tap_or_click
from tests.browser.visit_form import VisitForm
from tests.fixtures.browser import DESKTOP, Watched, press, sign_in
from tests.fixtures.demo_county import CIVIL_AFFAIRS, DOCTOR, REVIEWER, DemoCounty
from tests.fixtures.server import DEMO_DAY

NAME = "柳示苗"
SECTIONS: dict[str, dict[str, str]] = {
    "identity": {"nation": "土家族", "address": "竹灯村六组82号"},
    "residence": {
        "residence_type": "1", "household_type": "2", "registered_address": "竹灯村六组82号",
        "lives_here_since": "2001", "police_registration": "云圃派出所", "police_residence": "云圃派出所",
    },
    "family": {"contact_name": "柳家人", "contact_phone": "000-00000001"},
    "life": {"marital": "1", "education": "7", "employment": "3", "economy": "2"},
    "insurance": {"payment": "2"},
    "illness": {"onset": "2026-01", "past_symptoms": "3", "past_locked": "1"},
    "treatment": {"outpatient": "1", "hospital_times": "0", "last_effect": "3"},
    "health": {"allergy": "1", "past_illness": "无", "disability": "1"},
}  # fmt: skip
"""What each section of the registration form is asked at least, as a clinic would answer it."""


def a_photo() -> dict[str, object]:
    """A page photographed with a phone."""
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "JPEG")
    return {"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def report_from_a_household(cadre: Page) -> str:
    """Two households of the quarter's round, one with a lead; the lead's page."""
    cadre.get_by_role("link", name="入户排查").click()
    cadre.get_by_role("link", name="季度").first.click()
    cadre.get_by_role("link", name="登记一户").click()
    for label, persons, seen, outcome in (
        ("6组81号", "4", "4", "没有发现"),
        ("6组82号", "3", "2", "有疑似线索"),
    ):
        cadre.get_by_label("哪一户").fill(label)
        cadre.get_by_label("几口人").fill(persons)
        cadre.get_by_label("见到", exact=True).fill(seen)
        cadre.get_by_text(outcome, exact=True).click()
        press(cadre.get_by_role("button", name="保存，下一户"))
    expect(cadre.get_by_text("接着排查上报：6组82号")).to_be_visible()
    cadre.get_by_text("疑心大，认为周围人针对或迫害自己").click()
    cadre.get_by_label("怎样发现的，看到了什么").fill("入户时躲在屋里，说邻居要害他")
    cadre.get_by_label("姓名").fill(NAME)
    cadre.get_by_text("男", exact=True).click()
    cadre.get_by_label("大约年龄").fill("33")
    press(cadre.get_by_role("button", name="上报"))
    expect(cadre.get_by_role("heading", name="已上报")).to_be_visible()
    return cadre.url


def follow_to_a_diagnosis(doctor: Page, lead: str) -> str:
    """Acknowledge, assess, record a psychiatrist's diagnosis; the public id of the patient it makes."""
    doctor.goto("/clinic/")
    doctor.get_by_role("link", name=f"线索：{NAME}").first.click()
    expect(doctor).to_have_url(lead)
    press(doctor.get_by_role("button", name="签收"))
    doctor.get_by_role("link", name="登记核查（表2）").click()
    doctor.get_by_label("核查情况").fill("入户见到本人，言语零乱，家属愿意陪同就诊")
    doctor.get_by_text("需要精神科诊断").click()
    press(doctor.get_by_role("button", name="保存核查（表2）"))
    doctor.get_by_role("link", name="登记诊断").click()
    doctor.get_by_text("确诊，登记为患者").click()
    doctor.get_by_label("诊断的医院").fill("演示区精神卫生中心")
    doctor.get_by_label("精神科医生姓名").fill("钟示医师")
    doctor.get_by_label("诊断日期").fill(DEMO_DAY)
    doctor.get_by_label("诊断", exact=True).select_option("F20")
    doctor.get_by_label("或者选已经拍好的").set_input_files(a_photo())
    doctor.get_by_label("没有身份证号码的原因").fill("证件遗失，正在补办")
    doctor.locator("[name=guardian_name]").fill("柳家人")
    doctor.locator("[name=guardian_relation]").fill("父亲")
    doctor.get_by_role("button", name="保存诊断").click()
    expect(doctor).to_have_url(re.compile(r"/patients/[a-z2-7]{26}$"))
    return doctor.url.rsplit("/", 1)[1]


def register(doctor: Page, patient: str) -> None:
    """Every section of the form, the consent, the first danger rating."""
    for section, answers in SECTIONS.items():
        doctor.goto(f"/patients/{patient}/registration/{section}")
        for name, value in answers.items():
            control = doctor.locator(f"main form [name={name}]").first
            if control.get_attribute("type") in {"radio", "checkbox"}:
                tap_or_click(doctor, name, value)
            elif control.evaluate("element => element.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
        press(doctor.locator("main form button.button--main").last)
        expect(doctor.locator("#errors")).to_have_count(0)
    doctor.goto(f"/patients/{patient}/consent")
    tap_or_click(doctor, "outcome", "agreed")
    tap_or_click(doctor, "said_by", "guardian")
    doctor.locator("[name=signer_name]").fill("柳家人")
    press(doctor.locator("main form button.button--main").last)
    doctor.goto(f"/patients/{patient}/danger-ratings/new")
    tap_or_click(doctor, "level", "2")
    doctor.locator("[name=evidence]").fill("在家打砸过一次，能劝住")
    press(doctor.locator("main form button.button--main").last)
    expect(doctor.locator("#errors")).to_have_count(0)


def agree_on_a_letter(cadre: Page, patient: str) -> None:
    """Issue the letter, take it to paper, photograph it back."""
    cadre.goto(f"/letters/of/{patient}")
    cadre.locator("main form[method=post] button").last.click()
    cadre.wait_for_url(lambda url: "/letters/of/" not in url)
    letter = cadre.url
    assert cadre.request.get(f"{letter}/letter.pdf").status == 200
    cadre.goto(f"{letter}/signed")
    cadre.locator("[name=picture]").set_input_files(a_photo())
    cadre.locator("main form[method=post] button").last.click()
    cadre.wait_for_url(letter)


def parts(page: Page, patient: str) -> dict[str, str]:
    """The state of each part on the person's page."""
    page.goto(f"/patients/{patient}")
    found: dict[str, str] = page.locator("[data-part]").evaluate_all(
        "parts => Object.fromEntries(parts.map(part => [part.dataset.part, part.dataset.state]))"
    )
    return found


def test_a_household_of_the_round_becomes_a_whole_file(
    cadre: Page, devices: Watched, county: DemoCounty
) -> None:
    doctor, reviewer, office = (devices.open(DESKTOP) for _ in range(3))
    for page, account in ((doctor, DOCTOR), (reviewer, REVIEWER), (office, CIVIL_AFFAIRS)):
        sign_in(page, account)
    patient = follow_to_a_diagnosis(doctor, report_from_a_household(cadre))
    assert county.one("SELECT level FROM patient WHERE public_id = ?", patient) is None
    assert parts(office, patient) == {
        "1": "missing", "2": "missing", "3": "missing", "4": "missing", "5": "missing",
        "6": "not_applicable", "7": "not_applicable", "8": "not_applicable",
    }  # fmt: skip
    register(doctor, patient)
    form = VisitForm(cadre, patient).open()
    form.answer(symptoms="relapse")
    expect(form.score).to_have_attribute("data-level", "orange")
    form.submit()
    assert form.receipt()
    case = propose(cadre, patient, "orange", "近期病情反复，家属要求多上门")
    decide(reviewer, case, "agree", "研判同意", specialist_asked_on=DEMO_DAY, judged_with="卫生院、派出所")
    assert county.one("SELECT level FROM patient WHERE public_id = ?", patient) == "orange"
    agree_on_a_letter(cadre, patient)
    assert parts(office, patient) == {
        "1": "present", "2": "present", "3": "present", "4": "present", "5": "present",
        "6": "not_applicable", "7": "not_applicable", "8": "not_applicable",
    }  # fmt: skip
    office.goto(f"/patients/{patient}/file")
    office.locator("main form button.button--main").click()
    link = office.locator("[data-file]")
    expect(link).to_have_count(1)
    answer = office.request.get(link.get_attribute("href") or "")
    assert answer.status == 200
    paper = PdfReader(io.BytesIO(answer.body()))
    text = "".join(page.extract_text() for page in paper.pages)
    assert len(paper.pages) >= 8
    for words in (NAME, "信息登记表", "入库", "随访探视积分表", "危险性评估报告", "监护责任书"):
        assert words in text, words
    assert "精神分裂症" not in text, "this office reads the category of a diagnosis only (domain §12)"
