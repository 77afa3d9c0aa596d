"""The papers that go with a person who moves."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort

from mhapp import clock, db
from mhapp.blueprints.moves import bp
from mhapp.documents.move_form import move_form, move_letter
from mhapp.documents.plain_form import Mark, PlainForm
from mhapp.domain.move import MoveKind
from mhapp.domain.move_on_paper import MoveOnPaper
from mhapp.domain.papers import PaperKind
from mhapp.domain.permissions import Permission
from mhapp.models import Move, Patient
from mhapp.queries.paper_moves import move_on_paper
from mhapp.web.access import current_viewer, requires
from mhapp.web.form_papers import Printable
from mhapp.web.printing import send_paper
from mhapp.web.records import own_move_from_url


@bp.get("/moves/<move_id>/handover.pdf")
@requires(Permission.MOVE_ASK, load=own_move_from_url)
def handover(move: Move) -> Response:
    """患者信息移交表; who came from elsewhere brought their own."""
    if move.kind == MoveKind.IN:
        abort(404)
    return _paper(PaperKind.MOVE, move, move_form)


@bp.get("/moves/<move_id>/letter.pdf")
@requires(Permission.MOVE_ASK, load=own_move_from_url)
def letter(move: Move) -> Response:
    """患者迁移告知函, for a move out of the county: inside it the program tells the other side."""
    if move.kind != MoveKind.OUT:
        abort(404)
    return _paper(PaperKind.MOVE_LETTER, move, move_letter)


def _paper(kind: PaperKind, move: Move, form: Callable[[MoveOnPaper, Mark | None], PlainForm]) -> Response:
    viewer, on = current_viewer(), clock.today()
    patient = db.session.get_one(Patient, move.patient_id)
    return send_paper(
        Printable(
            kind,
            patient,
            ("move", move.id),
            move.public_id,
            lambda mark: form(move_on_paper(viewer, move, on=on), mark),
        )
    )
