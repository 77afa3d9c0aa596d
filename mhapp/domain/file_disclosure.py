"""Who may see which part of the file and which of its pages (domain §12): a page shows all that is on it."""

from __future__ import annotations

from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.file_page import PageKind, Part
from mhapp.domain.roles import Role

_G = Group
_PART_GROUPS: dict[Part, Group] = {
    Part.REGISTRATION: _G.IDENTITY,
    Part.ADMISSION: _G.LEVEL_VALUE,
    Part.DIAGNOSIS: _G.RATING,
    Part.VISITS: _G.LEVEL,
    Part.LETTERS: _G.LETTERS,
    Part.INCIDENTS: _G.INCIDENTS,
    Part.LEVEL_CHANGES: _G.LEVEL,
    Part.OTHER: _G.RATING,
}
"""Whether a part is there tells something by itself: that there was an incident, that somebody signed."""
_PAGE_GROUPS: dict[PageKind, frozenset[Group]] = {
    PageKind.REGISTRATION_FORM: frozenset({_G.IDENTITY, _G.GUARDIAN, _G.DIAGNOSIS}),
    PageKind.CONSENT: frozenset({_G.IDENTITY, _G.GUARDIAN}),
    PageKind.APPROVAL: frozenset({_G.LEVEL}),
    PageKind.PAPER_DECISION: frozenset({_G.LEVEL}),
    PageKind.EXIT_PROOF: frozenset({_G.LEVEL}),  # who audits or determines the exit has to read it [A]
    PageKind.CERTIFICATE: frozenset({_G.DIAGNOSIS}),
    PageKind.RATING_REPORT: frozenset({_G.DIAGNOSIS, _G.RATING}),
    PageKind.VISIT_SHEET: frozenset({_G.LEVEL, _G.VISIT_NOTES}),
    PageKind.SIGNED_LETTER: frozenset({_G.LETTERS}),
    PageKind.FORENSIC_REPORT: frozenset({_G.INCIDENTS, _G.DIAGNOSIS_CATEGORY}),
    PageKind.INCIDENT_STATEMENT: frozenset({_G.INCIDENTS, _G.GUARDIAN}),
    PageKind.CHANGE_FORM: frozenset({_G.LEVEL}),
    PageKind.OTHER: frozenset({_G.LEVEL, _G.VISIT_NOTES}),
    PageKind.DAILY_CONDUCT: frozenset({_G.LEVEL, _G.VISIT_NOTES}),
    PageKind.HISTORY: frozenset({_G.DIAGNOSIS}),
    PageKind.HOSPITAL_RECORD: frozenset({_G.DIAGNOSIS, _G.HOSPITAL_STAYS}),
    PageKind.FOLLOW_UP: frozenset({_G.DIAGNOSIS, _G.DRUGS, _G.HOSPITAL_STAYS, _G.VISIT_NOTES}),
}
"""All that a page of this kind usually says. A picture cannot be masked: who may not see one of these sees no page [A].
The expert report on an incident counts as the incident's, since the police keep it [A]."""


def may_see_part(role: Role, part: Part) -> bool:
    """Whether a role learns if a part is there, missing or not asked for."""
    return may_see(role, _PART_GROUPS[part])


def may_see_page(role: Role, kind: PageKind) -> bool:
    """Whether a role sees pages of a kind."""
    return all(may_see(role, group) for group in _PAGE_GROUPS[kind])


def kinds_seen_by(role: Role) -> list[PageKind]:
    """The kinds of pages a role sees, in the order of the parts."""
    return [kind for kind in PageKind if may_see_page(role, kind)]
