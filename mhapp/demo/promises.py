"""The people the first village always holds, whatever its size, so that every page has something to show."""

from __future__ import annotations

from mhapp.demo.answers import answer, not_sure
from mhapp.demo.course import Course
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel

_R = RiskLevel
_QUIET = answer()

FIRST_VILLAGE = (
    Course(_R.GREEN, rating=0, promise="rating_0", name="顾安示"),
    Course(_R.GREEN, rating=1, promise="rating_1", name="贺平样"),
    # 39 today; 42 with weak guardianship, irregular medicine and two quiet signs (16+8+8+5+5).
    Course(
        _R.GREEN,
        rating=2,
        promise="rating_2",
        name="林𬭊",
        last_visits=((20, answer("weak", symptoms=("withdrawn",), situation=("dispute", "stress"))),),
    ),
    # 60 today (30+15+0+5+10); 61 with weak guardianship and irregular medicine (30+8+8+5+10).
    Course(
        _R.YELLOW,
        rating=3,
        rated=30,
        promise="rating_3",
        name="周㛃",
        second_cadre=True,
        last_visits=((30, answer("none", symptoms=("withdrawn",), situation=("dispute", "stress"))),),
    ),
    # 79 today (36+8+15+5+15).
    Course(
        _R.ORANGE,
        before=_R.YELLOW,
        changed=40,
        rating=4,
        rated=25,
        promise="rating_4",
        name="陈䶮",
        last_visits=((9, answer("weak", "none", ("poor_sleep",), ("substance", "dispute", "stress"))),),
    ),
    # 80 today (40+15+0+10+15).
    Course(
        _R.RED,
        before=_R.ORANGE,
        changed=12,
        rating=5,
        rated=6,
        promise="rating_5",
        name="于示范",
        last_visits=(
            (5, answer("none", symptoms=("suspicion",), situation=("substance", "dispute", "stress"))),
        ),
    ),
    Course(
        _R.YELLOW,
        rating=None,
        promise="never_rated",
        name="蒋样本",
        last_visits=((12, answer("weak", symptoms=("withdrawn",), other=("incident_history",))),),
    ),
    Course(
        _R.YELLOW,
        rating=1,
        rated=118,
        promise="stale_rating",
        name="邵示意",
        ending="stale",
        last_visits=((6, answer("weak", other=("incident_history",))),),
    ),
    Course(None, rating=1, rated=8, promise="ungraded", name="尹初样", last_visits=((7, answer("weak")),)),
    Course(_R.YELLOW, rating=2, rated=20, promise="open_proposal", name="汤示例", ending="proposed"),
    Course(_R.GREEN, rating=1, promise="past_review", name="龚样例", ending="past_review", on_paper=375),
    # 59, 54, 34: falling twice since the level was determined, the last one suggesting yellow.
    Course(
        _R.ORANGE,
        before=_R.YELLOW,
        changed=48,
        rating=2,
        rated=33,
        promise="two_falls",
        name="段示样",
        last_visits=(
            (
                38,
                answer("none", "intermittent", ("suspicion",), ("dispute", "stress"), ("incident_history",)),
            ),
            (
                24,
                answer("none", "intermittent", ("withdrawn",), ("dispute", "stress"), ("incident_history",)),
            ),
            (11, answer("weak", "regular", ("withdrawn",), ("dispute",), ("incident_history",))),
        ),
    ),
    Course(
        _R.YELLOW,
        rating=2,
        rated=35,
        promise="overdue",
        name="雷样示",
        last_visits=((32, answer("weak", "intermittent", ("withdrawn",), other=("incident_history",))),),
    ),
    Course(
        _R.GREEN,
        rating=0,
        promise="due_today",
        name="阿依努尔·示例买买提·演示克孜",
        last_visits=((90, _QUIET),),
    ),
    Course(
        _R.YELLOW,
        rating=2,
        rated=50,
        promise="not_sure",
        name="欧阳示例其其格演示",
        last_visits=((18, not_sure(answer("weak", other=("incident_history",)), "medication")),),
    ),
    Course(
        _R.GREEN,
        rating=1,
        promise="little_medicine",
        name="康例样",
        medicine_days=5,
        second_cadre=True,
        last_visits=((3, _QUIET),),
    ),
    Course(_R.GREEN, rating=1, promise="in_hospital", name="毛样院", status=PatientStatus.HOSPITAL),
    # 40 today (30+0+0+5+5); 80 without guardian or medicine and with three circumstances (30+15+15+5+15).
    Course(
        _R.YELLOW,
        rating=3,
        rated=15,
        promise="forty",
        name="龙示点",
        last_visits=((26, answer(symptoms=("withdrawn",), situation=("dispute",))),),
    ),
)
"""In the village of 13900000101. Points in the comments are worked out by hand from the shipped sheet."""

ELSEWHERE = (
    Course(_R.ORANGE, before=_R.YELLOW, changed=50, rating=4, rated=20, ending="audit", promise="audit"),
    Course(_R.ORANGE, before=_R.YELLOW, changed=60, rating=4, rated=15, ending="county", promise="county"),
    Course(_R.YELLOW, rating=2, rated=22, ending="returned", promise="returned"),
    Course(_R.YELLOW, rating=2, rated=28, ending="suggestion", promise="suggestion"),
    Course(_R.GREEN, rating=0, ending="death", promise="death"),
    Course(_R.GREEN, rating=1, status=PatientStatus.AWAY, promise="away"),
    Course(None, rating=2, rated=5, promise="ungraded_elsewhere"),
    Course(
        _R.YELLOW,
        rating=2,
        rated=31,
        promise="late_visit",
        last_visits=((37, answer("weak", other=("incident_history",))),),
    ),
    Course(
        _R.YELLOW,
        rating=1,
        rated=44,
        promise="missed",
        ending="missed",
        last_visits=((31, answer("weak", other=("incident_history",))),),
    ),
    Course(_R.YELLOW, rating=0, ending="exit", promise="exited"),
    Course(_R.RED, before=_R.ORANGE, changed=3, rating=5, rated=8, promise="city_filing", ending="city_file"),
    Course(_R.YELLOW, rating=0, ending="exit", promise="exited_elsewhere"),
)
"""One to a village from the second on, round and round."""
