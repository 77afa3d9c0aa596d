"""A village's letters as one file: what is in it, who makes it, and what happens when the maker dies."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine

from mhapp import clock, db
from mhapp.config import Settings, settings_from
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role
from mhapp.jobs.queue import bell_of, open_queue, task_of
from mhapp.jobs.waiting import do_waiting_work
from mhapp.models import Job, Letter, Unit
from mhapp.queries.jobs import made_file
from mhapp.queries.print_runs import KIND, letters_of_run
from mhapp.services import files, jobs
from mhapp.services.letters import mark_signed
from mhapp.services.print_runs import ask_for_run
from tests.factories.letters import MORNING, TERMS, a_letter, a_letter_text, ready_for_letters
from tests.factories.patients import a_patient
from tests.factories.people import a_viewer
from tests.factories.units import a_township, a_village, parent_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(database: Engine, keys_file: Path, tmp_path: Path) -> Settings:
    """An instance around this test's database."""
    (tmp_path / "instance").mkdir(mode=0o700)
    return settings_from(
        {
            "MHAPP_INSTANCE": str(tmp_path / "instance"),
            "MHAPP_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "MHAPP_KEYS_FILE": str(keys_file),
        }
    )


def a_village_of(*names: str) -> Unit:
    """A village with a guardian for each of these people, and a county text."""
    village = a_village(a_township(name="石盘镇"))
    for name in names:
        ready_for_letters(a_patient(village, name=name))
    return village


def a_run(village: Unit) -> Job:
    return ask_for_run(village, TERMS, by=a_viewer(Role.VILLAGE_CADRE, village), at=MORNING)


def text_of_result(job: Job, settings: Settings) -> str:
    stored = made_file(job)
    assert stored is not None
    reader = PdfReader(io.BytesIO(files.read_file(stored, settings.files)))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def test_a_run_issues_what_is_missing_and_prints_what_waits(database: Engine, tmp_path: Path) -> None:
    village = a_village_of("甲")
    waiting = a_letter(a_patient(village, name="乙"))
    signed = a_letter(a_patient(village, name="丙"))
    copy = files.add_row(
        files.write_file(files.Prepared("jpeg", b"photo"), tmp_path),
        account_id=a_viewer().account_id,
        at=MORNING,
    )
    mark_signed(signed, signed_on=TERMS.starts_on + timedelta(days=2), copy=copy, by=a_viewer(), at=MORNING)
    a_patient(village, name="没有监护人")
    a_letter(a_patient(name="别村"))
    job = a_run(village)
    numbers = [letter.number for letter in letters_of_run(job)]
    assert numbers == [waiting.number, "石盘监护〔2026〕0003号"]
    assert (job.state, job.total, job.done) == ("queued", 2, 0)


def test_nothing_to_print_is_said_and_no_run_is_made(database: Engine) -> None:
    village = a_village()
    a_patient(village)
    a_letter_text(db.session.get_one(Unit, parent_of(village).parent_id))
    with pytest.raises(RuleBroken, match="现在没有要打印的"):
        a_run(village)
    assert db.session.query(Job).count() == 0


def test_the_worker_makes_one_file_of_all_letters(settings: Settings) -> None:
    job = a_run(a_village_of("甲示例", "乙示例", "丙示例"))
    db.finish()
    assert do_waiting_work(settings) == 1
    db.session.refresh(job)
    assert (job.state, job.done, job.problem) == ("done", 3, None)
    text = text_of_result(job, settings)
    for name in ("甲示例", "乙示例", "丙示例"):
        assert f"被监护人：{name}" in text
    assert text.count("第1页，共2页") == 3
    assert do_waiting_work(settings) == 0


def test_what_lies_on_disk_names_nobody(settings: Settings) -> None:
    a_run(a_village_of("甲示例"))
    db.finish()
    do_waiting_work(settings)
    (path,) = settings.files.glob("??/*")
    assert not path.read_bytes().startswith(b"%PDF")


def test_a_run_that_cannot_be_made_says_so_and_the_next_is_made(settings: Settings) -> None:
    broken, whole = a_run(a_village_of("甲")), a_run(a_village_of("乙"))
    letter = db.session.query(Letter).filter_by(public_id=broken.details["letters"][0]).one()
    letter.snapshot = "not a letter"
    broken.details = {"letters": [letter.public_id]}
    db.finish()
    assert do_waiting_work(settings) == 2
    db.session.refresh(broken)
    db.session.refresh(whole)
    assert (broken.state, broken.problem) == ("failed", "生成失败，请再试一次；还不行，请告诉系统管理员")
    assert whole.state == "done"


def test_a_run_whose_worker_died_is_taken_up_after_five_minutes_and_not_before(database: Engine) -> None:
    job = a_run(a_village_of("甲"))
    assert jobs.take_next([KIND], at=MORNING) is job
    assert jobs.take_next([KIND], at=MORNING + timedelta(minutes=5)) is None
    assert jobs.take_next([KIND], at=MORNING + timedelta(minutes=5, seconds=1)) is job


def test_a_run_that_ends_its_worker_three_times_is_given_up(database: Engine) -> None:
    job, behind = a_run(a_village_of("甲")), a_run(a_village_of("乙"))
    taken = [jobs.take_next([KIND], at=MORNING + timedelta(minutes=6 * n)) for n in range(3)]
    assert taken == [job, job, job]
    assert jobs.take_next([KIND], at=MORNING + timedelta(minutes=18)) is behind
    assert job.state == "failed"


def test_on_postgresql_two_workers_take_two_runs(each_engine: Engine) -> None:
    first, second = a_run(a_village_of("甲")), a_run(a_village_of("乙"))
    db.finish()
    with db.transaction():
        assert jobs.take_next([KIND], at=MORNING).id == first.id
    with db.transaction():
        assert jobs.take_next([KIND], at=MORNING).id == second.id


def test_the_bell_rings_on_both_engines(each_engine: Engine, keys_file: Path, tmp_path: Path) -> None:
    url = each_engine.url.render_as_string(hide_password=False)
    settings = settings_from({"MHAPP_INSTANCE": str(tmp_path), "MHAPP_DATABASE_URL": url})
    bell_of(settings)()
    queue = open_queue(settings)
    task_of(queue, lambda: None)
    assert queue.dequeue().name == "wake_up"
    assert queue.pending_count() == 0
    queue.storage.close()


def test_a_bell_that_cannot_ring_takes_nothing_down(tmp_path: Path) -> None:
    bell_of(settings_from({"MHAPP_INSTANCE": str(tmp_path / "missing" / "folder")}))()


def wait_until_done(job: Job) -> str:
    """The state of a job once a worker in another process has left it, or after two minutes."""
    for _ in range(600):
        db.session.rollback()
        db.session.refresh(job)
        if job.state in ("done", "failed"):
            break
        time.sleep(0.2)
    return job.state


def test_a_worker_finds_what_waited_for_it_and_is_woken_for_more(settings: Settings) -> None:
    missed = a_run(a_village_of("甲"))
    db.finish()
    environment = os.environ | {
        "MHAPP_INSTANCE": str(settings.instance),
        "MHAPP_NOW": clock.now().isoformat(),
        "MHAPP_DATABASE_URL": settings.database_url,
        "MHAPP_KEYS_FILE": str(settings.keys_file),
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "mhapp.jobs.worker", "--with-parent"], cwd=ROOT, env=environment
    )
    try:
        assert wait_until_done(missed) == "done"
        asked = a_run(a_village_of("乙"))
        db.finish()
        bell_of(settings)()
        assert wait_until_done(asked) == "done"
    finally:
        worker.terminate()
        worker.wait(120)
