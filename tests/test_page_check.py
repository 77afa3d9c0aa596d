"""The check that every opened page goes through finds what it is there for."""

from __future__ import annotations

import pytest

from tests.fixtures.page_check import check_page

GOOD = """<!doctype html><html lang="zh-CN"><head><title>今日</title></head><body><h1>今日</h1>
<form action="/a" method="post"><input type="hidden" name="csrf_token" value="x">
<label for="d">日期</label><input id="d" name="d">
<fieldset><legend>方式</legend><label><input type="radio" name="m" value="1">上门</label>
<label><input type="radio" name="m" value="2">电话</label></fieldset></form></body></html>"""


def test_a_good_page_passes() -> None:
    assert check_page(GOOD).all("h1")[0].text == "今日"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("<h1>今日</h1>", "", "exactly one h1"),
        ("<h1>今日</h1>", "<h1>今日</h1><h1>又一</h1>", "exactly one h1"),
        ("<title>今日</title>", "<title></title>", "title"),
        ('<label for="d">日期</label>', '<label for="e">日期</label>', "needs a label"),
        ("<legend>方式</legend>", "", "fieldset with a legend"),
        ('<input type="hidden" name="csrf_token" value="x">', "", "CSRF"),
        (' method="post"', "", "method"),
        (' action="/a"', "", "action"),
        ('<input id="d"', '<input id="d" style="color:red"', "style="),
        ('<input id="d"', '<input id="d" onclick="x()"', "inline script"),
        ('<input id="d"', '<input id="d" hx-post="/a"', "data-hx-"),
        ("</form>", '</form><p id="d"></p>', "used twice"),
        ("</form>", "</form><script>x()</script>", "Scripts"),
        ("</form>", '</form><b data-level="purple">?</b>', "Unknown level"),
    ],
)
def test_a_bad_page_is_told_what_to_do(old: str, new: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        check_page(GOOD.replace(old, new))
