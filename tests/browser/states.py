"""One page in the states people meet it in, changed in place: narrow, dark, large, elder mode."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.fixtures.browser import axe_findings

NARROW = {"width": 320, "height": 640}
LARGE = "document.documentElement.style.fontSize = '200%'"
NORMAL = "document.documentElement.style.fontSize = ''"
ELDER = "document.documentElement.classList.add('elder')"
NOT_ELDER = "document.documentElement.classList.remove('elder')"
TOO_WIDE = """width => {
    const out = e => e.getBoundingClientRect().right > width + 1
        && !e.closest('.unseen, .tabs, .table-wrap, details:not([open])');
    return document.documentElement.scrollWidth <= width ? [] : [...document.body.querySelectorAll('*')]
        .filter(e => out(e) && ![...e.children].some(out)).slice(0, 3).map(e => e.outerHTML.slice(0, 120));
}"""
"""The first and smallest elements that stick out of a page that scrolls sideways."""

CHANGES_WITH_WIDTH = ["target-size", "scrollable-region-focusable"]
"""What a narrow page can break that a wide one kept: boxes get smaller, tables begin to scroll."""


def findings_when_narrow(page: Page) -> list[str]:
    """What changes at 320 px, where nothing may scroll sideways."""
    own = page.viewport_size
    assert own is not None
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    found = _named(
        "320 px", axe_findings(page, rules=CHANGES_WITH_WIDTH) + _sticking_out(page, NARROW["width"])
    )
    page.set_viewport_size(own)
    return found


def findings_in_other_states(page: Page) -> list[str]:
    """What changes with the state: colours in the dark, room for fingers and text at 200 % and in elder mode."""
    own = page.viewport_size
    assert own is not None
    page.emulate_media(color_scheme="dark")
    found = _named("dark", axe_findings(page, rules=["color-contrast"]))
    page.emulate_media(color_scheme="light")
    for state, on, off in (("200 %", LARGE, NORMAL), ("elder", ELDER, NOT_ELDER)):
        page.evaluate(on)
        found += _named(state, axe_findings(page, rules=["target-size"]) + _sticking_out(page, own["width"]))
        page.evaluate(off)
    return found


def _named(state: str, findings: list[str]) -> list[str]:
    return [f"{state}: {finding}" for finding in findings]


def _sticking_out(page: Page, width: int) -> list[str]:
    return [f"{page.url} sticks out: {html}" for html in page.evaluate(TOO_WIDE, width)]
