"""To whom a file closes after the exit (domain §3): those who no longer need it [A].

The clinic goes on with who left the list, not after death or moving out of the municipality; civil affairs, the
reviewer and the county keep every file.
"""

from __future__ import annotations

from mhapp.domain.patient_status import GONE, PatientStatus
from mhapp.domain.roles import Role

KEEPERS = frozenset({Role.CIVIL_AFFAIRS, Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICE})


def closed_to(role: Role) -> frozenset[PatientStatus]:
    """The statuses in which somebody without a level is out of this role's reach."""
    if role in KEEPERS:
        return frozenset()
    if role is Role.CLINIC_DOCTOR:
        return GONE - {PatientStatus.EXITED}
    return GONE
