"""The paper that goes with a person who moves."""

from __future__ import annotations

from flask import Response, abort

from mhapp import clock, db
from mhapp.blueprints.moves import bp
from mhapp.documents.move_form import move_form
from mhapp.domain.move import MoveKind
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
    """患者信息移交表, with the letter to the place there; who came from elsewhere brought their own."""
    if move.kind == MoveKind.IN:
        abort(404)
    viewer, on = current_viewer(), clock.today()
    patient = db.session.get_one(Patient, move.patient_id)
    return send_paper(
        Printable(
            PaperKind.MOVE,
            patient,
            ("move", move.id),
            move.public_id,
            lambda mark: move_form(move_on_paper(viewer, move, on=on), mark),
        )
    )
