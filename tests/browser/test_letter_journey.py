"""A guardian's letter: one in the request, a village's as one file by the worker, a signed copy photographed back."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.fixtures.browser import DESKTOP, Watched, sign_in
from tests.fixtures.demo_county import CIVIL_AFFAIRS, DemoCounty

WITH_GUARDIAN = (
    "EXISTS (SELECT 1 FROM guardian g WHERE g.patient_id = p.id AND g.until_date IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM letter l WHERE l.patient_id = p.id)"
)
FORBIDDEN = ["积分", "红色", "橙色", "黄色", "绿色", "风险等级", "重大风险", "危险性评估"]


def issue(page: Page, patient: str) -> str:
    """Issue a letter; its page's address."""
    page.goto(f"/letters/of/{patient}")
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url(lambda url: "/letters/of/" not in url)
    return page.url


def test_one_letter_is_issued_printed_and_its_signed_copy_kept(
    cadre: Page, county: DemoCounty, tmp_path: Path
) -> None:
    patient = county.person(WITH_GUARDIAN)
    letter = issue(cadre, patient)
    answer = cadre.request.get(f"{letter}/letter.pdf")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)
    assert "监护责任书" in text
    assert [word for word in FORBIDDEN if word in text] == []
    cadre.goto(f"{letter}/signed")
    photo = tmp_path / "photo.png"
    cadre.screenshot(path=photo)
    cadre.locator("[name=picture]").set_input_files(photo)
    cadre.locator("main form[method=post] button").last.click()
    cadre.wait_for_url(letter)
    assert (
        county.one("SELECT count(*) FROM letter WHERE signed_on IS NOT NULL AND signed_file_id IS NOT NULL")
        >= 1
    )


def test_a_villages_letters_come_as_one_file(devices: Watched, county: DemoCounty) -> None:
    page = devices.open(DESKTOP)
    sign_in(page, CIVIL_AFFAIRS)
    village = county.one("SELECT public_id FROM unit WHERE id = ?", county.village)
    page.goto(f"/print-runs/villages/{village}")
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url(lambda url: "/villages" not in url)
    file = page.locator("a[href$='letters.pdf']")
    expect(file).to_be_visible()
    answer = page.request.get(file.get_attribute("href") or "")
    assert answer.status == 200
    assert len(PdfReader(BytesIO(answer.body())).pages) >= 2
