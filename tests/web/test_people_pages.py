"""The offices' homes, people list and person's page: who finds what, and what nobody finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mhapp import clock, db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import Account, AuditEvent, Patient, SavedSearch, Unit
from mhapp.services.dues import open_due
from mhapp.web import filters
from tests.factories.counties import with_editions
from tests.factories.patients import a_guardian, a_patient, a_rating
from tests.factories.people import an_account
from tests.factories.units import a_county, a_township, a_village
from tests.fixtures.web import PageClient

SignedIn = Callable[[Account], PageClient]
OFFICES = [
    Role.CLINIC_DOCTOR, Role.POLICE_OFFICER, Role.CIVIL_AFFAIRS, Role.PEACE_OFFICE, Role.TOWNSHIP_REVIEWER,
]  # fmt: skip
HOMES = {
    Role.CLINIC_DOCTOR: "/clinic/",
    Role.POLICE_OFFICER: "/police/",
    Role.CIVIL_AFFAIRS: "/township/",
    Role.PEACE_OFFICE: "/township/",
    Role.JUSTICE_OFFICE: "/township/",
    Role.SERVICE_CENTRE: "/township/",
    Role.TOWNSHIP_REVIEWER: "/township/",
    Role.COUNTY_OFFICE: "/county/",
    Role.SYSTEM_ADMIN: "/admin/system",
    Role.SECURITY_ADMIN: "/admin/accounts",
    Role.AUDITOR: "/admin/audit",
}


class Place:
    """A county with two townships; the first has the village people live in."""

    def __init__(self) -> None:
        self.county = with_editions(a_county())
        self.township = a_township(self.county, "清溪镇")
        self.other_township = a_township(self.county, "白石镇")
        self.village = a_village(self.township, "梨园村")
        self.second_village = a_village(self.township, "桥头村")
        self.other_village = a_village(self.other_township, "河湾村")

    def account(self, role: Role, *, elsewhere: bool = False) -> Account:
        """Somebody of this place in a role."""
        township = self.other_township if elsewhere else self.township
        units: dict[str, Unit] = {"county": self.county, "township": township, "village": self.village}
        return an_account(role, units[role.unit_kind.value])


@pytest.fixture
def place(app: object) -> Place:
    return Place()


def acts() -> list[tuple[str, str | None, str | None]]:
    """(act, subject, detail) of the audit chain, in order."""
    db.session.rollback()
    found = db.session.execute(
        select(AuditEvent.act, AuditEvent.subject_id, AuditEvent.detail).order_by(AuditEvent.seq)
    )
    return [tuple(row) for row in found]


@pytest.mark.parametrize("role", list(HOMES))
def test_every_office_signs_in_to_a_home_of_its_own(place: Place, signed_in: SignedIn, role: Role) -> None:
    client = signed_in(place.account(role))
    assert client.get("/", status=303).location == HOMES[role]
    assert client.get(HOMES[role]).page.all("h1")


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_an_administrator_meets_no_patient_anywhere(place: Place, signed_in: SignedIn, role: Role) -> None:
    patient = a_patient(place.village, name="林见微", level=RiskLevel.RED)
    client = signed_in(place.account(role))
    assert "林见微" not in client.get(HOMES[role]).html
    client.get("/patients/", status=403)
    client.get(f"/patients/{patient.public_id}", status=403)


@pytest.mark.parametrize("role", OFFICES)
def test_a_township_office_lists_its_own_people_and_nobody_else(
    place: Place, signed_in: SignedIn, role: Role
) -> None:
    a_patient(place.village, name="林见微", level=RiskLevel.ORANGE)
    stranger = a_patient(place.other_village, name="邻镇人")
    client = signed_in(place.account(role))
    page = client.get("/patients/")
    assert "林见微" in page.text
    assert "邻镇人" not in page.html
    client.get(f"/patients/{stranger.public_id}", status=404)


def test_the_county_lists_both_townships(place: Place, signed_in: SignedIn) -> None:
    a_patient(place.village, name="林见微")
    a_patient(place.other_village, name="邻镇人")
    page = signed_in(place.account(Role.COUNTY_OFFICE)).get("/patients/")
    assert "林见微" in page.text
    assert "邻镇人" in page.text


def test_the_justice_office_finds_marked_people_only(place: Place, signed_in: SignedIn) -> None:
    marked = a_patient(place.village, name="有标记", level=RiskLevel.YELLOW)
    marked.marked_for_justice = True
    unmarked = a_patient(place.village, name="没标记")
    client = signed_in(place.account(Role.JUSTICE_OFFICE))
    page = client.get("/patients/")
    assert "有标记" in page.text
    assert "没标记" not in page.html
    client.get(f"/patients/{unmarked.public_id}", status=404)


def test_marking_opens_the_narrow_view_at_once_and_unmarking_closes_it(
    place: Place, signed_in: SignedIn
) -> None:
    person = f"/patients/{a_patient(place.village, name='林见微', level=RiskLevel.YELLOW).public_id}"
    justice = signed_in(place.account(Role.JUSTICE_OFFICE))
    reviewer = signed_in(place.account(Role.TOWNSHIP_REVIEWER))
    justice.get(person, status=404)
    assert "没有标记，司法所看不到" in reviewer.get(person).text
    asked = reviewer.get(f"{person}/justice")
    empty = reviewer.submit(asked, {"ground": "correction"}, status=422)
    assert "请说明根据什么标记" in empty.text
    said = {"ground": "correction", "on": "2026-07-01", "reason": "社区矫正决定书"}
    for _ in range(2):  # a double tap
        reviewer.submit(asked, said)
    assert "社区矫正对象，2026年7月1日起" in reviewer.get(person).text
    narrow = justice.get(person).text
    assert "林见微" in narrow and "社区矫正" not in narrow
    justice.get(f"{person}/justice", status=403)
    end = reviewer.get(f"{person}/justice")
    assert "社区矫正决定书" in end.text
    reviewer.submit(end, {"on": "2026-07-02", "reason": "矫正期满，解除"}, action="/justice/end")
    justice.get(person, status=404)
    assert "林见微" not in justice.get("/patients/").text
    assert "取消：矫正期满，解除" in reviewer.get(f"{person}/justice").text
    assert [act for act, _, _ in acts() if act.startswith("justice:")] == ["justice:mark", "justice:unmark"]


def test_a_cadre_uses_the_village_pages_not_these(place: Place, signed_in: SignedIn) -> None:
    client = signed_in(place.account(Role.VILLAGE_CADRE))
    client.get("/patients/", status=403)


def test_the_list_is_filtered_by_level_and_village_without_saying_so_in_the_address(
    place: Place, signed_in: SignedIn
) -> None:
    a_patient(place.village, name="橙色人", level=RiskLevel.ORANGE)
    a_patient(place.village, name="绿色人", level=RiskLevel.GREEN)
    a_patient(place.second_village, name="桥头橙", level=RiskLevel.ORANGE)
    a_patient(place.village, name="未定人")
    client = signed_in(place.account(Role.TOWNSHIP_REVIEWER))
    page = client.get("/patients/")
    answer = client.submit(page, {"level": "orange", "village": place.village.public_id}, action="search")
    assert "orange" not in (answer.location or "")
    found = client.get(answer.location or "")
    assert "橙色人" in found.text
    assert {"绿色人", "桥头橙", "未定人"} & set(found.text.split()) == set()
    ungraded = client.submit(found, {"level": "ungraded", "village": ""}, action="search")
    assert "未定人" in client.get(ungraded.location or "").text


@pytest.mark.parametrize("text", ["见微", "500199198001019876", "198 0000 4321", "4321"])
def test_a_person_is_found_by_name_number_phone_or_its_last_four(
    place: Place, signed_in: SignedIn, text: str
) -> None:
    a_patient(place.village, name="林见微", identity_number="500199198001019876", phone="19800004321")
    a_patient(place.village, name="旁人", phone="19800001234")
    client = signed_in(place.account(Role.CIVIL_AFFAIRS))
    answer = client.submit(client.get("/patients/"), {"text": text}, action="search")
    found = client.get(answer.location or "")
    assert "林见微" in found.text
    assert "旁人" not in found.text


def test_a_percent_sign_in_a_search_is_a_percent_sign(place: Place, signed_in: SignedIn) -> None:
    a_patient(place.village, name="林见微")
    client = signed_in(place.account(Role.CIVIL_AFFAIRS))
    answer = client.submit(client.get("/patients/"), {"text": "%"}, action="search")
    assert "没有找到符合条件的患者" in client.get(answer.location or "").text


def test_nobody_opens_the_search_of_a_colleague(place: Place, signed_in: SignedIn) -> None:
    a_patient(place.village, name="林见微")
    a_patient(place.village, name="旁人")
    client = signed_in(place.account(Role.CIVIL_AFFAIRS))
    answer = client.submit(client.get("/patients/"), {"text": "见微"}, action="search")
    colleague = signed_in(place.account(Role.CIVIL_AFFAIRS))
    assert "旁人" in colleague.get(answer.location or "").text


def test_a_search_of_yesterday_shows_the_whole_list(place: Place, signed_in: SignedIn) -> None:
    a_patient(place.village, name="旁人")
    client = signed_in(place.account(Role.CIVIL_AFFAIRS))
    answer = client.submit(client.get("/patients/"), {"text": "见微"}, action="search")
    kept = db.session.scalars(select(SavedSearch)).one()
    kept.created_at -= timedelta(hours=24, minutes=1)
    assert "旁人" in client.get(answer.location or "").text


def test_a_search_text_that_is_too_long_is_refused_and_kept(place: Place, signed_in: SignedIn) -> None:
    client = signed_in(place.account(Role.CIVIL_AFFAIRS))
    answer = client.submit(client.get("/patients/"), {"text": "长" * 41}, action="search", status=422)
    assert "查找内容最多40个字" in answer.text
    assert "长" * 41 in answer.html


def test_fifty_people_fill_a_page_and_the_next_one_follows(place: Place, signed_in: SignedIn) -> None:
    for number in range(51):
        a_patient(place.village, name=f"列表{number:02d}")
    client = signed_in(place.account(Role.CLINIC_DOCTOR))
    first = client.get("/patients/")
    assert "列表49" in first.text
    assert "列表50" not in first.text
    assert "第1页，共2页" in first.text
    assert "列表50" in client.get("/patients/?page=2").text
    assert "列表50" in client.get("/patients/?page=99").text, "a page past the end is the last"


def test_a_list_is_one_row_of_the_journal_and_a_page_one_row_for_its_person(
    place: Place, signed_in: SignedIn
) -> None:
    patient = a_patient(place.village)
    client = signed_in(place.account(Role.POLICE_OFFICER))
    client.get("/patients/")
    client.get(f"/patients/{patient.public_id}")
    kept = [(act, subject) for act, subject, _ in acts()]
    assert kept.count(("patient:list", None)) == 1
    assert ("patient:read", patient.public_id) in kept


# ---- least disclosure: each value stands where its readers are, and nowhere else ---------------

IDENTITY_NUMBER, PHONE, GUARDIAN_PHONE = "500199197702031119", "19811112222", "19833334444"


def canary(place: Place) -> Patient:
    """A person whose every field reads like nothing else on the page."""
    patient = a_patient(
        place.village, name="甲某某", level=RiskLevel.YELLOW, identity_number=IDENTITY_NUMBER, phone=PHONE
    )
    patient.address = "金丝雀路七号"
    patient.medication = "金丝雀药片每日两次"
    patient.diagnosed_at = "金丝雀医院"
    patient.marked_for_justice = True
    a_rating(patient, 2, date(2026, 3, 3), evidence="金丝雀依据")
    a_guardian(patient, name="乙守护", phone=GUARDIAN_PHONE)
    return patient


EVERYBODY = {
    Role.CLINIC_DOCTOR, Role.POLICE_OFFICER, Role.CIVIL_AFFAIRS, Role.PEACE_OFFICE, Role.TOWNSHIP_REVIEWER,
    Role.COUNTY_OFFICE, Role.JUSTICE_OFFICE, Role.SERVICE_CENTRE,
}  # fmt: skip
WITH_LEVEL = EVERYBODY - {Role.JUSTICE_OFFICE, Role.SERVICE_CENTRE}
READERS = {
    "金丝雀路七号": EVERYBODY,
    "乙守护": WITH_LEVEL,
    "危险性评估": WITH_LEVEL,
    "2级": WITH_LEVEL,
    "最近随访": WITH_LEVEL,
    "金丝雀依据": {Role.CLINIC_DOCTOR},
    "金丝雀药片每日两次": {Role.CLINIC_DOCTOR},
    "精神分裂症": {Role.CLINIC_DOCTOR, Role.SERVICE_CENTRE, Role.COUNTY_OFFICE},
    "金丝雀医院": {Role.CLINIC_DOCTOR, Role.SERVICE_CENTRE, Role.COUNTY_OFFICE},
    "严重精神障碍": {Role.POLICE_OFFICER, Role.CIVIL_AFFAIRS, Role.PEACE_OFFICE, Role.TOWNSHIP_REVIEWER},
    'data-level="yellow"': EVERYBODY - {Role.SERVICE_CENTRE},
    IDENTITY_NUMBER: set(),
    PHONE: set(),
    GUARDIAN_PHONE: set(),
}


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_persons_page_shows_a_role_its_fields_and_no_others(
    place: Place, signed_in: SignedIn, role: Role
) -> None:
    patient = canary(place)
    html = signed_in(place.account(role)).get(f"/patients/{patient.public_id}").html
    assert {value for value in READERS if value in html} == {
        value for value in READERS if role in READERS[value]
    }


ON_THE_LIST = {
    "甲某某": EVERYBODY,
    'data-level="yellow"': EVERYBODY - {Role.SERVICE_CENTRE},
    "2级": WITH_LEVEL,
    "精神分裂症": {Role.CLINIC_DOCTOR, Role.SERVICE_CENTRE, Role.COUNTY_OFFICE},
    "金丝雀": set(),
    "乙守护": set(),
    IDENTITY_NUMBER: set(),
    PHONE: set(),
}


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_the_list_shows_a_role_its_fields_and_no_others(
    place: Place, signed_in: SignedIn, role: Role
) -> None:
    canary(place)
    html = signed_in(place.account(role)).get("/patients/").html
    assert {v for v in ON_THE_LIST if v in html} == {v for v in ON_THE_LIST if role in ON_THE_LIST[v]}


def test_a_number_is_shown_whole_when_asked_for_and_that_is_kept(place: Place, signed_in: SignedIn) -> None:
    patient = canary(place)
    client = signed_in(place.account(Role.POLICE_OFFICER))
    url = f"/patients/{patient.public_id}"
    page = client.get(url)
    assert "500***********1119" in page.text
    assert "198****2222" in page.text
    shown = client.post(f"{url}/unmask", {"what": "identity_number"}, status=200)
    assert IDENTITY_NUMBER in shown.text
    assert PHONE not in shown.html, "one at a time"
    assert ("patient:unmask", patient.public_id, "identity_number") in acts()


def test_who_may_not_know_the_guardian_does_not_get_the_phone_by_asking(
    place: Place, signed_in: SignedIn
) -> None:
    patient = canary(place)
    client = signed_in(place.account(Role.SERVICE_CENTRE))
    client.get(f"/patients/{patient.public_id}")
    answer = client.post(f"/patients/{patient.public_id}/unmask", {"what": "guardian_phone"}, status=403)
    assert GUARDIAN_PHONE not in answer.html
    assert "patient:unmask" not in [act for act, _, _ in acts()]


def test_asking_for_a_field_that_does_not_exist_is_a_bad_request(place: Place, signed_in: SignedIn) -> None:
    patient = canary(place)
    client = signed_in(place.account(Role.COUNTY_OFFICE))
    client.get(f"/patients/{patient.public_id}")
    client.post(f"/patients/{patient.public_id}/unmask", {"what": "password_hash"}, status=400)


# ---- homes ------------------------------------------------------------------------------------


def owe(patient: Patient, kind: DueKind, unit: Unit, role: Role, due_on: date) -> None:
    """Something due on a person."""
    open_due(kind, patient_id=patient.id, unit_id=unit.id, role=role, started_by=("visit", None), due_on=due_on,
             at=clock.now())  # fmt: skip


def test_the_clinic_reads_reassessments_high_and_stale_ratings(place: Place, signed_in: SignedIn) -> None:
    today = clock.today()
    sign = a_patient(place.village, name="要复评")
    a_rating(sign, 1, today)
    owe(sign, DueKind.DANGER_REASSESSMENT, place.township, Role.CLINIC_DOCTOR, today)
    high = a_patient(place.village, name="三级人")
    a_rating(high, 5, today - timedelta(days=60))
    a_rating(high, 3, today - timedelta(days=92))
    lowered = a_patient(place.village, name="已降低")
    a_rating(lowered, 4, today - timedelta(days=60))
    a_rating(lowered, 2, today)
    stale = a_patient(place.village, name="已过期")
    a_rating(stale, 1, today - timedelta(days=93))
    a_patient(place.village, name="从未评")
    owe(a_patient(place.other_village, name="邻镇人"), DueKind.DANGER_REASSESSMENT, place.other_township,
        Role.CLINIC_DOCTOR, today)  # fmt: skip
    page = signed_in(place.account(Role.CLINIC_DOCTOR)).get("/clinic/").page
    panels = {
        panel.words[1].strip() if len(panel.words) > 1 else "": panel.text for panel in page.all("section")
    }
    texts = {title: text for title, text in panels.items()}
    owed = next(text for text in texts.values() if text.startswith("要办的事"))
    rated_high = next(text for text in texts.values() if text.startswith("危险性3级以上"))
    past = next(text for text in texts.values() if text.startswith("评估已过92天或未评"))
    assert "要复评" in owed
    assert "三级人" in rated_high
    assert "已降低" not in rated_high
    assert "已过期" in past
    assert "从未评" in past
    assert "三级人" not in past
    assert "邻镇人" not in page.text


def test_the_reviewer_reads_suggestions_left_unanswered_from_the_day_after(
    place: Place, signed_in: SignedIn
) -> None:
    today = clock.today()
    due = {"今天到期": today, "昨天到期": today - timedelta(days=1)}
    for name, day in due.items():
        owe(
            a_patient(place.village, name=name),
            DueKind.SUGGESTION_ANSWER,
            place.village,
            Role.VILLAGE_CADRE,
            day,
        )
    page = signed_in(place.account(Role.TOWNSHIP_REVIEWER)).get("/township/")
    panel = next(s.text for s in page.page.all("section") if s.text.startswith("初判高于现级别"))
    assert "昨天到期" in panel
    assert "逾期1天" in panel
    assert "今天到期" not in panel


def test_civil_affairs_read_letters_that_wait(place: Place, signed_in: SignedIn) -> None:
    owe(a_patient(place.village, name="待签人"), DueKind.LETTER_SIGNATURE, place.village, Role.VILLAGE_CADRE,
        clock.today())  # fmt: skip
    page = signed_in(place.account(Role.CIVIL_AFFAIRS)).get("/township/")
    assert "待签人" in page.text
    peace = signed_in(place.account(Role.PEACE_OFFICE)).get("/township/")
    assert "待签人" not in peace.text, "the peace office issues no letters"


def test_the_county_counts_levels_by_township_in_code_order(place: Place, signed_in: SignedIn) -> None:
    a_patient(place.village, level=RiskLevel.RED)
    a_patient(place.village, level=RiskLevel.YELLOW)
    a_patient(place.village, level=RiskLevel.YELLOW)
    a_patient(place.other_village)
    a_patient(level=RiskLevel.RED)  # another county
    page = signed_in(place.account(Role.COUNTY_OFFICE)).get("/county/").page
    rows = [[c.text for c in page.all("th", "td") if row in c.ancestors][:7] for row in page.all("tr")]
    assert ["清溪镇", "红 1人", "橙 0人", "黄 2人", "绿 0人", "待定级 0人", "合计3人"] in rows
    assert ["白石镇", "红 0人", "橙 0人", "黄 0人", "绿 0人", "待定级 1人", "合计1人"] in rows
    assert ["合计", "红 1人", "橙 0人", "黄 2人", "绿 0人", "待定级 1人", "合计4人"] in rows


def test_an_office_without_anything_due_is_told_so(place: Place, signed_in: SignedIn) -> None:
    assert "目前没有要您办的事" in signed_in(place.account(Role.CIVIL_AFFAIRS)).get("/township/").text
    assert "目前没有到期的事" in signed_in(place.account(Role.CLINIC_DOCTOR)).get("/clinic/").text
    assert "按您的岗位" in signed_in(place.account(Role.SERVICE_CENTRE)).get("/township/").text


def test_the_auditor_reads_acts_with_opaque_ids(place: Place, signed_in: SignedIn) -> None:
    patient = a_patient(place.village, name="林见微")
    signed_in(place.account(Role.POLICE_OFFICER)).get(f"/patients/{patient.public_id}")
    page = signed_in(place.account(Role.AUDITOR)).get("/admin/audit")
    assert patient.public_id in page.text
    assert "查看档案" in page.text
    assert "林见微" not in page.html


def test_the_security_admin_reads_accounts_of_the_own_county(place: Place, signed_in: SignedIn) -> None:
    place.account(Role.CLINIC_DOCTOR)
    an_account(Role.CLINIC_DOCTOR, name="外县医生")
    page = signed_in(place.account(Role.SECURITY_ADMIN)).get("/admin/accounts")
    assert "清溪镇" in page.text
    assert "外县医生" not in page.text


@pytest.mark.parametrize(
    ("role", "knows"),
    [(Role.JUSTICE_OFFICE, False), (Role.SERVICE_CENTRE, True), (Role.POLICE_OFFICER, True)],
)
def test_that_somebody_is_in_hospital_is_for_who_may_know_of_stays(
    place: Place, signed_in: SignedIn, role: Role, knows: bool
) -> None:
    patient = a_patient(place.village, name="示例甲", status=PatientStatus.HOSPITAL)
    patient.marked_for_justice = True
    db.session.flush()
    office = signed_in(place.account(role))
    for page in (f"/patients/{patient.public_id}", "/patients/"):
        text = office.get(page).text
        assert "示例甲" in text
        assert ("住院" in text) is knows, page
    for page in ("/search", "/exports/new"):
        assert ("状态" in office.get(page).text) is knows, page


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 1, 1), "1月1日"),
        (date(2026, 12, 31), "12月31日"),
        (date(2025, 12, 31), "2025年12月31日"),
        (date(2027, 1, 1), "2027年1月1日"),
        (None, ""),
    ],
)
def test_a_day_of_another_year_is_told_with_its_year(on: date | None, words: str) -> None:
    assert clock.today().year == 2026
    assert filters.day(on) == words
