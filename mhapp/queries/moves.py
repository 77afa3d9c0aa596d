"""Moves for the pages: what waits for the viewer's office, what the viewer's people have asked, one move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.demographics import SEX_LABELS, age_on
from mhapp.domain.disclosure import Relation, Seen
from mhapp.domain.move import GIVERS, MoveKind, MoveState, may_answer
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, LevelProposal, Move, Patient, Unit
from mhapp.queries.paging import Paged, read_page
from mhapp.queries.scope import below, in_scope

PAGE_SIZE = 30
_FROM, _TO, _ASKING, _FROM_TOWN, _TO_TOWN = (aliased(Unit) for _ in range(5))
_ANSWERER, _ASKER = aliased(Account), aliased(Account)


@dataclass(frozen=True)
class MoveView:
    """A move as a page shows it. Fields of disclosure.FIELDS["move"].

    `opens_person`: whether the person's own page opens for the viewer; `proposal_open`: a level change is in hand.
    """

    public_id: str
    patient_id: str
    name: str
    facts_line: tuple[str, ...]
    kind: MoveKind
    state: MoveState
    from_place: str
    to_place: str
    counterpart: str | None
    address: str | None
    moves_on: date
    keeps_registration: bool
    reason: str
    asked_by: str
    asked_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    answer_words: str | None
    told: str | None
    acknowledged_on: date | None
    acknowledged_number: str | None
    may_answer: bool
    may_withdraw: bool
    awaits_receipt: bool
    opens_person: bool
    proposal_open: bool


@dataclass(frozen=True)
class MoveInbox:
    """`incoming` waits for the viewer's office, `outgoing` for others, `done` is over."""

    incoming: Paged[Seen]
    outgoing: Paged[Seen]
    done: Paged[Seen]

    @property
    def is_empty(self) -> bool:
        """Whether nobody moves, or ever did."""
        return not (self.incoming.total or self.outgoing.total or self.done.total)


def offered_to(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on Move: asked, and the viewer's office may take the person over."""
    asked = Move.state == MoveState.ASKED.value
    if viewer.role is Role.VILLAGE_CADRE:
        return and_(asked, Move.to_unit_id == viewer.unit_id)
    return and_(asked, Move.to_unit_id.in_(select(Unit.id).where(Unit.parent_id == viewer.unit_id)))


def moves_to_answer(viewer: Viewer) -> Select[Any]:
    """Moves the viewer's office may answer."""
    return select(Move).join(Patient, Patient.id == Move.patient_id).where(offered_to(viewer))


def moves_given_by(viewer: Viewer) -> Select[Any]:
    """Moves of people who live in the viewer's scope."""
    return select(Move).join(Patient, Patient.id == Move.patient_id).where(in_scope(viewer))


def moves_seen_by(viewer: Viewer) -> Select[Any]:
    """Moves the viewer may read: of people in scope, and those that wait for the viewer's office."""
    seen = or_(in_scope(viewer), offered_to(viewer))
    return select(Move).join(Patient, Patient.id == Move.patient_id).where(seen)


def move_inbox(viewer: Viewer, *, on: date, pages: Mapping[str, int]) -> MoveInbox:
    """The three lists, newest first; `pages`: the page of each by its name, from 1."""
    asked, offered = Move.state == MoveState.ASKED.value, offered_to(viewer)

    def listed(name: str, condition: Any, by: Relation = Relation.RESIDENCE) -> Paged[Seen]:
        found = read_page(_moves(condition), page=pages.get(name, 1), size=PAGE_SIZE)
        return found.each(lambda row: Seen("move", _view(row, viewer, by, on), viewer.role, by))

    return MoveInbox(
        incoming=listed("incoming", offered, Relation.OFFERED),
        outgoing=listed("outgoing", and_(in_scope(viewer), asked, ~offered)),
        done=listed("done", and_(in_scope(viewer), ~asked)),
    )


def move_view(viewer: Viewer, move: Move, *, on: date) -> Seen:
    """One move already loaded through the viewer's scope."""
    opens = db.session.scalar(select(Patient.id).where(Patient.id == move.patient_id, in_scope(viewer)))
    by = Relation.RESIDENCE if opens else Relation.OFFERED
    return _read(viewer, Move.id == move.id, on, by)[0]


def moves_of(viewer: Viewer, patient: Patient, *, on: date) -> list[Seen]:
    """Every move of a person already loaded through the viewer's scope, newest first."""
    return _read(viewer, Move.patient_id == patient.id, on)


def villages_of_county(viewer: Viewer) -> list[tuple[str, str]]:
    """(public id, township and village) of every village of the viewer's county, for where somebody moves."""
    township = aliased(Unit)
    found = db.session.execute(
        select(Unit.public_id, township.name, Unit.name)
        .join(township, township.id == Unit.parent_id)
        .where(below(viewer.county_path), Unit.kind == UnitKind.VILLAGE)
        .order_by(Unit.path)
    )
    return [(row[0], f"{row[1]}{row[2]}") for row in found]


def village_named(viewer: Viewer, public_id: str) -> Unit | None:
    """A village of the viewer's county."""
    return db.session.scalar(
        select(Unit).where(
            Unit.public_id == public_id, below(viewer.county_path), Unit.kind == UnitKind.VILLAGE
        )
    )


def _read(viewer: Viewer, condition: Any, on: date, by: Relation = Relation.RESIDENCE) -> list[Seen]:
    found = db.session.execute(_moves(condition))
    return [Seen("move", _view(row, viewer, by, on), viewer.role, by) for row in found]


def _moves(condition: Any) -> Any:
    return (
        select(Move, Patient.public_id, Patient.name, Patient.sex, Patient.birth_date,
               _FROM.name.label("from_village"), _FROM_TOWN.name.label("from_town"),
               _TO.name.label("to_village"), _TO.path.label("to_path"), _TO_TOWN.name.label("to_town"),
               _ASKING.name.label("asking"), _ASKER.name.label("asker"), _ANSWERER.name.label("answerer"),
               LevelProposal.id.label("proposal"))
        .join(Patient, Patient.id == Move.patient_id)
        .join(_FROM, _FROM.id == Move.from_unit_id)
        .join(_FROM_TOWN, _FROM_TOWN.id == _FROM.parent_id)
        .outerjoin(_TO, _TO.id == Move.to_unit_id)
        .outerjoin(_TO_TOWN, _TO_TOWN.id == _TO.parent_id)
        .join(_ASKING, _ASKING.id == Move.asked_unit_id)
        .join(_ASKER, _ASKER.id == Move.asked_by_id)
        .outerjoin(_ANSWERER, _ANSWERER.id == Move.answered_by_id)
        .outerjoin(LevelProposal, (LevelProposal.patient_id == Patient.id) & LevelProposal.closed_at.is_(None))
        .where(condition)
        .order_by(Move.id.desc())
    )  # fmt: skip


def _view(row: Any, viewer: Viewer, by: Relation, on: date) -> MoveView:
    move: Move = row[0]
    kind, state = MoveKind(move.kind), MoveState(move.state)
    age, gives = age_on(row.birth_date, on), by is Relation.RESIDENCE and viewer.role in GIVERS
    here = f"{row.from_town}{row.from_village}"
    beyond = move.elsewhere or ""
    return MoveView(
        public_id=move.public_id,
        patient_id=row.public_id,
        name=row.name,
        facts_line=(SEX_LABELS[row.sex], f"{age}岁" if age is not None else ""),
        kind=kind,
        state=state,
        from_place=beyond if kind is MoveKind.IN else here,
        to_place={MoveKind.IN: here, MoveKind.OUT: beyond}.get(kind, f"{row.to_town}{row.to_village}"),
        counterpart=move.counterpart,
        address=move.address,
        moves_on=move.moves_on,
        keeps_registration=move.keeps_registration,
        reason=move.reason,
        asked_by=f"{row.asking} {row.asker}",
        asked_at=move.asked_at,
        answered_by=row.answerer,
        answered_at=move.answered_at,
        answer_words=move.answer_words,
        told=move.told,
        acknowledged_on=move.acknowledged_on,
        acknowledged_number=move.acknowledged_number,
        may_answer=_may_answer(move, row, viewer),
        may_withdraw=gives and state is MoveState.ASKED,
        awaits_receipt=gives and kind is MoveKind.OUT and move.acknowledged_on is None,
        opens_person=by is Relation.RESIDENCE,
        proposal_open=row.proposal is not None,
    )


def _may_answer(move: Move, row: Any, viewer: Viewer) -> bool:
    return (
        move.state == MoveState.ASKED
        and move.asked_by_id != viewer.account_id
        and may_answer(viewer.role, viewer.unit_path, to_path=row.to_path)
    )
