"""People × pages: what each person gets from every page, by hand. A new page without a row fails.

200 or 303: it opens. 403: not for this role. 404: not in this person's scope. Who is not named gets 403; a stranger
is sent to sign in (303), or meets the sign-in page with what they sent (401).
"""

from __future__ import annotations

import pytest

from mhapp import db
from mhapp.models import AuditEvent
from tests.fixtures.web import PageClient
from tests.web.world import World

PATIENT_ROLES = (
    "doctor", "police", "civil_affairs", "peace_office", "service_centre", "reviewer", "county_office",
)  # fmt: skip
EVERYBODY = (
    "cadre", "colleague", "neighbour", "far_cadre", *PATIENT_ROLES, "far_doctor", "far_reviewer", "justice_office",
    "other_county", "system_admin", "security_admin", "auditor",
)  # fmt: skip
OFFICES = (*PATIENT_ROLES, "far_doctor", "far_reviewer", "justice_office", "other_county")
CADRES = ("cadre", "colleague", "neighbour", "far_cadre")
ANSWERING = ("cadre", "colleague", *PATIENT_ROLES)
"""Who sees the person because they live in their village, township or county."""
REGISTERED = ("far_cadre", "far_doctor", "far_reviewer")
"""Where the person is registered without living there: they read what dual listing opens, and act nowhere."""


def gets(status: int, *people: str) -> dict[str, int]:
    """These people get this status."""
    return dict.fromkeys(people, status)


IN_THE_OFFICES = gets(200, *PATIENT_ROLES) | gets(
    404, "far_doctor", "far_reviewer", "justice_office", "other_county"
)
IN_THE_VILLAGE = gets(200, "cadre", "colleague") | gets(404, "neighbour", "far_cadre")
LETTER_DESKS = ("civil_affairs", "reviewer", "county_office", "far_reviewer", "other_county")
LETTER_READERS = IN_THE_VILLAGE | gets(200, *LETTER_DESKS[:3]) | gets(404, *LETTER_DESKS[3:])
LETTER_MAKERS = IN_THE_VILLAGE | {"civil_affairs": 200}
LETTER_MAKERS_AT_FAULT = gets(422, "cadre", "colleague", "civil_affairs") | gets(
    404, "neighbour", "far_cadre"
)
OF_THE_VILLAGE = gets(404, "neighbour", "far_cadre")
CARE_TEAM = ("cadre", "colleague", "doctor", "police", "civil_affairs")
LEVEL_READERS = (*CARE_TEAM, "reviewer", "county_office")
FAR_LEVEL_READERS = ("neighbour", "far_cadre", "far_doctor", "far_reviewer", "other_county")
READS_THE_CASE = gets(200, *LEVEL_READERS) | gets(404, *FAR_LEVEL_READERS)
PROPOSES = gets(404, "neighbour", "far_cadre", "far_doctor")
DECIDES = gets(404, "far_reviewer", "other_county")
MARKS_FOR_JUSTICE = gets(200, "peace_office", "reviewer", "county_office") | DECIDES
OBJECTION_READER = {"peace_office": 200}
FILE_PRINTERS = ("doctor", "civil_affairs", "reviewer", "county_office")
FAR_FILE_PRINTERS = gets(404, "far_doctor", "far_reviewer", "other_county")
FILE_KEEPERS = (*CARE_TEAM, "reviewer")
FAR_FILE_KEEPERS = gets(404, "neighbour", "far_cadre", "far_doctor", "far_reviewer")
SEES_THE_DIAGNOSIS = gets(404, *CADRES, *OFFICES) | gets(200, "doctor", "service_centre", "county_office")
GUARDIAN_READERS = (
    "cadre", "colleague", "doctor", "police", "civil_affairs", "peace_office", "reviewer", "county_office",
)  # fmt: skip
FAR_GUARDIAN_READERS = ("neighbour", "far_cadre", "far_doctor", "far_reviewer", "other_county")
READS_GUARDIANS = gets(200, *GUARDIAN_READERS) | gets(404, *FAR_GUARDIAN_READERS)
GUARDIAN_EDITORS = ("cadre", "colleague", "doctor", "civil_affairs")
EDITS_GUARDIANS = gets(200, *GUARDIAN_EDITORS) | gets(404, "neighbour", "far_cadre", "far_doctor")
REPORTS = gets(200, *CARE_TEAM, "reviewer") | gets(
    404, "neighbour", "far_cadre", "far_doctor", "far_reviewer"
)


def at_fault(row: dict[str, int]) -> dict[str, int]:
    """The same people, who send nothing."""
    return {person: 422 if status == 200 else status for person, status in row.items()}


IMPORTERS = ("civil_affairs", "reviewer", "county_office", "far_reviewer", "other_county")
EXPORT_SEEN = gets(200, "civil_affairs", "reviewer", "county_office")
LAYOUT_MAKERS = gets(200, "civil_affairs", "county_office", "other_county")
OWN_IMPORT = gets(404, *IMPORTERS)
READS_LEVELS = READS_THE_CASE | {"peace_office": 200}
READS_INCIDENTS = READS_LEVELS | {"justice_office": 404}  # not marked for it
RECORDS_INCIDENTS = gets(200, "police", "doctor", "civil_affairs") | {"far_doctor": 404}
RECORDS_INCIDENTS_AT_FAULT = gets(422, "police", "doctor", "civil_affairs") | {"far_doctor": 404}
TEAM_READERS = ("doctor", "police", "civil_affairs", "peace_office", "reviewer", "county_office")
FAR_OFFICES = ("far_doctor", "far_reviewer", "other_county")
MENDS = gets(200, "civil_affairs", "reviewer", "county_office") | gets(404, "far_reviewer", "other_county")
MENDS_AT_FAULT = {person: 422 if status == 200 else status for person, status in MENDS.items()}
PLANS = gets(200, *CARE_TEAM, "reviewer") | gets(404, "neighbour", "far_cadre", "far_doctor", "far_reviewer")
PLANS_AT_FAULT = {person: 422 if status == 200 else status for person, status in PLANS.items()}
GIVES = gets(200, "cadre", "colleague", "civil_affairs") | gets(404, "neighbour", "far_cadre")
GIVES_AT_FAULT = gets(422, "cadre", "colleague", "civil_affairs") | gets(404, "neighbour", "far_cadre")
LEAD_READERS = (
    "cadre", "colleague", "doctor", "police", "civil_affairs", "peace_office", "reviewer", "county_office",
)  # fmt: skip
FAR_LEAD_READERS = ("neighbour", "far_cadre", "far_doctor", "far_reviewer", "other_county")
READS_LEADS = gets(200, *LEAD_READERS) | gets(404, *FAR_LEAD_READERS)
SCREENING_OFFICES = ("civil_affairs", "peace_office", "reviewer", "county_office")
KEEPS_ROUND = gets(404, "neighbour", "far_cadre", "civil_affairs", "peace_office")
FILLS_THE_FORM = gets(200, "cadre", "colleague", "doctor", "civil_affairs") | gets(
    404, "neighbour", "far_cadre", "far_doctor"
)
READS_THE_FORM = gets(404, *CADRES, *OFFICES) | gets(200, *ANSWERING)
REGISTERS = gets(200, "doctor", "far_doctor", "civil_affairs")
NO_GRADE = gets(404, "doctor", "police", "civil_affairs", "far_doctor")
KEEPS_TABLE_8 = {"doctor": 200, "civil_affairs": 200, "far_doctor": 404}
LIST_READERS = ("doctor", "police", "civil_affairs", "peace_office", "reviewer", "county_office")
FAR_LIST_READERS = ("far_doctor", "far_reviewer", "other_county")
MATRIX: dict[tuple[str, str, str], dict[str, int]] = {
    ("GET", "auth.start", "/"): gets(303, *EVERYBODY) | {"stranger": 303},
    ("GET", "auth.health", "/healthz"): gets(200, *EVERYBODY) | {"stranger": 200},
    ("GET", "auth.sign_in", "/sign-in"): gets(200, *EVERYBODY) | {"stranger": 200},
    ("POST", "auth.sign_in", "/sign-in"): gets(422, *EVERYBODY) | {"stranger": 422},
    ("POST", "auth.sign_out", "/sign-out"): gets(303, *EVERYBODY),
    ("GET", "auth.own", "/own"): gets(200, *EVERYBODY),
    ("POST", "auth.own", "/own"): gets(303, *EVERYBODY),
    ("POST", "auth.switch_appointment", "/own/appointment"): gets(422, *EVERYBODY),
    ("GET", "passwords.change", "/own/password"): gets(200, *EVERYBODY),
    ("POST", "passwords.change", "/own/password"): gets(422, *EVERYBODY),
    ("GET", "static", "/static/0/app.css"): gets(200, *EVERYBODY) | {"stranger": 200},
    # The village
    ("GET", "village.today", "/village/"): gets(200, *CADRES),
    ("GET", "village.patients", "/village/patients"): gets(200, *CADRES),
    ("POST", "village.search_patients", "/village/patients"): gets(422, *CADRES),
    ("GET", "village.patient", "/village/patients/{patient}"): IN_THE_VILLAGE,
    ("POST", "village.unmask", "/village/patients/{patient}/unmask"): gets(400, "cadre", "colleague")
    | gets(404, "neighbour", "far_cadre"),
    # The offices' people
    ("GET", "patients.index", "/patients/"): gets(200, *OFFICES),
    ("POST", "patients.search", "/patients/search"): gets(303, *OFFICES),
    ("GET", "patients.show", "/patients/{patient}"): IN_THE_OFFICES
    | {person: 303 if status == 200 else status for person, status in IN_THE_VILLAGE.items()},
    ("POST", "patients.unmask", "/patients/{patient}/unmask"): gets(400, *PATIENT_ROLES)
    | gets(404, "far_doctor", "far_reviewer", "justice_office", "other_county"),
    # Dual listing
    ("GET", "registered_here.index", "/patients/registered-here"): gets(
        200, *ANSWERING, *REGISTERED, "neighbour", "other_county"
    ),
    ("GET", "registered_here.show", "/patients/registered-here/{patient}"): gets(200, *REGISTERED)
    | gets(404, *ANSWERING, "neighbour", "other_county"),
    ("POST", "registered_here.unmask", "/patients/registered-here/{patient}/unmask"): gets(400, *REGISTERED)
    | gets(404, *ANSWERING, "neighbour", "other_county"),
    # Where somebody stands
    ("GET", "standing.change", "/patients/{patient}/status"): PROPOSES | gets(200, *CARE_TEAM),
    ("POST", "standing.change", "/patients/{patient}/status"): PROPOSES | gets(422, *CARE_TEAM),
    ("GET", "standing.corrected", "/patients/{patient}/status/correction"): PROPOSES | gets(200, *CARE_TEAM),
    ("POST", "standing.corrected", "/patients/{patient}/status/correction"): PROPOSES | gets(422, *CARE_TEAM),
    ("POST", "standing.searched", "/patients/{patient}/status/search"): PROPOSES | gets(422, *CARE_TEAM),
    # The file's pages: a certificate, which tells the diagnosis
    ("GET", "files.pages", "/patients/{patient}/file/pages"): IN_THE_OFFICES | IN_THE_VILLAGE,
    ("GET", "files.new_page", "/patients/{patient}/file/pages/new"): gets(200, *FILE_KEEPERS)
    | FAR_FILE_KEEPERS,
    ("POST", "files.new_page", "/patients/{patient}/file/pages/new"): gets(422, *FILE_KEEPERS)
    | FAR_FILE_KEEPERS,
    ("GET", "files.page", "/patients/{patient}/file/pages/{page}"): SEES_THE_DIAGNOSIS,
    ("GET", "files.image", "/patients/{patient}/file/pages/{page}/image"): SEES_THE_DIAGNOSIS,
    ("GET", "files.thumbnail", "/patients/{patient}/file/pages/{page}/thumbnail"): SEES_THE_DIAGNOSIS,
    ("POST", "files.move", "/patients/{patient}/file/pages/{page}/move"): gets(404, *FILE_KEEPERS)
    | FAR_FILE_KEEPERS
    | {"doctor": 400},
    ("POST", "files.withdraw", "/patients/{patient}/file/pages/{page}/withdraw"): gets(404, *FILE_KEEPERS)
    | FAR_FILE_KEEPERS
    | {"doctor": 422},
    # Moves: the giving village and its civil affairs ask; the receiving village meets the person's name
    ("GET", "moves.inbox", "/moves/"): gets(200, *CADRES, "civil_affairs"),
    ("GET", "moves.of_patient", "/patients/{patient}/moves"): GIVES,
    ("GET", "moves.new", "/patients/{patient}/moves/new"): GIVES,
    ("POST", "moves.new", "/patients/{patient}/moves/new"): GIVES_AT_FAULT,
    ("GET", "moves.out", "/patients/{patient}/moves/out"): GIVES,
    ("POST", "moves.out", "/patients/{patient}/moves/out"): GIVES_AT_FAULT,
    ("GET", "moves.arrived", "/patients/{patient}/moves/in"): GIVES,
    ("POST", "moves.arrived", "/patients/{patient}/moves/in"): GIVES_AT_FAULT,
    ("GET", "moves.show", "/moves/{move}"): GIVES | {"neighbour": 200},
    ("POST", "moves.answer", "/moves/{move}/answer"): gets(422, "neighbour", "civil_affairs")
    | gets(404, "cadre", "colleague", "far_cadre"),
    ("POST", "moves.withdraw", "/moves/{move}/withdraw"): GIVES_AT_FAULT,
    ("POST", "moves.receipt", "/moves/{move}/receipt"): GIVES_AT_FAULT,
    ("GET", "moves.handover", "/moves/{move}/handover.pdf"): GIVES,
    ("GET", "moves.letter", "/moves/{move}/letter.pdf"): gets(  # only a move out of the county has a letter
        404, "cadre", "colleague", "civil_affairs", "neighbour", "far_cadre"
    ),
    ("GET", "files.show_timeline", "/patients/{patient}/timeline"): IN_THE_OFFICES | IN_THE_VILLAGE,
    ("GET", "files.whole", "/patients/{patient}/file"): gets(200, *FILE_PRINTERS) | FAR_FILE_PRINTERS,
    ("POST", "files.ask", "/patients/{patient}/file"): gets(303, *FILE_PRINTERS) | FAR_FILE_PRINTERS,
    ("GET", "files.whole_pdf", "/patients/{patient}/file/papers/{job}.pdf"): gets(404, *FILE_PRINTERS)
    | FAR_FILE_PRINTERS,
    ("GET", "files.readers", "/patients/{patient}/readers"): gets(200, "doctor", "reviewer", "county_office")
    | gets(404, "far_doctor", "far_reviewer", "other_county"),
    ("GET", "files.readers_on_request", "/patients/{patient}/readers/request"): {"civil_affairs": 200},
    ("POST", "files.readers_on_request", "/patients/{patient}/readers/request"): {"civil_affairs": 422},
    ("GET", "files.readers_paper", "/patients/{patient}/readers/requests/{readers_request}"): {
        "civil_affairs": 200
    },
    # Leads: the column of domain §12; the village its own
    ("GET", "leads.index", "/leads/"): gets(200, *LEAD_READERS, *FAR_LEAD_READERS),
    ("GET", "leads.new", "/leads/new"): gets(200, *LEAD_READERS, *FAR_LEAD_READERS),
    ("POST", "leads.new", "/leads/new"): gets(422, *LEAD_READERS, *FAR_LEAD_READERS),
    ("GET", "leads.show", "/leads/{lead}"): READS_LEADS,
    ("POST", "leads.unmask", "/leads/{lead}/unmask"): gets(400, *LEAD_READERS) | gets(404, *FAR_LEAD_READERS),
    ("POST", "leads.acknowledged", "/leads/{lead}/acknowledge"): gets(303, *LEAD_READERS[2:])
    | gets(404, *FAR_LEAD_READERS[2:]),
    ("GET", "leads.paper", "/leads/{lead}/papers/identification.pdf"): READS_LEADS,
    ("GET", "leads.blank_paper", "/leads/blank/lead-record.pdf"): gets(200, *LEAD_READERS, *FAR_LEAD_READERS),
    ("GET", "leads.assessment", "/leads/{lead}/assess"): gets(200, "doctor", "peace_office")
    | {"far_doctor": 404},
    ("POST", "leads.assessment", "/leads/{lead}/assess"): gets(422, "doctor", "peace_office")
    | {"far_doctor": 404},
    ("GET", "leads.arrangement", "/leads/{lead}/arrange"): gets(200, "doctor", "peace_office")
    | {"far_doctor": 404},
    ("POST", "leads.arrangement", "/leads/{lead}/arrange"): gets(422, "doctor", "peace_office")
    | {"far_doctor": 404},
    ("GET", "leads.wandering", "/leads/{lead}/wandering"): READS_LEADS,
    ("POST", "leads.wandering", "/leads/{lead}/wandering"): gets(422, *LEAD_READERS)
    | gets(404, *FAR_LEAD_READERS),
    ("GET", "leads.diagnosis", "/leads/{lead}/diagnosis"): {"doctor": 200, "far_doctor": 404},
    ("POST", "leads.diagnosis", "/leads/{lead}/diagnosis"): {"doctor": 422, "far_doctor": 404},
    # Screening: the village fills its round, the township its half-year, deciders read the coverage
    ("GET", "screenings.index", "/screenings/"): gets(
        200, *CADRES, *SCREENING_OFFICES, "far_reviewer", "other_county"
    ),
    ("GET", "screenings.show", "/screenings/{round}"): IN_THE_VILLAGE
    | gets(200, *SCREENING_OFFICES)
    | gets(404, "far_reviewer", "other_county"),
    ("POST", "screenings.begin", "/screenings/{round}/open"): KEEPS_ROUND | gets(422, "cadre", "colleague"),
    ("GET", "screenings.close", "/screenings/{half_year}/close"): gets(200, "civil_affairs", "peace_office")
    | gets(404, *CADRES),
    ("POST", "screenings.close", "/screenings/{round}/close"): KEEPS_ROUND | gets(422, "cadre", "colleague"),
    ("GET", "screenings.ledger", "/screenings/{round}/ledger"): IN_THE_VILLAGE
    | gets(200, "civil_affairs", "peace_office"),
    ("GET", "screenings.new_household", "/screenings/{round}/households/new"): IN_THE_VILLAGE,
    ("POST", "screenings.new_household", "/screenings/{round}/households/new"): OF_THE_VILLAGE
    | gets(422, "cadre", "colleague"),
    ("GET", "screenings.correct", "/screenings/households/{household}/correct"): IN_THE_VILLAGE,
    ("POST", "screenings.correct", "/screenings/households/{household}/correct"): OF_THE_VILLAGE
    | gets(422, "cadre", "colleague"),
    ("GET", "village_reports.index", "/village-reports/"): gets(
        200, *CADRES, *SCREENING_OFFICES, "far_reviewer", "other_county"
    ),
    ("GET", "village_reports.show", "/village-reports/{report}"): IN_THE_VILLAGE
    | gets(200, *SCREENING_OFFICES)
    | gets(404, "far_reviewer", "other_county"),
    ("POST", "village_reports.send", "/village-reports/{report}/send"): OF_THE_VILLAGE
    | gets(422, "cadre", "colleague"),
    # Who is responsible
    ("GET", "teams.index", "/teams/"): gets(200, *CADRES, *FAR_OFFICES, *TEAM_READERS),
    ("GET", "teams.show", "/teams/{village}"): gets(200, "cadre", "colleague", *TEAM_READERS)
    | gets(404, "neighbour", "far_cadre", *FAR_OFFICES),
    ("POST", "teams.add", "/teams/{village}"): gets(422, "civil_affairs", "county_office")
    | {"other_county": 404},
    ("GET", "teams.end", "/teams/members/{member}/end"): gets(200, "civil_affairs", "county_office")
    | {"other_county": 404},
    ("POST", "teams.end", "/teams/members/{member}/end"): gets(422, "civil_affairs", "county_office")
    | {"other_county": 404},
    ("GET", "teams.cadres", "/teams/{village}/cadres"): GIVES,
    ("POST", "teams.give_rest", "/teams/{village}/without-cadre"): GIVES_AT_FAULT,
    ("POST", "teams.hand_over", "/teams/{village}/hand-over"): GIVES_AT_FAULT,
    ("POST", "teams.stand_in", "/teams/{village}/stand-ins"): GIVES_AT_FAULT,
    ("GET", "teams.responsible", "/patients/{patient}/responsible"): GIVES,
    ("POST", "teams.give_cadre", "/patients/{patient}/responsible/cadre"): GIVES_AT_FAULT,
    ("POST", "teams.name_unit", "/patients/{patient}/responsible/unit"): GIVES_AT_FAULT,
    # Mending
    ("GET", "mending.find", "/patients/{patient}/merge"): MENDS,
    ("POST", "mending.find", "/patients/{patient}/merge"): MENDS_AT_FAULT,
    ("GET", "mending.merge", "/patients/{patient}/merge/{twin}"): MENDS,
    ("POST", "mending.merge", "/patients/{patient}/merge/{twin}"): MENDS_AT_FAULT,
    ("POST", "mending.undo", "/patients/merges/{merge}/undo"): MENDS_AT_FAULT,
    ("GET", "mending.visit", "/visits/{visit}/move"): GIVES,
    ("POST", "mending.visit", "/visits/{visit}/move"): GIVES_AT_FAULT,
    ("GET", "mending.decision", "/level-changes/decisions/{decision}/correct"): DECIDES
    | gets(200, "reviewer", "county_office"),
    ("POST", "mending.decision", "/level-changes/decisions/{decision}/correct"): DECIDES
    | gets(422, "reviewer", "county_office"),
    # Measures
    ("GET", "measures.index", "/patients/{patient}/measures"): READS_THE_CASE | {"peace_office": 200},
    ("POST", "measures.add", "/patients/{patient}/measures"): PLANS_AT_FAULT,
    ("GET", "measures.end", "/measures/{measure}"): PLANS,
    ("POST", "measures.end", "/measures/{measure}"): PLANS_AT_FAULT,
    # Objections
    ("GET", "objections.index", "/objections/"): gets(
        200, "reviewer", "far_reviewer", "county_office", "other_county"
    ),
    ("GET", "justice.of_patient", "/patients/{patient}/justice"): MARKS_FOR_JUSTICE,
    ("POST", "justice.mark", "/patients/{patient}/justice"): at_fault(MARKS_FOR_JUSTICE),
    ("POST", "justice.unmark", "/patients/{patient}/justice/end"): at_fault(MARKS_FOR_JUSTICE),
    ("GET", "objections.of_patient", "/patients/{patient}/objections"): READS_THE_CASE | OBJECTION_READER,
    ("GET", "objections.new", "/patients/{patient}/objections/new"): READS_THE_CASE,
    ("POST", "objections.new", "/patients/{patient}/objections/new"): {
        person: 422 if status == 200 else status for person, status in READS_THE_CASE.items()
    },
    ("GET", "objections.show", "/objections/{objection}"): READS_THE_CASE | OBJECTION_READER,
    ("GET", "objections.answer_paper", "/objections/{objection}/answer.pdf"): gets(
        404, *LEVEL_READERS, *FAR_LEVEL_READERS, "peace_office"
    ),
    ("POST", "objections.give_answer", "/objections/{objection}/answer"): DECIDES
    | gets(422, "reviewer", "county_office"),
    # Homes
    ("GET", "clinic.home", "/clinic/"): gets(200, "doctor", "far_doctor"),
    ("GET", "police.home", "/police/"): gets(200, "police"),
    ("GET", "township.home", "/township/"): gets(
        200, "civil_affairs", "peace_office", "justice_office", "service_centre", "reviewer", "far_reviewer"
    ),
    ("GET", "county.home", "/county/"): gets(200, "county_office", "other_county"),
    ("GET", "admin.system", "/admin/system"): gets(200, "system_admin"),
    ("GET", "admin.accounts", "/admin/accounts"): gets(200, "security_admin"),
    ("GET", "admin.audit", "/admin/audit"): gets(200, "auditor"),
    # Visits
    ("GET", "village.new_visit", "/village/patients/{patient}/visits/new"): IN_THE_VILLAGE,
    ("POST", "village.new_visit", "/village/patients/{patient}/visits/new"): OF_THE_VILLAGE
    | gets(422, "cadre", "colleague"),
    ("POST", "village.live_score", "/village/patients/{patient}/visits/live"): IN_THE_VILLAGE,
    ("POST", "village.restart_visit", "/village/patients/{patient}/visits/restart"): OF_THE_VILLAGE
    | gets(303, "cadre", "colleague"),
    ("GET", "village.visit", "/village/visits/{visit}"): IN_THE_VILLAGE,
    ("GET", "village.correct_visit", "/village/visits/{visit}/correct"): IN_THE_VILLAGE,
    ("POST", "village.correct_visit", "/village/visits/{visit}/correct"): OF_THE_VILLAGE
    | gets(422, "cadre", "colleague"),
    ("POST", "village.live_correction", "/village/visits/{visit}/correct/live"): IN_THE_VILLAGE,
    # Level changes
    ("GET", "level_changes.inbox", "/level-changes/"): gets(200, *LEVEL_READERS, *FAR_LEVEL_READERS),
    ("GET", "level_changes.agenda", "/level-changes/agenda"): gets(200, *LEVEL_READERS, *FAR_LEVEL_READERS),
    ("GET", "level_changes.case", "/level-changes/{proposal}"): READS_THE_CASE,
    ("GET", "level_changes.fact", "/level-changes/{proposal}/facts/{fact}"): READS_THE_CASE,
    ("GET", "level_changes.decide", "/level-changes/{proposal}/decision"): DECIDES
    | gets(200, "reviewer", "county_office"),
    ("POST", "level_changes.decide", "/level-changes/{proposal}/decision"): DECIDES
    | gets(422, "reviewer", "county_office"),
    ("GET", "level_changes.file", "/level-changes/filings/{decision}"): {
        "county_office": 200,
        "other_county": 404,
    },
    ("POST", "level_changes.file", "/level-changes/filings/{decision}"): {
        "county_office": 422,
        "other_county": 404,
    },
    ("GET", "level_changes.paper_step", "/level-changes/{proposal}/paper-step"): DECIDES
    | gets(200, "reviewer", "county_office"),
    ("POST", "level_changes.paper_step", "/level-changes/{proposal}/paper-step"): DECIDES
    | gets(422, "reviewer", "county_office"),
    ("GET", "level_changes.propose", "/level-changes/new/{patient}"): PROPOSES | gets(200, *CARE_TEAM),
    ("POST", "level_changes.propose", "/level-changes/new/{patient}"): PROPOSES | gets(422, *CARE_TEAM),
    ("GET", "level_changes.resubmit", "/level-changes/{proposal}/resubmit"): PROPOSES | gets(200, *CARE_TEAM),
    ("POST", "level_changes.resubmit", "/level-changes/{proposal}/resubmit"): PROPOSES
    | gets(422, *CARE_TEAM),
    ("GET", "level_changes.withdraw", "/level-changes/{proposal}/withdraw"): PROPOSES | gets(200, *CARE_TEAM),
    ("POST", "level_changes.withdraw", "/level-changes/{proposal}/withdraw"): PROPOSES
    | gets(422, *CARE_TEAM),
    ("GET", "level_changes.opinion", "/level-changes/{proposal}/opinion"): PROPOSES | gets(200, *CARE_TEAM),
    ("POST", "level_changes.opinion", "/level-changes/{proposal}/opinion"): PROPOSES | gets(422, *CARE_TEAM),
    ("GET", "level_changes.specialist", "/level-changes/{proposal}/specialist"): READS_THE_CASE,
    ("POST", "level_changes.specialist", "/level-changes/{proposal}/specialist"): {
        person: 422 if status == 200 else status for person, status in READS_THE_CASE.items()
    },
    ("GET", "level_changes.not_now", "/level-changes/not-now/{higher_visit}"): PROPOSES
    | gets(200, *CARE_TEAM),
    ("POST", "level_changes.not_now", "/level-changes/not-now/{higher_visit}"): PROPOSES
    | gets(422, *CARE_TEAM),
    # The clinic
    ("GET", "clinic.new_danger_rating", "/patients/{patient}/danger-ratings/new"): {
        "doctor": 200,
        "far_doctor": 404,
    },
    ("POST", "clinic.new_danger_rating", "/patients/{patient}/danger-ratings/new"): {
        "doctor": 422,
        "far_doctor": 404,
    },
    # Guardians: cadres, clinic and civil affairs keep them; the township designates
    ("GET", "guardians.index", "/patients/{patient}/guardians"): READS_GUARDIANS,
    ("POST", "guardians.unmask", "/patients/{patient}/guardians/unmask"): {
        person: 400 if status == 200 else status for person, status in READS_GUARDIANS.items()
    },
    ("GET", "guardians.add", "/patients/{patient}/guardians/new"): EDITS_GUARDIANS,
    ("POST", "guardians.add", "/patients/{patient}/guardians/new"): at_fault(EDITS_GUARDIANS),
    ("GET", "guardians.change", "/patients/{patient}/guardians/{guardian}"): EDITS_GUARDIANS,
    ("POST", "guardians.change", "/patients/{patient}/guardians/{guardian}"): at_fault(EDITS_GUARDIANS),
    ("GET", "guardians.end", "/patients/{patient}/guardians/{guardian}/end"): EDITS_GUARDIANS,
    ("POST", "guardians.end", "/patients/{patient}/guardians/{guardian}/end"): at_fault(EDITS_GUARDIANS),
    ("GET", "guardians.report", "/patients/{patient}/guardians/report"): REPORTS,
    ("POST", "guardians.report", "/patients/{patient}/guardians/report"): at_fault(REPORTS),
    ("GET", "guardians.ledger", "/designations/"): gets(200, *GUARDIAN_READERS, *FAR_GUARDIAN_READERS),
    ("GET", "guardians.case", "/designations/{designation}"): READS_GUARDIANS,
    **{
        (method, f"guardians.{name}", f"/designations/{{designation}}/{page}"): {"civil_affairs": status}
        for name, page in (
            ("take", "receipt"),
            ("officer", "officer"),
            ("cost", "costs"),
            ("designate", "guardian"),
            ("impossible", "measure"),
        )
        for method, status in (("GET", 200), ("POST", 422))
    },
    # 以奖代补: civil affairs pay and alone see accounts; villages send receipts back; reviewer and county read
    ("GET", "rewards.index", "/rewards/"): gets(200, *CADRES, *LETTER_DESKS),
    ("GET", "rewards.of_patient", "/patients/{patient}/rewards"): LETTER_READERS,
    ("GET", "rewards.assessment", "/rewards/assessments/{assessment}"): LETTER_READERS,
    ("GET", "rewards.owed", "/rewards/owed/{owed}"): {
        person: 302 if status == 200 else status for person, status in LETTER_READERS.items()
    },
    ("GET", "rewards.terms", "/rewards/terms"): gets(200, *CADRES, *LETTER_DESKS),
    ("GET", "rewards.edition", "/rewards/terms/{reward_terms}"): gets(200, *CADRES, *LETTER_DESKS)
    | gets(404, "other_county"),
    ("GET", "consent_texts.index", "/consent-texts/"): gets(200, "county_office", "other_county"),
    ("GET", "consent_texts.edition", "/consent-texts/{consent_text}"): {
        "county_office": 200,
        "other_county": 404,
    },
    ("GET", "consent_texts.new", "/consent-texts/new"): gets(200, "county_office", "other_county"),
    ("POST", "consent_texts.new", "/consent-texts/new"): gets(422, "county_office", "other_county"),
    ("GET", "rewards.new_terms", "/rewards/terms/new"): gets(200, "county_office", "other_county"),
    ("POST", "rewards.new_terms", "/rewards/terms/new"): gets(422, "county_office", "other_county"),
    ("GET", "rewards.receipt_copy", "/rewards/payments/{payment}/copy"): gets(404, *CADRES, *LETTER_DESKS),
    ("GET", "rewards.receipt", "/rewards/payments/{payment}/receipt"): LETTER_MAKERS,
    ("POST", "rewards.receipt", "/rewards/payments/{payment}/receipt"): LETTER_MAKERS_AT_FAULT,
    ("GET", "rewards.roster", "/rewards/rosters/{roster}"): {"civil_affairs": 200},
    ("POST", "rewards.show_account", "/patients/{patient}/rewards/account/shown"): {"civil_affairs": 200},
    ("POST", "rewards.workbook", "/rewards/rosters/{roster}/workbook"): {"civil_affairs": 422},
    ("POST", "rewards.sent", "/rewards/rosters/{roster}/sent"): {"civil_affairs": 422},
    ("POST", "rewards.confirm", "/rewards/assessments/{assessment}/amount"): {"civil_affairs": 422},
    ("POST", "rewards.withdraw", "/rewards/assessments/{assessment}/withdrawal"): {"civil_affairs": 422},
    **{
        (method, f"rewards.{name}", url): {"civil_affairs": status}
        for name, url in (
            ("account", "/patients/{patient}/rewards/account"),
            ("stop", "/rewards/agreements/{agreement}/stop"),
            ("assess", "/rewards/agreements/{agreement}/{period}"),
            ("rosters", "/rewards/rosters"),
            ("payment", "/rewards/payments/{payment}"),
        )
        for method, status in (("GET", 200), ("POST", 422))
    },
    # Registration: what a section may be read by, domain §12 says
    ("GET", "registrations.overview", "/patients/{patient}/registration"): READS_THE_FORM,
    ("GET", "registrations.section", "/patients/{patient}/registration/residence"): READS_THE_FORM,
    ("GET", "registrations.section", "/patients/{patient}/registration/identity"): READS_THE_FORM,
    ("GET", "registrations.section", "/patients/{patient}/registration/family"): READS_THE_FORM
    | {"service_centre": 404},
    ("GET", "registrations.section", "/patients/{patient}/registration/insurance"): READS_THE_FORM
    | {"police": 404},
    ("GET", "registrations.section", "/patients/{patient}/registration/illness"): READS_THE_FORM
    | {"service_centre": 404},
    ("GET", "registrations.section", "/patients/{patient}/registration/health"): gets(404, *CADRES, *OFFICES)
    | {"doctor": 200},
    ("GET", "registrations.section", "/patients/{patient}/registration/diagnosis"): SEES_THE_DIAGNOSIS,
    ("GET", "registrations.section", "/patients/{patient}/registration/treatment"): gets(
        404, *CADRES, *OFFICES
    )
    | {"doctor": 200},
    ("POST", "registrations.save", "/patients/{patient}/registration/identity"): at_fault(FILLS_THE_FORM),
    ("GET", "registrations.consent", "/patients/{patient}/consent"): READS_GUARDIANS,
    ("POST", "registrations.record", "/patients/{patient}/consent"): at_fault(FILLS_THE_FORM),
    ("GET", "registrations.follow_up_table", "/patients/{patient}/follow-up-table"): KEEPS_TABLE_8,
    ("POST", "registrations.follow_up_table", "/patients/{patient}/follow-up-table"): at_fault(KEEPS_TABLE_8),
    ("POST", "registrations.take_back_follow_up", "/patients/{patient}/follow-up-table/withdraw"): at_fault(
        KEEPS_TABLE_8
    ),
    ("GET", "registrations.new", "/patients/new"): REGISTERS,
    ("POST", "registrations.new", "/patients/new"): at_fault(REGISTERS),
    ("GET", "registrations.new_paper_decision", "/patients/{patient}/paper-decisions/new"): DECIDES
    | gets(200, "civil_affairs", "reviewer", "county_office"),
    ("POST", "registrations.new_paper_decision", "/patients/{patient}/paper-decisions/new"): DECIDES
    | gets(422, "civil_affairs", "reviewer", "county_office"),
    ("GET", "list_entries.index", "/list-entries"): gets(200, *LIST_READERS, *FAR_LIST_READERS),
    ("GET", "list_entries.of_patient", "/patients/{patient}/list-entries"): gets(200, *LIST_READERS)
    | gets(404, *FAR_LIST_READERS),
    ("GET", "list_entries.record", "/list-entries/{entry}"): gets(200, "police", "civil_affairs")
    | gets(404, "doctor", "far_doctor"),
    ("POST", "list_entries.record", "/list-entries/{entry}"): {"police": 422}
    | gets(404, "doctor", "far_doctor"),
    # What its URL names here is no entry into 先发
    ("GET", "list_entries.regrade", "/list-entries/{entry}/grade"): NO_GRADE,
    ("POST", "list_entries.regrade", "/list-entries/{entry}/grade"): NO_GRADE,
    # Letters: cadres and civil affairs act, reviewer and county read
    ("GET", "letters.ledger", "/letters/"): gets(200, *CADRES, *LETTER_DESKS),
    ("GET", "letters.end", "/letters/{letter}/end"): LETTER_MAKERS,
    ("POST", "letters.end", "/letters/{letter}/end"): LETTER_MAKERS_AT_FAULT,
    ("GET", "letters.of_patient", "/letters/of/{patient}"): LETTER_READERS,
    ("POST", "letters.issue", "/letters/of/{patient}"): LETTER_MAKERS_AT_FAULT,
    ("GET", "letters.show", "/letters/{letter}"): LETTER_READERS,
    ("GET", "letters.pdf", "/letters/{letter}/letter.pdf"): LETTER_MAKERS,
    ("GET", "letters.sign", "/letters/{letter}/signed"): LETTER_MAKERS,
    ("POST", "letters.sign", "/letters/{letter}/signed"): LETTER_MAKERS_AT_FAULT,
    ("GET", "letters.copy", "/letters/{letter}/copy"): gets(404, *CADRES, *LETTER_DESKS),
    ("GET", "print_runs.villages", "/print-runs/villages"): gets(303, *CADRES)
    | gets(200, *LETTER_DESKS[:3])
    | {"far_reviewer": 303, "other_county": 200},
    ("GET", "print_runs.village", "/print-runs/villages/{village}"): LETTER_READERS,
    ("POST", "print_runs.ask", "/print-runs/villages/{village}"): LETTER_MAKERS_AT_FAULT,
    ("GET", "print_runs.show", "/print-runs/{job}"): {"cadre": 200} | gets(404, *CADRES[1:], "civil_affairs"),
    ("GET", "print_runs.pdf", "/print-runs/{job}/letters.pdf"): gets(404, *CADRES, "civil_affairs"),
    # Papers
    ("GET", "papers.index", "/patients/{patient}/papers"): READS_INCIDENTS,
    ("GET", "papers.visit", "/papers/visits/{visit}.pdf"): READS_LEVELS,
    ("GET", "papers.danger_rating", "/papers/danger-ratings/{rating}.pdf"): READS_LEVELS,
    ("GET", "papers.level_case", "/papers/level-cases/{proposal}.pdf"): READS_LEVELS,
    ("GET", "papers.incident", "/papers/incidents/{incident}.pdf"): READS_INCIDENTS,
    ("GET", "papers.registration", "/patients/{patient}/papers/registration.pdf"): READS_THE_CASE,
    ("GET", "papers.registration_whole", "/patients/{patient}/papers/registration-whole.pdf"): READS_THE_CASE,
    ("GET", "papers.consent_blank", "/patients/{patient}/papers/consent-blank.pdf"): READS_THE_CASE,
    ("GET", "papers.consent", "/patients/{patient}/papers/consent.pdf"): gets(
        404, *LEVEL_READERS, *FAR_LEVEL_READERS
    ),
    ("GET", "papers.reasons", "/patients/{patient}/papers/reasons.pdf"): READS_THE_CASE,
    ("GET", "papers.verify", "/papers/verify"): gets(200, *CADRES, *OFFICES),
    ("POST", "papers.verify", "/papers/verify"): gets(422, *CADRES, *OFFICES),
    # Incidents
    ("GET", "incidents.index", "/patients/{patient}/incidents"): READS_INCIDENTS,
    ("GET", "incidents.new", "/patients/{patient}/incidents/new"): RECORDS_INCIDENTS,
    ("POST", "incidents.new", "/patients/{patient}/incidents/new"): RECORDS_INCIDENTS_AT_FAULT,
    ("GET", "incidents.show", "/incidents/{incident}"): READS_INCIDENTS,
    ("GET", "incidents.correct", "/incidents/{incident}/correct"): RECORDS_INCIDENTS,
    ("POST", "incidents.correct", "/incidents/{incident}/correct"): RECORDS_INCIDENTS_AT_FAULT,
    # Search
    ("GET", "searches.index", "/search"): gets(200, *OFFICES),
    ("POST", "searches.search", "/search"): gets(303, *OFFICES),
    ("POST", "searches.save", "/search/views"): gets(422, *OFFICES),
    ("POST", "searches.withdraw", "/search/views/nothing/withdraw"): gets(404, *OFFICES),
    # Workbooks
    ("GET", "exports.index", "/exports/"): gets(200, *OFFICES),
    ("GET", "exports.new", "/exports/new"): gets(200, *OFFICES),
    ("POST", "exports.new", "/exports/new"): gets(422, *OFFICES),
    ("GET", "exports.show", "/exports/{export}"): gets(404, *OFFICES) | EXPORT_SEEN,
    ("POST", "exports.decide", "/exports/{export}/decision"): gets(404, "far_reviewer", "other_county")
    | gets(422, "reviewer", "county_office"),
    ("GET", "exports.workbook", "/exports/{export}/workbook.xlsx"): gets(404, *OFFICES),
    ("GET", "export_layouts.show", "/exports/layout"): LAYOUT_MAKERS,
    ("POST", "export_layouts.show", "/exports/layout"): at_fault(LAYOUT_MAKERS),
    ("GET", "export_layouts.sample", "/exports/layout/sample.xlsx"): LAYOUT_MAKERS,
    ("GET", "export_layouts.summary_sample", "/exports/layout/summary-sample.xlsx"): LAYOUT_MAKERS,
    ("POST", "export_layouts.withdraw", "/exports/layout/withdraw"): at_fault(LAYOUT_MAKERS),
    ("GET", "imports.template", "/imports/template.xlsx"): gets(200, *IMPORTERS),
    ("GET", "imports.new", "/imports/new"): gets(200, *IMPORTERS),
    ("POST", "imports.new", "/imports/new"): gets(422, *IMPORTERS),
    ("GET", "imports.show", "/imports/{import}"): OWN_IMPORT | {"civil_affairs": 200},
    ("POST", "imports.decide", "/imports/{import}/decision"): OWN_IMPORT | {"civil_affairs": 422},
}


def test_the_matrix_lists_every_page(world: World) -> None:
    pages = {
        (method, rule.endpoint) for rule in world.app.url_map.iter_rules() for method in rule.methods or ()
    }
    listed = {(method, endpoint) for method, endpoint, _ in MATRIX}
    unlisted = {page for page in pages - listed if page[0] not in {"HEAD", "OPTIONS"}}
    assert unlisted == set(), "Give each new page a row in the matrix"
    assert listed - pages == set(), "These rows name no page any more"


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row[0]} {row[1]}")
def test_each_person_gets_exactly_this(row: tuple[str, str, str], world: World) -> None:
    method, _, pattern = row
    url = pattern.format(**world.ids)
    expected = dict.fromkeys(EVERYBODY, 403) | {"stranger": 303 if method == "GET" else 401} | MATRIX[row]
    got = {person: _status(world.client(person), method, url) for person in expected}
    for person in EVERYBODY if row[1] == "auth.sign_out" else ():
        world.sign_out(person)
    assert got == expected


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row[0]} {row[1]}")
def test_whoever_is_shown_somebody_leaves_a_row_in_the_audit_trail(
    row: tuple[str, str, str], world: World
) -> None:
    method, _, pattern = row
    shown_to = [
        person for person, status in MATRIX[row].items() if status in (200, 422) and person != "stranger"
    ]
    for person in shown_to[:1] + shown_to[-1:]:
        client = world.client(person)
        before = _audit_rows()
        opened = client.open(method, pattern.format(**world.ids), {"csrf_token": client.token})
        if "欧阳晓禾" in opened.html or "林线索" in opened.html:
            assert _audit_rows() > before


def _audit_rows() -> int:
    db.session.rollback()
    return db.session.query(AuditEvent).filter(AuditEvent.act.not_like("access:%")).count()


def _status(client: PageClient, method: str, url: str) -> int:
    if method == "GET":
        return client.open("GET", url).status
    return client.post(url, {}, status=range(200, 600)).status
