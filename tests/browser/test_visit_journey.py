"""A village cadre's visit on a phone of 360×640: the score follows every answer, and is stored once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit_form import VisitForm
from tests.fixtures.demo_county import DemoCounty

# rating, answers, points, level by hand from the sample sheet
BY_POINTS = [
    (2, {"guardianship": "weak", "situation": "substance+dispute+stress"}, "39", "green"),
    (2, {"guardianship": "weak", "medication": "intermittent", "situation": "substance+dispute"}, "42", "yellow"),
    (3, {"guardianship": "none", "medication": "none"}, "60", "yellow"),
    (3, {"guardianship": "weak", "medication": "intermittent", "symptoms": "psychotic"}, "61", "orange"),
    (4, {"guardianship": "weak", "medication": "none", "symptoms": "withdrawn",
         "situation": "substance+dispute+stress"}, "79", "orange"),
    (5, {"guardianship": "none", "medication": "none", "symptoms": "poor_sleep", "situation": "dispute"}, "80", "red"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rating", "answers", "points", "level"), BY_POINTS, ids=[row[2] for row in BY_POINTS]
)
def test_points_decide_at_the_limits(
    cadre: Page, county: DemoCounty, rating: int, answers: dict[str, str], points: str, level: str
) -> None:
    form = VisitForm(cadre, county.rated(rating)).open()
    form.answer(**answers)
    form.expect_score(points, level)
    assert form.rows_add_up()


# answers of one part each, the sign or circumstance they bring about, and the level it asks for at least
BY_SIGN = [
    ("symptoms", "threat", "threat", "red"),
    ("symptoms", "relapse", "relapse", "orange"),
    ("symptoms", "suspicion", "suspicion", "orange"),
    ("symptoms", "pessimism", "pessimism", "orange"),
    ("symptoms", "wandering", "wandering", "orange"),
    ("symptoms", "psychotic", "psychotic", "yellow"),
    ("symptoms", "violent_tendency", "violent_tendency", "yellow"),
    ("guardianship", "none", "no_control", "yellow"),
    ("medication", "none", "refuses_treatment", "yellow"),
    ("situation", "missing", "no_control", "yellow"),
    ("other", "incident_history", "incident_history", "yellow"),
    ("other", "other_abnormality", "other_abnormality", "yellow"),
]


def test_each_sign_and_circumstance_shows_itself_with_its_level(cadre: Page, county: DemoCounty) -> None:
    form = VisitForm(cadre, county.rated(0)).open()
    form.answer()
    form.expect_score("0", "green")
    for part, answer, sign, level in BY_SIGN:
        form.set(part, answer)
        expect(form.score).to_have_attribute("data-level", level)
        expect(form.page.locator(f'[data-sign="{sign}"]').first).to_have_attribute("data-level", level)
        form.set(part, "strong" if part == "guardianship" else "regular" if part == "medication" else "none")
        expect(form.score).to_have_attribute("data-level", "green")


def test_psychotic_symptoms_with_a_violent_tendency_are_red(cadre: Page, county: DemoCounty) -> None:
    form = VisitForm(cadre, county.rated(0)).open()
    form.answer(symptoms="psychotic+violent_tendency")
    form.expect_score("15", "red")


def test_not_knowing_is_an_answer_that_makes_the_score_incomplete(cadre: Page, county: DemoCounty) -> None:
    form = VisitForm(cadre, county.rated(0)).open()
    form.answer(medication="unknown")
    expect(form.score).to_have_attribute("data-incomplete", "true")
    form.set("medication", "regular")
    expect(form.score).to_have_attribute("data-incomplete", "false")


def test_somebody_never_rated_has_an_incomplete_score(cadre: Page, county: DemoCounty) -> None:
    form = VisitForm(cadre, county.never_rated()).open()
    form.answer()
    expect(form.score).to_have_attribute("data-points", "0")
    expect(form.score).to_have_attribute("data-incomplete", "true")


def test_a_double_tap_stores_one_visit(cadre: Page, county: DemoCounty) -> None:
    patient = county.rated(1)
    before = county.visits_of(patient)
    form = VisitForm(cadre, patient).open()
    form.answer()
    form.expect_score("8", "green")
    button = form.page.locator(".submit button").last
    button.dblclick()
    assert form.receipt()
    assert county.visits_of(patient) == before + 1


def test_the_form_fits_a_phone_without_sideways_scrolling(cadre: Page, county: DemoCounty) -> None:
    form = VisitForm(cadre, county.rated(3)).open()
    assert form.page.evaluate("document.documentElement.scrollWidth") == 360
