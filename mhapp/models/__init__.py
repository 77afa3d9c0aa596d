"""Tables and relationships, one noun a file. No rules."""

from mhapp.models.account import Account, Appointment, SignInSession, SignInTry
from mhapp.models.audit import AuditEvent, FieldChange
from mhapp.models.danger_rating import DangerRating
from mhapp.models.due import Due
from mhapp.models.job import Job
from mhapp.models.letter import Letter, LetterPrint
from mhapp.models.level_change import (
    LevelDecision,
    LevelFiling,
    LevelProposal,
    ProposalFact,
    ProposalFactReading,
    ProposalStep,
)
from mhapp.models.number_series import NumberSeries
from mhapp.models.patient import CareAssignment, Guardian, Patient, Responsibility
from mhapp.models.policy import InstallationFact, PolicyEdition
from mhapp.models.saved_search import SavedSearch
from mhapp.models.score_sheet import ScoreSheetEdition
from mhapp.models.stored_file import StoredFile
from mhapp.models.submission import Submission
from mhapp.models.unit import Unit
from mhapp.models.visit import SuggestionAnswer, Visit, VisitDraft

__all__ = [
    "Account",
    "Appointment",
    "AuditEvent",
    "CareAssignment",
    "DangerRating",
    "Due",
    "FieldChange",
    "Guardian",
    "InstallationFact",
    "Job",
    "Letter",
    "LetterPrint",
    "LevelDecision",
    "LevelFiling",
    "LevelProposal",
    "NumberSeries",
    "Patient",
    "PolicyEdition",
    "ProposalFact",
    "ProposalFactReading",
    "ProposalStep",
    "Responsibility",
    "SavedSearch",
    "ScoreSheetEdition",
    "SignInSession",
    "SignInTry",
    "StoredFile",
    "Submission",
    "SuggestionAnswer",
    "Unit",
    "Visit",
    "VisitDraft",
]
