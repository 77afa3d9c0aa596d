"""Who determined a level and under which number, as a roster says it: what a paper names, else the office and the case.

So that a roster that goes out says it of everybody, and comes in again as it went.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, func, literal
from sqlalchemy.orm import aliased

from mhapp.domain.roles import Role
from mhapp.models import LevelDecision, LevelProposal, Unit

NO_NUMBER = "无"
"""What people write where a paper has no number."""
_OFFICE, _CASE = aliased(Unit), aliased(LevelProposal)
_ROLE = case({role.value: role.label for role in Role}, value=LevelDecision.decided_by_role)


def with_papers(query: Any) -> Any:
    """A query that has LevelDecision (outer), with its `paper_authority` and `paper_number`; None without a level."""
    query = query.outerjoin(_OFFICE, _OFFICE.id == LevelDecision.unit_id)
    query = query.outerjoin(_CASE, _CASE.id == LevelDecision.proposal_id)
    return query.add_columns(
        func.coalesce(LevelDecision.paper_authority, _OFFICE.name.concat(_ROLE)).label("paper_authority"),
        case(
            (
                LevelDecision.id.is_not(None),
                func.coalesce(LevelDecision.paper_number, _CASE.number, literal(NO_NUMBER)),
            )
        ).label("paper_number"),
    )
