"""The visit form as a thumb meets it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

ALL_QUIET = {
    "guardianship": "strong",
    "medication": "regular",
    "symptoms": "none",
    "situation": "none",
    "other": "none",
}
"""Every part answered with what carries no points."""


class VisitForm:
    """One person's form on one device."""

    def __init__(self, page: Page, patient: str) -> None:
        self.page = page
        self.url = f"/village/patients/{patient}/visits/new"

    def open(self) -> VisitForm:
        """Go there."""
        self.page.goto(self.url)
        return self

    @property
    def form(self) -> Locator:
        """The form whose live address is its data-hx-post."""
        return self.page.locator("form[data-hx-post]")

    def option(self, name: str, value: str) -> Locator:
        """One answer's control."""
        return self.form.locator(f'[name="{name}"][value="{value}"]')

    def tap(self, name: str, value: str) -> None:
        """Tap an answer's row."""
        control = self.option(name, value)
        row = self.form.locator(f'label[for="{control.get_attribute("id")}"]')
        row.scroll_into_view_if_needed()
        row.tap()

    def answer(
        self, *, manner: str = "home", seen: str = "patient", control: str = "yes", **answers: str
    ) -> None:
        """Answer every part; several values of one part are joined by +. What is not named stays quiet."""
        self.tap("manner", manner)
        self.tap("seen", seen)
        self.tap("control", control)
        for name, values in {**ALL_QUIET, **answers}.items():
            self.set(name, values)

    def set(self, name: str, values: str) -> None:
        """Make these the only answers of a part."""
        wanted = set(values.split("+"))
        for box in self.form.locator(f'[name="{name}"]').all():
            value = box.get_attribute("value") or ""
            if box.is_checked() != (value in wanted) and (
                value in wanted or box.get_attribute("type") == "checkbox"
            ):
                self.tap(name, value)

    @property
    def score(self) -> Locator:
        """The box with points and level."""
        return self.page.locator("[data-incomplete]").first

    def expect_score(self, points: str, level: str) -> None:
        """The box comes to say this."""
        expect(self.score).to_have_attribute("data-points", points)
        expect(self.score).to_have_attribute("data-level", level)

    def rows_add_up(self) -> bool:
        """Whether the parts' rows come to the total."""
        rows = self.score.locator("[data-code]").evaluate_all(
            "rows => rows.map(row => Number(row.dataset.points))"
        )
        return sum(rows) == float(self.score.get_attribute("data-points") or "nan")

    def submit(self) -> None:
        """Tap the main button."""
        self.page.locator(".submit button.button--main, .submit button[type=submit]").last.tap()

    def receipt(self) -> str:
        """The receipt's number, once the page shows it."""
        box = self.page.locator("[data-receipt]").first
        expect(box).to_be_attached()
        return box.get_attribute("data-receipt") or ""
