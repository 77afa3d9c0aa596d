"""A move to another village: asked on one phone, accepted on another; the person and what is owed go along."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.level_case import tap_or_click
from tests.fixtures.browser import PHONE, Watched, press, sign_in
from tests.fixtures.demo_county import DemoCounty

NEXT_DOOR = "13900000102"
"""The cadre of another village of the same township."""


def test_a_person_moves_next_door_once_the_village_there_accepts(
    cadre: Page, devices: Watched, county: DemoCounty
) -> None:
    patient = county.person(
        "p.level = 'green' AND NOT EXISTS (SELECT 1 FROM move m WHERE m.patient_id = p.id)"
    )
    number = county.one("SELECT management_number FROM patient WHERE public_id = ?", patient)
    village = county.one(
        "SELECT u.public_id FROM unit u JOIN appointment a ON a.unit_id = u.id JOIN account c ON c.id = a.account_id"
        " WHERE c.name = '安二村'"
    )
    cadre.goto(f"/village/patients/{patient}")
    cadre.get_by_role("link", name="迁移和列管").click()
    cadre.get_by_role("link", name="迁往本区县其他村、社区").click()
    cadre.locator("[name=village]").select_option(village)
    cadre.locator("[name=address]").fill("新居2号")
    tap_or_click(cadre, "registration", "stays")
    cadre.locator("[name=reason]").fill("随儿子搬到新居")
    press(cadre.get_by_role("button", name="请对方接收"))
    expect(cadre.get_by_text("仍由云圃镇竹灯村管理和随访")).to_be_visible()
    move = "/" + cadre.url.split("/", 3)[3]

    receiver = devices.open(PHONE)
    sign_in(receiver, NEXT_DOOR)
    devices.expected.append("404")
    assert receiver.goto(f"/village/patients/{patient}").status == 404  # type: ignore[union-attr]
    receiver.goto("/village/")
    press(receiver.get_by_role("link", name="接收迁入患者").first)
    receiver.goto(move)
    tap_or_click(receiver, "answer", "accept")
    press(receiver.get_by_role("button", name="答复对方"))
    expect(receiver.get_by_text("已接收")).to_be_visible()

    receiver.goto(f"/village/patients/{patient}")
    expect(receiver.get_by_text(number)).to_be_visible()
    expect(receiver.get_by_text("双列管：户籍在竹灯村")).to_be_visible()
    assert cadre.goto(f"/village/patients/{patient}").status == 404  # type: ignore[union-attr]
    cadre.goto("/patients/registered-here")
    press(cadre.locator(f"a[href$='{patient}']"))
    expect(cadre.get_by_text("双列管：户籍在本地（竹灯村）")).to_be_visible()
