"""The visit form: live score, submission, draft, receipt; as a browser without JavaScript and as htmx."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from mhapp import clock
from mhapp.db import session
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.models import Account, Patient, Visit, VisitDraft
from mhapp.services.score_sheets import publish_sheet
from mhapp.services.sessions import end_sessions_of
from tests.factories.counties import OPENED, AtWork, a_village_at_work
from tests.factories.patients import a_guardian, a_patient, a_rating
from tests.factories.people import PASSWORD, an_account
from tests.factories.score_sheets import the_shipped_sheet
from tests.factories.units import a_village
from tests.fixtures.run_clock import back_to_the_runs_time
from tests.fixtures.web import Fields, Opened, PageClient

TUESDAY = date(2026, 7, 14)
QUIET: dict[str, str | list[str]] = {
    "visit_date": "2026-07-14",
    "manner": "home",
    "seen": "patient",
    "control": "yes",
    "guardianship": "strong",
    "medication": "regular",
    "symptoms": "none",
    "situation": "none",
    "other": "none",
}
"""A quiet visit: nothing else is required."""


@pytest.fixture(autouse=True)
def tuesday_noon() -> Iterator[None]:
    clock.start_at(datetime(2026, 7, 14, 4, tzinfo=UTC))
    yield
    back_to_the_runs_time()


@dataclass
class AtForm:
    """A cadre in front of a person's form."""

    work: AtWork
    patient: Patient
    client: PageClient

    @property
    def url(self) -> str:
        return f"/village/patients/{self.patient.public_id}/visits/new"

    def open(self) -> Opened:
        return self.client.get(self.url)

    def form_of(self, opened: Opened) -> dict[str, str | None]:
        [form] = [form for form in opened.page.all("form") if "data-hx-post" in form.attributes]
        return form.attributes

    def live(self, answers: Fields, status: int = 200) -> Opened:
        url = self.form_of(self.open())["data-hx-post"]
        assert url is not None
        return self.client.post(url, answers, status, htmx=True)

    def submit(self, changes: Fields | None = None, *, status: int = 303, htmx: bool = False) -> Opened:
        return self.client.submit(
            self.open(), {**QUIET, **(changes or {})}, action=self.url, status=status, htmx=htmx
        )


@pytest.fixture
def at_form(app: Flask, signed_in: Callable[[Account], PageClient]) -> AtForm:
    work = a_village_at_work()
    patient = a_patient(work.village, cadre=work.cadre, level=RiskLevel.YELLOW, name="张示例")
    a_guardian(patient, name="李示例")
    a_rating(patient, 3, date(2026, 7, 2), township=work.township)
    return AtForm(work, patient, signed_in(work.cadre))


def score_of(opened: Opened) -> tuple[str | None, str | None, str | None]:
    """(points, level, incomplete) of the one element that has all three."""
    [box] = [
        e
        for e in opened.page.elements
        if {"data-points", "data-level", "data-incomplete"} <= e.attributes.keys()
    ]
    attributes = box.attributes
    return attributes["data-points"], attributes["data-level"], attributes["data-incomplete"]


def rows_of(opened: Opened) -> dict[str | None, str | None]:
    return {
        e.attributes["data-code"]: e.attributes["data-points"]
        for e in opened.page.elements
        if "data-code" in e.attributes
    }


def signs_of(opened: Opened) -> dict[str | None, str | None]:
    return {
        e.attributes["data-sign"]: e.attributes["data-level"]
        for e in opened.page.elements
        if "data-sign" in e.attributes
    }


def stored() -> list[Visit]:
    session.expire_all()
    return session.query(Visit).order_by(Visit.id).all()


# --- The form ---


def test_the_form_names_its_fields_by_the_codes_of_the_sheet(at_form: AtForm) -> None:
    fields: dict[str | None, list[str | None]] = {}
    opened = at_form.open()
    for element in opened.page.all("input"):
        if element.attributes.get("type") in {"radio", "checkbox"}:
            fields.setdefault(element.attributes["name"], []).append(element.attributes["value"])
    assert fields == {
        "manner": ["home", "phone", "other"],
        "seen": ["patient", "guardian", "other", "nobody"],
        "control": ["yes", "no", "unknown"],
        "came_along": ["doctor", "police", "civil_affairs", "other"],
        "guardianship": ["strong", "weak", "none", "unknown"],
        "medication": ["regular", "not_needed", "intermittent", "none", "unknown"],
        "symptoms": [
            "withdrawn", "self_talk", "poor_sleep", "relapse", "suspicion", "pessimism", "wandering", "psychotic",
            "violent_tendency", "threat", "none", "unknown",
        ],
        "situation": ["substance", "dispute", "stress", "missing", "none", "unknown"],
        "other": ["incident_history", "other_abnormality", "none", "unknown"],
    }  # fmt: skip
    assert at_form.form_of(opened)["action"] == at_form.url


def test_nothing_is_answered_beforehand_and_the_sample_says_that_it_is_one(at_form: AtForm) -> None:
    opened = at_form.open()
    assert not [e for e in opened.page.all("input") if "checked" in e.attributes]
    assert score_of(opened) == ("30", "yellow", "true")
    assert "示例积分表，非官方" in opened.text
    assert "3级，7月2日石盘镇卫生院评定" in opened.text


def test_last_times_answers_stand_as_hints(at_form: AtForm) -> None:
    at_form.submit({"guardianship": "weak", "symptoms": ["withdrawn", "poor_sleep"]})
    text = at_form.open().text
    assert "上次7月14日：弱监护" in text
    assert "上次7月14日：孤僻懒散、睡眠差" in text


def test_a_neighbours_person_and_another_role_are_refused(
    at_form: AtForm, signed_in: Callable[[Account], PageClient]
) -> None:
    neighbour = an_account(Role.VILLAGE_CADRE, a_village(at_form.work.township))
    signed_in(neighbour).get(at_form.url, 404)
    doctor = an_account(Role.CLINIC_DOCTOR, at_form.work.township)
    signed_in(doctor).get(at_form.url, 403)


# --- Live ---


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ({}, ("30", "yellow", "true")),
        ({"guardianship": "weak"}, ("38", "yellow", "true")),
        ({**QUIET, "guardianship": "none", "medication": "none"}, ("60", "yellow", "false")),
        (
            {**QUIET, "guardianship": "weak", "medication": "intermittent", "symptoms": "psychotic"},
            ("61", "orange", "false"),
        ),
        ({**QUIET, "symptoms": ["none", "relapse"]}, ("40", "orange", "true")),
        ({**QUIET, "other": "unknown"}, ("30", "yellow", "true")),
    ],
)
def test_the_live_score_follows_the_answers(
    at_form: AtForm, answers: Fields, score: tuple[str, str, str]
) -> None:
    assert score_of(at_form.live(answers)) == score


def test_the_rows_of_a_live_score_add_up(at_form: AtForm) -> None:
    opened = at_form.live(
        {
            **QUIET,
            "guardianship": "weak",
            "situation": ["missing", "stress", "dispute"],
            "other": "incident_history",
        }
    )
    assert rows_of(opened) == {
        "danger": "30", "guardianship": "8", "medication": "0", "symptoms": "0", "situation": "15", "other": "0",
    }  # fmt: skip
    assert score_of(opened)[0] == "53"
    assert "最多计15分" in opened.text


def test_signs_carry_their_name_and_level(at_form: AtForm) -> None:
    assert signs_of(at_form.live({**QUIET, "medication": "none", "symptoms": "relapse"})) == {
        "danger_high": "yellow", "refuses_treatment": "yellow", "relapse": "orange",
    }  # fmt: skip
    together = signs_of(at_form.live({"symptoms": ["psychotic", "violent_tendency"]}))
    assert together == {"danger_high": "yellow", "psychotic": "red", "violent_tendency": "red"}


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"guardianship": "weak"}, ["还有4项没答"]),
        (QUIET, ["初判由情形决定", "6项已答", "与现认定相同，不启动级别变更", "下次随访：8月13日前"]),
        (
            {**QUIET, "symptoms": "relapse"},
            ["由特征决定", "可提出级别变更为橙色，由镇认定", "卫生院下一个工作日前复评危险性"],
        ),
        (
            {**QUIET, "symptoms": "threat"},
            ["可提出级别变更为红色，由镇初审、区县认定、报市级备案", "110", "120"],
        ),
        ({**QUIET, "guardianship": "weak", "situation": "stress"}, ["初判，两者一致"]),
    ],
)
def test_the_live_score_says_what_decided_and_what_follows(
    at_form: AtForm, answers: Fields, words: list[str]
) -> None:
    text = at_form.live(answers).text
    assert [word for word in words if word not in text] == []


def test_an_incomplete_lower_score_is_no_ground_for_a_lower_level(at_form: AtForm) -> None:
    patient = a_patient(at_form.work.village, level=RiskLevel.ORANGE)
    never_rated = AtForm(at_form.work, patient, at_form.client)
    opened = never_rated.live(QUIET)
    assert score_of(opened) == ("0", "green", "true")
    assert "信息不全，不作降级依据" in opened.text
    assert "可提出" not in opened.text


@pytest.mark.parametrize(
    "answers",
    [
        {"guardianship": "banana"}, {"symptoms": ["none", "<b>"]}, {"danger": "6"}, {"manner": "boat"},
        {"seen": "cat"}, {"control": "maybe"}, {"came_along": "mayor"}, {"colour": "red"},
    ],
)  # fmt: skip
def test_an_unknown_code_or_field_is_422_live_and_on_submission(at_form: AtForm, answers: Fields) -> None:
    at_form.live(answers, 422)
    at_form.submit(answers, status=422)
    assert stored() == []


@pytest.mark.parametrize(
    "answers",
    [
        {"danger": "5"}, {"guardianship": ["strong", "none"]}, {"symptoms": ["none", "unknown", "threat"]},
        {"visit_date": "tomorrow"}, {"visit_date": "2026-07-20"}, {"medicine_days": "many"}, {"other_words": "x" * 900},
    ],
)  # fmt: skip
def test_live_answers_any_subset_of_known_codes(at_form: AtForm, answers: Fields) -> None:
    at_form.live(answers, 200)


def test_the_cadre_cannot_raise_the_danger(at_form: AtForm) -> None:
    assert score_of(at_form.live({"danger": "5"}))[0] == "30"


def test_the_rating_follows_the_date_of_the_visit(at_form: AtForm) -> None:
    a_rating(at_form.patient, 1, date(2026, 5, 1), township=at_form.work.township)
    assert score_of(at_form.live({**QUIET, "visit_date": "2026-07-01"}))[0] == "8"
    assert score_of(at_form.live({**QUIET, "visit_date": "2026-07-02"}))[0] == "30"


# --- Submission ---


def test_a_submission_leads_to_a_receipt_with_a_number(at_form: AtForm) -> None:
    receipt = at_form.client.get(
        at_form.submit({"guardianship": "weak", "situation": "stress"}).location or ""
    )
    [visit] = stored()
    assert [
        e.attributes["data-receipt"] for e in receipt.page.elements if "data-receipt" in e.attributes
    ] == [visit.number]
    assert visit.points == 43
    assert rows_of(receipt)["guardianship"] == "8"
    assert "下次随访：8月13日前" in receipt.text


def test_a_resent_form_gives_the_same_receipt_and_one_visit(at_form: AtForm) -> None:
    opened = at_form.open()
    first = at_form.client.submit(opened, QUIET, action=at_form.url)
    second = at_form.client.submit(opened, QUIET, action=at_form.url)
    third = at_form.client.submit(opened, QUIET, action=at_form.url, htmx=True, status=204)
    assert first.location == second.location == third.location
    assert len(stored()) == 1


def test_the_same_key_with_other_answers_stores_nothing_more_and_shows_both(at_form: AtForm) -> None:
    opened = at_form.open()
    first = at_form.client.submit(opened, QUIET, action=at_form.url)
    other = at_form.client.submit(opened, {**QUIET, "guardianship": "none"}, action=at_form.url, status=409)
    assert any(link.attributes.get("href") == first.location for link in other.page.all("a"))
    assert "B 监护责任监护有力无监护" in " ".join(other.text.split())
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"visit_date": ""}, ["请填写随访日期"]),
        ({"visit_date": "2026-07-15"}, ["随访日期不能晚于今天（7月14日）"]),
        ({"visit_date": "2026-06-13"}, ["只能补录30天以内的随访"]),
        ({"visit_date": "14.7.2026"}, ["请按2026-07-14这样填写"]),
        ({"manner": []}, ["请选择随访形式"]),
        ({"seen": []}, ["请选择见到了谁"]),
        ({"control": []}, ["请选择在控还是失控"]),
        ({"guardianship": []}, ["B 监护责任：请选一项"]),
        ({"symptoms": ["none", "relapse"]}, ["D 症状表现：选了以上都没有，就不要再选别的"]),
        ({"guardianship": ["weak", "none"]}, ["B 监护责任：只能选一项"]),
        ({"other": "other_abnormality"}, ["请写明其他异常情况是什么"]),
        ({"seen": ["patient", "nobody"]}, ["选了都没见到，就不要再选别的"]),
        ({"visit_date": "2026-07-15", "guardianship": []}, ["有2处要改", "不能晚于今天", "B 监护责任"]),
        ({"manner": [], "guardianship": [], "other": []}, ["有3处要改"]),
        ({"notes": "长" * 1001}, ["备注请缩短到1000个字以内"]),
        ({"medicine_days": "-1"}, ["剩余药量请填0到400之间的天数"]),
        ({"medicine_days": "两周"}, ["剩余药量请填天数"]),
        ({"medicine_days": "9" * 4000}, ["剩余药量请填天数"]),
    ],
)
def test_what_is_to_be_mended_is_said_at_the_field_and_nothing_typed_is_lost(
    at_form: AtForm, changes: Fields, words: list[str]
) -> None:
    answer = at_form.submit({"agreed": "每天早上一起吃药", **changes}, status=422)
    assert [word for word in words if word not in answer.text] == []
    assert "每天早上一起吃药" in answer.text
    assert stored() == []


@pytest.mark.parametrize("answer, offered", [("none", 1), ("weak", 0)])
def test_a_visit_that_finds_no_guardian_leads_to_the_report(
    at_form: AtForm, answer: str, offered: int
) -> None:
    visit = at_form.submit({**QUIET, "guardianship": answer}).location or ""
    url = f"/patients/{at_form.patient.public_id}/guardians/report"
    assert len(at_form.client.get(visit).page.all("a", href=url)) == offered
    if offered:
        at_form.client.submit(at_form.client.get(url), {"ground": "no_guardian", "words": "独居"}, action=url)
        assert at_form.client.get(visit).page.all("a", href=url) == []


def test_html_in_a_note_stays_a_note(at_form: AtForm) -> None:
    receipt = at_form.client.get(at_form.submit({"notes": "<script>alert(1)</script>"}).location or "")
    assert "<script>alert(1)</script>" in receipt.text
    assert not [e for e in receipt.page.all("script") if "src" not in e.attributes]


def test_a_visit_that_met_nobody_needs_no_answers_and_has_no_score(at_form: AtForm) -> None:
    answers = {"visit_date": "2026-07-14", "manner": "home", "seen": "nobody", "control": "unknown"}
    receipt = at_form.client.get(
        at_form.client.submit(at_form.open(), answers, action=at_form.url).location or ""
    )
    assert "没见到人" in receipt.text
    assert "再去一次：7月28日前" in receipt.text
    [visit] = stored()
    assert (visit.is_attempt, visit.points) == (True, None)


def test_a_new_edition_between_showing_and_sending_stores_nothing_and_shows_the_new_score(
    at_form: AtForm,
) -> None:
    opened = at_form.open()
    document = the_shipped_sheet().to_dict() | {"edition": "2026-2", "effective_from": "2026-07-01"}
    document["items"][1]["options"][1]["points"] = "12"
    publish_sheet(at_form.work.county, ScoreSheet.from_dict(document), at=OPENED)
    weak = {**QUIET, "guardianship": "weak"}
    answer = at_form.client.submit(opened, weak, action=at_form.url, status=422)
    assert "积分表换了新版" in answer.text
    assert score_of(answer)[0] == "42"
    assert stored() == []
    assert at_form.client.submit(answer, weak, action=at_form.url).location
    assert [visit.points for visit in stored()] == [42]


def test_a_new_rating_between_showing_and_sending_stores_nothing_and_shows_the_new_score(
    at_form: AtForm,
) -> None:
    opened = at_form.open()
    a_rating(at_form.patient, 5, TUESDAY, township=at_form.work.township)
    answer = at_form.client.submit(opened, QUIET, action=at_form.url, status=422)
    assert "危险性评估有了变化" in answer.text
    assert score_of(answer)[0] == "40"
    assert stored() == []


def test_the_score_is_shown_on_asking_without_javascript(at_form: AtForm) -> None:
    opened = at_form.client.submit(
        at_form.open(), {**QUIET, "symptoms": "relapse", "only": "check"}, action=at_form.url, status=200
    )
    assert score_of(opened) == ("40", "orange", "false")
    assert stored() == []
    assert at_form.client.submit(opened, action=at_form.url).location


def test_a_change_of_level_is_offered_on_the_receipt(at_form: AtForm) -> None:
    receipt = at_form.client.get(at_form.submit({"symptoms": "threat"}).location or "")
    assert "要不要提出级别变更？" in receipt.text
    assert "卫生院：下一个工作日前复评危险性" in receipt.text
    hrefs = [link.attributes.get("href") for link in receipt.page.all("a")]
    assert f"/level-changes/new/{at_form.patient.public_id}" in hrefs


# --- Draft ---


def keep(at_form: AtForm, answers: Fields) -> str:
    """Answer live as htmx does from an opened form; the form's one-time key."""
    opened = at_form.open()
    [key] = [e.attributes["value"] for e in opened.page.all("input", name="once_key")]
    at_form.live({**answers, "once_key": key or ""})
    return key or ""


def test_a_form_is_resumed_from_its_draft_on_another_device(
    at_form: AtForm, signed_in: Callable[[Account], PageClient]
) -> None:
    key = keep(at_form, {"guardianship": "weak", "notes": "家里新装了电话"})
    resumed = AtForm(at_form.work, at_form.patient, signed_in(at_form.work.cadre)).open()
    assert "已接着上次填写" in resumed.text
    assert "家里新装了电话" in resumed.text
    assert score_of(resumed) == ("38", "yellow", "true")
    assert [e.attributes["value"] for e in resumed.page.all("input", name="once_key")] == [key]


def test_a_colleague_does_not_see_the_draft(
    at_form: AtForm, signed_in: Callable[[Account], PageClient]
) -> None:
    keep(at_form, {"guardianship": "weak", "notes": "家里新装了电话"})
    colleague = an_account(Role.VILLAGE_CADRE, at_form.work.village)
    text = AtForm(at_form.work, at_form.patient, signed_in(colleague)).open().text
    assert "已接着上次填写" not in text
    assert "家里新装了电话" not in text


def test_opening_a_form_or_a_date_alone_makes_no_draft(at_form: AtForm) -> None:
    keep(at_form, {"visit_date": "2026-07-13"})
    assert session.query(VisitDraft).count() == 0


def test_starting_again_drops_the_draft(at_form: AtForm) -> None:
    keep(at_form, {"guardianship": "weak"})
    opened = at_form.client.submit(at_form.open(), action="/visits/restart")
    assert "已接着上次填写" not in at_form.client.get(opened.location or "").text


def test_a_draft_is_gone_after_submission_and_a_late_live_answer_does_not_bring_it_back(
    at_form: AtForm,
) -> None:
    key = keep(at_form, {"guardianship": "weak"})
    at_form.submit()
    at_form.live({"guardianship": "weak", "once_key": key})
    assert "已接着上次填写" not in at_form.open().text


@pytest.mark.parametrize(
    ("moment", "kept"), [("2026-07-28T03:59:00+00:00", True), ("2026-07-28T04:01:00+00:00", False)]
)
def test_a_draft_is_kept_fourteen_days(at_form: AtForm, moment: str, kept: bool) -> None:
    keep(at_form, {"guardianship": "weak"})
    session.query(VisitDraft).update({"updated_at": datetime(2026, 7, 14, 4, tzinfo=UTC)})
    clock.start_at(datetime.fromisoformat(moment))
    at_form.client.sign_in(at_form.work.cadre)
    assert ("已接着上次填写" in at_form.open().text) is kept


# --- Correction ---


def test_a_visit_is_corrected_on_its_day_from_a_filled_form(at_form: AtForm) -> None:
    receipt = at_form.client.get(at_form.submit({"guardianship": "none", "notes": "精神好"}).location or "")
    [link] = [e.attributes["href"] for e in receipt.page.all("a") if e.text == "更正这次随访"]
    form = at_form.client.get(link or "")
    assert "精神好" in form.text
    at_form.client.submit(form, {"guardianship": "weak"}, action="/correct", status=422)
    answer = at_form.client.submit(
        form, {"guardianship": "weak", "correction_reason": "选错了"}, action="/correct"
    )
    corrected = at_form.client.get(answer.location or "")
    assert rows_of(corrected)["guardianship"] == "8"
    assert "选错了" in corrected.text
    old, new = stored()
    assert (old.points, new.points, new.corrects_id) == (45, 38, old.id)
    assert answer.location in {
        link.attributes.get("href")
        for link in at_form.client.get(f"/village/visits/{old.public_id}").page.all("a")
    }


def test_a_correction_is_scored_live_with_the_rating_of_its_visit(at_form: AtForm) -> None:
    at_form.submit()
    [visit] = stored()
    a_rating(at_form.patient, 5, TUESDAY, township=at_form.work.township)
    answer = at_form.client.post(f"/village/visits/{visit.public_id}/correct/live", QUIET, 200, htmx=True)
    assert score_of(answer)[0] == "30"


def test_nobody_else_is_offered_the_correction(
    at_form: AtForm, signed_in: Callable[[Account], PageClient]
) -> None:
    location = at_form.submit().location or ""
    colleague = signed_in(an_account(Role.VILLAGE_CADRE, at_form.work.village))
    assert "更正这次随访" not in colleague.get(location).text
    form = colleague.get(f"{location}/correct")
    answer = colleague.submit(form, {"correction_reason": "选错了"}, action="/correct", status=422)
    assert "只有填写人可以更正这次随访" in answer.text
    assert len(stored()) == 1


# --- A session that ended ---


def ended(at_form: AtForm) -> None:
    """The cadre's sessions end, as after a change of rights."""
    end_sessions_of(at_form.work.cadre.id, at=clock.now())


def test_a_live_answer_of_an_ended_session_gets_the_sign_in_panel(at_form: AtForm) -> None:
    opened = at_form.open()
    ended(at_form)
    answer = at_form.client.submit(
        opened, {"guardianship": "weak"}, action=at_form.url, status=401, htmx=True
    )
    assert "重新登录" in answer.text


def test_a_form_sent_by_an_ended_session_comes_back_filled_after_sign_in_and_is_not_sent(
    at_form: AtForm,
) -> None:
    opened = at_form.open()
    ended(at_form)
    sign_in = at_form.client.submit(
        opened, {**QUIET, "guardianship": "weak", "notes": "精神好"}, action=at_form.url, status=401
    )
    who = {"phone": at_form.work.cadre.phone, "password": PASSWORD}
    back = at_form.client.submit(sign_in, who, action="/sign-in")
    assert back.location == f"{at_form.url}?carried=1"
    filled = at_form.client.get(back.location or "")
    assert "精神好" in filled.text
    assert score_of(filled) == ("38", "yellow", "false")
    assert stored() == []
    at_form.client.submit(filled, action=at_form.url)
    assert [visit.notes for visit in stored()] == ["精神好"]


@pytest.mark.parametrize("garbled", [b"\xff\xfe", b"a\x00b", "好".encode("gb18030")])
def test_bytes_that_are_no_text_are_said_at_their_field_and_nothing_is_stored(
    at_form: AtForm, garbled: bytes
) -> None:
    answer = at_form.submit({"notes": garbled}, status=422)  # type: ignore[dict-item]
    assert "备注里有认不出的字，请重新填写" in answer.text
    assert session.query(Visit).count() == 0


def test_a_key_that_no_page_of_ours_carried_stores_nothing(at_form: AtForm) -> None:
    for key in ("", "a b", "abcdefgh\n", "a\0bcdefgh", "a" * 65):
        assert "请刷新页面后再提交" in at_form.submit({"once_key": key}, status=422).text
    at_form.live({"guardianship": "weak", "once_key": "a" * 27})
    assert session.query(Visit).count() == session.query(VisitDraft).count() == 0


def test_asking_only_for_the_head_of_a_form_submits_nothing(at_form: AtForm) -> None:
    at_form.client.open("HEAD", at_form.url, status=200)
    receipt = at_form.submit().location
    at_form.client.open("HEAD", f"{receipt}/correct", status=200)


def test_who_comes_back_to_the_form_on_the_same_day_is_told_of_the_visit_that_stands(at_form: AtForm) -> None:
    assert "已登记过一次随访" not in at_form.open().text
    receipt = at_form.submit().location
    again = at_form.open()
    assert "今天12:00已登记过一次随访" in again.text
    assert [link.attributes["href"] for link in again.page.all("a") if link.text == "看回执"] == [receipt]
