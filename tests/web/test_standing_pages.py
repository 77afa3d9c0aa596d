"""Each form about where a person stands, who is responsible and what is mended, filled in and sent once."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from mhapp import clock, db
from mhapp.models import (
    AuditEvent,
    CareAssignment,
    Due,
    LevelDecision,
    Measure,
    Move,
    Patient,
    RecordMerge,
    ResponsibleUnit,
    StandIn,
    StatusChange,
    TeamMember,
    Unit,
    Visit,
)
from tests.factories.patients import a_patient
from tests.fixtures.pdf_text import text_of
from tests.web.world import World

TODAY = clock.today().isoformat()


def test_a_status_a_search_and_coming_home_are_recorded(world: World) -> None:
    cadre, url = world.client("cadre"), f"/patients/{world.ids['twin']}/status"
    cadre.submit(cadre.get(url), {"status": "lost", "since": TODAY, "source": "邻居告知"})
    cadre.submit(cadre.get(url), {"words": "问过车站和亲戚"}, action="/search")
    page = cadre.get(url)
    assert "现在：失访" in page.text and "问过车站和亲戚" in page.text
    home = {"status": "community", "since": TODAY, "source": "自己回家", "once_key": "comeshomeagain"}
    cadre.post(url, home)
    assert db.session.query(StatusChange).count() == 3
    refused = cadre.submit(cadre.get(url), {"status": "custody"}, status=422)
    assert "请选择状态" in refused.text


def twin_standing(world: World) -> tuple[str, date, str | None]:
    row = db.session.query(Patient).filter_by(public_id=world.ids["twin"]).one()
    return row.status, row.status_since, row.status_source


def test_a_status_recorded_by_mistake_is_taken_back_on_its_page(world: World) -> None:
    doctor, url = world.client("doctor"), f"/patients/{world.ids['twin']}/status"
    office, wrong = world.client("civil_affairs"), f"/patients/{world.ids['twin']}/status/correction"
    before = twin_standing(world)
    office.submit(office.get(url), {"status": "hospital", "since": TODAY, "source": "邻居告知"})
    assert "这次登记有误" not in doctor.get(url).text
    assert "死亡和别人登记的，由民生服务办更正" in doctor.get(wrong).text
    assert "这次登记有误" in office.get(url).text
    page = office.get(wrong)
    short = office.submit(page, {"words": "错了"}, status=422)
    assert "至少5个字" in short.text
    office.submit(short, {"words": "本人来电，邻居认错了人"})
    assert twin_standing(world) == before
    page = office.get(url)
    assert "住院" in page.text and "（登记有误，已更正）" in page.text
    assert "本人来电，邻居认错了人" in page.text and "更正，恢复为" in page.text


def test_a_measure_is_planned_and_done_and_a_restriction_is_explained(world: World) -> None:
    doctor, url = world.client("doctor"), f"/patients/{world.ids['twin']}/measures"
    said = {
        "kind": "medicine", "problem": "常忘服药", "measure": "家属看管起来", "doer": "village_cadre", "who": "王干部",
        "until": TODAY,
    }  # fmt: skip
    refused = doctor.submit(doctor.get(url), said, status=422)
    assert "不能限制患者的人身自由" in refused.text
    doctor.submit(refused, said | {"measure": "村医每周送药"})
    measure = db.session.query(Measure).order_by(Measure.id.desc()).first()
    assert measure is not None
    end = doctor.get(f"/measures/{measure.public_id}")
    doctor.submit(end, {"outcome": "done", "ended_on": TODAY, "words": "已经送到"})
    assert "已落实" in doctor.get(url).text


def test_a_list_gets_a_member_and_a_cadre_a_stand_in_and_a_successor(world: World) -> None:
    office, village = world.client("civil_affairs"), f"/teams/{world.ids['village']}"
    member = {
        "team": "care_team",
        "name": "村医乙",
        "post": "成员",
        "employer": "村卫生室",
        "from_date": TODAY,
    }
    office.submit(office.get(village), member, action=village)
    row = db.session.query(TeamMember).filter_by(name="村医乙").one()
    office.submit(office.get(f"/teams/members/{row.public_id}/end"), {"until_date": TODAY})
    cadre, colleague = (world.people[name].public_id for name in ("cadre", "colleague"))
    page = office.get(f"{village}/cadres")
    stand_in = {
        "cadre": cadre,
        "stand_in": colleague,
        "from_date": TODAY,
        "until_date": TODAY,
        "reason": "培训",
    }
    office.submit(page, stand_in, action="/stand-ins")
    assert db.session.query(StandIn).count() == 1
    person = f"/patients/{world.ids['patient']}/responsible"
    office.submit(office.get(person), {"cadre": cadre}, action="/cadre")
    office.submit(page, {"giver": cadre, "taker": colleague}, action="/hand-over")
    current = db.session.query(CareAssignment).filter_by(patient_id=world.patient.id, until_date=None).one()
    assert current.account_id == world.people["colleague"].id
    leader = {"unit_words": "石盘镇人民政府", "leader": "负责人甲", "post": "副镇长", "phone": "023-00000003"}
    office.submit(office.get(person), leader, action="/unit")
    assert db.session.query(ResponsibleUnit).one().leader == "负责人甲"


def test_a_person_leaves_the_county_the_receipt_comes_and_they_return(world: World) -> None:
    office, url = world.client("civil_affairs"), f"/patients/{world.ids['twin']}/moves"
    said = {
        "elsewhere": "某省某市", "moves_on": TODAY, "registration": "stays", "reason": "随子女到外地定居",
        "told": "卫生院、派出所",
    }  # fmt: skip
    moved = office.submit(office.get(f"{url}/out"), said)
    page = office.get(moved.location or "")
    assert office.get(f"{moved.location}/handover.pdf").headers["Content-Type"] == "application/pdf"
    letter = text_of(office.get(f"{moved.location}/letter.pdf").data)
    assert "患者迁移告知函" in letter and "某省某市" in letter and "级别" not in letter
    office.submit(page, {"received_on": TODAY, "number": "收1号"}, action="/receipt")
    back = {"elsewhere": "某省某市", "moves_on": TODAY, "registration": "goes", "reason": "返乡居住生活"}
    office.submit(office.get(f"{url}/in"), back)
    assert [move.kind for move in db.session.query(Move).order_by(Move.id)][-2:] == ["out", "in"]


def test_a_visit_is_moved_a_decision_corrected_and_two_records_are_parted(world: World) -> None:
    office, reviewer = world.client("civil_affairs"), world.client("reviewer")
    twin = {"person": world.ids["twin"], "reason": "点错了名字"}
    office.submit(office.get(f"/visits/{world.ids['visit']}/move"), twin)
    assert db.session.query(Visit).filter(Visit.moved_from_id.is_not(None)).count() == 1
    merge = office.get(f"/patients/{world.ids['patient']}/merge")
    office.submit(merge, {"reason": "原来是两个人"}, action="/undo")
    assert db.session.query(Patient).filter(Patient.merged_into_id.is_not(None)).count() == 0
    side = office.get(f"/patients/{world.ids['patient']}/merge/{world.ids['twin']}")
    office.submit(side, {"keep": world.ids["patient"], "reason": "同一人登记了两次"})
    assert db.session.query(Patient).filter(Patient.merged_into_id.is_not(None)).count() == 1
    old_address = office.get(f"/patients/{world.ids['twin']}", status=303).location
    assert old_address == f"/patients/{world.ids['patient']}"
    again = f"/patients/{world.ids['patient']}/merge"
    for days, offered in ((30, True), (31, False)):
        merged = db.session.query(RecordMerge).filter(RecordMerge.undone_at.is_(None)).one()
        merged.merged_at = clock.now() - timedelta(days=days)
        assert ("撤销这次合并" in office.get(again).text) is offered
    paper = reviewer.get(f"/level-changes/decisions/{world.ids['decision']}/correct")
    assert "更正" in paper.text and db.session.query(LevelDecision).count() == 1


def test_a_move_is_declined_in_words_and_asked_again(world: World) -> None:
    neighbour, move = world.client("neighbour"), f"/moves/{world.ids['move']}"
    asked = neighbour.get(move)
    # A double tap: the second finds no move to answer any more, and gets the first receipt
    for _ in range(2):
        declined = neighbour.submit(asked, {"answer": "decline", "words": "人没有住在这里"}, action="/answer")
        assert declined.location == "/moves/"
    for key in ("another-tap-later", "anothertaplater", "another\0tap"):
        neighbour.submit(asked, {"answer": "accept", "once_key": key}, action="/answer", status=404)
    kept = db.session.query(AuditEvent.detail).filter_by(act="access:not_found").order_by(AuditEvent.seq)
    assert [detail for (detail,) in kept] == ["moves.answer again", *["moves.answer"] * 3]
    neighbour.get(move, status=404)
    cadre = world.client("cadre")
    assert "人没有住在这里" in cadre.get(move).text
    later = (clock.today() + timedelta(days=5)).isoformat()
    again = {"village": "", "moves_on": later, "registration": "stays", "reason": "下周搬到新居"}
    refused = cadre.submit(cadre.get(f"/patients/{world.ids['patient']}/moves/new"), again, status=422)
    assert "请选择迁往哪个村、社区" in refused.text


def test_for_who_is_away_the_next_call_is_named_and_in_hospital_no_visit_is_owed(world: World) -> None:
    cadre, reviewer, person = world.client("cadre"), world.client("reviewer"), world.ids["patient"]
    pages = ((cadre, f"/village/patients/{person}"), (reviewer, f"/patients/{person}"))
    stands = f"/patients/{person}/status"
    cadre.submit(cadre.get(stands), {"status": "away", "since": TODAY, "source": "去外地务工"})
    due_on = db.session.scalars(
        select(Due.due_on).where(Due.kind == "away_call", Due.closed_at.is_(None))
    ).one()
    for reader, page in pages:
        assert f"下次电话随访：{due_on.month}月{due_on.day}日前" in reader.get(page).text
    cadre.submit(cadre.get(stands), {"status": "hospital", "since": TODAY, "source": "医院通知"})
    for reader, page in pages:
        text = reader.get(page).text
        assert "住院期间不安排随访探视" in text and "电话随访" not in text


def test_for_the_dead_no_visit_and_no_letter_is_offered(world: World) -> None:
    cadre, person = world.client("cadre"), world.ids["patient"]
    assert "开始随访" in cadre.get(f"/village/patients/{person}").text
    died = {"status": "dead", "since": TODAY, "source": "家属告知"}
    cadre.submit(cadre.get(f"/patients/{person}/status"), died)
    assert "开始随访" not in cadre.get(f"/village/patients/{person}").text
    assert "不再签责任书" in cadre.get(f"/letters/of/{person}").text


def test_who_has_no_responsible_cadre_stands_on_the_homes_until_one_is_given(world: World) -> None:
    village, cadre, clerk = world.ids["village"], world.client("cadre"), world.client("civil_affairs")
    waiting, given = (a_patient(db.session.query(Unit).filter_by(public_id=village).one(), name=name)
                      for name in ("林待定", "林先定"))  # fmt: skip
    cadres, door = f"/teams/{village}/cadres", f"/patients/{given.public_id}/responsible"
    for home in (cadre.get("/village/"), clerk.get("/township/")):
        assert "还没有包保责任人" in home.text and f'href="{cadres}"' in home.html
    page = clerk.get(cadres)
    assert "林待定" in page.text and f'href="{door}"' in page.html
    colleague = world.people["colleague"].public_id
    clerk.submit(clerk.get(door), {"cadre": colleague}, action="/cadre")
    assert "林先定" not in clerk.get(cadres).text
    assert "请选择包保责任人" in clerk.submit(page, action="/without-cadre", status=422).text
    for _ in range(2):  # a double tap
        clerk.submit(page, {"responsible": colleague}, action="/without-cadre")
    assert f"2人已交给{world.people['colleague'].name}" in clerk.get(cadres).text
    for home in (cadre.get("/village/"), clerk.get("/township/")):
        assert "还没有包保责任人" not in home.text
    assert "林待定" not in clerk.get(cadres).text and waiting.public_id not in clerk.get(cadres).html
