"""The whole file as one paper: what is in it for whom, that it is kept for one reader, and not for long."""

from __future__ import annotations

import io
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine

from mhapp import clock, db
from mhapp.config import Settings, settings_from
from mhapp.domain.roles import Role
from mhapp.jobs.waiting import do_waiting_work
from mhapp.models import AuditEvent, Job, Patient, StoredFile
from mhapp.queries.jobs import made_file
from mhapp.queries.whole_files import last_file_of
from mhapp.services import files, jobs
from mhapp.services.incidents import record_incident
from mhapp.services.made_files import remove_old_files
from mhapp.services.visits import record_visit
from mhapp.services.whole_files import ask_for_file
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.file_records import a_certificate_page
from tests.factories.incidents import what_happened
from tests.factories.patients import a_patient, a_rating
from tests.factories.people import an_account, viewer_of
from tests.factories.visits import a_report

DRUGS, DIAGNOSIS, NOTES = "金丝雀药片", "精神分裂症", "金丝雀备注"
IDENTITY_NUMBER, PHONE = "500199198001010999", "19877770001"
NUMBERS = {IDENTITY_NUMBER, PHONE}


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


@pytest.fixture
def work(settings: Settings) -> AtWork:
    return a_village_at_work()


def a_person(work: AtWork, settings: Settings) -> Patient:
    """Somebody with a rating, a visit, a certificate and a letter."""
    patient = a_patient(work.village, name="欧阳䶮", cadre=work.cadre)
    patient.medication, patient.diagnosis_code = DRUGS, "F20"
    patient.identity_number, patient.phone = IDENTITY_NUMBER, PHONE
    police = viewer_of(an_account(Role.POLICE_OFFICER, work.township))
    record_incident(patient, what_happened(clock.today()), by=police, at=clock.now())
    doctor = an_account(Role.CLINIC_DOCTOR, work.township)
    a_rating(patient, 2, clock.today() - timedelta(days=20), doctor=doctor, township=work.township)
    record_visit(patient, a_report(clock.today(), notes=NOTES), by=viewer_of(work.cadre), at=clock.now())
    a_certificate_page(patient, settings.files, by=viewer_of(doctor))
    return patient


def made(patient: Patient, work: AtWork, settings: Settings, role: Role) -> tuple[Job, str]:
    """The job of somebody in this role who asks for the file, and the text of the paper."""
    unit = work.county if role is Role.COUNTY_OFFICE else work.township
    job = ask_for_file(patient, by=viewer_of(an_account(role, unit)), at=clock.now())
    db.finish()
    do_waiting_work(settings)
    db.session.refresh(job)
    assert job.state == "done", job.problem
    stored = made_file(job)
    assert stored is not None
    reader = PdfReader(io.BytesIO(files.read_file(stored, settings.files)))
    return job, "".join("".join(page.extract_text().split()) for page in reader.pages)


def assert_holds(text: str, words: set[str], *, but_not: set[str]) -> None:
    """By hand from the table of domain §12."""
    assert {word for word in words if word not in text} == set()
    assert {word for word in but_not if word in text} == set()


def test_the_file_holds_all_eight_parts_and_what_each_still_needs(work: AtWork, settings: Settings) -> None:
    _, text = made(a_person(work, settings), work, settings, Role.COUNTY_OFFICE)
    for title in ("信息登记表", "入库（出库）审批表", "诊断证明书和危险等级评估报告书", "级别变更呈报表"):
        assert title in text
    assert "欧阳䶮" in text
    assert_holds(text, {NOTES, DIAGNOSIS}, but_not=NUMBERS | {DRUGS})
    assert "肇事肇祸案（事）件情况说明" in text
    assert "示例积分表（非官方）" in text
    assert "诊断证明书（" in text


def test_the_clinics_file_says_nothing_of_letters(work: AtWork, settings: Settings) -> None:
    _, text = made(a_person(work, settings), work, settings, Role.CLINIC_DOCTOR)
    assert "由民生服务办保管" in text
    assert "没有生效中的责任书或协议" not in text
    assert_holds(text, {NOTES, DIAGNOSIS}, but_not=NUMBERS)


def test_a_scan_of_the_diagnosis_is_not_in_civil_affairs_file(work: AtWork, settings: Settings) -> None:
    _, text = made(a_person(work, settings), work, settings, Role.CIVIL_AFFAIRS)
    assert "诊断证明书（" not in text
    assert_holds(text, {NOTES}, but_not=NUMBERS | {DRUGS, DIAGNOSIS})


def test_it_is_asked_for_once_while_it_is_made_and_belongs_to_who_asked(
    work: AtWork, settings: Settings
) -> None:
    patient = a_person(work, settings)
    one, other = (viewer_of(an_account(Role.CIVIL_AFFAIRS, work.township)) for _ in range(2))
    job = ask_for_file(patient, by=one, at=clock.now())
    assert ask_for_file(patient, by=one, at=clock.now()) is job
    assert last_file_of(other, patient) is None
    assert ask_for_file(patient, by=other, at=clock.now()) is not job


def test_somebody_who_lost_the_person_from_sight_gets_no_file(work: AtWork, settings: Settings) -> None:
    patient = a_person(work, settings)
    asker = viewer_of(an_account(Role.CIVIL_AFFAIRS, work.township))
    job = ask_for_file(patient, by=asker, at=clock.now())
    elsewhere = a_patient()
    job.details = {"patient": elsewhere.public_id}
    db.finish()
    do_waiting_work(settings)
    db.session.refresh(job)
    assert (job.state, job.problem) == ("failed", "这位患者已经不在您的工作范围内，没有生成")


def test_after_seven_days_the_paper_is_gone_and_its_row_says_since_when(
    work: AtWork, settings: Settings
) -> None:
    patient = a_person(work, settings)
    job = ask_for_file(patient, by=viewer_of(an_account(Role.CIVIL_AFFAIRS, work.township)), at=clock.now())
    jobs.finish(job, files.write_file(files.Prepared("pdf", b"%PDF"), settings.files), at=clock.now())
    stored = db.session.get_one(StoredFile, job.result_file_id)
    assert job.finished_at is not None
    last_day = clock.beijing_date(job.finished_at) + timedelta(days=7)
    end = datetime.combine(last_day, time(23, 59, 59), tzinfo=clock.BEIJING)
    assert remove_old_files(settings.files, at=end) == 0
    gone_at = end + timedelta(seconds=1)
    assert remove_old_files(settings.files, at=gone_at) == 1
    assert stored.removed_at == gone_at
    with pytest.raises(FileNotFoundError):
        files.read_file(stored, settings.files)
    assert made_file(job) is None
    db.finish()
    assert db.session.query(AuditEvent).filter_by(act="file:asked").count() == 1
    assert (
        db.session.query(AuditEvent).filter_by(act="made_file:expire", subject_id=job.public_id).count() == 1
    )
