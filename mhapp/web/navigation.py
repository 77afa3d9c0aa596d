"""The tabs of each role, and where each role's home is. A tab appears when its page exists."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request, url_for

from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.queries.office_dues import level_steps_owed


@dataclass(frozen=True)
class Tab:
    """One tab: endpoint, word, icon, and the endpoints under which it is the current one (prefixes)."""

    endpoint: str
    label: str
    icon: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class NavItem:
    """A tab as a page draws it."""

    label: str
    url: str
    icon: str
    active: bool
    count: int | None = None


_OWN = Tab("auth.own", "我的", "person")
_PATIENTS = Tab("patients.index", "患者", "people", ("patients.", "searches."))
_LEVELS = Tab("level_changes.inbox", "级别变更", "clipboard", ("level_changes.",))
_OFFICE = (_PATIENTS, _OWN)
TABS: dict[Role, tuple[Tab, ...]] = {
    Role.VILLAGE_CADRE: (
        Tab("village.today", "今日", "calendar"),
        Tab("village.patients", "患者", "people", ("village.patient",)),
        Tab("leads.index", "线索", "report", ("leads.",)),
        _OWN,
    ),
    Role.CLINIC_DOCTOR: (Tab("clinic.home", "今日", "calendar"), _LEVELS, *_OFFICE),
    Role.POLICE_OFFICER: (Tab("police.home", "今日", "calendar"), _LEVELS, *_OFFICE),
    Role.CIVIL_AFFAIRS: (Tab("township.home", "待办", "calendar"), _LEVELS, *_OFFICE),
    Role.PEACE_OFFICE: (Tab("township.home", "待办", "calendar"), *_OFFICE),
    Role.JUSTICE_OFFICE: (Tab("township.home", "待办", "calendar"), *_OFFICE),
    Role.SERVICE_CENTRE: (Tab("township.home", "待办", "calendar"), *_OFFICE),
    Role.TOWNSHIP_REVIEWER: (Tab("township.home", "待办", "calendar"), _LEVELS, *_OFFICE),
    Role.COUNTY_OFFICE: (Tab("county.home", "总览", "chart"), _LEVELS, *_OFFICE),
    Role.SYSTEM_ADMIN: (Tab("admin.system", "系统", "file"), _OWN),
    Role.SECURITY_ADMIN: (Tab("admin.accounts", "账号", "people"), _OWN),
    Role.AUDITOR: (Tab("admin.audit", "审计", "file"), _OWN),
}


def nav_for(viewer: Viewer) -> list[NavItem]:
    """The viewer's tabs for the page being shown."""
    here, tabs = request.endpoint or "", _tabs(viewer)
    counts_here = here in {tab.endpoint for tab in tabs[1:]}
    return [
        NavItem(
            tab.label,
            url_for(tab.endpoint),
            tab.icon,
            active=here == tab.endpoint or any(here.startswith(prefix) for prefix in tab.covers),
            # Home lists them one by one, and the pages of one person or case need the time for themselves.
            count=level_steps_owed(viewer) if tab is _LEVELS and counts_here else None,
        )
        for tab in tabs
    ]


def _tabs(viewer: Viewer) -> list[Tab]:
    return [tab for tab in TABS[viewer.role] if tab.endpoint in current_app.view_functions]


def home_url(viewer: Viewer) -> str:
    """Where the viewer's role begins its day."""
    return url_for(_tabs(viewer)[0].endpoint)
