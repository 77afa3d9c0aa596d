"""The ledgers each role keeps, as links on its home page. A ledger appears when its page exists."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for

from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer


@dataclass(frozen=True)
class Ledger:
    """A link as a home page draws it."""

    url: str
    label: str


LEDGERS: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.VILLAGE_CADRE: (
        ("registered_here.index", "户籍在本地"),
        ("letters.ledger", "监护责任书"),
        ("rewards.index", "以奖代补"),
    ),
    Role.CLINIC_DOCTOR: (("registered_here.index", "户籍在本地"),),
    Role.POLICE_OFFICER: (("registered_here.index", "户籍在本地"),),
    Role.CIVIL_AFFAIRS: (
        ("registered_here.index", "户籍在本地"),
        ("letters.ledger", "监护责任书"),
        ("guardians.ledger", "指定监护人"),
        ("rewards.index", "以奖代补"),
    ),
    Role.PEACE_OFFICE: (("registered_here.index", "户籍在本地"),),
    Role.JUSTICE_OFFICE: (),
    Role.SERVICE_CENTRE: (("registered_here.index", "户籍在本地"),),
    Role.TOWNSHIP_REVIEWER: (
        ("registered_here.index", "户籍在本地"),
        ("letters.ledger", "监护责任书"),
        ("guardians.ledger", "指定监护人"),
        ("rewards.index", "以奖代补"),
    ),
    Role.COUNTY_OFFICE: (
        ("registered_here.index", "户籍在本地"),
        ("letters.ledger", "监护责任书"),
        ("guardians.ledger", "指定监护人"),
        ("rewards.index", "以奖代补"),
    ),
    Role.SYSTEM_ADMIN: (),
    Role.SECURITY_ADMIN: (),
    Role.AUDITOR: (),
}
"""Role -> (endpoint without arguments, label), in the order of daily use."""


def ledgers_for(viewer: Viewer) -> list[Ledger]:
    """The viewer's ledgers whose pages exist."""
    return [
        Ledger(url_for(endpoint), label)
        for endpoint, label in LEDGERS[viewer.role]
        if endpoint in current_app.view_functions
    ]
