"""Makes a person's whole file: every form and scan that who asked may see, in eight parts, as one PDF."""

from __future__ import annotations

from collections import Counter
from datetime import date

from mhapp import clock, db
from mhapp.config import Settings
from mhapp.documents.letter import LetterPaper
from mhapp.documents.patient_file import FilePaper, FilePart, ScannedPage, letter_as_form, patient_file_pdf
from mhapp.documents.plain_form import Mark, PlainForm
from mhapp.domain.errors import RuleBroken
from mhapp.domain.file_disclosure import may_see_part
from mhapp.domain.file_page import Part
from mhapp.domain.letter_snapshot import LetterSnapshot
from mhapp.domain.papers import PaperKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, Patient, StoredFile
from mhapp.queries.file_pages import standing_files
from mhapp.queries.file_parts import PartRow, parts_of
from mhapp.queries.installations import is_demo
from mhapp.queries.paper_person import person_on_paper
from mhapp.queries.signed_papers import signed_copies, signed_letters
from mhapp.queries.viewers import viewer_of_job
from mhapp.queries.whole_files import person_of
from mhapp.services import files, jobs
from mhapp.services.papers import issue_paper
from mhapp.web.form_papers import forms_of_part

Scan = tuple[Part, str, date | None, StoredFile]
"""Where a scan hangs, what it is, the day on it, its picture."""


def make(job: Job, settings: Settings) -> files.WrittenFile:
    """The file as the records stand now. Raises RuleBroken when who asked may not see the person any more."""
    job_id = job.id
    viewer = viewer_of_job(job, on=clock.today())
    patient = person_of(viewer, job)
    if patient is None:
        raise RuleBroken("这位患者已经不在您的工作范围内，没有生成")
    db.session.rollback()
    mark = _issued(viewer, patient)
    paper = _paper(viewer, patient, mark, settings, job_id)
    invented = is_demo()
    db.session.rollback()  # nothing is held while the paper is made
    pdf = patient_file_pdf(paper, fonts=settings.fonts, invented=invented)
    return files.write_file(files.prepare_pdf(pdf), settings.files)


def _issued(viewer: Viewer, patient: Patient) -> Mark:
    with db.transaction():
        record = ("patient", patient.id)
        issued = issue_paper(PaperKind.FILE, patient, record, by=viewer, at=clock.now())
        return Mark(issued.number, issued.check_code)


def _paper(viewer: Viewer, patient: Patient, mark: Mark, settings: Settings, job_id: int) -> FilePaper:
    on = clock.today()
    person = person_on_paper(viewer, patient, on=on)
    rows = parts_of(viewer, patient, on).rows
    forms = {}
    for row in rows:
        forms[row.part] = _forms(viewer, patient, row.part)
        _say(job_id, row.part.value)
    scans = _scans(viewer, patient, settings)
    _say(job_id, len(Part), doing="八个部分已汇总，正在排版；页数多的要几分钟")
    return FilePaper(
        mark=mark,
        name=person.name,
        unit=person.unit,
        printed_by=f"{viewer.unit_name}{viewer.role.label} {viewer.name}",
        printed_on=on,
        parts=tuple(_part(row, forms[row.part], scans.get(row.part, [])) for row in rows),
        facts=(("管理编号", person.management_number), ("现住址", person.address)),
        notice=next((form.notice for part in forms.values() for form in part if form.notice), ""),
    )


def _part(row: PartRow, forms: tuple[PlainForm, ...], pages: list[ScannedPage]) -> FilePart:
    gaps = "；".join(f"{gap.words}（{gap.turn.label}）" for gap in row.gaps)
    return FilePart(
        row.part.value,
        row.part.label,
        state="未打印" if row.hidden else row.state.label,
        remark="；".join(filter(None, (row.words, gaps))),
        forms=forms,
        pages=tuple(pages),
    )


def _forms(viewer: Viewer, patient: Patient, part: Part) -> tuple[PlainForm, ...]:
    if part is not Part.LETTERS:
        return forms_of_part(viewer, patient, part.value, now=clock.now())
    if not may_see_part(viewer.role, part):
        return ()
    return tuple(_letter(letter.snapshot, letter.check_code) for letter in signed_letters(patient.id))


def _letter(snapshot: str, check_code: str) -> PlainForm:
    said = LetterSnapshot.from_json(snapshot)
    return letter_as_form(LetterPaper(said.number, check_code, said.text))


def _scans(viewer: Viewer, patient: Patient, settings: Settings) -> dict[Part, list[ScannedPage]]:
    hung: list[Scan] = [
        (Part(page.part), page.title, page.dated, stored) for page, stored in standing_files(viewer, patient)
    ]
    hung += [
        (kind.part, kind.label, dated, stored)
        for kind, dated, stored in signed_copies(viewer.role, patient.id)
    ]
    titles = Counter((part, title) for part, title, _, _ in hung)
    count: Counter[tuple[Part, str]] = Counter()
    scans: dict[Part, list[ScannedPage]] = {}
    for part, title, dated, stored in hung:
        if stored.kind != "jpeg":
            continue
        count[part, title] += 1
        scans.setdefault(part, []).append(
            ScannedPage(
                title,
                files.read_file(stored, settings.files),
                dated,
                count[part, title],
                titles[part, title],
            )
        )
    return scans


def _say(job_id: int, done: int, *, doing: str = "") -> None:
    """How far it is. What has been read so far is plain text by now: the change ends what was open for reading."""
    with db.transaction():
        jobs.progress(db.session.get_one(Job, job_id), done, len(Part), at=clock.now(), doing=doing)
