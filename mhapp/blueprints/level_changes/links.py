"""Where a page of a level change leads: to the person's page as the viewer's role has it, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for

from mhapp.blueprints.level_changes import bp
from mhapp.domain.disclosure import Seen
from mhapp.domain.level_route import Filing
from mhapp.domain.proposal import ProposalStatus
from mhapp.domain.roles import UnitKind
from mhapp.web.access import current_viewer


def person_url(patient_id: str) -> str:
    """The person's page as the viewer's role has it."""
    if current_viewer().role.unit_kind is UnitKind.VILLAGE:
        return url_for("village.patient", patient_id=patient_id)
    return url_for("patients.show", patient_id=patient_id)


@bp.context_processor
def links() -> dict[str, Callable[[str], str]]:
    """What every template here is given."""
    return {"person_url": person_url}


def track_of(case: Seen) -> tuple[list[str], int]:
    """The steps of the case's way as words, and the index of the open one; past the last when all are done."""
    filing = {Filing.COUNTY: ["区县备案"], Filing.CITY: ["市备案"], Filing.NONE: []}[case.route.filing]
    steps = ["提出", "镇审核", "区县认定", *filing] if case.route.row.audit else ["提出", "镇认定", *filing]
    determine = 2 if case.route.row.audit else 1
    return steps, {
        ProposalStatus.AUDIT: 1,
        ProposalStatus.DETERMINE: determine,
        ProposalStatus.DETERMINED: len(steps) if case.filed else determine + 1,
    }.get(case.status, 0)
