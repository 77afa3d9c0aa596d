"""What the place of registration may know of somebody who lives elsewhere (domain §12, last lines)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mhapp.domain.disclosure import Group, NotDisclosed, Relation, Seen, may_see
from mhapp.domain.roles import Role

SEEN_BY_REGISTRATION = {
    Role.VILLAGE_CADRE: {"public", "identity", "guardian", "assistance", "insurance"},
    Role.CLINIC_DOCTOR: {"public", "identity", "guardian", "assistance", "insurance"},
    Role.POLICE_OFFICER: {"public", "identity", "guardian"},
    Role.CIVIL_AFFAIRS: {"public", "identity", "guardian", "assistance", "insurance"},
    Role.PEACE_OFFICE: {"public", "identity", "guardian", "assistance", "insurance"},
    Role.TOWNSHIP_REVIEWER: {"public", "identity", "guardian", "assistance", "insurance"},
    Role.SERVICE_CENTRE: {"public", "identity", "insurance"},
    Role.COUNTY_OFFICE: {"public", "identity", "guardian", "assistance", "insurance"},
}


@pytest.mark.parametrize("role", SEEN_BY_REGISTRATION)
def test_registration_opens_identity_guardian_assistance_and_insurance(role: Role) -> None:
    seen = {group.value for group in Group if may_see(role, group, Relation.REGISTRATION)}
    assert seen == SEEN_BY_REGISTRATION[role]


def test_the_same_record_shows_its_level_by_residence_and_not_by_registration() -> None:
    person = SimpleNamespace(name="欧阳晓禾", level="red")
    assert Seen("patient", person, Role.VILLAGE_CADRE).level == "red"
    by_registration = Seen("patient", person, Role.VILLAGE_CADRE, Relation.REGISTRATION)
    assert by_registration.name == "欧阳晓禾"
    with pytest.raises(NotDisclosed):
        _ = by_registration.level
