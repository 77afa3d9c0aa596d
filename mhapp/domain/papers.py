"""The papers of a person's file: what each is called, who may print it, what its number looks like (forms §6, §9)."""

from __future__ import annotations

from enum import StrEnum

from mhapp.domain.disclosure import Group
from mhapp.domain.permissions import Permission


class PaperKind(StrEnum):
    """A form that goes to paper. The value is the code in file names and in the audit trail."""

    ADMISSION = "admission"
    """入库审批表: the first determination, on paper."""
    CONSENT = "consent"
    """表5 with the recorded answer."""
    CONSENT_BLANK = "consent-blank"
    """表5 to print and sign."""
    DANGER_REPORT = "danger-report"
    EXIT = "exit"
    """出库审批表: the exit case, on paper."""
    FILE = "file"
    """The whole file."""
    INCIDENT = "incident"
    """表13."""
    LEVEL_CHANGE = "level-change"
    MOVE = "move"
    """The form that goes with a person who moves."""
    MOVE_LETTER = "move-letter"
    """The letter to the place a person moves to. A letter names no level (domain §11), the form with it does."""
    OBJECTION = "objection"
    """What was objected to and what was answered, to hand over."""
    REASONS = "reasons"
    """The reasons of a level, in plain words, for the patient or guardian."""
    REGISTRATION = "registration"
    VISIT = "visit"

    @property
    def label(self) -> str:
        """The title on paper."""
        return _LABELS[self]


class LeadPaperKind(StrEnum):
    """A form made from a lead, which is not a patient and has no file."""

    IDENTIFICATION = "identification"
    """表1."""
    RECORD = "lead-record"
    """表2."""

    @property
    def label(self) -> str:
        """The title on paper."""
        return {"identification": "精神行为异常识别清单", "lead-record": "线索调查/复核登记表"}[self.value]


_LABELS = {
    PaperKind.ADMISSION: "入库审批表",
    PaperKind.CONSENT: "参加社区服务管理知情同意书",
    PaperKind.CONSENT_BLANK: "参加社区服务管理知情同意书",
    PaperKind.DANGER_REPORT: "危险性评估报告",
    PaperKind.EXIT: "出库审批表",
    PaperKind.FILE: "患者档案",
    PaperKind.INCIDENT: "肇事肇祸案（事）件情况说明",
    PaperKind.LEVEL_CHANGE: "级别变更呈报表",
    PaperKind.MOVE: "患者信息移交表",
    PaperKind.MOVE_LETTER: "患者迁移告知函",
    PaperKind.OBJECTION: "异议答复书",
    PaperKind.REASONS: "风险等级说明",
    PaperKind.REGISTRATION: "患者信息登记表",
    PaperKind.VISIT: "随访探视积分表",
}

PERMISSION: dict[PaperKind, Permission] = {
    PaperKind.ADMISSION: Permission.PAPER_LEVEL,
    PaperKind.CONSENT: Permission.PAPER_FORM,
    PaperKind.CONSENT_BLANK: Permission.PAPER_FORM,
    PaperKind.DANGER_REPORT: Permission.PAPER_LEVEL,
    PaperKind.EXIT: Permission.PAPER_LEVEL,
    PaperKind.FILE: Permission.FILE_PRINT,
    PaperKind.INCIDENT: Permission.PAPER_INCIDENT,
    PaperKind.LEVEL_CHANGE: Permission.PAPER_LEVEL,
    PaperKind.MOVE: Permission.PAPER_FORM,
    PaperKind.MOVE_LETTER: Permission.PAPER_FORM,
    PaperKind.OBJECTION: Permission.OBJECTION_READ,
    PaperKind.REASONS: Permission.PAPER_REASONS,
    PaperKind.REGISTRATION: Permission.PAPER_FORM,
    PaperKind.VISIT: Permission.PAPER_LEVEL,
}
"""Who may print which paper: who may read its record at all; what it holds is then cut to the reader's fields [A]."""

GROUP: dict[PaperKind, Group] = {
    PaperKind.ADMISSION: Group.LEVEL,
    PaperKind.CONSENT: Group.IDENTITY,
    PaperKind.CONSENT_BLANK: Group.IDENTITY,
    PaperKind.DANGER_REPORT: Group.RATING,
    PaperKind.EXIT: Group.LEVEL,
    PaperKind.FILE: Group.LEVEL,
    PaperKind.INCIDENT: Group.INCIDENTS,
    PaperKind.LEVEL_CHANGE: Group.LEVEL,
    PaperKind.MOVE: Group.GUARDIAN,
    PaperKind.MOVE_LETTER: Group.GUARDIAN,
    PaperKind.OBJECTION: Group.LEVEL,
    PaperKind.REASONS: Group.LEVEL,
    PaperKind.REGISTRATION: Group.GUARDIAN,
    PaperKind.VISIT: Group.LEVEL,
}
"""The column of domain §12 a paper's record stands in: who may not read it learns nothing from its check code."""


def paper_number(short_name: str, year: int, number: int) -> str:
    """石盘档〔2026〕0031号: the township's short name, the year, its own count in that year."""
    return f"{short_name}档〔{year}〕{number:04d}号"


def lead_paper_number(short_name: str, year: int, number: int) -> str:
    """石盘线索〔2026〕0007号: a lead's papers are counted by themselves."""
    return f"{short_name}线索〔{year}〕{number:04d}号"


def normalised_code(typed: str) -> str:
    """A check code as typed from paper: capitals, no spaces or dashes, and the digits base32 does not have read as
    the letters they look like."""
    kept = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    return kept.translate(str.maketrans("018", "OIB"))
