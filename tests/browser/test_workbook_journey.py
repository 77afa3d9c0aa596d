"""Five thousand rows come in, three hundred of them wrong, and the roster goes out again with the same values."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from mhapp.queries.workbook_columns import roster_columns
from tests.factories.workbooks import a_row, a_workbook, cells_of
from tests.fixtures.browser import DESKTOP, Watched, sign_in
from tests.fixtures.demo_county import CIVIL_AFFAIRS, REVIEWER, DemoCounty

ROWS, WRONG = 5000, 300
LONG = 300_000
WRONG_WAYS: tuple[dict[str, Any], ...] = (
    {"name": ""},
    {"village": "没有这个村"},
    {"identity_number": "500199198001020000"},
    {"diagnosed_on": "2026年13月1日"},
    {"level": "紫"},
    {"phone": "123"},
)


def mixed_rows(village: str) -> list[dict[str, Any]]:
    """Every sixteenth row or so is wrong in one of six ways; the others differ in status, level and guardian."""
    rows = []
    for order in range(1, ROWS + 1):
        changes: dict[str, Any] = {"village": village, "display_number": ""}
        if order % 9 == 0:
            changes |= {"level": "", "decided_on": "", "authority": "", "document_number": ""}
        if order % 11 == 0:
            changes |= {"status": "外出" if order % 22 else "住院"}
        if order % 13 == 0:
            changes |= {"guardian_name": "", "guardian_relation": "", "guardian_phone": ""}
        if order % 16 == 0 and order <= WRONG * 16:
            changes |= WRONG_WAYS[order // 16 % len(WRONG_WAYS)]
        rows.append(a_row(order, **changes))
    return rows


def spelt(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def handed_in(page: Page, file: Path) -> None:
    page.goto("/imports/new")
    page.locator("[name=workbook]").set_input_files(file)
    page.locator("main form[enctype] button").click()
    expect(page.locator("[data-rows]")).to_be_visible(timeout=LONG)


def test_five_thousand_rows_come_in_and_go_out_equal(
    devices: Watched, county: DemoCounty, tmp_path: Path
) -> None:
    village = county.one("SELECT name FROM unit WHERE id = ?", county.village)
    rows, file = mixed_rows(village), tmp_path / "roster.xlsx"
    file.write_bytes(a_workbook(rows))
    reviewer = devices.open(DESKTOP)
    sign_in(reviewer, REVIEWER)
    handed_in(reviewer, file)  # the levels on paper are the township's: its reviewer brings them in
    result = reviewer.locator("[data-rows]")
    figures = [result.get_attribute(f"data-{name}") for name in ("rows", "good", "bad")]
    assert figures == ["5000", "4700", "300"]
    first = reviewer.locator("[data-row]").first
    assert (first.get_attribute("data-row"), first.get_attribute("data-column")) == ("17", "村（社区）")
    assert reviewer.locator("[data-row]").count() == WRONG
    reviewer.locator("button[value=take]").click()
    expect(reviewer.get_by_text("已录入4700人")).to_be_visible(timeout=LONG)

    desk = devices.open(DESKTOP)
    sign_in(desk, CIVIL_AFFAIRS)
    handed_in(desk, file)  # the same file again changes nothing, whoever hands it in
    result = desk.locator("[data-rows]")
    assert [result.get_attribute(f"data-{name}") for name in ("good", "bad", "already")] == [
        "0",
        "300",
        "4700",
    ]

    desk.goto("/exports/new")
    desk.locator("[name=purpose]").fill("季度核对在册人数")
    desk.locator("main form[method=post] button").last.click()
    desk.wait_for_url(lambda url: "/exports/new" not in url)
    address = desk.url
    reviewer.goto(address)
    reviewer.locator("button[value=agree]").click()
    expect(reviewer.get_by_text("只有申请人可以下载")).to_be_visible()
    desk.reload()
    link = desk.locator("a[data-file]")
    expect(link).to_be_visible(timeout=LONG)
    cells = cells_of(desk.request.get(link.get_attribute("href") or "").body())
    assert equal_rows(rows, cells) == ROWS - WRONG


def equal_rows(rows: list[dict[str, Any]], cells: list[list[Any]]) -> int:
    """How many of the good rows came out with every value they went in with; fails at one that did not."""
    headers = {column.code: column.header for column in roster_columns().columns}
    known_to_civil_affairs = [
        code for code in rows[0] if code not in {"diagnosis_code", "diagnosed_on", "diagnosed_at"}
    ]
    out = {line[1]: dict(zip(cells[2], line, strict=True)) for line in cells[3:]}
    equal = 0
    for row in rows:
        if row["management_number"] not in out:
            continue
        person = out[row["management_number"]]
        said = {code: spelt(row[code]) for code in known_to_civil_affairs if row[code]}
        assert {code: person[headers[code]] for code in said} == said
        equal += 1
    return equal
