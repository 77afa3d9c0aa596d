"""Who is looking or acting: one account in one appointment. Handed in everywhere, never looked up."""

from __future__ import annotations

from dataclasses import dataclass

from mhapp.domain.roles import Role


@dataclass(frozen=True)
class Viewer:
    """A signed-in person acting in one appointment. `unit_path` is the scope: what lies below it may be seen."""

    account_id: int
    account_public_id: str
    name: str
    role: Role
    appointment_id: int
    unit_id: int
    unit_path: str
    unit_name: str
    elder_mode: bool = False

    @property
    def county_path(self) -> str:
        """The path of the county this person works in."""
        return self.unit_path.split(".")[0]
