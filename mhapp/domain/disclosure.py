"""Least disclosure (domain §12): which role sees which group of fields; `disclosed_fields` puts each field in one.

Queries hand out `Seen` views. A field outside the viewer's groups, or one nobody has put in a group, raises:
a template cannot show by accident what its reader may not know.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from mhapp.domain.disclosed_fields import FIELDS, Group
from mhapp.domain.roles import Role

__all__ = [
    "FIELDS", "GROUPS_BY", "GROUPS_SEEN", "Group", "NotDisclosed", "Relation", "Seen", "discloses", "may_see",
]  # fmt: skip

_G = Group
_CORE = frozenset({_G.PUBLIC, _G.IDENTITY, _G.GUARDIAN, _G.LEVEL_VALUE, _G.LEVEL, _G.RATING, _G.MEASURES})
_OFFICE = _CORE | {
    _G.DIAGNOSIS_CATEGORY, _G.VISIT_NOTES, _G.LIST_ENTRY, _G.INCIDENTS, _G.ASSISTANCE, _G.INSURANCE,
    _G.HOSPITAL_DATES, _G.LETTERS, _G.LEADS,
}  # fmt: skip

GROUPS_SEEN: dict[Role, frozenset[Group]] = {
    Role.VILLAGE_CADRE: _OFFICE - {_G.LIST_ENTRY},
    Role.CLINIC_DOCTOR: (_OFFICE - {_G.LETTERS}) | {_G.DIAGNOSIS, _G.DRUGS, _G.HOSPITAL_STAYS},
    Role.POLICE_OFFICER: _OFFICE - {_G.VISIT_NOTES, _G.ASSISTANCE, _G.INSURANCE, _G.LETTERS},
    Role.CIVIL_AFFAIRS: _OFFICE | {_G.HOSPITAL_STAYS, _G.BANK},
    Role.PEACE_OFFICE: _OFFICE | {_G.JUSTICE},
    Role.TOWNSHIP_REVIEWER: _OFFICE | {_G.JUSTICE},
    Role.JUSTICE_OFFICE: frozenset({_G.PUBLIC, _G.IDENTITY, _G.LEVEL_VALUE, _G.INCIDENTS}),
    Role.SERVICE_CENTRE: frozenset(
        {
            _G.PUBLIC,
            _G.IDENTITY,
            _G.DIAGNOSIS_CATEGORY,
            _G.DIAGNOSIS,
            _G.INSURANCE,
            _G.HOSPITAL_DATES,
            _G.HOSPITAL_STAYS,
        }
    ),
    Role.COUNTY_OFFICE: _OFFICE | {_G.DIAGNOSIS, _G.HOSPITAL_STAYS, _G.JUSTICE},
    Role.SYSTEM_ADMIN: frozenset(),
    Role.SECURITY_ADMIN: frozenset(),
    Role.AUDITOR: frozenset(),
}


class Relation(StrEnum):
    """By what a person lies in the reader's scope."""

    RESIDENCE = "residence"
    REGISTRATION = "registration"
    """Dual listing (双列管): the place of registration answers for insurance, relief and cost, and sees no more."""
    OFFERED = "offered"
    """A move waits for the reader's office to take the person over: who it is, and no more before that [A]."""


GROUPS_BY: dict[Relation, frozenset[Group]] = {
    Relation.RESIDENCE: frozenset(Group),
    Relation.REGISTRATION: frozenset({_G.PUBLIC, _G.IDENTITY, _G.GUARDIAN, _G.ASSISTANCE, _G.INSURANCE}),
    Relation.OFFERED: frozenset({_G.PUBLIC, _G.IDENTITY}),
}
"""What a relation opens at most; the role opens no more than it does anyway (domain §12, last lines)."""


class NotDisclosed(Exception):
    """A page asked for a field its reader may not know. Not an AttributeError: templates must not swallow it."""


class Seen:
    """A record as one role may see it. Shape: the fields of FIELDS[kind]; everything else raises NotDisclosed."""

    __slots__ = ("_groups", "_kind", "_record")

    def __init__(self, kind: str, record: Any, role: Role, by: Relation = Relation.RESIDENCE) -> None:
        self._kind = kind
        self._record = record
        self._groups = GROUPS_SEEN[role] & GROUPS_BY[by]

    def __getattr__(self, field: str) -> Any:
        if not self.may(field):
            raise NotDisclosed(f"{self._kind}.{field} is not disclosed here")
        return getattr(self._record, field)

    def __getitem__(self, field: str) -> Any:
        return self.__getattr__(field)

    def may(self, field: str) -> bool:
        """Whether the reader may know a field. False for a field in no group."""
        return FIELDS[self._kind].get(field) in self._groups


def may_see(role: Role, group: Group, by: Relation = Relation.RESIDENCE) -> bool:
    """Whether a role sees a group of fields at all: decides whether a whole block of a page exists."""
    return group in GROUPS_SEEN[role] & GROUPS_BY[by]


def discloses(role: Role, kind: str, field: str, by: Relation = Relation.RESIDENCE) -> bool:
    """Whether a role may know a field of such a record: decides whether a list has the column."""
    return FIELDS[kind].get(field) in GROUPS_SEEN[role] & GROUPS_BY[by]
