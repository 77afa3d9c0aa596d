"""The eight parts of a file: what makes each one there, missing or not asked for. By hand from domain §6 and S1."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mhapp.domain.file_page import PageKind
from mhapp.domain.patient_file import FileFacts, State, completeness, file_parts
from mhapp.domain.roles import Role

WHOLE = FileFacts(
    consent_recorded=True, determined=True, rating=2, scored_visits=3, letter_holds=True, has_guardian=True,
    pages=frozenset({PageKind.CERTIFICATE}),
)  # fmt: skip
HIGH = {PageKind.CERTIFICATE, PageKind.DAILY_CONDUCT, PageKind.HISTORY, PageKind.HOSPITAL_RECORD}
P, M, N = State.PRESENT, State.MISSING, State.NOT_APPLICABLE

# what is different from a whole, quiet file -> part, its state, words of it that a reader meets
TABLE = [
    ({}, 1, P, "登记表已填完"),
    ({"sections_missing": (("家庭", Role.VILLAGE_CADRE),)}, 1, M, "登记表没填完：家庭"),
    ({"consent_recorded": False}, 1, M, "知情同意还没登记"),
    ({"consent_recorded": False, "pages": frozenset({PageKind.CONSENT})}, 1, P, "登记表已填完"),
    ({}, 2, P, "已认定"),
    ({"determined": False}, 2, M, "还没提出首次定级"),
    ({"determined": False, "proposal_waits_for": Role.TOWNSHIP_REVIEWER}, 2, M, "已提出，还没认定"),
    ({"determined": False, "pages": frozenset({PageKind.APPROVAL})}, 2, P, "已认定"),
    ({}, 3, P, "诊断证明书，危险性2级"),
    ({"rating": 0}, 3, P, "诊断证明书，危险性0级"),
    ({"rating": None}, 3, M, "还没评定危险性"),
    ({"pages": frozenset()}, 3, M, "缺诊断证明书"),
    ({}, 4, P, "3次随访积分"),
    ({"scored_visits": 0}, 4, M, "还没有评分的随访"),
    ({"scored_visits": 0, "pages": frozenset({PageKind.VISIT_SHEET})}, 4, P, "有纸质随访记录"),
    ({}, 5, P, "有生效中的责任书或协议"),
    ({"letter_holds": False}, 5, M, "没有生效中的责任书或协议"),
    ({"letter_holds": False, "has_guardian": False}, 5, M, "没有监护人，要先指定"),
    (
        {"letter_holds": False, "has_guardian": False, "cannot_be_designated": "送康复（托养）机构照料"},
        5, N, "无法指定监护人，送康复（托养）机构照料",
    ),
    ({"letter_holds": False, "cannot_be_designated": "送康复（托养）机构照料"}, 5, M, "没有生效中的责任书或协议"),
    ({"letter_holds": False, "has_guardian": False, "left_words": "死亡"}, 5, N, "死亡，不再签责任书"),
    ({"left_words": "死亡"}, 5, P, "有生效中的责任书或协议"),
    ({}, 6, N, "没有肇事肇祸记录"),
    ({"incidents": 1}, 6, P, "1件情况说明"),
    ({"incident_seen": True}, 6, M, "缺情况说明或司法鉴定"),
    ({"incident_seen": True, "pages": frozenset({PageKind.FORENSIC_REPORT})}, 6, P, "有鉴定书或情况说明"),
    ({}, 7, N, "首次定级后没有变更"),
    ({"level_changes": 2}, 7, P, "变更2次"),
    ({"pages": frozenset({PageKind.CHANGE_FORM})}, 7, P, "有纸质呈报表"),
    ({}, 8, N, "危险性3级以下、没有肇事肇祸的，不要求"),
    ({"pages": frozenset({PageKind.OTHER})}, 8, P, "其他材料"),
    ({"rating": 3}, 8, M, "缺日常表现"),
    ({"incidents": 1}, 8, M, "缺病史"),
    ({"rating": 3, "pages": frozenset(HIGH)}, 8, M, "没登记责任单位和责任领导"),
    (
        {"rating": 3, "pages": frozenset(HIGH), "responsible_unit": True},
        8, P, "日常表现、录入情况、病史、医院病历、责任单位、走访评估报告都有",
    ),
    (
        {"rating": 3, "pages": frozenset(HIGH), "responsible_unit": True, "entries_missing": None},
        8, P, "日常表现、病史、医院病历、责任单位、走访评估报告都有",
    ),
    (
        {"rating": 3, "scored_visits": 0, "entries_missing": (("先发", Role.POLICE_OFFICER),)},
        8, M, "缺日常表现还没录入先发缺病史缺收治医院病历没登记责任单位和责任领导缺走访评估报告",
    ),
    ({"rating": 3, "entries_missing": (("先发", Role.POLICE_OFFICER),)}, 8, M, "已有走访评估报告"),
    (
        {"rating": 3, "pages": frozenset(HIGH - {PageKind.HOSPITAL_RECORD}), "responsible_unit": True},
        8, M, "缺收治医院病历",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "part", "state", "words"), TABLE)
def test_each_part_stands_as_its_records_say(
    changes: dict[str, object], part: int, state: State, words: str
) -> None:
    found = file_parts(replace(WHOLE, **changes))[part - 1]  # type: ignore[arg-type]
    assert (found.part, found.state) == (part, state)
    assert words in found.words + "".join(gap.words for gap in found.gaps)


@pytest.mark.parametrize(
    ("changes", "turns"),
    [
        (
            {
                "sections_missing": (("家庭", Role.VILLAGE_CADRE), ("诊断", Role.CLINIC_DOCTOR)),
                "consent_recorded": False,
            },
            ["village_cadre", "clinic_doctor", "clinic_doctor"],
        ),
        ({"determined": False, "proposal_waits_for": Role.COUNTY_OFFICE}, ["county_office"]),
        ({"letter_holds": False, "has_guardian": False}, ["civil_affairs"]),
        (
            {
                "rating": 3,
                "pages": frozenset(HIGH),
                "responsible_unit": True,
                "entries_missing": (("先发", Role.POLICE_OFFICER),),
            },
            ["police_officer"],
        ),
        ({"incident_seen": True, "pages": frozenset(HIGH), "responsible_unit": True}, ["police_officer"]),
    ],
)
def test_a_gap_says_whose_turn_it_is(changes: dict[str, object], turns: list[str]) -> None:
    parts = file_parts(replace(WHOLE, **changes))  # type: ignore[arg-type]
    assert [gap.turn.value for part in parts for gap in part.gaps] == turns


def test_what_is_not_asked_for_does_not_count_as_missing() -> None:
    assert completeness(file_parts(WHOLE)) == (5, 5)
    assert completeness(file_parts(replace(WHOLE, letter_holds=False))) == (4, 5)
    assert completeness(file_parts(FileFacts())) == (0, 5)
