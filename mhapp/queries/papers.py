"""Papers for pages: what a check code names, what can be printed for a person, and how often it has been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from mhapp import db
from mhapp.domain.disclosure import may_see
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.papers import GROUP, PaperKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Letter, LetterPrint, Paper, PaperPrint, Patient
from mhapp.queries.lead_papers import lead_papers_by_code
from mhapp.queries.letters import letters_seen_by
from mhapp.queries.merged_records import of_person
from mhapp.queries.record_states import digest_of
from mhapp.queries.scope import in_scope

SAME = "和现在的记录一致"
CHANGED = "打印以后，记录有过更正或者变化，请以现在的记录为准"


@dataclass(frozen=True)
class KnownPaper:
    """A paper a check code names, for who may read its record."""

    title: str
    number: str
    about: tuple[str, str]
    """Whose record it is: `patient` or `lead`, and its opaque id."""
    name: str
    version: int
    issued_at: datetime
    issued_by: str
    prints: int
    last_print: datetime | None
    state: str
    """Whether the record still says what was printed, in words."""
    changed: bool


def papers_by_code(viewer: Viewer, code: str) -> list[KnownPaper]:
    """The papers and letters of this check code the viewer may know of; nearly always none or one."""
    return _papers(viewer, code) + _letters(viewer, code) + _of_leads(viewer, code)


def _papers(viewer: Viewer, code: str) -> list[KnownPaper]:
    found = db.session.execute(
        select(Paper, Patient, Account.name)
        .select_from(Paper)
        .join(Patient, of_person(Paper.patient_id))
        .join(Account, Account.id == Paper.issued_by_id)
        .where(Paper.check_code == code, in_scope(viewer))
        .order_by(Paper.id)
    ).all()
    return [
        _known(paper, patient, name)
        for paper, patient, name in found
        if may_see(viewer.role, GROUP[PaperKind(paper.kind)])
    ]


def _known(paper: Paper, patient: Patient, issued_by: str) -> KnownPaper:
    prints, last = db.session.execute(
        select(func.count(), func.max(PaperPrint.at)).where(PaperPrint.paper_id == paper.id)
    ).one()
    changed = digest_of(PaperKind(paper.kind), paper.record_table, paper.record_id) != paper.digest
    return KnownPaper(
        title=PaperKind(paper.kind).label,
        number=paper.number,
        about=("patient", patient.public_id),
        name=patient.name,
        version=paper.version,
        issued_at=paper.issued_at,
        issued_by=issued_by,
        prints=prints,
        last_print=last,
        state=CHANGED if changed else SAME,
        changed=changed,
    )


def _letters(viewer: Viewer, code: str) -> list[KnownPaper]:
    """A letter says what its snapshot says for ever; what may change is that it has ended."""
    found = db.session.execute(
        letters_seen_by(viewer)
        .where(Letter.check_code == code)
        .join(Account, Account.id == Letter.issued_by_id)
        .add_columns(Patient, Account.name)
        .order_by(Letter.id)
    ).all()
    known = []
    for letter, patient, name in found:
        prints, last = db.session.execute(
            select(func.count(), func.max(LetterPrint.at)).where(LetterPrint.letter_id == letter.id)
        ).one()
        ended = letter.ended_on is not None
        known.append(
            KnownPaper(
                title=LetterKind(letter.kind).label,
                number=letter.number,
                about=("patient", patient.public_id),
                name=patient.name,
                version=1,
                issued_at=letter.issued_at,
                issued_by=name,
                prints=prints,
                last_print=last,
                state=f"已经作废：{letter.ended_reason or ''}" if ended else SAME,
                changed=ended,
            )
        )
    return known


def _of_leads(viewer: Viewer, code: str) -> list[KnownPaper]:
    return [
        KnownPaper(
            title=paper.title,
            number=paper.number,
            about=("lead", paper.lead_id),
            name=paper.name,
            version=paper.version,
            issued_at=paper.issued_at,
            issued_by=paper.issued_by,
            prints=paper.prints,
            last_print=paper.last_print,
            state=CHANGED if paper.changed else SAME,
            changed=paper.changed,
        )
        for paper in lead_papers_by_code(viewer, code)
    ]
