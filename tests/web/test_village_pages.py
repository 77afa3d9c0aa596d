"""A cadre's today, people list and person's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from mhapp import clock, db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import Account, AuditEvent, Patient, Unit
from mhapp.services.dues import open_due
from tests.factories.patients import a_guardian, a_patient
from tests.factories.people import an_account
from tests.factories.units import a_village
from tests.fixtures.web import PageClient

SignedIn = Callable[[Account], PageClient]


def owes_visit(patient: Patient, village: Unit, due_on: date, kind: DueKind = DueKind.VISIT) -> None:
    """The village owes this person a visit by a day."""
    open_due(
        kind,
        patient_id=patient.id,
        unit_id=village.id,
        role=Role.VILLAGE_CADRE,
        started_by=("patient", patient.id),
        due_on=due_on,
        at=datetime(2026, 7, 1).astimezone(),
    )


def in_days(days: int) -> date:
    """A day from today."""
    return clock.today() + timedelta(days=days)


def names(text: str, *people: Patient) -> list[str]:
    """The people in the order they stand on the page."""
    return [person.name for person in sorted(people, key=lambda person: text.index(person.name))]


def test_today_names_what_is_overdue_due_and_next_and_nothing_later(signed_in: SignedIn) -> None:
    village = a_village()
    cadre = an_account(unit=village)
    late, now, soon, later = (a_patient(village, name=name) for name in ("迟某", "今某", "近某", "远某"))
    for patient, days in ((late, -2), (now, 0), (soon, 7), (later, 8)):
        owes_visit(patient, village, in_days(days))
    text = signed_in(cadre).get("/village/").text
    assert names(text, soon, now, late) == ["迟某", "今某", "近某"]
    assert "远某" not in text
    assert "逾期2天" in text and "今天到期" in text
    assert "已逾期 1件" in text and "今天 1件" in text and "接下来 1件" in text
    assert "其余1人近期没有到期事项" in text


def test_ones_own_people_come_first_and_then_the_higher_level(signed_in: SignedIn) -> None:
    village = a_village()
    cadre = an_account(unit=village)
    red = a_patient(village, name="他红", level=RiskLevel.RED)
    own_green = a_patient(village, name="己绿", level=RiskLevel.GREEN, cadre=cadre)
    own_orange = a_patient(village, name="己橙", level=RiskLevel.ORANGE, cadre=cadre)
    ungraded = a_patient(village, name="他未定")
    green = a_patient(village, name="他绿", level=RiskLevel.GREEN)
    for patient in (green, ungraded, red, own_green, own_orange):
        owes_visit(patient, village, in_days(-1))
    text = signed_in(cadre).get("/village/").text
    assert names(text, red, own_green, own_orange, ungraded, green) == [
        "己橙",
        "己绿",
        "他红",
        "他未定",
        "他绿",
    ]


def test_a_visit_asked_for_twice_stands_once_at_the_earlier_date(signed_in: SignedIn) -> None:
    village = a_village()
    patient = a_patient(village, name="一人")
    owes_visit(patient, village, in_days(5))
    owes_visit(patient, village, in_days(3), DueKind.VISIT_RETRY)
    page = signed_in(an_account(unit=village)).get("/village/")
    assert "接下来 1件" in page.text
    assert "再次随访" in page.text


def test_another_villages_people_do_not_show(signed_in: SignedIn) -> None:
    village, neighbour = a_village(), a_village()
    owes_visit(a_patient(neighbour, name="邻村某"), neighbour, in_days(0))
    browser = signed_in(an_account(unit=village))
    assert "邻村某" not in browser.get("/village/").text
    assert "邻村某" not in browser.get("/village/patients").text


def test_only_the_first_overdue_visit_has_the_filled_button(signed_in: SignedIn) -> None:
    village = a_village()
    for number in range(3):
        owes_visit(a_patient(village, name=f"某{number}"), village, in_days(-1))
    page = signed_in(an_account(unit=village)).get("/village/").page
    assert len([link for link in page.all("a") if "开始随访" in link.text]) == 1


def test_the_filled_button_is_the_first_overdue_visits_even_below_something_else(signed_in: SignedIn) -> None:
    village = a_village()
    review, visit = a_patient(village, level=RiskLevel.ORANGE), a_patient(village, level=RiskLevel.GREEN)
    owes_visit(review, village, in_days(-3), DueKind.LEVEL_REVIEW)
    owes_visit(visit, village, in_days(-1))
    page = signed_in(an_account(unit=village)).get("/village/").page
    starts = [link.attributes["href"] for link in page.all("a") if "开始随访" in link.text]
    assert starts == [f"/village/patients/{visit.public_id}/visits/new"]


def test_a_long_list_shows_its_beginning_and_says_how_much_more_there_is(signed_in: SignedIn) -> None:
    village = a_village()
    for number in range(42):
        owes_visit(a_patient(village, name=f"某{number:02d}"), village, in_days(-1))
    browser = signed_in(an_account(unit=village))
    page = browser.get("/village/")
    assert "已逾期 42件" in page.text and "还有2件，全部列出" in page.text
    assert page.html.count("逾期1天") == 40
    assert browser.get("/village/?all=1").html.count("逾期1天") == 42


def test_each_dial_link_shown_is_a_row_in_the_journal(signed_in: SignedIn) -> None:
    village = a_village()
    called, silent = a_patient(village), a_patient(village)
    a_guardian(called, phone="19812340000")
    owes_visit(called, village, in_days(0))
    owes_visit(silent, village, in_days(0))
    page = signed_in(an_account(unit=village)).get("/village/").page
    assert [
        link.attributes["href"]
        for link in page.all("a")
        if "打电话" in link.text or "tel:" in str(link.attributes)
    ] == ["tel:19812340000"]
    db.session.rollback()
    shown = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "guardian:phone_shown")).all()
    assert [row.subject_id for row in shown] == [called.public_id]


def test_an_empty_day_says_so(signed_in: SignedIn) -> None:
    assert "今天没有到期的事" in signed_in(an_account()).get("/village/").text


def test_a_person_is_found_by_part_of_the_name_and_by_the_phones_last_four_digits(
    signed_in: SignedIn,
) -> None:
    village = a_village()
    a_patient(village, name="欧阳晓禾", phone="19812349876")
    a_patient(village, name="陈大山")
    browser = signed_in(an_account(unit=village))
    for text in ("晓禾", "9876", "198 1234 9876"):
        answer = browser.submit(browser.get("/village/patients"), {"text": text}, action="/village/patients")
        assert text not in (answer.location or ""), "nothing personal stands in the address"
        found = browser.get(answer.location or "").text
        assert "欧阳晓禾" in found and "陈大山" not in found


def test_a_search_for_nothing_asks_what_to_look_for(signed_in: SignedIn) -> None:
    browser = signed_in(an_account())
    answer = browser.submit(
        browser.get("/village/patients"), {"text": " "}, action="/village/patients", status=422
    )
    assert "请填写要找的姓名或手机号" in answer.text


def test_somebody_elses_search_shows_the_whole_list_and_not_what_they_looked_for(signed_in: SignedIn) -> None:
    village = a_village()
    a_patient(village, name="欧阳晓禾")
    a_patient(village, name="陈大山")
    first, second = signed_in(an_account(unit=village)), signed_in(an_account(unit=village))
    kept = first.submit(first.get("/village/patients"), {"text": "晓禾"}, action="/village/patients").location
    assert "陈大山" in second.get(kept or "").text


def test_a_persons_page_hides_half_of_each_number_until_asked(signed_in: SignedIn) -> None:
    village = a_village()
    patient = a_patient(village, identity_number="500199198003051234", phone="19812345678")
    browser = signed_in(an_account(unit=village))
    page = browser.get(f"/village/patients/{patient.public_id}")
    assert "500199198003051234" not in page.html and "19812345678" not in page.html
    shown = browser.open("POST", f"/village/patients/{patient.public_id}/unmask",
                         {"csrf_token": page.page.all("input", name="csrf_token")[0].attributes["value"],
                          "what": "identity_number"}, status=200)  # fmt: skip
    assert "500199198003051234" in shown.html and "19812345678" not in shown.html
    db.session.rollback()
    acts = db.session.scalars(select(AuditEvent.act).order_by(AuditEvent.seq)).all()
    assert "patient:unmask" in acts and acts.count("patient:read") == 2


def test_a_persons_page_never_shows_the_cadre_drugs_or_the_diagnosis(signed_in: SignedIn) -> None:
    village = a_village()
    patient = a_patient(village)
    patient.medication = "奥氮平 10mg 每晚"
    html = signed_in(an_account(unit=village)).get(f"/village/patients/{patient.public_id}").html
    assert "奥氮平" not in html and "精神分裂症" not in html
    assert "严重精神障碍" in html


def test_a_person_of_another_village_is_not_found(signed_in: SignedIn) -> None:
    patient = a_patient(a_village())
    signed_in(an_account(unit=a_village())).get(f"/village/patients/{patient.public_id}", status=404)
