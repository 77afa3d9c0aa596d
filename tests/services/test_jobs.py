"""Background work of any kind: what its page says when it ends well, badly, or by itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from mhapp import db
from mhapp.config import Settings, settings_from
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role
from mhapp.jobs.waiting import do_waiting_work
from mhapp.models import Job
from mhapp.services import jobs
from mhapp.services.files import Prepared, WrittenFile, write_file
from tests.factories.letters import MORNING
from tests.factories.people import a_viewer
from tests.factories.units import a_village


@pytest.fixture
def settings(database: Engine, tmp_path: Path) -> Settings:
    """An instance around this test's database."""
    return settings_from({"MHAPP_INSTANCE": str(tmp_path)})


def a_job(kind: str = "paper") -> Job:
    village = a_village()
    return jobs.ask(
        kind, unit_id=village.id, details={}, total=2, by=a_viewer(Role.VILLAGE_CADRE, village), at=MORNING
    )


def make_file(job: Job, settings: Settings) -> WrittenFile:
    db.session.rollback()
    return write_file(Prepared("pdf", b"%PDF"), settings.files)


def refuse(job: Job, settings: Settings) -> None:
    raise RuleBroken("表里没有可以导入的行，请填好后再上传")


def end_by_itself(job: Job, settings: Settings) -> None:
    job_id = job.id
    db.session.rollback()
    with db.transaction():
        jobs.finish(db.session.get_one(Job, job_id), at=MORNING)


def test_each_kind_is_done_by_its_own_work(settings: Settings) -> None:
    paper, table = a_job("paper"), a_job("table")
    db.finish()
    assert do_waiting_work(settings, {"paper": make_file, "table": refuse}) == 2
    db.session.refresh(paper)
    db.session.refresh(table)
    assert (paper.state, paper.done, paper.result_file_id is not None) == ("done", 2, True)
    assert (table.state, table.problem) == ("failed", "表里没有可以导入的行，请填好后再上传")


def test_what_nobody_knows_how_to_do_waits(settings: Settings) -> None:
    job = a_job("unknown")
    db.finish()
    assert do_waiting_work(settings, {"paper": make_file}) == 0
    db.session.refresh(job)
    assert job.state == "queued"


def test_work_may_end_its_job_together_with_what_it_wrote(settings: Settings) -> None:
    job = a_job()
    db.finish()
    do_waiting_work(settings, {"paper": end_by_itself})
    db.session.refresh(job)
    assert (job.state, job.finished_at) == ("done", MORNING)


def test_progress_is_the_sign_of_life_of_a_long_job(database: Engine) -> None:
    job = a_job()
    jobs.take_next({"paper"}, at=MORNING)
    jobs.progress(job, 40, 300, at=MORNING + timedelta(minutes=4))
    assert (job.done, job.total) == (40, 300)
    assert jobs.take_next({"paper"}, at=MORNING + timedelta(minutes=9)) is None
    assert jobs.take_next({"paper"}, at=MORNING + timedelta(minutes=9, seconds=1)) is job
