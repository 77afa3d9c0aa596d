"""Who may do what: permission → role. Closed where a role is not named; scope is a second, separate question.

What also depends on the record (nobody decides on their own proposal, only the author corrects a visit) is a
rule of that record and stands with it: it answers with words, not with a bare 403.
"""

from __future__ import annotations

from enum import StrEnum

from mhapp.domain.roles import ADMIN_ROLES, CARE_TEAM_ROLES, Role
from mhapp.domain.viewer import Viewer


class Permission(StrEnum):
    """Named noun:verb, alphabetical."""

    ACCOUNT_OVERVIEW = "account:overview"
    AUDIT_OVERVIEW = "audit:overview"
    CARE_ASSIGN = "care:assign"
    CLINIC_HOME = "clinic:home"
    CONSENT_READ = "consent:read"
    CONSENT_RECORD = "consent:record"
    CONSENT_TEXT_PUBLISH = "consent_text:publish"
    COUNTY_HOME = "county:home"
    DANGER_RATING_RECORD = "danger_rating:record"
    DESIGNATION_DECIDE = "designation:decide"
    DESIGNATION_READ = "designation:read"
    DESIGNATION_REPORT = "designation:report"
    FILE_PAGE_ADD = "file_page:add"
    FILE_PRINT = "file:print"
    FILE_READ = "file:read"
    FILE_READERS = "file:readers"
    FILE_READERS_ON_REQUEST = "file:readers_on_request"
    FOLLOW_UP_ELSEWHERE = "follow_up:elsewhere"
    GUARDIAN_EDIT = "guardian:edit"
    GUARDIAN_READ = "guardian:read"
    INCIDENT_READ = "incident:read"
    INCIDENT_RECORD = "incident:record"
    JUSTICE_MARK = "justice:mark"
    LEAD_ACKNOWLEDGE = "lead:acknowledge"
    LEAD_ASSESS = "lead:assess"
    LEAD_DIAGNOSE = "lead:diagnose"
    LEAD_READ = "lead:read"
    LEAD_REPORT = "lead:report"
    LETTER_ISSUE = "letter:issue"
    LETTER_READ = "letter:read"
    LEVEL_CHANGE_DECIDE = "level_change:decide"
    LEVEL_CHANGE_FILE = "level_change:file"
    LEVEL_CHANGE_PROPOSE = "level_change:propose"
    LEVEL_CHANGE_READ = "level_change:read"
    OBJECTION_ANSWER = "objection:answer"
    OBJECTION_LODGE = "objection:lodge"
    OBJECTION_READ = "objection:read"
    MEASURE_PLAN = "measure:plan"
    MEASURE_READ = "measure:read"
    MOVE_ANSWER = "move:answer"
    MOVE_ASK = "move:ask"
    LIST_ENTRY_READ = "list_entry:read"
    LIST_ENTRY_RECORD = "list_entry:record"
    OWN_SETTINGS = "own:settings"
    PAPER_DECISION_RECORD = "paper_decision:record"
    PAPER_FORM = "paper:form"
    PAPER_INCIDENT = "paper:incident"
    PAPER_LEVEL = "paper:level"
    PAPER_LIST = "paper:list"
    PAPER_REASONS = "paper:reasons"
    PAPER_VERIFY = "paper:verify"
    PATIENT_LIST = "patient:list"
    PATIENT_READ = "patient:read"
    PATIENT_REGISTER = "patient:register"
    PATIENT_REGISTERED_HERE = "patient:registered_here"
    PATIENT_STATUS = "patient:status"
    PATIENT_UNMASK = "patient:unmask"
    POLICE_HOME = "police:home"
    SCREENING_KEEP = "screening:keep"
    SCREENING_READ = "screening:read"
    SCREENING_RECORD = "screening:record"
    REGISTRATION_EDIT = "registration:edit"
    REGISTRATION_READ = "registration:read"
    REWARD_PAY = "reward:pay"
    REWARD_PUBLISH = "reward:publish"
    REWARD_READ = "reward:read"
    REWARD_RECEIPT = "reward:receipt"
    SYSTEM_OVERVIEW = "system:overview"
    TEAM_EDIT = "team:edit"
    TEAM_READ = "team:read"
    TOWNSHIP_HOME = "township:home"
    VILLAGE_HOME = "village:home"
    VILLAGE_REPORT_READ = "village_report:read"
    VILLAGE_REPORT_SEND = "village_report:send"
    RECORD_MERGE = "record:merge"
    VISIT_MOVE = "visit:move"
    VISIT_RECORD = "visit:record"
    WORKBOOK_APPROVE = "workbook:approve"
    WORKBOOK_EXPORT = "workbook:export"
    WORKBOOK_IMPORT = "workbook:import"
    WORKBOOK_LAYOUT = "workbook:layout"


_EVERYBODY = frozenset(Role)
_PATIENT_READERS = _EVERYBODY - ADMIN_ROLES
_OFFICES = _PATIENT_READERS - {Role.VILLAGE_CADRE}
_DECIDERS = frozenset({Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICE})
_LEAD_READERS = _PATIENT_READERS - {Role.JUSTICE_OFFICE, Role.SERVICE_CENTRE}
"""The column of leads in domain §12."""
_SCREENING_OFFICES = frozenset({Role.CIVIL_AFFAIRS, Role.PEACE_OFFICE})
_LEVEL_READERS = _PATIENT_READERS - {Role.JUSTICE_OFFICE, Role.SERVICE_CENTRE}
_INCIDENT_READERS = _PATIENT_READERS - {Role.SERVICE_CENTRE}
"""The column of incidents in domain §12."""
_FORM_FILLERS = frozenset({Role.VILLAGE_CADRE, Role.CLINIC_DOCTOR, Role.CIVIL_AFFAIRS})

POLICY: dict[Permission, frozenset[Role]] = {
    Permission.ACCOUNT_OVERVIEW: frozenset({Role.SECURITY_ADMIN}),
    Permission.AUDIT_OVERVIEW: frozenset({Role.AUDITOR}),
    Permission.CARE_ASSIGN: frozenset({Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS}),
    Permission.CLINIC_HOME: frozenset({Role.CLINIC_DOCTOR}),
    Permission.CONSENT_READ: _LEVEL_READERS,
    Permission.CONSENT_RECORD: _FORM_FILLERS,
    Permission.CONSENT_TEXT_PUBLISH: frozenset({Role.COUNTY_OFFICE}),
    Permission.COUNTY_HOME: frozenset({Role.COUNTY_OFFICE}),
    Permission.DANGER_RATING_RECORD: frozenset({Role.CLINIC_DOCTOR}),
    Permission.DESIGNATION_DECIDE: frozenset({Role.CIVIL_AFFAIRS}),
    Permission.DESIGNATION_READ: _LEVEL_READERS,
    Permission.DESIGNATION_REPORT: CARE_TEAM_ROLES | {Role.TOWNSHIP_REVIEWER},
    Permission.FILE_PAGE_ADD: CARE_TEAM_ROLES | {Role.TOWNSHIP_REVIEWER},
    Permission.FILE_PRINT: _DECIDERS | {Role.CLINIC_DOCTOR, Role.CIVIL_AFFAIRS},
    Permission.FILE_READ: _PATIENT_READERS,
    Permission.FILE_READERS: _DECIDERS | {Role.CLINIC_DOCTOR},
    Permission.FILE_READERS_ON_REQUEST: frozenset({Role.CIVIL_AFFAIRS}),
    Permission.INCIDENT_READ: _INCIDENT_READERS,
    Permission.INCIDENT_RECORD: frozenset({Role.POLICE_OFFICER, Role.CLINIC_DOCTOR, Role.CIVIL_AFFAIRS}),
    Permission.FOLLOW_UP_ELSEWHERE: frozenset({Role.CLINIC_DOCTOR, Role.CIVIL_AFFAIRS}),
    Permission.JUSTICE_MARK: _DECIDERS | {Role.PEACE_OFFICE},
    Permission.LEAD_ACKNOWLEDGE: _LEAD_READERS - {Role.VILLAGE_CADRE},
    Permission.LEAD_ASSESS: frozenset({Role.CLINIC_DOCTOR, Role.PEACE_OFFICE}),
    Permission.LEAD_DIAGNOSE: frozenset({Role.CLINIC_DOCTOR}),
    Permission.LEAD_READ: _LEAD_READERS,
    Permission.LEAD_REPORT: _LEAD_READERS,
    Permission.GUARDIAN_EDIT: frozenset({Role.VILLAGE_CADRE, Role.CLINIC_DOCTOR, Role.CIVIL_AFFAIRS}),
    Permission.GUARDIAN_READ: _LEVEL_READERS,
    Permission.LETTER_ISSUE: frozenset({Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS}),
    Permission.LETTER_READ: frozenset({Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS}) | _DECIDERS,
    Permission.LEVEL_CHANGE_DECIDE: _DECIDERS,
    Permission.LEVEL_CHANGE_FILE: frozenset({Role.COUNTY_OFFICE}),
    Permission.LEVEL_CHANGE_PROPOSE: CARE_TEAM_ROLES,
    Permission.LEVEL_CHANGE_READ: CARE_TEAM_ROLES | _DECIDERS,
    Permission.OBJECTION_ANSWER: _DECIDERS,
    Permission.OBJECTION_LODGE: CARE_TEAM_ROLES | _DECIDERS,
    Permission.OBJECTION_READ: _LEVEL_READERS,
    Permission.MEASURE_PLAN: CARE_TEAM_ROLES | {Role.TOWNSHIP_REVIEWER},
    Permission.MEASURE_READ: CARE_TEAM_ROLES | {Role.PEACE_OFFICE} | _DECIDERS,
    Permission.MOVE_ANSWER: frozenset({Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS}),
    Permission.MOVE_ASK: frozenset({Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS}),
    Permission.LIST_ENTRY_READ: _LEVEL_READERS - {Role.VILLAGE_CADRE},
    Permission.LIST_ENTRY_RECORD: frozenset({Role.POLICE_OFFICER, Role.CLINIC_DOCTOR, Role.CIVIL_AFFAIRS}),
    Permission.OWN_SETTINGS: _EVERYBODY,
    Permission.PAPER_DECISION_RECORD: _DECIDERS | {Role.CIVIL_AFFAIRS},
    Permission.PAPER_FORM: CARE_TEAM_ROLES | _DECIDERS,
    Permission.PAPER_INCIDENT: _INCIDENT_READERS,
    Permission.PAPER_LEVEL: _LEVEL_READERS,
    Permission.PAPER_LIST: _INCIDENT_READERS,
    Permission.PAPER_REASONS: CARE_TEAM_ROLES | _DECIDERS,
    Permission.PAPER_VERIFY: _PATIENT_READERS,
    Permission.PATIENT_LIST: _OFFICES,
    Permission.PATIENT_READ: _OFFICES,
    Permission.PATIENT_REGISTER: frozenset({Role.CLINIC_DOCTOR, Role.CIVIL_AFFAIRS}),
    Permission.PATIENT_REGISTERED_HERE: _PATIENT_READERS - {Role.JUSTICE_OFFICE},
    Permission.PATIENT_STATUS: CARE_TEAM_ROLES,
    Permission.PATIENT_UNMASK: _OFFICES,
    Permission.POLICE_HOME: frozenset({Role.POLICE_OFFICER}),
    Permission.SCREENING_KEEP: _SCREENING_OFFICES | {Role.VILLAGE_CADRE},
    Permission.SCREENING_READ: _SCREENING_OFFICES | _DECIDERS | {Role.VILLAGE_CADRE},
    Permission.SCREENING_RECORD: frozenset({Role.VILLAGE_CADRE}),
    Permission.REGISTRATION_EDIT: _FORM_FILLERS,
    Permission.REGISTRATION_READ: _PATIENT_READERS,
    Permission.REWARD_PAY: frozenset({Role.CIVIL_AFFAIRS}),
    Permission.REWARD_PUBLISH: frozenset({Role.COUNTY_OFFICE}),
    Permission.REWARD_READ: frozenset({Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS}) | _DECIDERS,
    Permission.REWARD_RECEIPT: frozenset({Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS}),
    Permission.SYSTEM_OVERVIEW: frozenset({Role.SYSTEM_ADMIN}),
    Permission.TEAM_EDIT: frozenset({Role.CIVIL_AFFAIRS, Role.COUNTY_OFFICE}),
    Permission.TEAM_READ: CARE_TEAM_ROLES | {Role.PEACE_OFFICE} | _DECIDERS,
    Permission.TOWNSHIP_HOME: frozenset(
        {
            Role.CIVIL_AFFAIRS,
            Role.PEACE_OFFICE,
            Role.JUSTICE_OFFICE,
            Role.SERVICE_CENTRE,
            Role.TOWNSHIP_REVIEWER,
        }
    ),
    Permission.VILLAGE_HOME: frozenset({Role.VILLAGE_CADRE}),
    Permission.VILLAGE_REPORT_READ: _SCREENING_OFFICES | _DECIDERS | {Role.VILLAGE_CADRE},
    Permission.VILLAGE_REPORT_SEND: frozenset({Role.VILLAGE_CADRE}),
    Permission.RECORD_MERGE: frozenset({Role.CIVIL_AFFAIRS}) | _DECIDERS,
    Permission.VISIT_MOVE: frozenset({Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS}),
    Permission.VISIT_RECORD: frozenset({Role.VILLAGE_CADRE}),
    Permission.WORKBOOK_APPROVE: _DECIDERS,
    Permission.WORKBOOK_EXPORT: _OFFICES,
    Permission.WORKBOOK_IMPORT: _DECIDERS | {Role.CIVIL_AFFAIRS},
    Permission.WORKBOOK_LAYOUT: frozenset({Role.CIVIL_AFFAIRS, Role.COUNTY_OFFICE}),
}


def can(viewer: Viewer, permission: Permission | str) -> bool:
    """Whether the role the viewer acts in has a permission. Raises ValueError for an unknown permission."""
    return viewer.role in POLICY[Permission(permission)]
