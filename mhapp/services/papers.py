"""Issuing a paper: the row that says which record and version it came from, its number and its check code."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.crypto import hmac_code
from mhapp.domain.papers import PaperKind, paper_number
from mhapp.domain.viewer import Viewer
from mhapp.models import Paper, PaperPrint, Patient, Responsibility, Unit
from mhapp.queries.record_states import digest_of
from mhapp.services import audit_chain
from mhapp.services.numbers import next_number

SERIES = "paper"


def issue_paper(
    kind: PaperKind,
    patient: Patient,
    record: tuple[str, int],
    version: int | None = None,
    *,
    by: Viewer,
    at: datetime,
) -> Paper:
    """The paper of a record as it stands now, and a note of who takes it to print. In a transaction that writes.

    `record`: table and id. The same state of the same record printed again keeps its number and check code; a
    changed record gets a paper of its own, with the next version. `version`: where the record counts its own
    states, its count (a state it has printed before is found by it); None where it does not.
    Raises LookupError for a record that is not there.
    """
    _one_at_a_time(patient)
    digest = digest_of(kind, *record)
    earlier = _papers_of(kind, record)
    paper = next((one for one in earlier if _same(one, version, digest)), None)
    if paper is None:
        following = version or max((one.version for one in earlier), default=0) + 1
        paper = _new_paper(kind, patient, record, following, digest, by=by, at=at)
    db.session.add(PaperPrint(paper_id=paper.id, account_id=by.account_id, at=at))
    db.session.flush()
    audit_chain.record("paper:print", at=at, by=by, kind="paper", subject=paper.public_id, detail=kind.value)
    return paper


def _same(paper: Paper, version: int | None, digest: str) -> bool:
    return paper.digest == digest if version is None else paper.version == version


def _one_at_a_time(patient: Patient) -> None:
    """Two who print one record at once get one paper. SQLite's write lock does this by itself."""
    if not db.is_sqlite():
        db.session.execute(select(Patient.id).where(Patient.id == patient.id).with_for_update(key_share=True))


def _papers_of(kind: PaperKind, record: tuple[str, int]) -> list[Paper]:
    query = select(Paper).where(
        Paper.kind == kind.value, Paper.record_table == record[0], Paper.record_id == record[1]
    )
    return list(db.session.scalars(query.order_by(Paper.version.desc())))


def _new_paper(
    kind: PaperKind,
    patient: Patient,
    record: tuple[str, int],
    version: int,
    digest: str,
    *,
    by: Viewer,
    at: datetime,
) -> Paper:
    unit, year = _numbering_unit(patient.id), beijing_date(at).year
    number = paper_number(unit.short_name, year, next_number(unit.id, SERIES, year))
    said = f"{kind.value}|{unit.id}|{number}|{patient.id}|{record[0]}|{record[1]}|{version}|{digest}"
    paper = Paper(
        kind=kind.value,
        number=number,
        unit_id=unit.id,
        patient_id=patient.id,
        record_table=record[0],
        record_id=record[1],
        version=version,
        digest=digest,
        check_code=hmac_code("paper", said.encode()),
        issued_by_id=by.account_id,
        issued_at=at,
    )
    db.session.add(paper)
    db.session.flush()
    return paper


def _numbering_unit(patient_id: int) -> Unit:
    """The township a person lives in, or lived in last."""
    village = db.session.scalars(
        select(Unit)
        .join(Responsibility, Responsibility.unit_id == Unit.id)
        .where(Responsibility.patient_id == patient_id, Responsibility.kind == "residence")
        .order_by(
            Responsibility.until_date.is_(None).desc(),
            Responsibility.until_date.desc(),
            Responsibility.id.desc(),
        )
        .limit(1)
    ).one()
    return db.session.get_one(Unit, village.parent_id)
