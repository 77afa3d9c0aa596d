"""The township clinic's doctor: what is owed today, and recording a danger rating."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, url_for
from wtforms import SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from mhapp import clock
from mhapp.domain.danger_rating import WORDING
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import Patient
from mhapp.queries import policies
from mhapp.queries.office_dues import own_dues
from mhapp.queries.overviews import highly_rated, ratings_past_time
from mhapp.services.danger_ratings import record_rating
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.commits import commits
from mhapp.web.forms import DayField, Form
from mhapp.web.paging import asked_page
from mhapp.web.records import patient_from_url

bp = Blueprint("clinic", __name__)


class DangerRatingForm(Form):
    """A rating in the standard's own words, its day and what it rests on."""

    level = ChoiceField(
        "危险性评估的级别",
        [InputRequired("请选择危险性评估的级别")],
        choices=[SelectChoice(str(level), f"{level}级") for level in WORDING],
    )
    rated_on = DayField("评估日期", [InputRequired("请填写评估日期")])
    evidence = TextAreaField(
        "评估依据",
        [InputRequired("请填写评估依据"), Length(max=1000, message="评估依据最多1000个字")],
    )


@bp.get("/clinic/")
@requires(Permission.CLINIC_HOME)
def home() -> Response:
    """What the clinic owes, who is rated 3 or more, whose rating is past its time."""
    viewer, today = current_viewer(), clock.today()
    stale_after = policies.clocks_of(viewer.unit_path, today).days["rating_stale"]
    owed = own_dues(viewer, on=today, page=asked_page("owed"))
    high = highly_rated(viewer, page=asked_page("high"))
    stale = ratings_past_time(viewer, since=today - timedelta(days=stale_after), page=asked_page("stale"))
    journal.note("patient:list", count=len(owed.rows) + len(high.rows) + len(stale.rows))
    return make_response(
        render_template(
            "clinic/home.html", owed=owed, high=high, stale=stale, stale_after=stale_after, today=today
        )
    )


@bp.route("/patients/<patient_id>/danger-ratings/new", methods=["GET", "POST"])
@requires(Permission.DANGER_RATING_RECORD, load=patient_from_url)
@commits
def new_danger_rating(patient: Patient) -> Response:
    """Record a rating and go back to the person."""
    form = DangerRatingForm(rated_on=clock.today())
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and (stored := _stored(form, patient)) is not None:
            return stored
    journal.note("patient:read", kind="patient", subject=patient.public_id)
    return make_response(
        render_template(
            "clinic/new_danger_rating.html",
            form=form,
            patient=patient,
            wording={str(level): words for level, words in WORDING.items()},
        ),
        422 if form.errors else 200,
    )


def _stored(form: DangerRatingForm, patient: Patient) -> Response | None:
    try:
        record_rating(
            patient,
            int(form.level.data),
            rated_on=form.rated_on.data,
            evidence=form.evidence.data,
            by=current_viewer(),
            at=clock.now(),
        )
    except RuleBroken as error:
        form.blame(error)
        return None
    return once.receipt(form, url_for("patients.show", patient_id=patient.public_id), says="危险性评估已保存")
