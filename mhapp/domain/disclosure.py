"""Least disclosure (domain §12): which role sees which group of fields, and which group each field is in.

Queries hand out `Seen` views. A field outside the viewer's groups, or one nobody has put in a group, raises:
a template cannot show by accident what its reader may not know.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from mhapp.domain.roles import Role


class Group(StrEnum):
    """A column of the table of domain §12."""

    PUBLIC = "public"
    """Opaque ids and dates that say nothing about health; only with the record itself in scope."""
    IDENTITY = "identity"
    GUARDIAN = "guardian"
    LEVEL_VALUE = "level_value"
    """The determined level alone: what the justice office sees."""
    LEVEL = "level"
    """Score, reasons, adherence, proposals."""
    RATING = "rating"
    DIAGNOSIS_CATEGORY = "diagnosis_category"
    DIAGNOSIS = "diagnosis"
    DRUGS = "drugs"
    VISIT_NOTES = "visit_notes"
    LIST_ENTRY = "list_entry"
    INCIDENTS = "incidents"
    ASSISTANCE = "assistance"
    BANK = "bank"
    """Accounts money is paid to: civil affairs who pay, and nobody else."""
    INSURANCE = "insurance"
    """The part of assistance the service centre works on."""
    HOSPITAL_DATES = "hospital_dates"
    HOSPITAL_STAYS = "hospital_stays"
    LETTERS = "letters"
    MEASURES = "measures"
    LEADS = "leads"
    """Suspicions; the village's are its own only (queries/lead_scope.py)."""


_G = Group
_CORE = frozenset({_G.PUBLIC, _G.IDENTITY, _G.GUARDIAN, _G.LEVEL_VALUE, _G.LEVEL, _G.RATING, _G.MEASURES})
_OFFICE = _CORE | {
    _G.DIAGNOSIS_CATEGORY, _G.VISIT_NOTES, _G.LIST_ENTRY, _G.INCIDENTS, _G.ASSISTANCE, _G.INSURANCE,
    _G.HOSPITAL_DATES, _G.LETTERS, _G.LEADS,
}  # fmt: skip

GROUPS_SEEN: dict[Role, frozenset[Group]] = {
    Role.VILLAGE_CADRE: _OFFICE - {_G.LIST_ENTRY},
    Role.CLINIC_DOCTOR: (_OFFICE - {_G.LETTERS}) | {_G.DIAGNOSIS, _G.DRUGS, _G.HOSPITAL_STAYS},
    Role.POLICE_OFFICER: _OFFICE - {_G.VISIT_NOTES, _G.ASSISTANCE, _G.INSURANCE, _G.LETTERS},
    Role.CIVIL_AFFAIRS: _OFFICE | {_G.HOSPITAL_STAYS, _G.BANK},
    Role.PEACE_OFFICE: _OFFICE,
    Role.TOWNSHIP_REVIEWER: _OFFICE,
    Role.JUSTICE_OFFICE: frozenset({_G.PUBLIC, _G.IDENTITY, _G.LEVEL_VALUE, _G.INCIDENTS}),
    Role.SERVICE_CENTRE: frozenset(
        {
            _G.PUBLIC, _G.IDENTITY, _G.DIAGNOSIS_CATEGORY, _G.DIAGNOSIS, _G.INSURANCE, _G.HOSPITAL_DATES,
            _G.HOSPITAL_STAYS,
        }
    ),
    Role.COUNTY_OFFICE: _OFFICE | {_G.DIAGNOSIS, _G.HOSPITAL_STAYS},
    Role.SYSTEM_ADMIN: frozenset(),
    Role.SECURITY_ADMIN: frozenset(),
    Role.AUDITOR: frozenset(),
}

class Relation(StrEnum):
    """By what a person lies in the reader's scope."""

    RESIDENCE = "residence"
    REGISTRATION = "registration"
    """Dual listing (双列管): the place of registration answers for insurance, relief and cost, and sees no more."""
    OFFERED = "offered"
    """A move waits for the reader's office to take the person over: who it is, and no more before that [A]."""


GROUPS_BY: dict[Relation, frozenset[Group]] = {
    Relation.RESIDENCE: frozenset(Group),
    Relation.REGISTRATION: frozenset({_G.PUBLIC, _G.IDENTITY, _G.GUARDIAN, _G.ASSISTANCE, _G.INSURANCE}),
    Relation.OFFERED: frozenset({_G.PUBLIC, _G.IDENTITY}),
}
"""What a relation opens at most; the role opens no more than it does anyway (domain §12, last lines)."""

_LEAD = (
    "public_id", "number", "place", "reported_by", "reported_at", "source", "found_on", "how_found", "answers",
    "name", "sex", "birth_date", "age", "identity_number", "identity_number_masked", "phone", "phone_masked",
    "address", "place_found", "is_wanderer", "help_given", "rescue_station", "native_place",
    "native_asked_on", "native_answer", "native_answered_on", "state", "arranged_on", "arranged_hospital",
    "arranged_ground", "outcome_on", "outcome_hospital", "outcome_doctor", "patient_id", "clear_on",
    "cleared_at", "notices", "assessments", "waits_for_viewer",
)  # fmt: skip
"""All of a lead is one column: who may know of it at all may read it."""

FIELDS: dict[str, dict[str, Group]] = {
    "patient": {
        "public_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "sex": _G.IDENTITY,
        "birth_date": _G.IDENTITY,
        "age": _G.IDENTITY,
        "identity_number": _G.IDENTITY,
        "identity_number_masked": _G.IDENTITY,
        "no_identity_reason": _G.IDENTITY,
        "phone": _G.IDENTITY,
        "phone_masked": _G.IDENTITY,
        "address": _G.IDENTITY,
        "group_label": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        "township_name": _G.IDENTITY,
        "management_number": _G.IDENTITY,
        "display_number": _G.IDENTITY,
        "remarks": _G.VISIT_NOTES,
        "status": _G.IDENTITY,
        "status_since": _G.IDENTITY,
        "confirmed_on": _G.IDENTITY,
        "responsible_cadre": _G.IDENTITY,
        "registered_at": _G.IDENTITY,
        "duty_phone": _G.PUBLIC,
        "level": _G.LEVEL_VALUE,
        "level_since": _G.LEVEL_VALUE,
        "major_risk_term": _G.LEVEL,
        "review_by": _G.LEVEL,
        "decided_by": _G.LEVEL,
        "paper_authority": _G.LEVEL,
        "paper_number": _G.LEVEL,
        "last_visit_on": _G.LEVEL,
        "next_visit_on": _G.LEVEL,
        "rating": _G.RATING,
        "rated_on": _G.RATING,
        "rated_by": _G.RATING,
        "diagnosis_category": _G.DIAGNOSIS_CATEGORY,
        "diagnosis": _G.DIAGNOSIS,
        "diagnosed_on": _G.DIAGNOSIS,
        "diagnosed_at": _G.DIAGNOSIS,
        "medication": _G.DRUGS,
    },
    "registration": {
        "identity": _G.IDENTITY,
        "residence": _G.IDENTITY,
        "family": _G.GUARDIAN,
        "life": _G.GUARDIAN,
        "insurance": _G.INSURANCE,
        "illness": _G.LEVEL,
        "diagnosis": _G.DIAGNOSIS,
        "treatment": _G.DRUGS,
        "health": _G.DRUGS,
    },
    "list_entry": {
        "public_id": _G.PUBLIC,
        "patient_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "identity_number_masked": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        **dict.fromkeys(
            (
                "system", "act", "control_grade", "grade_reason", "owed_by", "owed_elsewhere", "assisting",
                "asked_on", "due_on", "overdue", "done_on", "done_by", "number", "remark", "own", "level",
            ),
            _G.LIST_ENTRY,
        ),
    },
    "standing": {
        "patient_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        "status": _G.IDENTITY,
        "status_since": _G.IDENTITY,
        "status_source": _G.IDENTITY,
        "offered": _G.PUBLIC,
        "history": _G.PUBLIC,
    },
    "move": {
        "public_id": _G.PUBLIC,
        "patient_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "facts_line": _G.IDENTITY,
        "kind": _G.IDENTITY,
        "state": _G.IDENTITY,
        "from_place": _G.IDENTITY,
        "to_place": _G.IDENTITY,
        "counterpart": _G.IDENTITY,
        "address": _G.IDENTITY,
        "moves_on": _G.IDENTITY,
        "keeps_registration": _G.IDENTITY,
        "reason": _G.IDENTITY,
        "asked_by": _G.IDENTITY,
        "asked_at": _G.IDENTITY,
        "answered_by": _G.IDENTITY,
        "answered_at": _G.IDENTITY,
        "answer_words": _G.IDENTITY,
        "told": _G.IDENTITY,
        "acknowledged_on": _G.IDENTITY,
        "acknowledged_number": _G.IDENTITY,
        "may_answer": _G.PUBLIC,
        "may_withdraw": _G.PUBLIC,
        "awaits_receipt": _G.PUBLIC,
        "opens_person": _G.PUBLIC,
        "proposal_open": _G.LEVEL,
    },
    "listed_places": {"residence": _G.IDENTITY, "registration": _G.IDENTITY, "dual": _G.IDENTITY},
    "measure": {
        "public_id": _G.PUBLIC,
        "kind": _G.MEASURES,
        "problem": _G.MEASURES,
        "measure": _G.MEASURES,
        "who": _G.MEASURES,
        "doer": _G.MEASURES,
        "until": _G.MEASURES,
        "days_late": _G.MEASURES,
        "state": _G.MEASURES,
        "made_by": _G.MEASURES,
        "made_on": _G.MEASURES,
        "ended_on": _G.MEASURES,
        "ended_words": _G.MEASURES,
        "ended_by": _G.MEASURES,
    },
    "record_side": {
        "public_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "sex": _G.IDENTITY,
        "age": _G.IDENTITY,
        "birth_date": _G.IDENTITY,
        "identity_number_masked": _G.IDENTITY,
        "phone_masked": _G.IDENTITY,
        "address": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        "management_number": _G.IDENTITY,
        "confirmed_on": _G.IDENTITY,
        "status": _G.IDENTITY,
        "level": _G.LEVEL_VALUE,
        "visits": _G.LEVEL,
    },
    "status_change": {
        "status": _G.IDENTITY,
        "since": _G.IDENTITY,
        "source": _G.IDENTITY,
        "who": _G.IDENTITY,
        "at": _G.IDENTITY,
        "again": _G.IDENTITY,
    },
    "danger_rating": {
        "level": _G.RATING,
        "rated_on": _G.RATING,
        "rated_by": _G.RATING,
        "evidence": _G.DRUGS,  # the doctor's own notes: read by the clinic only
    },
    "level_change": {
        "public_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        "from_level": _G.LEVEL,
        "target_level": _G.LEVEL,
        "exit_label": _G.LEVEL,
        "opened_at": _G.LEVEL,
        "status": _G.LEVEL,
        "due_on": _G.LEVEL,
        "by_two_falls": _G.LEVEL,
        "own": _G.PUBLIC,
    },
    "level_case": {
        "public_id": _G.PUBLIC,
        "number": _G.PUBLIC,
        "patient_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "facts_line": _G.GUARDIAN,
        "level": _G.LEVEL_VALUE,
        "route": _G.LEVEL,
        "target_level": _G.LEVEL,
        "exit_label": _G.LEVEL,
        "filed": _G.LEVEL,
        "standing": _G.PUBLIC,
        "status": _G.LEVEL,
        "round": _G.PUBLIC,
        "proposer_id": _G.PUBLIC,
        "opened_at": _G.LEVEL,
        "reason": _G.LEVEL,
        "suggested_level": _G.LEVEL,
        "meeting": _G.LEVEL,
        "two_falls": _G.LEVEL,
        "grounds": _G.LEVEL,
        "judged_with": _G.LEVEL,
        "specialist": _G.LEVEL,
        "due_on": _G.LEVEL,
        "events": _G.LEVEL,
        "new_facts": _G.LEVEL,
        "comparison": _G.LEVEL,
        "decision_id": _G.PUBLIC,
        "review_by": _G.LEVEL,
    },
    "objection": {
        "public_id": _G.PUBLIC,
        "number": _G.PUBLIC,
        "patient_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        "about": _G.LEVEL,
        "record_words": _G.LEVEL,
        "lodged_for": _G.LEVEL,
        "lodger_name": _G.GUARDIAN,
        "lodged_on": _G.LEVEL,
        "words": _G.LEVEL,
        "entered_by": _G.LEVEL,
        "answered_by_office": _G.LEVEL,
        "due_on": _G.LEVEL,
        "outcome": _G.LEVEL,
        "answer": _G.LEVEL,
        "answered_by": _G.LEVEL,
        "answered_at": _G.LEVEL,
    },
    "proposing": {
        "patient_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "facts_line": _G.IDENTITY,
        "level": _G.LEVEL_VALUE,
        "level_since": _G.LEVEL_VALUE,
        "review_by": _G.LEVEL,
        "suggested_level": _G.LEVEL,
        "visit_id": _G.PUBLIC,
        "visit_date": _G.LEVEL,
        "points": _G.LEVEL,
        "incomplete": _G.LEVEL,
        "falls": _G.LEVEL,
        "asks_basis": _G.LEVEL,
        "open_proposal_id": _G.LEVEL,
    },
    "level_filing": {
        "public_id": _G.PUBLIC,
        "patient_id": _G.PUBLIC,
        "proposal_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        "previous_level": _G.LEVEL,
        "level": _G.LEVEL,
        "exit_label": _G.LEVEL,
        "effective_on": _G.LEVEL,
        "decided_by": _G.LEVEL,
        "reason": _G.LEVEL,
        "judged_with": _G.LEVEL,
        "filings": _G.LEVEL,
    },
    "level_agenda": {
        "patient_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        "level": _G.LEVEL_VALUE,
        "falls": _G.LEVEL,
    },
    "level_due": {
        "public_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        "level": _G.LEVEL_VALUE,
        "suggested_level": _G.LEVEL,
        "decision_id": _G.PUBLIC,
        "kind": _G.LEVEL,
        "due_on": _G.LEVEL,
    },
    "lead": dict.fromkeys(_LEAD, _G.LEADS),
    "incident": {
        "public_id": _G.PUBLIC,
        **dict.fromkeys(
            ("number", "happened_on", "happened_at", "place", "course", "harm", "persons", "cause", "handling",
             "legal_result", "prevention", "entered_by", "entered_at", "correction_reason", "superseded_at",
             "corrects_number"),
            _G.INCIDENTS,
        ),
    },
    "guardian": {
        "public_id": _G.PUBLIC,
        "name": _G.GUARDIAN,
        "relation": _G.GUARDIAN,
        "phone": _G.GUARDIAN,
        "phone_masked": _G.GUARDIAN,
        "identity_number": _G.GUARDIAN,
        "address": _G.GUARDIAN,
        "ability": _G.GUARDIAN,
        "basis": _G.GUARDIAN,
        "place_in_order": _G.GUARDIAN,
        "identity_number_masked": _G.GUARDIAN,
        "from_date": _G.GUARDIAN,
        "until_date": _G.GUARDIAN,
        "ending": _G.GUARDIAN,
        "ended_words": _G.GUARDIAN,
        "ended_by": _G.GUARDIAN,
    },
    "designation": {
        "public_id": _G.PUBLIC,
        "patient_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        "ground": _G.GUARDIAN,
        "reported_on": _G.GUARDIAN,
        "reported_by": _G.GUARDIAN,
        "reported_words": _G.GUARDIAN,
        "received_on": _G.GUARDIAN,
        "received_by": _G.GUARDIAN,
        "due_on": _G.GUARDIAN,
        "officer_name": _G.GUARDIAN,
        "officer_post": _G.GUARDIAN,
        "officer_phone": _G.GUARDIAN,
        "officer_since": _G.GUARDIAN,
        "outcome": _G.GUARDIAN,
        "decided_on": _G.GUARDIAN,
        "decided_by": _G.GUARDIAN,
        "designated_by": _G.GUARDIAN,
        "document_number": _G.GUARDIAN,
        "guardian_name": _G.GUARDIAN,
        "measure": _G.GUARDIAN,
        "seen_to_by": _G.GUARDIAN,
        "outcome_words": _G.GUARDIAN,
        "costs": _G.ASSISTANCE,
        "total": _G.ASSISTANCE,
    },
    "letter_line": {
        "public_id": _G.PUBLIC,
        "patient_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        "number": _G.LETTERS,
        "kind": _G.LETTERS,
        "state": _G.LETTERS,
        "term_from": _G.LETTERS,
        "term_until": _G.LETTERS,
        "guardian_name": _G.GUARDIAN,
    },
    "reward": {
        "patient_id": _G.PUBLIC,
        "letter_id": _G.PUBLIC,
        "name": _G.IDENTITY,
        "village_name": _G.IDENTITY,
        "guardian_name": _G.GUARDIAN,
        "letter_number": _G.LETTERS,
        "term_from": _G.LETTERS,
        "term_until": _G.LETTERS,
        "stop": _G.LETTERS,
        "assessment_id": _G.PUBLIC,
        "proposed": _G.LETTERS,
        "amount": _G.LETTERS,
        "state": _G.LETTERS,
        "payment_id": _G.PUBLIC,
        "paid_on": _G.LETTERS,
        "receipt_on": _G.LETTERS,
        "judgements": _G.LEVEL,
        "evidence": _G.LEVEL,
        "failure": _G.BANK,
        "account": _G.BANK,
        "has_account": _G.LETTERS,
    },
    "visit": {
        "public_id": _G.PUBLIC,
        "number": _G.PUBLIC,
        "visit_date": _G.LEVEL,
        "entered_at": _G.LEVEL,
        "manner": _G.LEVEL,
        "seen": _G.LEVEL,
        "came_along": _G.LEVEL,
        "control": _G.LEVEL,
        "is_attempt": _G.LEVEL,
        "not_met_reason": _G.LEVEL,
        "answers": _G.LEVEL,
        "other_words": _G.LEVEL,
        "points": _G.LEVEL,
        "score": _G.LEVEL,
        "shown_level": _G.LEVEL,
        "suggested_level": _G.LEVEL,
        "incomplete": _G.LEVEL,
        "in_force_level": _G.LEVEL,
        "edition": _G.LEVEL,
        "medicine_days": _G.LEVEL,
        "author_name": _G.LEVEL,
        "next_visit_on": _G.LEVEL,
        "superseded_at": _G.LEVEL,
        "corrects_id": _G.LEVEL,
        "correction_reason": _G.LEVEL,
        "agreed": _G.VISIT_NOTES,
        "notes": _G.VISIT_NOTES,
    },
}


class NotDisclosed(Exception):
    """A page asked for a field its reader may not know. Not an AttributeError: templates must not swallow it."""


class Seen:
    """A record as one role may see it. Shape: the fields of FIELDS[kind]; everything else raises NotDisclosed."""

    __slots__ = ("_groups", "_kind", "_record")

    def __init__(self, kind: str, record: Any, role: Role, by: Relation = Relation.RESIDENCE) -> None:
        self._kind = kind
        self._record = record
        self._groups = GROUPS_SEEN[role] & GROUPS_BY[by]

    def __getattr__(self, field: str) -> Any:
        if not self.may(field):
            raise NotDisclosed(f"{self._kind}.{field} is not disclosed here")
        return getattr(self._record, field)

    def __getitem__(self, field: str) -> Any:
        return self.__getattr__(field)

    def may(self, field: str) -> bool:
        """Whether the reader may know a field. False for a field in no group."""
        return FIELDS[self._kind].get(field) in self._groups


def may_see(role: Role, group: Group, by: Relation = Relation.RESIDENCE) -> bool:
    """Whether a role sees a group of fields at all: decides whether a whole block of a page exists."""
    return group in GROUPS_SEEN[role] & GROUPS_BY[by]


def discloses(role: Role, kind: str, field: str, by: Relation = Relation.RESIDENCE) -> bool:
    """Whether a role may know a field of such a record: decides whether a list has the column."""
    return FIELDS[kind].get(field) in GROUPS_SEEN[role] & GROUPS_BY[by]
