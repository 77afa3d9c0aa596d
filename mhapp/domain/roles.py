"""Who works with it: the roles of domain §1 and the kind of unit each one acts for."""

from __future__ import annotations

from enum import StrEnum


class UnitKind(StrEnum):
    """A place in the organisation tree: county → township → village."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class Role(StrEnum):
    """What an appointment lets a person do, for one unit, between two dates."""

    VILLAGE_CADRE = "village_cadre"
    """Visits, the score form, immediate reports, proposing a level."""
    CLINIC_DOCTOR = "clinic_doctor"
    """Danger rating, treatment, guidance to families."""
    POLICE_OFFICER = "police_officer"
    """Notices, incidents, entry into the police systems, joining visits."""
    CIVIL_AFFAIRS = "civil_affairs"
    """The daily office of the leading group: files, guardianship, letters, assistance."""
    PEACE_OFFICE = "peace_office"
    """Screening of suspected persons, disputes, inspection."""
    JUSTICE_OFFICE = "justice_office"
    """Law education and legal service; sees marked persons only."""
    SERVICE_CENTRE = "service_centre"
    """Medical insurance."""
    TOWNSHIP_REVIEWER = "township_reviewer"
    """Audits red, determines orange, yellow and green."""
    COUNTY_OFFICE = "county_office"
    """Determines red, files the others, reviews downgrades and exits."""
    SYSTEM_ADMIN = "system_admin"
    """Settings and backup; opens no patient."""
    SECURITY_ADMIN = "security_admin"
    """Accounts, appointments and devices; opens no patient."""
    AUDITOR = "auditor"
    """Reads the audit trail; opens no patient."""

    @property
    def label(self) -> str:
        """The Chinese word on screen and paper."""
        return _LABELS[self]

    @property
    def unit_kind(self) -> UnitKind:
        """The kind of unit an appointment in this role is made for."""
        return _UNIT_KINDS[self]


_LABELS = {
    Role.VILLAGE_CADRE: "村社区干部",
    Role.CLINIC_DOCTOR: "精防医生",
    Role.POLICE_OFFICER: "派出所民警",
    Role.CIVIL_AFFAIRS: "民生服务办",
    Role.PEACE_OFFICE: "平安法治办",
    Role.JUSTICE_OFFICE: "司法所",
    Role.SERVICE_CENTRE: "便民服务中心",
    Role.TOWNSHIP_REVIEWER: "街道乡镇综合管理小组",
    Role.COUNTY_OFFICE: "区县管理办公室",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDITOR: "审计员",
}
_UNIT_KINDS = {
    role: (
        UnitKind.VILLAGE
        if role is Role.VILLAGE_CADRE
        else UnitKind.COUNTY
        if role in {Role.COUNTY_OFFICE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}
        else UnitKind.TOWNSHIP
    )
    for role in Role
}
ADMIN_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""The three separated administrators: none of them opens a patient."""
CARE_TEAM_ROLES = frozenset({Role.VILLAGE_CADRE, Role.CLINIC_DOCTOR, Role.POLICE_OFFICER, Role.CIVIL_AFFAIRS})
"""Until a care team is recorded, these roles of the village and its township count as the team (domain §1)."""
