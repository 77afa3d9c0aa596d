"""Least disclosure (domain §12) on every page there is: canary values nobody could have typed by chance.

The patient's fields hold a word each; every page that opens for a role is searched for the words it may not know.
"""

from __future__ import annotations

import json

import pytest

from mhapp import clock, db
from mhapp.models import (
    Consent,
    FilePage,
    Guardian,
    Incident,
    JusticeMark,
    LevelProposal,
    ListEntry,
    Objection,
    Patient,
    RegistrationSection,
    RewardAccount,
    RewardPayment,
    StatusChange,
    Visit,
)
from tests.web.test_matrix import MATRIX
from tests.web.world import World

IDENTITY_NUMBER, PHONE = "500199198001010999", "19877770001"
GUARDIAN_PHONE = "19877770002"
DRUGS, NOTES, AGREED, DIAGNOSIS = "金丝雀药片", "金丝雀备注", "金丝雀商定", "精神分裂症"
GUARDIAN, REASON, MEASURE = "金丝雀监护人", "金丝雀理由", "金丝雀措施"
ADDRESS = "金丝雀路一号"
COURSE = "金丝雀事件经过"
BANK, ACCOUNT, FAILURE = "金丝雀银行", "6217000099990000999", "金丝雀退票"
CERTIFICATE, OBJECTION = "金丝雀诊断书", "金丝雀异议"
STATUS_SOURCE, REFUSED = "金丝雀来源", "拒绝参加社区服务管理"

MAY_NOT_KNOW: dict[str, set[str]] = {
    "cadre": {CERTIFICATE, DRUGS, DIAGNOSIS, IDENTITY_NUMBER, PHONE},
    "doctor": {IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "police": {CERTIFICATE, DRUGS, DIAGNOSIS, NOTES, AGREED, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "civil_affairs": {CERTIFICATE, DRUGS, DIAGNOSIS, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "peace_office": {CERTIFICATE, DRUGS, DIAGNOSIS, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "reviewer": {CERTIFICATE, DRUGS, DIAGNOSIS, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "county_office": {DRUGS, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "service_centre": {COURSE, OBJECTION, MEASURE, DRUGS, NOTES, AGREED, REASON, GUARDIAN, IDENTITY_NUMBER, PHONE,
        GUARDIAN_PHONE, 'data-level="'},
    "justice_office": {CERTIFICATE, OBJECTION, DRUGS, NOTES, AGREED, REASON, GUARDIAN, DIAGNOSIS, IDENTITY_NUMBER,
        PHONE,
                       GUARDIAN_PHONE},
    # The receiver of a move that nobody has accepted: who it is, where to, and no more.
    "neighbour": {
        COURSE, MEASURE, DRUGS, NOTES, AGREED, REASON, GUARDIAN, DIAGNOSIS, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE,
            ADDRESS, 'data-level="',
    },
    # Where the person is registered but does not live: identity, guardian, assistance, insurance, and no more.
    **{
        registered: {COURSE, MEASURE, DRUGS, NOTES, AGREED, REASON, DIAGNOSIS, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE,
            'data-level="'}
        for registered in ("far_cadre", "far_doctor", "far_reviewer")
    },
    **{
        admin: {COURSE, CERTIFICATE, OBJECTION, DRUGS, NOTES, AGREED, REASON, GUARDIAN, DIAGNOSIS, IDENTITY_NUMBER,
            PHONE, GUARDIAN_PHONE, ADDRESS, "欧阳晓禾", 'data-level="'}
        for admin in ("system_admin", "security_admin", "auditor")
    },
}  # fmt: skip
"""By hand from the table of domain §12. Numbers are masked for everybody until asked for; the village's own cadre has
the guardian's phone as a dial link."""

FORM = {
    "family": ("contact_name", "金丝雀联系人"),
    "insurance": ("disability_certificate", "金丝雀残疾证"),
    "illness": ("onset", "1977-07"),
    "treatment": ("specialist_words", "金丝雀专科"),
    "health": ("past_illness", "金丝雀旧病"),
}
"""Section of the registration form → a field and its word."""
READ_AS = {"1977-07": "1977年7月"}
"""What is kept, and read in other words but where it is filled in: whoever may not know it reads neither."""
PHONE_HALF_HIDDEN = "198****0001"
for _person in ("service_centre", "justice_office", "neighbour", "system_admin", "security_admin", "auditor"):
    MAY_NOT_KNOW[_person].add(PHONE_HALF_HIDDEN)  # the column of phones is the guardian's
FORM_PHONE, CONSENT, LISTED = "19877770009", "金丝雀不同意", "金丝雀录入"
NOT_TOLD_BY_THE_FORM = {
    "doctor": (), "county_office": ("treatment", "health"),
    **dict.fromkeys(("cadre", "civil_affairs", "peace_office", "reviewer"), ("treatment", "health")),
    "police": ("insurance", "treatment", "health"),
    "service_centre": ("family", "illness", "treatment", "health"),
    "justice_office": tuple(FORM),
    **dict.fromkeys(("neighbour", "far_cadre", "far_doctor", "far_reviewer"), tuple(FORM)),
    **dict.fromkeys(("system_admin", "security_admin", "auditor"), tuple(FORM)),
}  # fmt: skip
for _person, _sections in NOT_TOLD_BY_THE_FORM.items():
    _kept = {FORM[section][1] for section in _sections}
    MAY_NOT_KNOW[_person] |= _kept | {READ_AS[word] for word in _kept & READ_AS.keys()} | {FORM_PHONE}
for _person in ("service_centre", "justice_office", "system_admin", "security_admin", "auditor", "neighbour"):
    MAY_NOT_KNOW[_person] |= {CONSENT, LISTED, REFUSED}
for _person in ("justice_office", "system_admin", "security_admin", "auditor", "neighbour"):
    MAY_NOT_KNOW[_person].add(STATUS_SOURCE)
for _person in ("cadre", "doctor"):
    MAY_NOT_KNOW[_person].add(LISTED)

LEAD, LEADS_NUMBERS = "林线索", {"11010519491231002X", "19866660003"}
NO_LEADS = (
    "service_centre", "justice_office", "system_admin", "security_admin", "auditor", "neighbour", "far_cadre",
    "far_doctor", "far_reviewer",
)  # fmt: skip
"""A suspicion is told to those who act on it: not to these, and not beyond its own village and township."""
for _person, _words in MAY_NOT_KNOW.items():
    _words |= LEADS_NUMBERS | ({LEAD} if _person in NO_LEADS else set())

MUST_READ: dict[str, set[str]] = {
    "cadre": {"欧阳晓禾", ADDRESS, GUARDIAN, GUARDIAN_PHONE, NOTES, LEAD, "金丝雀户"},
    "doctor": {"欧阳晓禾", ADDRESS, GUARDIAN, DRUGS, DIAGNOSIS, NOTES, CERTIFICATE},
    "police": {"欧阳晓禾", COURSE, ADDRESS, GUARDIAN, REASON, OBJECTION, LEAD},
    "civil_affairs": {"欧阳晓禾", ADDRESS, GUARDIAN, NOTES, REASON},
    "peace_office": {"欧阳晓禾", ADDRESS, GUARDIAN, NOTES, LEAD, "金丝雀户"},
    "reviewer": {"欧阳晓禾", ADDRESS, GUARDIAN, NOTES, REASON, OBJECTION},
    "county_office": {"欧阳晓禾", ADDRESS, GUARDIAN, NOTES, DIAGNOSIS, REASON},
    "service_centre": {"欧阳晓禾", ADDRESS, DIAGNOSIS},
    "justice_office": {"欧阳晓禾", COURSE, ADDRESS, 'data-level="'},
    "neighbour": {"欧阳晓禾", "金丝雀新址"},
    "far_cadre": {"欧阳晓禾", ADDRESS, GUARDIAN, "双列管：户籍在本地（远山村），居住在石盘镇柏树村"},
    "far_doctor": {"欧阳晓禾", ADDRESS, GUARDIAN},
    "far_reviewer": {"欧阳晓禾", ADDRESS, GUARDIAN},
}
"""And what they are owed: a page that hides too much helps nobody."""


for _person in ("doctor", "police", "civil_affairs", "reviewer", "county_office", "far_doctor"):
    MUST_READ[_person].add(PHONE_HALF_HIDDEN)
for _person, _sections in NOT_TOLD_BY_THE_FORM.items():
    if _person in {"cadre", "doctor", "police", "civil_affairs", "reviewer", "service_centre"}:
        MUST_READ[_person] |= {FORM[section][1] for section in FORM if section not in _sections}
MUST_READ["police"] |= {CONSENT, LISTED, REFUSED, STATUS_SOURCE}

MARK = "金丝雀来函"
"""Why somebody is marked for the justice office: who may mark, and nobody else."""
for _person, _words in MAY_NOT_KNOW.items():
    if _person in {"peace_office", "reviewer", "county_office"}:
        MUST_READ[_person].add(MARK)
    else:
        _words.add(MARK)

ONLY_WHO_PAYS = {BANK, ACCOUNT, FAILURE}
"""Bank accounts and what the bank says of them: civil affairs who pay, the number itself only when asked for."""
for person, words in MAY_NOT_KNOW.items():
    words |= {ACCOUNT} if person == "civil_affairs" else ONLY_WHO_PAYS
MUST_READ["civil_affairs"] |= {BANK, FAILURE}


@pytest.fixture(scope="module")
def canary(world: World) -> World:
    """The world with a word of its own in every field; the person marked for the justice office."""
    patient = db.session.get_one(Patient, world.patient.id)
    patient.identity_number, patient.phone, patient.address = IDENTITY_NUMBER, PHONE, ADDRESS
    patient.medication, patient.diagnosis_code, patient.marked_for_justice = DRUGS, "F20", True
    db.session.add(
        JusticeMark(
            patient_id=patient.id, ground="correction", reason=MARK, marked_on=clock.today(),
            marked_by_id=world.people["reviewer"].id, marked_role="township_reviewer", marked_at=clock.now(),
        )
    )  # fmt: skip
    db.session.query(Incident).filter_by(patient_id=patient.id).one().course = COURSE
    guardian = db.session.query(Guardian).filter_by(patient_id=patient.id).one()
    guardian.name, guardian.phone = GUARDIAN, GUARDIAN_PHONE
    account = db.session.query(RewardAccount).filter_by(patient_id=patient.id).one()
    account.bank, account.number = BANK, ACCOUNT
    payment = db.session.query(RewardPayment).filter_by(patient_id=patient.id).one()
    payment.state, payment.result_on, payment.failure = "failed", clock.today(), FAILURE
    db.session.query(LevelProposal).filter_by(patient_id=patient.id).one().reason = REASON
    latest = db.session.query(Visit).filter_by(patient_id=patient.id).order_by(Visit.id.desc()).first()
    assert latest is not None
    columns = {
        c.name: getattr(latest, c.name) for c in Visit.__table__.columns if c.name not in {"id", "public_id"}
    }
    db.session.add(
        Visit(**columns | {"number": "C-1", "notes": NOTES, "agreed": AGREED, "entered_at": clock.now()})
    )
    for section, (field, word) in FORM.items():
        answers = json.dumps({field: word, "contact_phone": FORM_PHONE})
        db.session.add(
            RegistrationSection(
                patient_id=patient.id, section=section, answers=answers, version=1,
                saved_by_id=world.people["doctor"].id, saved_at=clock.now(),
            )
        )  # fmt: skip
    db.session.add(
        Consent(
            patient_id=patient.id, outcome="refused", said_on=clock.today(), said_by="patient", remark=CONSENT,
            recorded_by_id=world.people["doctor"].id, recorded_at=clock.now(),
        )
    )  # fmt: skip
    db.session.query(ListEntry).filter_by(
        patient_id=patient.id, system="key_person"
    ).one().grade_reason = LISTED
    db.session.query(FilePage).filter_by(patient_id=patient.id).one().title = CERTIFICATE
    db.session.query(Objection).filter_by(patient_id=patient.id).one().words = OBJECTION
    db.session.add(
        StatusChange(
            patient_id=patient.id, previous_status="community", status="community", since=clock.today(),
            source=STATUS_SOURCE, account_id=world.people["doctor"].id, role="clinic_doctor",
            unit_id=latest.unit_id, at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
    return world


def pages_of(world: World, person: str) -> dict[str, str]:
    """Every page that opens for a person, papers left out."""
    opened = {}
    for method, endpoint, pattern in MATRIX:
        if method == "GET" and not pattern.endswith((".pdf", ".css")):
            answer = world.client(person).open("GET", pattern.format(**world.ids))
            opened[endpoint] = opened.get(endpoint, "") + answer.html
    return opened


@pytest.mark.parametrize("person", MAY_NOT_KNOW)
def test_no_page_tells_anybody_what_they_may_not_know(canary: World, person: str) -> None:
    told = {
        (endpoint, word)
        for endpoint, html in pages_of(canary, person).items()
        for word in MAY_NOT_KNOW[person]
        # The form of a new registration lists all diagnoses there are
        if word in html and not (endpoint == "registrations.new" and word == DIAGNOSIS)
    }
    assert told == set()


@pytest.mark.parametrize("person", MUST_READ)
def test_everybody_finds_what_they_need(canary: World, person: str) -> None:
    everything = "".join(pages_of(canary, person).values())
    hidden = {word for word in MUST_READ[person] if word not in everything}
    assert {word for word in hidden if READ_AS.get(word, word) not in everything} == set()
