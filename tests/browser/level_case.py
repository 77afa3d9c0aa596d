"""A level change as the people who handle it meet it: proposing on a phone, deciding at a desk."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.fixtures.browser import press


def tap_or_click(page: Page, name: str, value: str) -> None:
    """Choose one answer of a page's form by its row."""
    control = page.locator(f'main [name="{name}"][value="{value}"]').first
    row = page.locator(f'label[for="{control.get_attribute("id")}"]')
    row.scroll_into_view_if_needed()
    row.click()


def propose(page: Page, patient: str, level: str, reason: str, **fields: str) -> str:
    """Propose a level for a person and come to the case's page; its address (path)."""
    page.goto(f"/level-changes/new/{patient}")
    return _send_proposal(page, level, reason, fields)


def resubmit(page: Page, case: str, level: str, reason: str, **fields: str) -> str:
    """Send a returned proposal again, perhaps with another level."""
    page.goto(f"{case}/resubmit")
    return _send_proposal(page, level, reason, fields)


def _send_proposal(page: Page, level: str, reason: str, fields: dict[str, str]) -> str:
    tap_or_click(page, "target", level)
    page.locator("[name=reason]").fill(reason)
    fill(page, fields)
    press(page.locator("main form button.button--main").last)
    page.wait_for_url(lambda url: "/new/" not in url and "/resubmit" not in url)
    return "/" + page.url.split("/", 3)[3]


def decide(page: Page, case: str, outcome: str, opinion: str, **fields: str) -> None:
    """Take the open step: agree, other, return, refuse."""
    page.goto(case)
    tap_or_click(page, "outcome", outcome)
    page.locator("main form [name=opinion]").first.fill(opinion)
    fill(page, fields)
    press(page.locator("main form[action$='/decision'] button.button--main"))
    expect(page.locator("#errors")).to_have_count(0)


def fill(page: Page, fields: dict[str, str]) -> None:
    """Fill further fields in, opening what folds away."""
    for name, value in fields.items():
        control = page.locator(f"main form [name={name}]").first
        if control.get_attribute("type") == "radio":
            tap_or_click(page, name, value)
            continue
        if not control.is_visible():
            page.locator("main details", has=page.locator(f"[name={name}]")).first.locator("summary").click()
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
