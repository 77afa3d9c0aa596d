"""Pages of a person's file: scans and photos, each of a kind, hung in one of the eight parts (domain §6 [S2])."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Part(IntEnum):
    """The eight parts of one person's file [S2]."""

    REGISTRATION = 1
    ADMISSION = 2
    DIAGNOSIS = 3
    VISITS = 4
    LETTERS = 5
    INCIDENTS = 6
    LEVEL_CHANGES = 7
    OTHER = 8

    @property
    def label(self) -> str:
        """The name the notice gives it."""
        return _PART_LABELS[self]


_PART_LABELS = {
    Part.REGISTRATION: "信息登记表",
    Part.ADMISSION: "入库（出库）审批表",
    Part.DIAGNOSIS: "诊断证明书和危险等级评估报告书",
    Part.VISITS: "随访探视积分表",
    Part.LETTERS: "监护责任书或有奖监护协议",
    Part.INCIDENTS: "司法鉴定报告书或肇事肇祸情况说明",
    Part.LEVEL_CHANGES: "级别变更呈报表",
    Part.OTHER: "其他",
}


class PageKind(StrEnum):
    """What a page is a picture of. The first kind of a part is what a page without a kind counts as."""

    REGISTRATION_FORM = "registration_form"
    CONSENT = "consent"
    APPROVAL = "approval"
    PAPER_DECISION = "paper_decision"
    EXIT_PROOF = "exit_proof"
    """What a direct exit is proposed with: a death certificate, a record of the move, another illness's finding."""
    CERTIFICATE = "certificate"
    RATING_REPORT = "rating_report"
    VISIT_SHEET = "visit_sheet"
    SIGNED_LETTER = "signed_letter"
    FORENSIC_REPORT = "forensic_report"
    INCIDENT_STATEMENT = "incident_statement"
    CHANGE_FORM = "change_form"
    OTHER = "other"
    DAILY_CONDUCT = "daily_conduct"
    HISTORY = "history"
    HOSPITAL_RECORD = "hospital_record"
    FOLLOW_UP = "follow_up"
    """表8 as the clinic keeps it on paper, or a print of it from the national system."""

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return _KINDS[self][1]

    @property
    def part(self) -> Part:
        """Where it hangs."""
        return _KINDS[self][0]


_KINDS: dict[PageKind, tuple[Part, str]] = {
    PageKind.REGISTRATION_FORM: (Part.REGISTRATION, "信息登记表"),
    PageKind.CONSENT: (Part.REGISTRATION, "知情同意书"),
    PageKind.APPROVAL: (Part.ADMISSION, "入库、出库审批表"),
    PageKind.PAPER_DECISION: (Part.ADMISSION, "纸质认定文件"),
    PageKind.EXIT_PROOF: (Part.ADMISSION, "出库证明材料"),
    PageKind.CERTIFICATE: (Part.DIAGNOSIS, "诊断证明书"),
    PageKind.RATING_REPORT: (Part.DIAGNOSIS, "危险性评估报告"),
    PageKind.VISIT_SHEET: (Part.VISITS, "随访记录"),
    PageKind.SIGNED_LETTER: (Part.LETTERS, "已签字的责任书、协议"),
    PageKind.FORENSIC_REPORT: (Part.INCIDENTS, "司法鉴定报告书"),
    PageKind.INCIDENT_STATEMENT: (Part.INCIDENTS, "肇事肇祸情况说明"),
    PageKind.CHANGE_FORM: (Part.LEVEL_CHANGES, "级别变更呈报表"),
    PageKind.OTHER: (Part.OTHER, "其他材料"),
    PageKind.DAILY_CONDUCT: (Part.OTHER, "日常表现"),
    PageKind.HISTORY: (Part.OTHER, "病史"),
    PageKind.HOSPITAL_RECORD: (Part.OTHER, "收治医院病历"),
    PageKind.FOLLOW_UP: (Part.OTHER, "随访服务记录表（表8）"),
}


def kinds_of(part: Part) -> list[PageKind]:
    """The kinds of one part, the usual one first."""
    return [kind for kind in PageKind if kind.part is part]


def stamped_form(*, changes_level: bool) -> PageKind:
    """The form a stamped step or filing stands on: 级别变更呈报表, or 审批表 for a first determination and an exit."""
    return PageKind.CHANGE_FORM if changes_level else PageKind.APPROVAL
