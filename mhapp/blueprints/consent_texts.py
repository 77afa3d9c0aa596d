"""The county's wording of 知情同意书 (表5): its editions, and a new one written, read over and published."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, url_for
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from mhapp import clock, db
from mhapp.domain.consent_text import (
    BLANK_WORDS,
    ConsentText,
    as_typed,
    consent_text_from_dict,
    from_typed,
)
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.viewer import Viewer
from mhapp.models import Unit
from mhapp.queries.consent_texts import KIND, shipped_consent_text
from mhapp.queries.policy_history import PublishedEdition, editions_of
from mhapp.services.consent_texts import check_consent_day, check_consent_text, publish_consent_text
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import DayField, Form

bp = Blueprint("consent_texts", __name__, url_prefix="/consent-texts")
EXAMPLE = {"committee": "某村村民委员会", "clinic": "某镇卫生院", "clinic_phone": "023-00000000"}
"""What stands in the blanks while a text is read over."""


class TextForm(Form):
    """One edition as it is written."""

    edition = StringField(
        "版本号", [DataRequired("请填写版本号，例如2027-1"), Length(max=20, message="版本号最多20个字")]
    )
    effective_from = DayField("从哪天起使用", [InputRequired("请填写从哪天起使用")])
    opening = TextAreaField(
        "开头",
        [DataRequired("请写开头的话"), Length(max=500, message="开头最多500个字")],
        render_kw={"rows": 4},
    )
    body = TextAreaField(
        "正文",
        [DataRequired("请写正文"), Length(max=6000, message="正文最多6000个字")],
        render_kw={"rows": 24},
    )
    read = HiddenField()
    """Set by the preview's button: the text was read as it will be, or is to be changed first."""


def edition_from_url(viewer: Viewer, edition_id: str) -> PublishedEdition | None:
    """An edition of the viewer's own county."""
    return next((one for one in editions_of(viewer.unit_path, KIND) if one.public_id == edition_id), None)


@bp.get("/")
@requires(Permission.CONSENT_TEXT_PUBLISH)
def index() -> Response:
    """The wording in force, those to come and those before."""
    today, editions = clock.today(), editions_of(current_viewer().unit_path, KIND)
    journal.note("consent_text:read", kind="unit")
    now = next((one.document for one in editions if one.in_force(today)), shipped_consent_text())
    page = render_template(
        "consent_texts/index.html",
        editions=editions,
        text=consent_text_from_dict(now).filled(EXAMPLE),
        today=today,
    )
    return make_response(page)


@bp.get("/<edition_id>")
@requires(Permission.CONSENT_TEXT_PUBLISH, load=edition_from_url)
def edition(found: PublishedEdition) -> Response:
    """One edition as it was published."""
    journal.note("consent_text:read", kind="policy_edition", subject=found.public_id)
    text = consent_text_from_dict(found.document).filled(EXAMPLE)
    return make_response(
        render_template("consent_texts/edition.html", edition=found, text=text, today=clock.today())
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CONSENT_TEXT_PUBLISH)
@commits
def new() -> Response:
    """Write an edition, read it as it will be, publish it."""
    base = _base()
    opening, body = as_typed(base)
    form = TextForm(opening=opening, body=body)
    if form.is_submitted():
        if form.read.data == "yes" and (answered := once.claim(form)) is not None:
            return answered
        if form.read.data != "back" and form.validate() and (answer := _next(form, base)) is not None:
            return answer
    form.read.data = ""  # what is sent from here is read over again
    return make_response(
        render_template("consent_texts/new.html", form=form, blanks=BLANK_WORDS),
        422 if form.errors else 200,
    )


def _next(form: TextForm, base: ConsentText) -> Response | None:
    """The preview, or, once it was read, the published edition; None where the form is at fault."""
    by, at, begins = current_viewer(), clock.now(), form.effective_from.data
    county = db.session.get_one(Unit, by.unit_id)
    day_holds = form.takes(lambda: check_consent_day(county, begins, at=at))
    try:
        document = from_typed(form.edition.data, form.opening.data, form.body.data)
        if not day_holds:
            return None
        wanted = check_consent_text(county, document, effective_from=begins, at=at)
        if form.read.data == "yes":
            row = publish_consent_text(county, document, effective_from=begins, by=by, at=at)
            return once.receipt(form, url_for(".edition", edition_id=row.public_id))
    except RuleBroken as error:
        form.blame(error)
        return None
    before = set(_lines(base.filled(EXAMPLE)))
    text = wanted.filled(EXAMPLE)
    page = render_template(
        "consent_texts/preview.html",
        form=form,
        text=text,
        code=wanted.edition,
        begins=begins,
        changed=set(_lines(text)) - before,
        gone=[line for line in _lines(base.filled(EXAMPLE)) if line not in set(_lines(text))],
    )
    return make_response(page)


def _lines(text: ConsentText) -> list[str]:
    return [text.opening, *(line for one in text.sections for line in (one.heading, *one.paragraphs))]


def _base() -> ConsentText:
    """What a new edition begins from: the newest one, also where it is still to come."""
    editions = editions_of(current_viewer().unit_path, KIND)
    document: Any = editions[0].document if editions else shipped_consent_text()
    return consent_text_from_dict(document)
