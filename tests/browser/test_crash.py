"""What was acknowledged is there after the power went."""

from __future__ import annotations

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.visit_form import VisitForm
from tests.fixtures.browser import PHONE, Watched, sign_in
from tests.fixtures.demo_county import CADRE, DemoCounty
from tests.fixtures.server import PATIENCE, start_server


def test_a_visit_with_a_receipt_survives_the_server_being_killed(
    devices: Watched, demo_instance: Path, tmp_path: Path
) -> None:
    instance = shutil.copytree(demo_instance, tmp_path / "instance")
    server = start_server(instance)
    page: Page = devices.open(PHONE, address=server.address)
    sign_in(page, CADRE)
    county = DemoCounty(instance)
    form = VisitForm(page, county.rated(2)).open()
    form.answer(medication="intermittent")
    form.submit()
    receipt = form.receipt()
    families = [server.process.pid, *_descendants(server.process.pid)]
    for pid in families:
        with suppress(ProcessLookupError):  # the others end by themselves when the parent is gone
            os.kill(pid, signal.SIGKILL)
    server.process.wait(timeout=PATIENCE)
    assert county.one("SELECT points FROM visit WHERE number = ?", receipt) == 24
    again = start_server(instance)
    again.stop()


def _descendants(pid: int) -> list[int]:
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*children, *(below for child in children for below in _descendants(child))]
