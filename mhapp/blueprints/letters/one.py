"""One letter: what it says, on paper, its signed copy, its end."""

from __future__ import annotations

from flask import Response, abort, current_app, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.letters import bp
from mhapp.blueprints.letters.forms import EndForm
from mhapp.documents.letter import LetterPaper, letter_pdf
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_snapshot import LetterSnapshot
from mhapp.domain.permissions import Permission
from mhapp.models import Letter
from mhapp.queries.letters import letter_details, signed_copy_of
from mhapp.services import files
from mhapp.services.letter_endings import end_letter
from mhapp.services.letters import key_of, record_print
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.htmx import go_to
from mhapp.web.records import letter_from_url


@bp.get("/<letter_id>")
@requires(Permission.LETTER_READ, load=letter_from_url)
def show(letter: Letter) -> Response:
    """One letter: what it says, who printed it, whether it is signed."""
    journal.note("letter:read", kind="letter", subject=letter.public_id)
    return make_response(
        render_template("letters/show.html", letter=letter_details(letter, today=clock.today()))
    )


@bp.get("/<letter_id>/letter.pdf")
@requires(Permission.LETTER_ISSUE, load=letter_from_url)
def pdf(letter: Letter) -> Response:
    """The letter on paper. Who took it to paper is kept, or it is not sent."""
    if letter.ended_on is not None:
        return go_to(url_for(".show", letter_id=letter.public_id))
    by, at, key, snapshot = (
        current_viewer(),
        clock.now(),
        key_of(letter),
        LetterSnapshot.from_json(letter.snapshot),
    )
    paper = LetterPaper(snapshot.number, letter.check_code, snapshot.text)
    db.session.rollback()  # nothing is held while the paper is made
    config = current_app.config
    data = letter_pdf(paper, fonts=config["SETTINGS"].fonts, invented=config["DEMO"])
    journal.afterwards(lambda: record_print([key], by=by, at=at))
    return as_download(data, "pdf", f"letter-{key.public_id}")


@bp.route("/<letter_id>/end", methods=["GET", "POST"])
@requires(Permission.LETTER_ISSUE, load=letter_from_url)
@commits
def end(letter: Letter) -> Response:
    """End a letter before its term, with a reason."""
    form = EndForm()
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                end_letter(letter, (form.reason.data or "").strip(), by=current_viewer(), at=clock.now())
                return once.receipt(form, url_for(".show", letter_id=letter.public_id))
            except RuleBroken as error:
                form.blame(error)
    journal.note("letter:read", kind="letter", subject=letter.public_id)
    details = letter_details(letter, today=clock.today())
    return make_response(
        render_template("letters/end.html", form=form, letter=details), 422 if form.errors else 200
    )


@bp.get("/<letter_id>/copy")
@requires(Permission.LETTER_READ, load=letter_from_url)
def copy(letter: Letter) -> Response:
    """The photo of the signed letter, as a download."""
    stored = signed_copy_of(letter)
    if stored is None:
        abort(404)
    journal.note("letter:copy", kind="letter", subject=letter.public_id)
    data = files.read_file(stored, current_app.config["SETTINGS"].files)
    return as_download(data, stored.kind, f"letter-{letter.public_id}")
