"""Papers of a person over the web: what each says to whom, and how a check code leads back to its record."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from mhapp import clock, db
from mhapp.crypto import new_public_id
from mhapp.domain.papers import PERMISSION
from mhapp.domain.permissions import can
from mhapp.models import (
    AuditEvent,
    Consent,
    DangerRating,
    Guardian,
    Incident,
    Paper,
    PaperPrint,
    Patient,
    Visit,
)
from mhapp.queries.paper_cases import cases_of
from mhapp.web import form_papers
from tests.factories.people import viewer_of
from tests.fixtures.pdf_text import text_of
from tests.web.world import World

IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE = "500199198001010999", "19877770001", "19877770002"
DRUGS, NOTES, EVIDENCE, GUARDIAN = "金丝雀药片", "金丝雀备注", "金丝雀依据", "金丝雀监护人"
COURSE, DIAGNOSIS = "金丝雀经过", "精神分裂症"
PAPERS = {
    "/papers/visits/{visit}.pdf": ("visit-", "随访探视积分表"),
    "/papers/danger-ratings/{rating}.pdf": ("danger-report-", "危险性评估报告"),
    "/papers/level-cases/{proposal}.pdf": ("level-change-", "级别变更呈报表"),
    "/papers/incidents/{incident}.pdf": ("incident-", "肇事肇祸案（事）件情况说明"),
    "/patients/{patient}/papers/registration.pdf": ("registration-", "患者信息登记表"),
    "/patients/{patient}/papers/consent-blank.pdf": ("consent-blank-", "参加社区服务管理知情同意书"),
    "/patients/{patient}/papers/reasons.pdf": ("reasons-", "风险等级说明"),
}


@pytest.fixture(scope="module")
def canary(world: World) -> World:
    """The world with a word of its own in every field a paper may carry. (The rating's row stays as it was made.)"""
    patient = db.session.get_one(Patient, world.patient.id)
    patient.identity_number, patient.phone = IDENTITY_NUMBER, PHONE
    patient.medication, patient.diagnosis_code = DRUGS, "F20"
    guardian = db.session.query(Guardian).filter_by(patient_id=patient.id).one()
    guardian.name, guardian.phone = GUARDIAN, GUARDIAN_PHONE
    first = db.session.query(Visit).filter_by(patient_id=patient.id).order_by(Visit.id).first()
    rating = db.session.query(DangerRating).filter_by(public_id=world.ids["rating"]).one()
    incident = db.session.query(Incident).filter_by(public_id=world.ids["incident"]).one()
    assert first is not None
    columns = {
        c.name: getattr(first, c.name) for c in Visit.__table__.columns if c.name not in {"id", "public_id"}
    }
    told = Visit(**columns | {"number": "C-1", "notes": NOTES})
    noted = DangerRating(
        patient_id=patient.id, level=2, rated_on=rating.rated_on, evidence=EVIDENCE, rated_by_id=rating.rated_by_id,
        unit_id=rating.unit_id, created_at=rating.created_at,
    )  # fmt: skip
    incident.course = COURSE
    db.session.add_all([told, noted])
    db.finish()
    world.ids |= {"visit": told.public_id, "rating": noted.public_id}
    return world


def paper(world: World, person: str, url: str) -> str:
    answer = world.client(person).open("GET", url.format(**world.ids))
    assert answer.status == 200, url
    return text_of(answer.data)


def everything(world: World, person: str) -> str:
    """What all papers say that a person may print, as they are laid out."""
    by, now = viewer_of(world.people[person]), clock.now()
    patient = db.session.get_one(Patient, world.patient.id)
    papers = [
        form_papers.of_visit(by, one(Visit, world.ids["visit"]), now=now),
        form_papers.of_rating(by, one(DangerRating, world.ids["rating"]), now=now),
        *(form_papers.of_case(by, case, now=now) for case in cases_of(patient)),
        form_papers.of_incident(by, one(Incident, world.ids["incident"]), now=now),
        form_papers.of_registration(by, patient, now=now),
        form_papers.blank_consent(by, patient, now=now),
        form_papers.of_reasons(by, patient, now=now),
    ]
    may = [paper for paper in papers if paper and can(by, PERMISSION[paper.kind])]
    said = "".join(repr(paper.make(None)) for paper in may)
    db.session.rollback()
    return said


def one(model: Any, public_id: str) -> Any:
    return db.session.scalars(select(model).where(model.public_id == public_id)).one()


def code_of(text: str) -> str:
    """The check code at the foot of the pages."""
    found = re.search(r"校验码：?([A-Z2-7]{8})", text)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("url", PAPERS)
def test_a_paper_is_named_by_its_kind_and_an_opaque_id(canary: World, url: str) -> None:
    answer = canary.client("civil_affairs").get(url.format(**canary.ids))
    start, title = PAPERS[url]
    named = re.fullmatch(
        rf'attachment; filename="{start}[a-z2-7]{{26}}\.pdf"', answer.headers["Content-Disposition"]
    )
    assert named is not None
    reader = PdfReader(io.BytesIO(answer.data))
    assert reader.metadata is not None and reader.metadata.title == title
    assert text_of(answer.data).startswith(title)


MAY_NOT_KNOW = {
    "cadre": {DRUGS, EVIDENCE, DIAGNOSIS, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "doctor": {IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "police": {DRUGS, EVIDENCE, DIAGNOSIS, NOTES, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "civil_affairs": {DRUGS, EVIDENCE, DIAGNOSIS, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "peace_office": {DRUGS, EVIDENCE, DIAGNOSIS, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "reviewer": {DRUGS, EVIDENCE, DIAGNOSIS, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
    "county_office": {DRUGS, EVIDENCE, IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE},
}
"""By hand from domain §12. Numbers stand half only on every paper but the one that is asked for with whole numbers."""
MUST_READ = {
    "cadre": {"欧阳晓禾", GUARDIAN, NOTES, COURSE, "严重精神障碍"},
    "doctor": {"欧阳晓禾", GUARDIAN, NOTES, COURSE, EVIDENCE, DIAGNOSIS},
    "police": {"欧阳晓禾", GUARDIAN, COURSE},
    "peace_office": {"欧阳晓禾", GUARDIAN, NOTES, COURSE},
    "county_office": {"欧阳晓禾", GUARDIAN, NOTES, COURSE, DIAGNOSIS},
}


@pytest.mark.parametrize("person", MAY_NOT_KNOW)
def test_no_paper_tells_anybody_what_they_may_not_know(canary: World, person: str) -> None:
    text = everything(canary, person)
    assert {word for word in MAY_NOT_KNOW[person] if word in text} == set()
    assert {word for word in MUST_READ.get(person, set()) if word not in text} == set()


def test_the_justice_office_prints_an_incident_without_guardian_or_level(canary: World) -> None:
    patient = db.session.get_one(Patient, canary.patient.id)
    patient.marked_for_justice = True
    db.finish()
    text = paper(canary, "justice_office", "/papers/incidents/{incident}.pdf")
    assert COURSE in text and "欧阳晓禾" in text
    assert GUARDIAN not in text and "黄色" not in text
    assert (
        canary.client("justice_office").open("GET", f"/papers/visits/{canary.ids['visit']}.pdf").status == 403
    )


def test_a_case_on_paper_names_only_the_lists_its_reader_may_know(canary: World) -> None:
    url = "/papers/level-cases/{proposal}.pdf"
    lists = ("严重精神障碍信息系统", "治安重点人", "先发")
    told = {
        person: [name for name in lists if name in paper(canary, person, url)]
        for person in ("cadre", "doctor", "police", "reviewer")
    }
    assert told == {"cadre": [], "doctor": [lists[0]], "police": [*lists], "reviewer": [*lists]}


def test_whole_numbers_are_printed_for_who_asks_and_that_is_kept(canary: World) -> None:
    text = paper(canary, "civil_affairs", "/patients/{patient}/papers/registration-whole.pdf")
    assert IDENTITY_NUMBER in text and PHONE in text and GUARDIAN_PHONE in text
    acts = db.session.query(AuditEvent).filter_by(act="patient:unmask", detail="registration paper").count()
    db.session.rollback()
    assert acts == 1


def test_a_second_print_of_the_same_record_keeps_number_and_code_and_is_noted(canary: World) -> None:
    url = "/papers/danger-ratings/{rating}.pdf"
    first, second = (code_of(paper(canary, who, url)) for who in ("reviewer", "county_office"))
    assert first == second
    row = db.session.query(Paper).filter_by(check_code=first).one()
    prints = db.session.query(PaperPrint).filter_by(paper_id=row.id).count()
    db.session.rollback()
    assert prints >= 2


def verified(world: World, person: str, code: str) -> tuple[int, str]:
    client = world.client(person)
    sent = {"code": code, "once_key": new_public_id(), "csrf_token": client.token}
    answer = client.open("POST", "/papers/verify", sent)
    return answer.status, answer.html


def test_a_code_typed_from_paper_says_what_it_is_and_that_it_still_holds(canary: World) -> None:
    code = code_of(paper(canary, "doctor", "/papers/visits/{visit}.pdf"))
    status, html = verified(canary, "reviewer", f" {code[:4].lower()}-{code[4:]} ")
    assert status == 200
    assert "随访探视积分表" in html and "欧阳晓禾" in html and "第1版" in html
    assert "和现在的记录一致" in html
    page = canary.client("reviewer").get(f"/papers/verify?code={code}")
    assert "欧阳晓禾" in page.text
    assert canary.client("reviewer").submit(page, status=200).text == page.text
    canary.client("far_reviewer").get(f"/papers/verify?code={code}", status=422)


def test_a_code_says_when_the_record_has_changed_since(canary: World) -> None:
    url = "/papers/incidents/{incident}.pdf"
    before = code_of(paper(canary, "police", url))
    incident = db.session.query(Incident).filter_by(public_id=canary.ids["incident"]).one()
    incident.prevention = "每天电话联系"
    db.finish()
    assert "打印以后，记录有过更正或者变化" in verified(canary, "police", before)[1]
    after = code_of(paper(canary, "police", url))
    assert after != before
    assert "第2版" in verified(canary, "police", after)[1]


@pytest.mark.parametrize("person", ["far_reviewer", "neighbour", "other_county", "service_centre"])
def test_out_of_scope_or_role_a_code_is_like_one_nobody_gave_out(canary: World, person: str) -> None:
    code = code_of(paper(canary, "doctor", "/papers/visits/{visit}.pdf"))
    unknown_status, unknown = verified(canary, person, "AAAAAAAA")
    status, html = verified(canary, person, code)
    neutral = "没有查到这个校验码，或者这份文件不在您的工作范围内"
    assert (status, unknown_status) == (422, 422)
    assert neutral in html and neutral in unknown
    assert "欧阳晓禾" not in html


def test_a_wrong_code_is_kept_in_the_trail(canary: World) -> None:
    before = db.session.query(AuditEvent).filter_by(act="paper:verify_missed").count()
    db.session.rollback()
    verified(canary, "peace_office", "BBBBBBBB")
    after = db.session.query(AuditEvent).filter_by(act="paper:verify_missed").count()
    db.session.rollback()
    assert after == before + 1


def test_a_letters_own_code_is_found_too_by_who_may_know_of_letters(canary: World) -> None:
    letter = canary.client("cadre").get(f"/letters/{canary.ids['letter']}/letter.pdf")
    code = code_of(text_of(letter.data))
    assert "监护责任书" in verified(canary, "county_office", code)[1]
    assert verified(canary, "police", code)[0] == 422


def test_the_blank_consent_asks_and_the_recorded_one_answers(canary: World) -> None:
    blank = paper(canary, "cadre", "/patients/{patient}/papers/consent-blank.pdf")
    assert "√" not in blank and "您可以不同意" in blank
    patient, at = canary.patient, db.session.query(AuditEvent).first()
    assert at is not None
    db.session.add(
        Consent(
            patient_id=patient.id, outcome="agreed", said_on=at.at.date(), said_by="guardian",
            signer_name=GUARDIAN, recorded_by_id=canary.people["cadre"].id, recorded_at=at.at,
        )
    )  # fmt: skip
    db.finish()
    answered = paper(canary, "cadre", "/patients/{patient}/papers/consent.pdf")
    assert "√同意参加" in answered and "√监护人" in answered and GUARDIAN in answered


def test_the_page_lists_what_the_reader_may_print(canary: World) -> None:
    db.session.get_one(Patient, canary.patient.id).marked_for_justice = True
    db.finish()
    patient = db.session.get_one(Patient, canary.patient.id)
    patient.marked_for_justice = True
    db.finish()
    url = f"/patients/{canary.ids['patient']}/papers"
    assert "随访探视积分表" in canary.client("cadre").get(url).html
    justice = canary.client("justice_office").get(url).html
    assert "肇事肇祸情况说明" in justice and "随访探视积分表" not in justice and "信息登记表" not in justice


def test_a_change_still_open_stands_under_the_rest_of_the_file(canary: World) -> None:
    patient, by = db.session.get_one(Patient, canary.patient.id), viewer_of(canary.people["civil_affairs"])
    titles = {
        part: [form.title for form in form_papers.forms_of_part(by, patient, part, now=clock.now())]
        for part in range(1, 9)
    }
    db.session.rollback()
    assert titles[7] == [] and titles[8] == ["级别变更呈报表"]
    assert titles[2] == ["入库审批表"] and titles[6] == ["肇事肇祸案（事）件情况说明"]
    assert titles[1][0] == "患者信息登记表" and set(titles[4]) == {"随访探视积分表"}


def test_the_parts_of_a_file_hold_nothing_the_reader_may_not_know(canary: World) -> None:
    patient, by = db.session.get_one(Patient, canary.patient.id), viewer_of(canary.people["service_centre"])
    forms = [form_papers.forms_of_part(by, patient, part, now=clock.now()) for part in (2, 3, 4, 6, 7, 8)]
    db.session.rollback()
    assert forms == [()] * 6
