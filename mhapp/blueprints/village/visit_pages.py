"""What the pages of a visit draw: the form with its score, and a stored visit's receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from mhapp import clock
from mhapp.blueprints.village.visit_form import VisitForm
from mhapp.domain.dated import read_day
from mhapp.domain.visit_outlook import Outlook, missing, outlook, township_word, verdict
from mhapp.domain.visit_score import VisitScore, score_visit, suggestion
from mhapp.models import Patient, Visit
from mhapp.queries import policies
from mhapp.queries.visit_grounds import VisitGround, next_visit_if
from mhapp.queries.visits import LastAnswers
from mhapp.web import journal
from mhapp.web.access import current_viewer
from mhapp.web.htmx import render_page_or_part


@dataclass(frozen=True)
class ScoreView:
    """The live score as the bar draws it. `words`: what was wrong with the request, else nothing."""

    score: VisitScore
    verdict: str
    missing: str
    outlook: Outlook
    next_visit_on: date | None
    rating_line: str
    is_attempt: bool
    edition_id: str
    rating_id: str
    notice_short: str
    notice_full: str
    begun: bool
    words: str = ""


def visit_date_of(raw: Mapping[str, str], today: date) -> date:
    """The day on the form, for choosing the rating; today where there is none that can be read, or a later one."""
    try:
        return min(read_day(raw.get("visit_date", "")), today)
    except ValueError:
        return today


def score_view(
    patient: Patient, ground: VisitGround, form: VisitForm, raw: MultiDict[str, str], *, words: str = ""
) -> ScoreView:
    """Score a form as it stands. Answers the sheet does not have count nothing here: `words` says so."""
    today = clock.today()
    visit_date = visit_date_of(raw, today)
    sheet = ground.edition.sheet
    answers = {} if words else form.answers(raw)
    score = score_visit(answers, sheet, ground.rating.used if ground.rating else None)
    begun = bool(answers)
    follows = outlook(
        score,
        suggestion(score, ground.head.in_force),
        in_force=ground.head.in_force,
        proposed=ground.head.proposed,
        township_word=township_word(ground.head.township_name),
    )
    seen = raw.getlist("seen")
    manner = raw.get("manner", "home")
    return ScoreView(
        score=score,
        verdict=verdict(score),
        missing=missing(score),
        outlook=follows,
        next_visit_on=next_visit_if(
            patient, ground, visit_date=visit_date, manner=manner, seen=seen or ["patient"], on=today
        )
        if begun
        else None,
        rating_line=_rating_line(ground, visit_date),
        is_attempt="nobody" in seen,
        edition_id=ground.edition.public_id,
        rating_id=ground.rating.public_id if ground.rating else "",
        notice_short=sheet.notice_short,
        notice_full=sheet.notice_full,
        begun=begun,
        words=words,
    )


def _rating_line(ground: VisitGround, visit_date: date) -> str:
    if ground.rating is None:
        return "卫生院还没有评定，按不了解处理"
    rating = ground.rating.used
    stale = "，已过期，提交后请卫生院复评" if ground.rating_is_stale(visit_date) else ""
    return f"{rating.level}级，{_day(rating.rated_on, visit_date)}{rating.unit_name}评定{stale}"


def _day(day: date, beside: date) -> str:
    year = f"{day.year}年" if day.year != beside.year else ""
    return f"{year}{day.month}月{day.day}日"


@dataclass(frozen=True)
class FormTexts:
    """What differs between a new visit and a correction."""

    title: str
    action: str
    live_url: str
    back_url: str
    back_label: str
    restart_url: str = ""
    resumed: bool = False


def texts_for_new(patient: Patient, *, resumed: bool = False) -> FormTexts:
    """The form of a new visit."""
    person = patient.public_id
    return FormTexts(
        title="随访积分表",
        action=url_for("village.new_visit", patient_id=person),
        live_url=url_for("village.live_score", patient_id=person),
        back_url=url_for("village.patient", patient_id=person),
        back_label="患者",
        restart_url=url_for("village.restart_visit", patient_id=person),
        resumed=resumed,
    )


def texts_for_correction(visit: Visit) -> FormTexts:
    """The form that corrects a visit of today."""
    return FormTexts(
        title="更正随访",
        action=url_for("village.correct_visit", visit_id=visit.public_id),
        live_url=url_for("village.live_correction", visit_id=visit.public_id),
        back_url=url_for("village.visit", visit_id=visit.public_id),
        back_label="回执",
    )


def form_page(
    form: VisitForm,
    view: ScoreView,
    ground: VisitGround,
    texts: FormTexts,
    last: LastAnswers | None,
    *,
    score_open: bool = False,
    status: int = 200,
) -> Response:
    """The form as a page, or as the part htmx puts in its place; whoever opens it reads the person it is about."""
    today = clock.today()
    journal.note("patient:read", kind="patient", subject=ground.head.person.public_id, detail="visit_form")
    return render_page_or_part(
        "village/visits/new.html",
        "village/visits/_form.html",
        status,
        form=form,
        view=view,
        ground=ground,
        texts=texts,
        last=last,
        score_open=score_open,
        earliest=today - timedelta(days=ground.clocks.days["visit_backdating"]),
        today=today,
    )


def score_part(view: ScoreView, status: int = 200) -> Response:
    """The live answer: the score bar, and the short text that is announced."""
    return make_response(render_template("village/visits/_score.html", view=view, live=True), status)


def is_valid(form: VisitForm, patient: Patient) -> bool:
    """Whether what was sent may go to the service; if not, everything that is to be mended stands at its field."""
    problem = form.problem(request.form)
    if form.validate() and not problem:
        return True
    today = clock.today()
    clocks = policies.clocks_of(current_viewer().unit_path, today)
    form.blame_all(
        request.form,
        today=today,
        backdating_days=clocks.days["visit_backdating"],
        birth_date=patient.birth_date,
    )
    if problem and not form.errors:
        form.form_errors.append(problem)
    return False
