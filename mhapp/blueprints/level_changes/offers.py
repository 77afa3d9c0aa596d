"""What a decision form offers: the outcomes open to the viewer on the step that is open, in the words of the case."""

from __future__ import annotations

from dataclasses import dataclass

from wtforms.fields.choices import SelectChoice

from mhapp.blueprints.level_changes.forms import DecisionForm
from mhapp.domain.level_change import determinable, target_words
from mhapp.domain.level_route import Route
from mhapp.domain.proposal import Action, ProposalStatus, Standing, may_step, office_of
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelProposal
from mhapp.services import proposal_rounds
from mhapp.services.level_decisions import Outcome


@dataclass(frozen=True)
class Turn:
    """Whether the open step is the viewer's to take, and the quiet line under each outcome."""

    may_decide: bool
    barred: bool
    """The office's turn, but R7 bars this person."""
    hints: dict[str, str]
    title: str
    others: list[RiskLevel]
    mine: bool
    """The viewer answers for the round: may withdraw or resubmit."""
    may_withdraw: bool


def offer_outcomes(form: DecisionForm, proposal: LevelProposal, standing: Standing, viewer: Viewer) -> Turn:
    """Fill in the form's outcomes; answers whose turn it is."""
    status, route = ProposalStatus(proposal.status), proposal_rounds.route_of(proposal)
    others = _others(status, route, viewer)
    choices = _choices(status, route, others)
    form.outcome.choices = [SelectChoice(outcome.value, label) for outcome, label, _ in choices]
    turn = office_of(status, route) is viewer.role
    free = may_step(standing, viewer.account_id)
    mine = standing.proposer == viewer.account_id
    return Turn(
        may_decide=turn and free,
        barred=turn and not free,
        hints={outcome.value: hint for outcome, _, hint in choices},
        title="初审意见" if status is ProposalStatus.AUDIT else "认定意见",
        others=others,
        mine=mine,
        may_withdraw=mine and status.is_open and (status is ProposalStatus.RETURNED or not standing.stepped),
    )


def _others(status: ProposalStatus, route: Route, viewer: Viewer) -> list[RiskLevel]:
    if status is not ProposalStatus.DETERMINE:
        return []
    return determinable(route.in_force, route.target, viewer.role)


def _choices(status: ProposalStatus, route: Route, others: list[RiskLevel]) -> list[tuple[Outcome, str, str]]:
    asked = target_words(route.target)
    verb = "保持" if route.is_keep else ("定为" if route.in_force is None else "改为")
    words = asked if not isinstance(route.target, RiskLevel) else f"{verb}{asked}"
    after = "报区县管理办公室认定" if status is ProposalStatus.AUDIT else "认定后立即生效"
    choices = [(Outcome.AGREE, f"同意{words}", after)]
    if others:
        named = "、".join(level.colour_word for level in others)
        choices.append((Outcome.OTHER, "认定为其他级别", f"可以认定{named}，意见至少10个字"))
    choices.append((Outcome.RETURN, Action.RETURN.label, "写明要补什么，可以写建议的级别，由提出人重报"))
    choices.append((Outcome.REFUSE, Action.REFUSE.label, "这件办结，级别不变"))
    return choices
