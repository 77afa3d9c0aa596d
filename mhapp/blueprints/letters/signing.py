"""The signed letter photographed back."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, url_for

from mhapp import clock
from mhapp.blueprints.letters import bp
from mhapp.blueprints.letters.forms import SignedForm, day_of
from mhapp.domain.permissions import Permission
from mhapp.models import Letter
from mhapp.queries.letters import letter_details
from mhapp.services import files
from mhapp.services.letters import mark_signed
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.records import letter_from_url
from mhapp.web.scans import send_with_photo, write_copy


@bp.route("/<letter_id>/signed", methods=["GET", "POST"])
@requires(Permission.LETTER_ISSUE, load=letter_from_url)
def sign(letter: Letter) -> Response:
    """Photograph the signed letter back. The photo is worked on before the change begins, so that nobody waits."""
    form = SignedForm(signed_on=clock.today())
    letter_id = letter.public_id
    sent = send_with_photo(
        form,
        write=lambda: write_copy(form),
        load=lambda: letter_from_url(current_viewer(), letter_id),
        change=lambda now, written: _signed(now, form, written),
    )
    return sent or _page(letter_id, form)


def _page(letter_id: str, form: SignedForm) -> Response:
    letter = letter_from_url(current_viewer(), letter_id)
    if letter is None:
        abort(404)
    journal.note("letter:read", kind="letter", subject=letter_id)
    details = letter_details(letter, today=clock.today())
    page = render_template("letters/signed.html", form=form, letter=details, today=clock.today())
    return make_response(page, 422 if form.errors else 200)


def _signed(letter: Letter, form: SignedForm, written: files.WrittenFile) -> str:
    by, at = current_viewer(), clock.now()
    stored = files.add_row(written, account_id=by.account_id, at=at)
    mark_signed(letter, signed_on=day_of(form.signed_on), copy=stored, by=by, at=at)
    return url_for(".show", letter_id=letter.public_id)
