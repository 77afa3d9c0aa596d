"""Letters: a person's, one on paper, one signed; a village's list. Cadres and civil affairs act, deciders read."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, render_template, url_for
from wtforms import FileField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from mhapp import clock, db
from mhapp.documents.letter import LetterPaper, letter_pdf
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_snapshot import LetterSnapshot
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.permissions import Permission
from mhapp.models import Letter, Patient
from mhapp.queries.letter_rows import letters_of
from mhapp.queries.letters import guardians_of, letter_details, signed_copy_of
from mhapp.services import files
from mhapp.services.letter_texts import usual_term
from mhapp.services.letters import Terms, issue_letter, key_of, mark_signed, record_print
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.forms import DayField, Form
from mhapp.web.htmx import go_to
from mhapp.web.records import letter_from_url, patient_from_url

bp = Blueprint("letters", __name__, url_prefix="/letters")


class IssueForm(Form):
    """What is agreed: which letter, with whom, from when until when."""

    kind = ChoiceField(
        "出哪一种",
        [InputRequired("请选择出哪一种")],
        choices=[SelectChoice(k.value, k.label) for k in LetterKind],
    )
    guardian = ChoiceField("和哪一位监护人签", [InputRequired("请选择和哪一位监护人签")])
    starts_on = DayField("从哪天起", [InputRequired("请填写起始日期")])
    ends_on = DayField("到哪天止", [InputRequired("请填写截止日期")])


class SignedForm(Form):
    """When it was signed, and the photo of it: taken now, or taken earlier where there was no signal."""

    signed_on = DayField("哪天签的字", [InputRequired("请填写签字的日期")])
    photo = FileField("现在拍照", render_kw={"accept": "image/*", "capture": "environment"})
    picture = FileField("或者选已经拍好的", render_kw={"accept": "image/jpeg,image/png,image/webp"})

    def image(self) -> bytes:
        """The bytes of whichever was chosen; nothing when neither was."""
        chosen = next((f.data for f in (self.photo, self.picture) if f.data), None)
        if chosen is None:
            return b""
        chosen.seek(0)
        return bytes(chosen.read())


@bp.route("/of/<patient_id>", methods=["GET"])
@requires(Permission.LETTER_READ, load=patient_from_url)
def of_patient(patient: Patient) -> Response:
    """A person's letters, and the form for a new one for who may issue."""
    journal.note("letter:list", kind="patient", subject=patient.public_id)
    return _of_patient(patient, _issue_form(patient))


@bp.route("/of/<patient_id>", methods=["POST"])
@requires(Permission.LETTER_ISSUE, load=patient_from_url)
@commits
def issue(patient: Patient) -> Response:
    """Issue a letter; the receipt is its page, with the paper one tap away."""
    form = _issue_form(patient)
    if again := once.claim(form):
        return again
    if form.validate_on_submit():
        terms = Terms(LetterKind(form.kind.data), _day(form.starts_on), _day(form.ends_on))
        guardian = next(g for g in guardians_of([patient.id]) if g.public_id == form.guardian.data)
        try:
            letter = issue_letter(patient, guardian, terms, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".show", letter_id=letter.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _of_patient(patient, form)


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
    mark_signed(letter, signed_on=_day(form.signed_on), copy=stored, by=by, at=at)
    return once.receipt(form, url_for(".show", letter_id=letter_id))


def _issue_form(patient: Patient) -> IssueForm:
    guardians = guardians_of([patient.id])
    form = IssueForm(
        kind=LetterKind.RESPONSIBILITY.value,
        guardian=guardians[0].public_id if guardians else None,
        **usual_term(current_viewer().unit_path, clock.today()),
    )
    form.guardian.choices = [SelectChoice(g.public_id, f"{g.name}（{g.relation}）") for g in guardians]
    return form


def _of_patient(patient: Patient, form: IssueForm) -> Response:
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="letters")
    page = render_template(
        "letters/of_patient.html",
        form=form,
        person=Seen("patient", patient, current_viewer().role),
        letters=letters_of(patient.id, today=clock.today()),
    )
    return make_response(page, 422 if form.errors else 200)


def _day(field: Any) -> date:
    """The day of a field that is required."""
    assert isinstance(field.data, date)
    return field.data
