"""The county's terms of 以奖代补: read by who works with them, published as a new edition by the county office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.rewards import bp
from mhapp.blueprints.rewards.records import edition_from_url
from mhapp.blueprints.rewards.terms_form import TermsForm, terms_form
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.reward_terms import RewardTerms, terms_facts
from mhapp.models import Unit
from mhapp.queries.reward_terms import TermsEdition, reward_terms_of, shipped_reward_terms, terms_editions
from mhapp.services.reward_terms import check_edition, publish_reward_terms
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits


@bp.get("/rewards/terms")
@requires(Permission.REWARD_READ)
def terms() -> Response:
    """The edition in force, those to come and those before."""
    viewer, today = current_viewer(), clock.today()
    journal.note("reward:terms", kind="unit")
    page = render_template(
        "rewards/terms.html",
        editions=terms_editions(viewer.unit_path),
        facts=terms_facts(reward_terms_of(viewer.unit_path, today)),
        today=today,
    )
    return make_response(page)


@bp.get("/rewards/terms/<edition_id>")
@requires(Permission.REWARD_READ, load=edition_from_url)
def edition(found: TermsEdition) -> Response:
    """One edition as it was published."""
    journal.note("reward:terms", kind="policy_edition", subject=found.public_id)
    page = render_template(
        "rewards/terms_edition.html", edition=found, facts=terms_facts(found.terms), today=clock.today()
    )
    return make_response(page)


@bp.route("/rewards/terms/new", methods=["GET", "POST"])
@requires(Permission.REWARD_PUBLISH)
@commits
def new_terms() -> Response:
    """Write an edition, read it beside the one in force, publish it."""
    base = _base()
    form = terms_form(base)
    if form.is_submitted():
        if form.publishes and (answered := once.claim(form)) is not None:
            return answered
        if not form.goes_back and form.validate() and (answer := _next(form, base)) is not None:
            return answer
    form.read.data = ""  # what is sent from here is read over again
    page = render_template("rewards/terms_new.html", form=form, base=base)
    return make_response(page, 422 if form.errors else 200)


def _next(form: TermsForm, base: Mapping[str, Any]) -> Response | None:
    """The preview, or, once it was read, the published edition; None where the form is at fault."""
    by, at, document = current_viewer(), clock.now(), form.document(base)
    county, begins = db.session.get_one(Unit, by.unit_id), form.effective_from.data
    try:
        if form.publishes:
            row = publish_reward_terms(county, document, effective_from=begins, by=by, at=at)
            return once.receipt(form, url_for(".edition", edition_id=row.public_id))
        wanted = check_edition(county, document, effective_from=begins, at=at)
    except RuleBroken as error:
        form.blame(error)
        return None
    before = dict(terms_facts(RewardTerms.from_dict(base)))
    rows = [(label, before.get(label, "没有这一项"), words) for label, words in terms_facts(wanted)]
    page = render_template(
        "rewards/terms_preview.html", form=form, rows=rows, begins=begins, code=wanted.edition
    )
    return make_response(page)


def _base() -> dict[str, Any]:
    """What a new edition begins from: the newest one, also where it is still to come."""
    editions = terms_editions(current_viewer().unit_path)
    return editions[0].document if editions else shipped_reward_terms()
