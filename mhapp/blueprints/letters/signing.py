"""The signed letter photographed back."""

from __future__ import annotations

from flask import Response, abort, current_app, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.letters import bp
from mhapp.blueprints.letters.forms import SignedForm, day_of
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import Letter
from mhapp.queries.letters import letter_details
from mhapp.services import files
from mhapp.services.letters import mark_signed
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.records import letter_from_url


@bp.route("/<letter_id>/signed", methods=["GET", "POST"])
@requires(Permission.LETTER_ISSUE, load=letter_from_url)
def sign(letter: Letter) -> Response:
    """Photograph the signed letter back. The photo is worked on before the change begins, so that nobody waits."""
    form = SignedForm(signed_on=clock.today())
    letter_id = letter.public_id
    if form.is_submitted() and (again := once.answered(form)) is not None:
        return again
    if form.validate_on_submit():
        try:
            written = _written_photo(form)
            with db.transaction():
                return _signed(letter_id, form, written)
        except RuleBroken as error:
            form.blame(error)
    journal.note("letter:read", kind="letter", subject=letter_id)
    details = letter_details(letter, today=clock.today())
    page = render_template("letters/signed.html", form=form, letter=details, today=clock.today())
    return make_response(page, 422 if form.errors else 200)


def _written_photo(form: SignedForm) -> files.WrittenFile:
    prepared = files.prepare_photo(form.image(), "photo")
    db.session.rollback()  # nothing is held while the file goes to disk
    return files.write_file(prepared, current_app.config["SETTINGS"].files)


def _signed(letter_id: str, form: SignedForm, written: files.WrittenFile) -> Response:
    """Inside the change: the letter is loaded again, as it is now."""
    by, at = current_viewer(), clock.now()
    letter = letter_from_url(by, letter_id)
    if letter is None:
        abort(404)
    if again := once.claim(form):
        return again
    stored = files.add_row(written, account_id=by.account_id, at=at)
    mark_signed(letter, signed_on=day_of(form.signed_on), copy=stored, by=by, at=at)
    return once.receipt(form, url_for(".show", letter_id=letter_id))
