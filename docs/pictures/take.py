"""Takes the README's pictures from the demo county: the visit form on a phone, a letter on paper (`make pictures`)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.visit_form import VisitForm  # noqa: E402
from tests.fixtures.browser import CHINA, FLAGS, PHONE, sign_in  # noqa: E402
from tests.fixtures.demo_county import CADRE, DemoCounty  # noqa: E402
from tests.fixtures.server import DEMO_DAY, environment_for, start_server  # noqa: E402

LETTER_DPI = 58


@contextmanager
def a_phone(folder: Path) -> Iterator[tuple[Page, DemoCounty]]:
    """The first cadre, signed in on a phone, and the county they work in."""
    instance = folder / "instance"
    demo = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--today", DEMO_DAY]
    subprocess.run(demo, cwd=ROOT, env=environment_for(instance), check=True)
    server = start_server(instance)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(**{**PHONE, "device_scale_factor": 1}, **CHINA, base_url=server.address)
        sign_in(page, CADRE)
        yield page, DemoCounty(instance)
        browser.close()
    server.stop()


def take_form(page: Page, county: DemoCounty) -> None:
    """A form half filled in, the score open to see."""
    form = VisitForm(page, county.rated(3)).open()
    form.answer(guardianship="weak", medication="intermittent", symptoms="psychotic")
    form.expect_score("61", "orange")
    form.option("symptoms", "self_talk").scroll_into_view_if_needed()
    page.screenshot(path=HERE / "form.png")


def take_letter(page: Page, county: DemoCounty, folder: Path) -> None:
    """The first page of a letter."""
    person = county.person(
        "EXISTS (SELECT 1 FROM guardian g WHERE g.patient_id = p.id AND g.until_date IS NULL)"
    )
    page.goto(f"/letters/of/{person}")
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url(lambda url: "/letters/of/" not in url)
    paper = folder / "letter.pdf"
    paper.write_bytes(page.request.get(f"{page.url}/letter.pdf").body())
    subprocess.run(
        ["pdftoppm", "-png", "-gray", "-r", str(LETTER_DPI), "-f", "1", "-l", "1", "-singlefile", str(paper),
         str(HERE / "letter")],
        check=True,
    )  # fmt: skip


def main() -> None:
    """Take both and say how large they are."""
    with tempfile.TemporaryDirectory() as name, a_phone(Path(name)) as (page, county):
        take_form(page, county)
        take_letter(page, county, Path(name))
    for picture in sorted(HERE.glob("*.png")):
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
