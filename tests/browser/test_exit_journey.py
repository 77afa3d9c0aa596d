"""Out of the list and back: 撤管, the police take the person off their list, the file closes, a re-entry opens it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.level_case import decide, fill, propose, tap_or_click
from tests.fixtures.browser import DESKTOP, Watched, press, sign_in
from tests.fixtures.demo_county import CIVIL_AFFAIRS, COUNTY, OTHER_REVIEWER, POLICE, REVIEWER, DemoCounty

SPECIALIST = {
    "judged_with": "派出所、卫生院", "specialist_name": "陈大夫", "specialist_hospital": "区精神卫生中心",
    "specialist_given_on": "2026-07-14", "specialist_words": "病情平稳，同意小组意见",
}  # fmt: skip


def at_desk(devices: Watched, phone: str) -> Page:
    """Somebody at a desk, signed in."""
    page = devices.open(DESKTOP)
    sign_in(page, phone)
    return page


def somebody_listed(county: DemoCounty) -> str:
    """A yellow person of the village whom the police have entered, with nothing open."""
    row = county.all(
        "SELECT p.public_id FROM patient p"
        " JOIN responsibility r ON r.patient_id = p.id AND r.kind = 'residence' AND r.until_date IS NULL"
        " JOIN list_entry e ON e.patient_id = p.id AND e.system = 'key_person' AND e.done_at IS NOT NULL"
        " WHERE r.unit_id = ? AND p.level = 'yellow' AND p.status = 'community'"
        " AND NOT EXISTS (SELECT 1 FROM level_proposal o WHERE o.patient_id = p.id AND o.closed_at IS NULL)"
        " ORDER BY p.id DESC LIMIT 1",
        county.village,
    )
    return str(row[0][0])


def status_for(page: Page, patient: str) -> int:
    """What the person's file answers this viewer."""
    return page.request.get(f"/patients/{patient}/registration").status


def propose_exit(page: Page, patient: str) -> str:
    """Propose 撤管, which stands among what is asked for rarely; the case's address."""
    page.goto(f"/level-changes/new/{patient}")
    page.locator("main details", has=page.locator("[value=delisted]")).locator("summary").click()
    tap_or_click(page, "target", "delisted")
    page.locator("[name=reason]").fill("三年病情平稳，监护有力，符合撤管条件")
    fill(page, {"grounds": "三年无异常，派出所同意撤管"})
    press(page.locator("main form button.button--main").last)
    page.wait_for_url(lambda url: "/new/" not in url)
    return "/" + page.url.split("/", 3)[3]


def test_an_exit_closes_the_file_and_a_reentry_opens_it(
    cadre: Page, devices: Watched, county: DemoCounty
) -> None:
    patient = somebody_listed(county)
    case = propose_exit(cadre, patient)
    decide(at_desk(devices, REVIEWER), case, "agree", "情况属实，同意上报")
    decide(at_desk(devices, COUNTY), case, "agree", "同意撤管，由卫生院继续随访", **SPECIALIST)
    where = "SELECT status FROM patient WHERE public_id = ?"
    assert county.one(where, patient) == "exited"
    assert status_for(cadre, patient) == 404
    police = at_desk(devices, POLICE)
    assert status_for(police, patient) == 200  # until the list has been told
    for entry in entries_of(police, patient):
        police.goto(entry)
        press(police.locator("main form button.button--main"))
        expect(police.locator("#errors")).to_have_count(0)
    assert status_for(police, patient) == 404
    clerk = at_desk(devices, CIVIL_AFFAIRS)
    again = propose(clerk, patient, "yellow", "病情波动，出现猜疑，重新入库管理")
    decide(
        at_desk(devices, OTHER_REVIEWER), again, "agree", "情况属实，同意重新入库", judged_with="卫生院",
        specialist_asked_on="2026-07-14",
    )  # fmt: skip
    assert county.one(where, patient) == "community"
    assert status_for(cadre, patient) == 200
    police.goto(f"/patients/{patient}/list-entries")
    expect(police.get_by_role("rowheader", name="录入治安重点人管理信息系统").first).to_be_visible()


def entries_of(page: Page, patient: str) -> list[str]:
    """The pages on which the viewer's own office records what it still owes."""
    page.goto(f"/patients/{patient}/list-entries")
    owed = page.locator("main tr", has_not_text="已完成").locator("a[href*='/list-entries/']")
    links = owed.evaluate_all("all => all.map(one => one.pathname)")
    assert links, "nothing is asked of the police"
    return [str(link) for link in links]
