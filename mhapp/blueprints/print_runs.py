"""A village's letters as one file: who needs one, asking for the file, its progress, the file."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, render_template, url_for
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from mhapp import clock
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.permissions import Permission
from mhapp.models import Job, Unit
from mhapp.queries.jobs import made_file
from mhapp.queries.letters import people_of_village, villages_seen_by
from mhapp.queries.print_runs import letters_of_run, run_details
from mhapp.services import files
from mhapp.services.letter_texts import usual_term
from mhapp.services.letters import Terms, key_of, record_print
from mhapp.services.print_runs import ask_for_run
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.forms import DayField, Form
from mhapp.web.htmx import go_to, render_page_or_part
from mhapp.web.records import print_run_from_url, village_with_letters_from_url
from mhapp.web.wake import wake_worker_afterwards

bp = Blueprint("print_runs", __name__, url_prefix="/print-runs")


class RunForm(Form):
    """Which letter a village gets, from when until when."""

    kind = ChoiceField(
        "出哪一种",
        [InputRequired("请选择出哪一种")],
        choices=[SelectChoice(k.value, k.label) for k in LetterKind],
    )
    starts_on = DayField("从哪天起", [InputRequired("请填写起始日期")])
    ends_on = DayField("到哪天止", [InputRequired("请填写截止日期")])


@bp.get("/villages")
@requires(Permission.LETTER_READ)
def villages() -> Response:
    """The villages one acts for; with one only, straight to it."""
    found = villages_seen_by(current_viewer())
    if len(found) == 1:
        return go_to(url_for(".village", unit_id=found[0].public_id))
    return make_response(render_template("print_runs/villages.html", villages=found))


@bp.get("/villages/<unit_id>")
@requires(Permission.LETTER_READ, load=village_with_letters_from_url)
def village(unit: Unit) -> Response:
    """Who of a village has which letter."""
    form = RunForm(kind=LetterKind.RESPONSIBILITY.value, **usual_term(unit.path, clock.today()))
    return _village(unit, form)


@bp.post("/villages/<unit_id>")
@requires(Permission.LETTER_ISSUE, load=village_with_letters_from_url)
@commits
def ask(unit: Unit) -> Response:
    """Issue what is missing and ask for the file; the worker makes it."""
    form = RunForm()
    if again := once.claim(form):
        return again
    if form.validate_on_submit():
        terms = Terms(LetterKind(form.kind.data), _day(form.starts_on), _day(form.ends_on))
        try:
            job = ask_for_run(unit, terms, by=current_viewer(), at=clock.now())
            wake_worker_afterwards()
            return once.receipt(form, url_for(".show", job_id=job.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _village(unit, form)


@bp.get("/<job_id>")
@requires(Permission.LETTER_ISSUE, load=print_run_from_url)
def show(job: Job) -> Response:
    """How far it is; asks again by itself every second, or by a link."""
    return render_page_or_part("print_runs/show.html", "print_runs/_progress.html", run=run_details(job))


@bp.get("/<job_id>/letters.pdf")
@requires(Permission.LETTER_ISSUE, load=print_run_from_url)
def pdf(job: Job) -> Response:
    """The file. That each of its letters was taken to paper is kept, or it is not sent."""
    stored = made_file(job)
    if stored is None:
        abort(404)
    by, at, job_id, keys = (
        current_viewer(),
        clock.now(),
        job.id,
        [key_of(letter) for letter in letters_of_run(job)],
    )
    data = files.read_file(stored, current_app.config["SETTINGS"].files)
    journal.afterwards(lambda: record_print(keys, by=by, at=at, job_id=job_id))
    return as_download(data, stored.kind, f"letters-{job.public_id}")


def _village(unit: Unit, form: RunForm) -> Response:
    people = people_of_village(unit, today=clock.today())
    journal.note("letter:list", kind="unit", subject=unit.public_id, count=len(people))
    page = render_template(
        "print_runs/village.html",
        form=form,
        village=unit,
        people=people,
        missing=sum(person.needs_letter for person in people),
        waiting=sum(person.awaits_signature for person in people),
        many=len(villages_seen_by(current_viewer())) > 1,
    )
    return make_response(page, 422 if form.errors else 200)


def _day(field: Any) -> date:
    """The day of a field that is required."""
    assert isinstance(field.data, date)
    return field.data
