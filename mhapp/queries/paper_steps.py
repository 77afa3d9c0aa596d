"""The opinions of a case as its form prints them: one box for each step of its way, empty where nobody has acted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.level_route import Filing, Route
from mhapp.domain.paper_facts import StepOnPaper
from mhapp.domain.roles import Role
from mhapp.models import Account, LevelDecision, LevelFiling, LevelProposal, ProposalStep, Unit

VILLAGE, TOWNSHIP, COUNTY, CITY = "村小组意见", "街道乡镇意见", "区县意见", "市级备案"
_ACTIONS = {"agree": "", "return": "退回补充：", "refuse": "不同意变更："}


def steps_on_paper(
    proposal: LevelProposal | None, decision: LevelDecision | None, route: Route
) -> tuple[StepOnPaper, ...]:
    """Village, township, county and, where the way asks for it, the city; further opinions after the village's."""
    done = _done(proposal) if proposal else {}
    filings = _filings(decision) if decision else {}
    by_township = route.row.determine is Role.TOWNSHIP_REVIEWER
    township = done.get("determine" if by_township else "audit")
    county = filings.get("county") if by_township else done.get("determine")
    if decision is not None and decision.source == "paper":
        said = _from_paper(decision)
        township, county = (said, county) if by_township else (None, said)
    steps = [
        _titled(VILLAGE, done.get("propose")),
        *(_titled("其他成员意见", row) for row in done.get("opinions", ())),
        _titled(TOWNSHIP, township),
        _titled(COUNTY, county),
    ]
    if route.filing is Filing.CITY:
        steps.append(_titled(CITY, filings.get("city")))
    return tuple(steps)


def _titled(title: str, said: StepOnPaper | None) -> StepOnPaper:
    return StepOnPaper(title, said.words, said.name, said.on, said.remark) if said else StepOnPaper(title, "")


def _done(proposal: LevelProposal) -> dict[str, Any]:
    """The steps of the last round by their name, and the opinions of other members."""
    found = db.session.execute(
        select(ProposalStep, Account.name, Unit.name.label("unit"))
        .join(Account, Account.id == ProposalStep.account_id)
        .join(Unit, Unit.id == ProposalStep.unit_id)
        .where(ProposalStep.proposal_id == proposal.id, ProposalStep.round == proposal.round)
        .order_by(ProposalStep.id)
    ).all()
    done: dict[str, Any] = {"opinions": []}
    for step, name, unit in found:
        said = _said(step, name, unit)
        if step.step == "opinion":
            done["opinions"].append(said)
        else:
            done[step.step] = said
    return done


def _said(step: ProposalStep, name: str, unit: str) -> StepOnPaper:
    words = f"{_ACTIONS.get(step.action, '')}{step.opinion}"
    return StepOnPaper(step.step, words, name, beijing_date(step.at), f"{unit} {Role(step.role).label}")


def _filings(decision: LevelDecision) -> dict[str, StepOnPaper]:
    found = db.session.execute(
        select(LevelFiling, Account.name)
        .join(Account, Account.id == LevelFiling.account_id)
        .where(LevelFiling.decision_id == decision.id)
    )
    return {row[0].kind: _filed(row[0], row.name) for row in found}


def _filed(filing: LevelFiling, name: str) -> StepOnPaper:
    by = f"{filing.authority}，" if filing.authority else ""
    number = f"，文号{filing.number}" if filing.number else ""
    remark = f"。{filing.remark}" if filing.remark else ""
    return StepOnPaper(filing.kind, f"{by}已备案{number}{remark}", name, filing.filed_on, "登记备案")


def _from_paper(decision: LevelDecision) -> StepOnPaper:
    """A determination made on paper: the authority and its number; who entered it stands beside it."""
    entered_by = db.session.get_one(Account, decision.decided_by_id).name
    words = f"按纸质文件登记：{decision.paper_authority or ''}，{decision.paper_number or ''}"
    return StepOnPaper("paper", words, "", decision.effective_on, f"登记人 {entered_by}")
