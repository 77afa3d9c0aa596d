"""Every form that asks for something, sent wrong: nothing chosen, nothing said, and dates to come."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import APIRequestContext, Page

from tests.browser.crawl import kind_of
from tests.fixtures.page_check import Element
from tests.fixtures.page_check import Page as ReadPage

FAR_DAY = "2999-01-01"
WRONG = f"""form => {{
    for (const field of form.elements) {{
        if (['radio', 'checkbox'].includes(field.type)) field.checked = false;
        else if (field.type === 'date') field.value = '{FAR_DAY}';
        else if (!['hidden', 'submit', 'button', 'file'].includes(field.type)) field.value = '';
    }}
    HTMLFormElement.prototype.submit.call(form);
}}"""
"""Sends a form wrong, past the browser's own checks and without htmx."""
ASKING = "main form[method=post]:has(input:not([type=hidden]), select, textarea)"
SAYS_NOTHING = {"radio", "checkbox", "submit", "button", "image", "reset", "file"}
"""Types of <input> a browser sends nothing for when nothing is chosen."""


@dataclass(frozen=True)
class AskingForm:
    """Where a form goes to, and what a browser would send of it when all answers are wrong."""

    action: str
    wrong: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> str:
        """The address without ids."""
        return kind_of(self.action)


def asking_forms(html: str) -> list[AskingForm]:
    """The forms of the page's main part that ask for something, in their order."""
    page = ReadPage(html)
    fields = page.all("input", "select", "textarea")
    forms = [
        (form, [field for field in fields if form in field.ancestors])
        for form in page.all("form", method="post")
        if any(parent.tag == "main" for parent in form.ancestors)
    ]
    return [
        AskingForm(form.attributes["action"] or "", tuple(_wrong_answers(page, own)))
        for form, own in forms
        if any(field.attributes.get("type") != "hidden" for field in own)
    ]


def _wrong_answers(page: ReadPage, fields: list[Element]) -> list[tuple[str, str]]:
    return [
        (field.attributes["name"] or "", answer)
        for field in fields
        if field.attributes.get("name") and "disabled" not in field.attributes
        for answer in _wrong_answer(page, field)
    ]


def _wrong_answer(page: ReadPage, field: Element) -> list[str]:
    kind = field.attributes.get("type") if field.tag == "input" else None
    if kind == "hidden":
        return [field.attributes.get("value") or ""]
    if kind == "date":
        return [FAR_DAY]
    if field.tag == "select":  # emptied: the option that says nothing, or none at all
        return [""] if any(field in option.ancestors for option in page.all("option", value="")) else []
    return [] if kind in SAYS_NOTHING else [""]


def refusal_of(line: APIRequestContext, form: AskingForm) -> str:
    """Send the form wrong without drawing it; the HTML of the refusal, empty when there was none."""
    answer = line.post(
        form.action,
        data=urlencode(form.wrong),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    return answer.text() if answer.status == 422 else ""


def send_wrong(page: Page, url: str, number: int) -> None:
    """Send the same form as a person does, to be looked at: it must be refused again."""
    page.goto(url)
    with page.expect_navigation() as sent:
        page.locator(ASKING).nth(number).evaluate(WRONG)
    assert sent.value.status == 422, (
        f"Form {number} of {url} was refused, and now answers {sent.value.status}"
    )
