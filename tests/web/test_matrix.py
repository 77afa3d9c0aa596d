"""People × pages: what each person gets from every page, by hand. A new page without a row fails.

200 or 303: it opens. 403: not for this role. 404: not in this person's scope. Who is not named gets 403; a stranger
is sent to sign in (303), or meets the sign-in page with what they sent (401).
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from mhapp import clock
from mhapp.domain.letter_text import LetterKind
from mhapp.queries.responsibilities import units_of
from mhapp.services.letters import Terms
from mhapp.services.print_runs import ask_for_run
from tests.factories.letters import a_letter
from tests.factories.people import viewer_of
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
    ("GET", "patients.show", "/patients/{patient}"): IN_THE_OFFICES,
    ("POST", "patients.unmask", "/patients/{patient}/unmask"): gets(400, *PATIENT_ROLES)
    | gets(404, "far_doctor", "far_reviewer", "justice_office", "other_county"),
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
    # The clinic
    ("GET", "clinic.new_danger_rating", "/patients/{patient}/danger-ratings/new"): {
        "doctor": 200,
        "far_doctor": 404,
    },
    ("POST", "clinic.new_danger_rating", "/patients/{patient}/danger-ratings/new"): {
        "doctor": 422,
        "far_doctor": 404,
    },
    # Letters: cadres and civil affairs act, reviewer and county read
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
    ("GET", "print_runs.show", "/print-runs/{run}"): {"cadre": 200} | gets(404, *CADRES[1:], "civil_affairs"),
    ("GET", "print_runs.pdf", "/print-runs/{run}/letters.pdf"): gets(404, *CADRES, "civil_affairs"),
}


def test_the_matrix_lists_every_page(app: Flask) -> None:
    pages = {(method, rule.endpoint) for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    listed = {(method, endpoint) for method, endpoint, _ in MATRIX}
    unlisted = {page for page in pages - listed if page[0] not in {"HEAD", "OPTIONS"}}
    assert unlisted == set(), "Give each new page a row in the matrix"
    assert listed - pages == set(), "These rows name no page any more"


@pytest.fixture
def with_letters(world: World) -> dict[str, str]:
    """A letter and a print run of the cadre's, and the ids that stand in their URLs."""
    village, cadre = units_of(world.patient.id).village, viewer_of(world.people["cadre"])
    terms = Terms(LetterKind.RESPONSIBILITY, clock.today(), clock.today() + timedelta(days=365))
    letter = a_letter(world.patient, terms=terms, by=cadre, at=clock.now())
    run = ask_for_run(village, terms, by=cadre, at=clock.now())
    return {"letter": letter.public_id, "run": run.public_id, "village": village.public_id}


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row[0]} {row[1]}")
def test_each_person_gets_exactly_this(
    row: tuple[str, str, str], world: World, with_letters: dict[str, str]
) -> None:
    method, _, pattern = row
    url = pattern.format(**world.ids, **with_letters)
    expected = dict.fromkeys(EVERYBODY, 403) | {"stranger": 303 if method == "GET" else 401} | MATRIX[row]
    got = {person: _status(world.client(person), method, url) for person in expected}
    assert got == expected


def _status(client: PageClient, method: str, url: str) -> int:
    if method == "GET":
        return client.open("GET", url).status
    return client.post(url, {}, status=range(200, 600)).status
