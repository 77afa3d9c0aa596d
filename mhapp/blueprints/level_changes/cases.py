"""One level change: reading it, opening its new facts, and deciding its open step."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.level_changes import bp
from mhapp.blueprints.level_changes.forms import (
    DecisionForm,
    ReasonForm,
    SpecialistForm,
    WordsForm,
)
from mhapp.blueprints.level_changes.links import track_of
from mhapp.blueprints.level_changes.offers import offer_outcomes
from mhapp.blueprints.level_changes.records import fact_from_url, proposal_from_url
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.proposal import StepTaken
from mhapp.models import LevelProposal, ProposalFact
from mhapp.queries import level_changes
from mhapp.queries.level_change_case import case_of
from mhapp.services.level_decisions import decide as take_step
from mhapp.services.level_decisions import open_step
from mhapp.services.proposal_facts import open_fact
from mhapp.services.proposal_rounds import standing_of
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form


@bp.get("/<proposal_id>")
@requires(Permission.LEVEL_CHANGE_READ, load=proposal_from_url)
def case(proposal: LevelProposal) -> Response:
    """What is asked, by whom, on which visits, and what may be done next."""
    return case_page(proposal)


@bp.route("/<proposal_id>/decision", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_DECIDE, load=proposal_from_url)
@commits
def decide(proposal: LevelProposal) -> Response:
    """Audit or determine: agree, another level, return, refuse."""
    form = DecisionForm()
    if not form.is_submitted():
        return case_page(proposal)
    offer_outcomes(form, proposal, standing_of(proposal), current_viewer())
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate() and (decided := _decided(form, proposal)) is not None:
        return decided
    return case_page(proposal, form, "decide")


@bp.get("/<proposal_id>/facts/<fact_id>")
@requires(Permission.LEVEL_CHANGE_READ, load=fact_from_url)
def fact(found: tuple[LevelProposal, ProposalFact]) -> Response:
    """A new fact, opened: that it was is kept, and the next step is free to be taken (R11)."""
    proposal, opened = found
    viewer, at = current_viewer(), clock.now()
    journal.afterwards(lambda: open_fact(opened, by=viewer, at=at))
    journal.note("level_change:fact", kind="level_proposal", subject=proposal.public_id)
    shown = case_of(viewer, proposal, on=clock.today())
    return make_response(render_template("level_changes/fact.html", case=shown, fact=opened))


def case_page(proposal: LevelProposal, form: Form | None = None, task: str = "") -> Response:
    """The page of a case. `form`: the one that was sent and came back; `task`: which one it is."""
    viewer, today = current_viewer(), clock.today()
    shown = case_of(viewer, proposal, on=today)
    journal.note("patient:read", kind="patient", subject=shown.patient_id)
    forms: dict[str, Any] = {"words": WordsForm(), "withdraw": ReasonForm(), "specialist": SpecialistForm()}
    decision = DecisionForm(seen_step=open_step(proposal), judged_with=proposal.judged_with)
    turn = offer_outcomes(decision, proposal, shown.standing, viewer)
    forms["decide"] = decision
    if form is not None:
        forms[task] = form
    return make_response(
        render_template(
            "level_changes/case.html",
            case=shown,
            forms=forms,
            form=form,
            turn=turn,
            track=track_of(shown),
            task=task,
            today=today,
            beside=level_changes.open_proposals(viewer, {}),
        ),
        422 if form is not None and form.errors else 200,
    )


def _decided(form: DecisionForm, proposal: LevelProposal) -> Response | None:
    try:
        take_step(
            proposal, form.decision(), seen_step=form.seen_step.data, by=current_viewer(), at=clock.now()
        )
    except StepTaken:
        return _already_taken(form, proposal)
    except RuleBroken as error:
        form.blame(error)
        return None
    return once.receipt(form, url_for(".case", proposal_id=proposal.public_id))


def _already_taken(form: DecisionForm, proposal: LevelProposal) -> Response:
    """Another was faster: what happened, and what was written here, so that it is not lost."""
    db.session.expire_all()
    shown = case_of(current_viewer(), proposal, on=clock.today())
    journal.note("patient:read", kind="patient", subject=shown.patient_id)
    return make_response(render_template("level_changes/taken.html", case=shown, form=form), 409)
