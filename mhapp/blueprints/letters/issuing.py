"""A person's letters, and a new one, which goes on from the one that holds."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for
from wtforms.fields.choices import SelectChoice

from mhapp import clock
from mhapp.blueprints.letters import bp
from mhapp.blueprints.letters.forms import IssueForm, day_of
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_state import renewal_start
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.permissions import Permission
from mhapp.models import Patient
from mhapp.queries.letter_rows import letters_of
from mhapp.queries.letters import guardians_of, letter_to_renew
from mhapp.services.letter_texts import usual_term
from mhapp.services.letters import Terms, issue_letter
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.records import patient_from_url


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
        terms = Terms(LetterKind(form.kind.data), day_of(form.starts_on), day_of(form.ends_on))
        guardian = next(g for g in guardians_of([patient.id]) if g.public_id == form.guardian.data)
        try:
            letter = issue_letter(patient, guardian, terms, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".show", letter_id=letter.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _of_patient(patient, form)


def _issue_form(patient: Patient) -> IssueForm:
    """Filled for going on from the letter that holds: its kind, its guardian, from the day after its end."""
    guardians, today = guardians_of([patient.id]), clock.today()
    before = letter_to_renew(patient.id)
    starts_on = renewal_start(before.term_until, today) if before else today
    known = {guardian.id: guardian.public_id for guardian in guardians}
    form = IssueForm(
        kind=before.kind if before else LetterKind.RESPONSIBILITY.value,
        guardian=known.get(before.guardian_id if before else 0) or next(iter(known.values()), None),
        **usual_term(current_viewer().unit_path, starts_on),
    )
    form.guardian.choices = [SelectChoice(g.public_id, f"{g.name}（{g.relation}）") for g in guardians]
    return form


def _of_patient(patient: Patient, form: IssueForm) -> Response:
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="letters")
    page = render_template(
        "letters/of_patient.html",
        form=form,
        person=Seen("patient", patient, current_viewer().role),
        status=PatientStatus(patient.status),
        letters=letters_of(patient.id, today=clock.today()),
    )
    return make_response(page, 422 if form.errors else 200)
