"""From a household of the round to a registered person: the cadre's phone, then the clinic's desk."""

from __future__ import annotations

import io
import re

from PIL import Image
from playwright.sync_api import Page, expect

from tests.fixtures.browser import DESKTOP, Watched, sign_in
from tests.fixtures.demo_county import DOCTOR

NAME = "柳示苗"


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "JPEG")
    return out.getvalue()


def test_a_household_becomes_a_lead_and_the_lead_a_patient(cadre: Page, devices: Watched) -> None:
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
        cadre.get_by_role("button", name="保存，下一户").click()
    expect(cadre.get_by_text("接着排查上报：6组82号")).to_be_visible()
    cadre.get_by_text("疑心大，认为周围人针对或迫害自己").click()
    cadre.get_by_label("怎样发现的，看到了什么").fill("入户时躲在屋里，说邻居要害他")
    cadre.get_by_label("姓名").fill(NAME)
    cadre.get_by_text("男", exact=True).click()
    cadre.get_by_label("大约年龄").fill("33")
    cadre.get_by_role("button", name="上报").click()
    expect(cadre.get_by_role("heading", name="已上报")).to_be_visible()
    lead = cadre.url

    doctor = devices.open(DESKTOP)
    sign_in(doctor, DOCTOR)
    doctor.get_by_role("link", name=f"线索：{NAME}").first.click()
    assert doctor.url == lead
    doctor.get_by_role("button", name="签收").click()
    doctor.get_by_role("link", name="登记核查（表2）").click()
    doctor.get_by_label("核查情况").fill("入户见到本人，言语零乱，家属愿意陪同就诊")
    doctor.get_by_text("需要精神科诊断").click()
    doctor.get_by_role("button", name="保存核查（表2）").click()
    doctor.get_by_role("link", name="登记诊断").click()
    doctor.get_by_text("确诊，登记为患者").click()
    doctor.get_by_label("诊断的医院").fill("演示区精神卫生中心")
    doctor.get_by_label("精神科医生姓名").fill("钟示医师")
    diagnosed_on = doctor.get_by_label("诊断日期")
    diagnosed_on.fill(diagnosed_on.get_attribute("max") or "")
    doctor.get_by_label("诊断", exact=True).select_option("F20")
    doctor.get_by_label("或者选已经拍好的").set_input_files(
        {"name": "certificate.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    )
    doctor.get_by_label("没有身份证号码的原因").fill("证件遗失，正在补办")
    doctor.get_by_role("button", name="保存诊断").click()
    expect(doctor).to_have_url(re.compile(r"/patients/[a-z2-7]{26}$"))
    expect(doctor.get_by_role("heading", name=NAME)).to_be_visible()

    cadre.goto(lead)
    cadre.get_by_role("link", name="已登记为患者，打开档案").click()
    expect(cadre.get_by_role("heading", name=NAME)).to_be_visible()
