"""Who acts on one person's file: the village's cadres, and the offices above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mhapp.domain.roles import Role


@dataclass(frozen=True)
class Actor:
    """An account acting in its appointment."""

    account_id: int
    appointment_id: int
    role: Role
    unit_id: int
    name: str


@dataclass(frozen=True)
class Offices:
    """The units of one village and the people at work in them. `cadres`: the responsible one first."""

    village_id: int
    village_code: str
    village_name: str
    township_id: int
    township_name: str
    township_short: str
    county_id: int
    cadres: Sequence[Actor]
    doctor: Actor
    reviewers: Sequence[Actor]
    county: Sequence[Actor]

    @property
    def cadre(self) -> Actor:
        """Who answers for the person."""
        return self.cadres[0]

    def unit_of(self, role: Role) -> int:
        """The unit that owes what this role owes."""
        if role is Role.VILLAGE_CADRE:
            return self.village_id
        return self.county_id if role is Role.COUNTY_OFFICE else self.township_id
