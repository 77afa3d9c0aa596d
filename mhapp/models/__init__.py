"""Tables and relationships, one noun a file. No rules."""

from mhapp.models.account import Account, Appointment, SignInSession, SignInTry
from mhapp.models.audit import AuditEvent, FieldChange
from mhapp.models.care_team import ResponsibleUnit, StandIn, TeamMember
from mhapp.models.danger_rating import DangerRating
from mhapp.models.designation import Designation, DesignationCost
from mhapp.models.due import Due
from mhapp.models.file_page import FilePage
from mhapp.models.follow_up import NationalFollowUp
from mhapp.models.incident import Incident
from mhapp.models.job import Job
from mhapp.models.justice_mark import JusticeMark
from mhapp.models.lead import Lead, LeadAssessment, LeadNotice
from mhapp.models.lead_paper import LeadPaper, LeadPaperPrint
from mhapp.models.letter import Letter, LetterPrint
from mhapp.models.level_change import (
    LevelDecision,
    LevelFiling,
    LevelProposal,
    ProposalFact,
    ProposalFactReading,
    ProposalStep,
)
from mhapp.models.list_entry import ListEntry
from mhapp.models.measure import Measure
from mhapp.models.move import Move
from mhapp.models.number_series import NumberSeries
from mhapp.models.objection import Objection
from mhapp.models.paper import Paper, PaperPrint
from mhapp.models.patient import CareAssignment, Guardian, Patient, Responsibility
from mhapp.models.policy import InstallationFact, PolicyEdition
from mhapp.models.readers_request import ReadersRequest
from mhapp.models.record_merge import RecordMerge
from mhapp.models.registration import Consent, RegistrationSection
from mhapp.models.reward import (
    RewardAccount,
    RewardAssessment,
    RewardHalt,
    RewardPayment,
    RewardPeriod,
    RewardRoster,
    RewardRosterSending,
    RewardStop,
)
from mhapp.models.saved_search import SavedSearch
from mhapp.models.saved_view import SavedView
from mhapp.models.score_sheet import ScoreSheetEdition
from mhapp.models.screening import HouseholdEntry, ScreeningRound, VillageReport
from mhapp.models.status_change import StatusChange
from mhapp.models.stored_file import StoredFile
from mhapp.models.submission import Submission
from mhapp.models.unit import Unit
from mhapp.models.visit import SuggestionAnswer, Visit, VisitDraft
from mhapp.models.workbook import WorkbookExport, WorkbookImport, WorkbookTemplate

__all__ = [
    "Account",
    "Appointment",
    "AuditEvent",
    "CareAssignment",
    "Consent",
    "DangerRating",
    "Designation",
    "DesignationCost",
    "Due",
    "FieldChange",
    "FilePage",
    "Guardian",
    "HouseholdEntry",
    "Incident",
    "InstallationFact",
    "Job",
    "JusticeMark",
    "Lead",
    "LeadAssessment",
    "LeadNotice",
    "LeadPaper",
    "LeadPaperPrint",
    "Letter",
    "LetterPrint",
    "LevelDecision",
    "LevelFiling",
    "LevelProposal",
    "ListEntry",
    "Measure",
    "Move",
    "NationalFollowUp",
    "NumberSeries",
    "Objection",
    "Paper",
    "PaperPrint",
    "Patient",
    "PolicyEdition",
    "ProposalFact",
    "ProposalFactReading",
    "ProposalStep",
    "ReadersRequest",
    "RecordMerge",
    "RegistrationSection",
    "Responsibility",
    "ResponsibleUnit",
    "RewardAccount",
    "RewardAssessment",
    "RewardHalt",
    "RewardPayment",
    "RewardPeriod",
    "RewardRoster",
    "RewardRosterSending",
    "RewardStop",
    "SavedSearch",
    "SavedView",
    "ScoreSheetEdition",
    "ScreeningRound",
    "SignInSession",
    "SignInTry",
    "StandIn",
    "StatusChange",
    "StoredFile",
    "Submission",
    "SuggestionAnswer",
    "TeamMember",
    "Unit",
    "VillageReport",
    "Visit",
    "VisitDraft",
    "WorkbookExport",
    "WorkbookImport",
    "WorkbookTemplate",
]
