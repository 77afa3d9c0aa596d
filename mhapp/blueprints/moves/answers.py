"""The inbox of moves, one move, and what is done with it: taken over, declined, withdrawn, its receipt recorded."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for

from mhapp import clock
from mhapp.blueprints.moves import bp
from mhapp.blueprints.moves.forms import AnswerForm, ReceiptForm, WithdrawForm
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import Move
from mhapp.queries.moves import move_inbox, move_view
from mhapp.services.border_moves import record_receipt
from mhapp.services.moves import accept_move, decline_move, withdraw_move
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form
from mhapp.web.paging import asked_page
from mhapp.web.records import move_from_url, offered_move_from_url, own_move_from_url


@bp.get("/moves/")
@requires(Permission.MOVE_ANSWER)
def inbox() -> Response:
    """Who waits to be taken over here, whom others are to take over, and what is done."""
    pages = {name: asked_page(name) for name in ("incoming", "outgoing", "done")}
    found = move_inbox(current_viewer(), on=clock.today(), pages=pages)
    shown = sum(len(moves.rows) for moves in (found.incoming, found.outgoing, found.done))
    journal.note("patient:list", count=shown, detail="moves")
    return make_response(render_template("moves/inbox.html", inbox=found))


@bp.get("/moves/<move_id>")
@requires(Permission.MOVE_ANSWER, load=move_from_url)
def show(move: Move) -> Response:
    """One move, with the forms for whose turn it is."""
    return _page(move)


@bp.post("/moves/<move_id>/answer")
@requires(Permission.MOVE_ANSWER, load=offered_move_from_url)
@commits
def answer(move: Move) -> Response:
    """Take the person over, or say why not."""
    form = AnswerForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            if form.answer.data == "accept":
                accept_move(move, by=current_viewer(), at=clock.now())
                return once.receipt(form, url_for(".show", move_id=move.public_id))
            decline_move(move, form.words.data or "", by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".inbox"))  # the person is no business of theirs any more
        except RuleBroken as error:
            form.blame(error)
    return _page(move, answer=form)


@bp.post("/moves/<move_id>/withdraw")
@requires(Permission.MOVE_ASK, load=own_move_from_url)
@commits
def withdraw(move: Move) -> Response:
    """Take back a move nobody has answered."""
    form = WithdrawForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            withdraw_move(move, form.taken_back.data, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".show", move_id=move.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(move, withdraw=form)


@bp.post("/moves/<move_id>/receipt")
@requires(Permission.MOVE_ASK, load=own_move_from_url)
@commits
def receipt(move: Move) -> Response:
    """Record the counterpart's receipt and number."""
    form = ReceiptForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            record_receipt(
                move,
                received_on=form.received_on.data,
                number=form.number.data,
                by=current_viewer(),
                at=clock.now(),
            )
            return once.receipt(form, url_for(".show", move_id=move.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(move, receipt=form)


def _page(move: Move, **sent: Form) -> Response:
    on = clock.today()
    page = move_view(current_viewer(), move, on=on)
    journal.note("patient:read", kind="patient", subject=page.patient_id, detail="move")
    forms = {
        "answer": AnswerForm(formdata=None, answer=""),
        "withdraw": WithdrawForm(formdata=None),
        "receipt": ReceiptForm(formdata=None, received_on=on),
    }
    failed = next(iter(sent.values()), None)
    html = render_template("moves/show.html", page=page, forms={**forms, **sent}, form=failed, today=on)
    return make_response(html, 422 if failed is not None else 200)
