"""The pages of a level change: proposing at the phone, deciding at the desk, filing, and who reads what happened."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from mhapp import clock, db
from mhapp.db import session
from mhapp.domain.level_change import Meeting
from mhapp.domain.level_route import Exit
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import (
    Account,
    Due,
    FilePage,
    LevelDecision,
    LevelFiling,
    LevelProposal,
    Patient,
    ProposalFact,
    ProposalFactReading,
    ProposalStep,
    SuggestionAnswer,
)
from mhapp.services.level_decisions import decide, open_step
from mhapp.services.proposal_facts import after_visit
from tests.factories.level_changes import MONDAY, NOON, OPINION, Place, a_place, a_proposal, agreeing
from tests.factories.patients import a_guardian, a_patient, a_rating
from tests.factories.people import an_account, viewer_of
from tests.factories.scored_visits import a_scored_visit
from tests.fixtures.run_clock import back_to_the_runs_time
from tests.fixtures.web import PageClient

RED, ORANGE, YELLOW, GREEN = RiskLevel.RED, RiskLevel.ORANGE, RiskLevel.YELLOW, RiskLevel.GREEN
SignedIn = Callable[[Account], PageClient]
WORDS = "停药一周，两次与邻居争吵，妻子照料不上"


@pytest.fixture
def place(app: Flask) -> Place:
    clock.start_at(NOON)
    return a_place()


@pytest.fixture(autouse=True)
def the_runs_time_afterwards() -> object:
    yield
    back_to_the_runs_time()


def a_person(place: Place, level: RiskLevel | None = GREEN) -> Patient:
    patient = a_patient(place.village, name="张示例", cadre=place.cadre, level=level)
    a_guardian(patient)
    return patient


def a_photo() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(out, "JPEG")
    return io.BytesIO(out.getvalue())


def level_of(patient: Patient) -> str | None:
    session.rollback()
    return session.scalar(select(Patient.level).where(Patient.id == patient.id))


def test_a_cadre_proposes_from_the_persons_page(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    a_scored_visit(patient, MONDAY, place.cadre, suggested=ORANGE)
    cadre = signed_in(place.cadre)
    page = cadre.get(f"/level-changes/new/{patient.public_id}")
    assert "改为橙色" in page.text
    assert "保持绿色，重新开始复核期" in page.text
    sent = cadre.submit(page, {"reason": WORDS, "target": "orange"})
    case = cadre.get(sent.location or "")
    assert WORDS in case.text and "等待认定" in case.text
    assert session.scalars(select(LevelProposal)).one().target_level == ORANGE


def test_an_address_that_holds_a_level_ticks_nothing(place: Place, signed_in: SignedIn) -> None:
    page = signed_in(place.cadre).get(f"/level-changes/new/{a_person(place).public_id}?level=orange")
    ticked = [
        e.attributes["value"] for e in page.page.all("input", name="target") if "checked" in e.attributes
    ]
    assert ticked == []


def test_of_somebody_who_died_the_exit_by_death_alone_is_offered(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    patient.status = "dead"
    db.finish()
    page = signed_in(place.cadre).get(f"/level-changes/new/{patient.public_id}")
    offered = page.page.all("input", name="target")
    assert [(one.attributes["value"], "checked" in one.attributes) for one in offered] == [("death", True)]


def test_of_somebody_whose_death_was_determined_nothing_about_the_level_is_offered(
    place: Place, signed_in: SignedIn
) -> None:
    patient, lives = a_person(place), a_person(place).public_id
    proposal = a_proposal(place, patient, Exit.DEATH, grounds="死亡医学证明", specialist=None, judged_with="")
    decide(proposal, agreeing(), seen_step=open_step(proposal), by=viewer_of(place.reviewer), at=NOON)
    shown, propose = f"/patients/{patient.public_id}", f"/level-changes/new/{patient.public_id}"
    paper = f"{shown}/paper-decisions/new"
    civil = signed_in(an_account(Role.CIVIL_AFFAIRS, place.township))
    offers, nothing = civil.get(f"/patients/{lives}").text, civil.get(shown).text
    for way in ("提出变更", "登记纸质认定"):
        assert way in offers and way not in nothing
    for closed, words in ((propose, "因去世出库已经认定"), (paper, "不再登记级别")):
        over = civil.get(closed, status=303)
        assert over.response.location.endswith(shown) and words in civil.get(over.response.location).text


def test_a_form_sent_twice_is_one_proposal(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    cadre = signed_in(place.cadre)
    page = cadre.get(f"/level-changes/new/{patient.public_id}")
    first = cadre.submit(page, {"target": "orange", "reason": WORDS})
    second = cadre.submit(page, {"target": "orange", "reason": WORDS})
    assert first.location == second.location
    assert session.query(LevelProposal).count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"target": "orange", "reason": ""}, "请填写提出的理由"),
        ({"reason": WORDS}, "请选择提出的级别"),
        ({"target": "death", "reason": WORDS}, "请写明证明材料的名称和出具单位"),
        ({"target": "orange", "reason": "长" * 1001}, "理由最多1000个字"),
        ({"target": "purple", "reason": WORDS}, "请选择提出的级别"),
        ({"target": "orange", "reason": WORDS, "specialist_asked_on": "昨天"}, "请按2026-07-14这样填写"),
    ],
)
def test_a_proposal_that_lacks_something_comes_back_filled(
    place: Place, signed_in: SignedIn, changes: dict[str, str], message: str
) -> None:
    patient = a_person(place)
    cadre = signed_in(place.cadre)
    page = cadre.get(f"/level-changes/new/{patient.public_id}")
    back = cadre.submit(page, changes, status=422)
    assert message in back.text
    assert changes.get("reason", "") in back.html
    assert session.query(LevelProposal).count() == 0


def test_the_proof_of_a_direct_exit_goes_with_it_from_step_to_step(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place, YELLOW)
    cadre, reviewer = signed_in(place.cadre), signed_in(place.reviewer)
    asked = {"target": "incapacitated", "reason": WORDS, "grounds": "卧床证明，镇卫生院出具"}
    back = cadre.submit(cadre.get(f"/level-changes/new/{patient.public_id}"), asked, status=422)
    assert "请拍下证明材料" in back.text and WORDS in back.html and asked["grounds"] in back.html
    astray = cadre.submit(back, {"target": "orange", "picture": (a_photo(), "a.jpg")}, status=422)
    assert "才在这里附证明" in astray.text and "照片要再选一次" in astray.text
    cadre.submit(astray, {"target": "incapacitated", "picture": (a_photo(), "a.jpg")})
    page, proposal = session.scalars(select(FilePage)).one(), session.scalars(select(LevelProposal)).one()
    assert (page.part, page.kind, page.title) == (2, "exit_proof", "卧床证明，镇卫生院出具")
    case = f"/level-changes/{proposal.public_id}"
    link = f"/patients/{patient.public_id}/file/pages/{page.public_id}"
    assert link in reviewer.get(case).html
    assert reviewer.get(link + "/image").status == 200
    reviewer.submit(
        reviewer.get(case), {"outcome": "return", "opinion": "请写明哪天出具"}, action="/decision"
    )
    again = cadre.get(f"{case}/resubmit")
    assert "上次附的证明材料还在" in again.text
    cadre.submit(again, {"reason": WORDS + "，六月一日出具"})
    assert link in reviewer.get(case).html
    reviewer.submit(
        reviewer.get(case), {"outcome": "agree", "opinion": "材料齐全，同意出库"}, action="/decision"
    )
    assert level_of(patient) is None
    left = signed_in(place.doctor).get(f"/level-changes/new/{patient.public_id}").text
    assert "已出库，再入库按首次认定" in left and "待定级" not in left


def test_a_step_down_from_orange_asks_for_two_falls_or_a_meeting(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place, ORANGE)
    cadre = signed_in(place.cadre)
    page = cadre.get(f"/level-changes/new/{patient.public_id}")
    assert "现在不能按两次分值下降提出：可比较的随访不足三次" in page.text
    back = cadre.submit(page, {"target": "yellow", "reason": WORDS}, status=422)
    assert "写明会议日期、参会人员和记录" in back.text
    meeting = {
        "target": "yellow", "reason": WORDS, "basis": "meeting", "meeting_held_on": "2026-06-05",
        "meeting_participants": "镇综合管理小组、派出所", "meeting_minutes": "病情稳定三个月，同意下调",
    }  # fmt: skip
    cadre.submit(back, meeting)
    assert session.scalars(select(LevelProposal)).one().act == "down_from_high"


def test_two_falls_are_offered_and_chosen(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place, ORANGE)
    for day, points in ((1, "60"), (4, "50.5"), (8, "45")):
        a_scored_visit(patient, date(2026, 6, day), place.cadre, points=points, suggested=YELLOW)
    cadre = signed_in(place.cadre)
    page = cadre.get(f"/level-changes/new/{patient.public_id}")
    assert "可以按两次分值下降提出：60分，50.5分，45分" in page.text
    cadre.submit(page, {"target": "yellow", "reason": WORDS})
    citation = session.scalars(select(LevelProposal)).one().citation
    assert citation is not None and len(citation["two_falls"]) == 3
    assert "张示例" in signed_in(place.reviewer).get("/level-changes/agenda").text


def test_an_open_proposal_takes_the_place_of_the_form(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    a_proposal(place, patient)
    page = signed_in(place.colleague).get(f"/level-changes/new/{patient.public_id}")
    assert "已有一件级别变更在办" in page.text
    assert "请选择" not in page.text


def test_who_proposes_a_moment_later_keeps_what_was_written(place: Place, signed_in: SignedIn) -> None:
    url = f"/level-changes/new/{a_person(place).public_id}"
    cadre, colleague = signed_in(place.cadre), signed_in(place.colleague)
    page = colleague.get(url)
    cadre.submit(cadre.get(url), {"target": "yellow", "reason": "夜里不睡，自言自语"})
    late = colleague.submit(page, {"target": "orange", "reason": WORDS}, status=422)
    assert "已有一件级别变更在办" in late.text
    assert WORDS in late.text
    assert session.query(LevelProposal).count() == 1


def test_the_reviewer_finds_it_and_determines_orange(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    a_rating(patient, 3, date(2026, 6, 1), doctor=place.doctor)
    a_scored_visit(patient, date(2026, 5, 1), place.cadre)
    a_scored_visit(patient, MONDAY, place.cadre, rating=3, medication=("none",), suggested=ORANGE)
    proposal = a_proposal(place, patient)
    reviewer = signed_in(place.reviewer)
    inbox = reviewer.get("/level-changes/")
    assert "待我办理 1件" in inbox.text and "张示例" in inbox.text
    case = reviewer.get(f"/level-changes/{proposal.public_id}")
    for words in ("停药一周", "B 监护责任", "不服药", "评定危险性3级", "同意改为橙色", "认定意见"):
        assert words in case.text
    changed = " ".join(cell.text for cell in case.page.all("td", **{"class": "changed"}))
    assert "不服药 15" in changed and "监护有力 0" not in changed
    sent = reviewer.submit(
        case, {"outcome": "agree", "opinion": "同意，请村里每两周上门"}, action="/decision"
    )
    assert level_of(patient) == "orange"
    after = reviewer.get(sent.location or "")
    assert "现认定" in after.text and "9月8日前复核" in after.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"opinion": "同意"}, "请选择怎样办理"),
        ({"outcome": "agree", "opinion": ""}, "请填写意见"),
        ({"outcome": "other", "opinion": "另定，理由写在这里了"}, "请选择认定的级别"),
        ({"outcome": "other", "level": "yellow", "opinion": "太短"}, "至少10个字"),
        ({"outcome": "other", "level": "red", "opinion": "一二三四五六七八九十"}, "请退回并写明建议的级别"),
        ({"outcome": "agree", "opinion": "同意", "judged_with": "长" * 301}, "一起研判的人员最多300个字"),
    ],
)
def test_a_decision_that_lacks_something_comes_back_filled(
    place: Place, signed_in: SignedIn, changes: dict[str, str], message: str
) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient)
    reviewer = signed_in(place.reviewer)
    back = reviewer.submit(
        reviewer.get(f"/level-changes/{proposal.public_id}"), changes, action="/decision", status=422
    )
    assert message in back.text
    assert changes.get("opinion", "") in back.html
    assert level_of(patient) == "green"


def test_a_decision_needs_no_other_level(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    case = f"/level-changes/{a_proposal(place, patient).public_id}"
    reviewer = signed_in(place.reviewer)
    reviewer.get(case)
    decided = {"outcome": "agree", "opinion": "同意，请加强随访", "seen_step": "determine.1"}
    reviewer.post(f"{case}/decision", decided)
    assert level_of(patient) == "orange"


def test_of_two_deciders_the_second_reads_what_happened(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient)
    first, second = signed_in(place.reviewer), signed_in(place.second_reviewer)
    url = f"/level-changes/{proposal.public_id}"
    pages = [browser.get(url) for browser in (first, second)]
    first.submit(pages[0], {"outcome": "agree", "opinion": "同意"}, action="/decision")
    late = second.submit(
        pages[1], {"outcome": "refuse", "opinion": "证据不足，维持"}, action="/decision", status=409
    )
    assert "这一步已有人办理" in late.text
    assert f"{place.reviewer.name} 认定为橙色" in late.text
    assert "证据不足，维持" in late.text
    assert level_of(patient) == "orange"
    assert session.query(LevelDecision).filter_by(source="proposal").count() == 1


def test_red_goes_on_to_the_county_and_its_filing(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient, RED)
    url = f"/level-changes/{proposal.public_id}"
    reviewer, officer = signed_in(place.reviewer), signed_in(place.officer)
    assert "待我办理 0件" in officer.get("/level-changes/").text
    case = reviewer.get(url)
    assert "报区县管理办公室认定" in case.text and "认定为其他级别" not in case.text
    reviewer.submit(case, {"outcome": "agree", "opinion": "同意上报"}, action="/decision")
    assert level_of(patient) == "green"
    assert "待我办理 1件" in officer.get("/level-changes/").text
    shown = officer.get(f"{url}/decision")  # opened by its own address it carries the step as well
    officer.submit(shown, {"outcome": "agree", "opinion": "同意"}, action="/decision")
    assert level_of(patient) == "red"
    decision = session.scalars(select(LevelDecision).where(LevelDecision.source == "proposal")).one()
    filing_url = f"/level-changes/filings/{decision.public_id}"
    assert filing_url in officer.get("/level-changes/").html
    page = officer.get(filing_url)
    assert "请填写市级备案的单位" in officer.submit(page, {"number": "市备2026-8"}, status=422).text
    scan = {"picture": (a_photo(), "sheet.jpg")}
    officer.submit(page, {"number": "市备2026-8", "authority": "示例市管理办公室", **scan})
    filing, sheet = session.scalars(select(LevelFiling)).one(), session.scalars(select(FilePage)).one()
    assert (filing.number, filing.file_id) == ("市备2026-8", sheet.file_id)
    assert (sheet.part, sheet.kind, sheet.title) == (7, "change_form", "市备2026-8")
    assert "文号 市备2026-8" in officer.get(filing_url).text
    assert "示例市管理办公室 备案（市备2026-8）" in officer.get(url).text


def test_the_proposer_sees_the_return_and_resubmits_it(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient)
    url = f"/level-changes/{proposal.public_id}"
    reviewer, cadre = signed_in(place.reviewer), signed_in(place.cadre)
    returned = {"outcome": "return", "level": "red", "opinion": "建议按红色提出，补充服药记录"}
    reviewer.submit(reviewer.get(url), returned, action="/decision")
    assert "待我办理 1件" in cadre.get("/level-changes/").text
    case = cadre.get(url)
    assert "建议按红色提出，补充服药记录" in case.text
    again = cadre.get(f"{url}/resubmit")
    assert "停药一周，两次与邻居争吵" in again.html
    cadre.submit(again, {"target": "red", "reason": WORDS})
    assert session.scalars(select(LevelProposal)).one().status == "audit"


def test_a_refusal_is_read_by_the_proposer(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient)
    url = f"/level-changes/{proposal.public_id}"
    reviewer = signed_in(place.reviewer)
    reviewer.submit(
        reviewer.get(url), {"outcome": "refuse", "opinion": "证据不足，先观察"}, action="/decision"
    )
    text = signed_in(place.cadre).get(url).text
    assert "未同意" in text and "证据不足，先观察" in text
    assert level_of(patient) == "green"


def test_the_proposer_withdraws_and_a_colleague_cannot(place: Place, signed_in: SignedIn) -> None:
    proposal = a_proposal(place, a_person(place))
    url = f"/level-changes/{proposal.public_id}"
    colleague, cadre = signed_in(place.colleague), signed_in(place.cadre)
    assert "撤回这件变更" not in colleague.get(url).text
    forged = {"once_key": "abcdefgh12345678", "reason": "不该由我撤回"}
    assert "只有提出人可以撤回" in colleague.post(f"{url}/withdraw", forged, status=422).text
    assert "请写明原因" in cadre.submit(cadre.get(url), {"reason": ""}, action="/withdraw", status=422).text
    cadre.submit(cadre.get(url), {"reason": "已核实，先观察"}, action="/withdraw")
    assert session.scalars(select(LevelProposal)).one().status == "withdrawn"


def test_a_member_adds_an_opinion_and_the_doctor_the_specialists(place: Place, signed_in: SignedIn) -> None:
    proposal = a_proposal(place, a_person(place))
    url = f"/level-changes/{proposal.public_id}"
    doctor = signed_in(place.doctor)
    assert (
        "请填写补充意见" in doctor.submit(doctor.get(url), {"words": ""}, action="/opinion", status=422).text
    )
    doctor.submit(doctor.get(url), {"words": "近期已调整用药"}, action="/opinion")
    assert "近期已调整用药" in signed_in(place.reviewer).get(url).text
    half = {"specialist_name": "范例医生", "specialist_hospital": "市精神卫生中心"}
    back = doctor.submit(doctor.get(url), half, action="/specialist", status=422)
    assert "请填写专家姓名、医院、日期和意见内容" in back.text
    whole = half | {"specialist_given_on": "2026-06-05", "specialist_words": "建议加强随访"}
    doctor.submit(back, whole, action="/specialist")
    assert "建议加强随访" in doctor.get(url).text


def test_a_new_fact_is_opened_before_deciding(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient)
    visit = a_scored_visit(patient, MONDAY, place.cadre, symptoms=("threat",))
    after_visit(visit, by=viewer_of(place.cadre), at=NOON)
    fact = session.scalars(select(ProposalFact)).one()
    url, reviewer = f"/level-changes/{proposal.public_id}", signed_in(place.reviewer)
    agree = {"outcome": "agree", "opinion": "同意，先按橙色管理"}
    case = reviewer.get(url)
    assert "还没打开" in case.text
    assert "请先打开看过再办理" in reviewer.submit(case, agree, action="/decision", status=422).text
    reviewer.get(f"{url}/facts/{fact.public_id}")
    assert session.scalars(select(ProposalFactReading)).one().account_id == place.reviewer.id
    reviewer.submit(reviewer.get(url), agree, action="/decision")
    assert level_of(patient) == "orange"


def test_a_suggestion_not_proposed_is_answered_with_a_reason(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    visit = a_scored_visit(patient, MONDAY, place.cadre, suggested=ORANGE)
    after_visit(visit, by=viewer_of(place.cadre), at=NOON)
    cadre = signed_in(place.cadre)
    page = cadre.get(f"/level-changes/not-now/{visit.public_id}")
    assert "请写明暂不提出的原因" in cadre.submit(page, {"reason": " "}, status=422).text
    cadre.submit(page, {"reason": "家属已带去复诊，下周再看"})
    assert session.scalars(select(SuggestionAnswer)).one().reason == "家属已带去复诊，下周再看"
    assert session.query(Due).filter_by(kind="suggestion_answer", closed_at=None).count() == 0


def test_an_unanswered_suggestion_stands_on_the_townships_list_after_its_day(
    place: Place, signed_in: SignedIn
) -> None:
    patient = a_person(place)
    visit = a_scored_visit(patient, MONDAY, place.cadre, suggested=ORANGE)
    after_visit(visit, by=viewer_of(place.cadre), at=NOON)
    title = "初判高于现级别，没有提出也没有说明"
    assert title not in signed_in(place.reviewer).get("/level-changes/").text
    clock.start_at(NOON.replace(day=10))
    assert title in signed_in(place.reviewer).get("/level-changes/").text


def test_the_county_steps_down_with_the_meetings_record(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place, RED)
    meeting = Meeting(date(2026, 6, 5), "镇综合管理小组、派出所", "病情稳定三个月，同意下调")
    proposal = a_proposal(place, patient, ORANGE, meeting=meeting)
    url = f"/level-changes/{proposal.public_id}"
    reviewer, officer = signed_in(place.reviewer), signed_in(place.officer)
    reviewer.submit(reviewer.get(url), {"outcome": "agree", "opinion": "同意上报"}, action="/decision")
    agree = {"outcome": "agree", "opinion": "同意下调，继续每两周随访"}
    back = officer.submit(officer.get(url), agree, action="/decision", status=422)
    assert "请先填写精神科专家意见" in back.text
    given = {
        "specialist_name": OPINION.name, "specialist_hospital": OPINION.hospital,
        "specialist_given_on": "2026-06-05", "specialist_words": OPINION.words,
    }  # fmt: skip
    officer.submit(back, agree | given, action="/decision")
    assert level_of(patient) == "orange"


def test_the_same_village_reads_and_another_village_finds_nothing(place: Place, signed_in: SignedIn) -> None:
    proposal = a_proposal(place, a_person(place))
    elsewhere = a_place()
    assert "张示例" in signed_in(place.colleague).get(f"/level-changes/{proposal.public_id}").text
    for stranger in (elsewhere.cadre, elsewhere.reviewer, elsewhere.officer):
        browser = signed_in(stranger)
        browser.get(f"/level-changes/{proposal.public_id}", status=404)
        assert "张示例" not in browser.get("/level-changes/").text


def test_showing_pages_changes_nothing(place: Place, signed_in: SignedIn) -> None:
    patient = a_person(place)
    proposal = a_proposal(place, patient)
    reviewer = signed_in(place.reviewer)
    before = session.query(ProposalStep).count()
    for path in ("", f"{proposal.public_id}", f"{proposal.public_id}/decision", "agenda"):
        reviewer.get(f"/level-changes/{path}")
    db.session.rollback()
    assert session.query(ProposalStep).count() == before
    assert agreeing().outcome == "agree"


def test_what_an_office_owes_leads_from_its_home_to_the_case_and_is_counted_on_the_tab(
    place: Place, signed_in: SignedIn
) -> None:
    proposal = a_proposal(place, a_person(place), ORANGE)
    reviewer = signed_in(place.reviewer)
    step = reviewer.get("/township/").page.all("a", href=f"/level-changes/{proposal.public_id}")
    assert [link.text for link in step] == ["级别变更认定"]
    people = reviewer.get("/patients/")
    assert [link.text for link in people.page.all("a", href="/level-changes/")] == ["级别变更1件"]
    countys = signed_in(place.officer).get("/patients/")
    assert [link.text for link in countys.page.all("a", href="/level-changes/")] == ["级别变更"]


def test_what_waits_for_filing_leads_from_the_countys_home_to_the_filing(
    place: Place, signed_in: SignedIn
) -> None:
    proposal = a_proposal(place, a_person(place), ORANGE)
    decide(proposal, agreeing(), seen_step=open_step(proposal), by=viewer_of(place.reviewer), at=NOON)
    decision = session.scalars(select(LevelDecision).where(LevelDecision.source == "proposal")).one()
    home = signed_in(place.officer).get("/county/")
    filing = home.page.all("a", href=f"/level-changes/filings/{decision.public_id}")
    assert [link.text for link in filing] == ["级别变更备案"]
