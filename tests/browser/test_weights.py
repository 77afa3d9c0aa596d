"""What travels to a phone, in bytes as sent (gzip), against the weights the look promises."""

from __future__ import annotations

from playwright.sync_api import Page, Request, Response

from tests.browser.visit_form import VisitForm
from tests.fixtures.browser import CHINA, PHONE, sign_in
from tests.fixtures.demo_county import CADRE, DemoCounty
from tests.fixtures.server import Server

KB = 1024


class Scale:
    """Weighs the bodies of all answers a page gets over the line; what the cache holds weighs nothing."""

    def __init__(self, page: Page) -> None:
        self.weights: dict[str, int] = {}
        page.on("requestfinished", self._weigh)

    def _weigh(self, request: Request) -> None:
        response = request.response()
        assert response is not None
        from_cache = response.from_service_worker or request.timing["responseStart"] < 0
        weight = 0 if from_cache else request.sizes()["responseBodySize"]
        self.weights[request.url] = self.weights.get(request.url, 0) + weight

    def total(self, *endings: str) -> int:
        """Bytes of all answers, or of those whose address ends so."""
        return sum(weight for url, weight in self.weights.items() if not endings or url.endswith(endings))


def test_the_first_visit_form_weighs_little_and_the_second_less(cadre: Page, county: DemoCounty) -> None:
    browser = cadre.context.browser
    assert browser is not None
    fresh = browser.new_context(
        **PHONE, **CHINA, storage_state=cadre.context.storage_state(), base_url=cadre.url.split("/village")[0]
    )
    page = fresh.new_page()
    first = Scale(page)
    page.goto(VisitForm(page, county.rated(3)).url, wait_until="networkidle")
    assert len(first.weights) >= 4, first.weights
    assert first.total() <= 40 * KB, first.weights
    assert first.total(".js") <= 20 * KB, first.weights
    assert first.total(".css") <= 8 * KB, first.weights
    assert first.total(".css") > 0, first.weights
    page_again = fresh.new_page()
    again = Scale(page_again)
    page_again.goto(VisitForm(page, county.rated(2)).url, wait_until="networkidle")
    html = again.total("/visits/new")
    assert 0 < html <= 8 * KB, again.weights
    fresh.close()


def test_a_live_answer_weighs_next_to_nothing(cadre: Page, county: DemoCounty) -> None:
    form = VisitForm(cadre, county.rated(3)).open()
    form.answer(guardianship="none", medication="none", symptoms="psychotic+violent_tendency+threat")
    live = form.form.get_attribute("data-hx-post") or ""

    def to_this_tap(response: Response) -> bool:
        return response.url.endswith(live) and "dispute" in (response.request.post_data or "")

    with cadre.expect_response(to_this_tap) as answered:
        form.tap("situation", "dispute")
    answered.value.finished()
    assert 0 < answered.value.request.sizes()["responseBodySize"] <= 1.5 * KB


def test_no_font_travels_to_a_screen(live_server: Server, cadre: Page) -> None:
    asked: list[str] = []
    cadre.on("request", lambda request: asked.append(request.resource_type))
    sign_in(cadre, CADRE)
    assert "font" not in asked
