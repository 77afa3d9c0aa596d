"""The six diagnoses of severe mental disorder with their ICD-10 codes [N]. Village and police see the category only."""

from __future__ import annotations

DIAGNOSES = {
    "F20": "精神分裂症",
    "F25": "分裂情感障碍",
    "F22": "偏执性精神病",
    "F31": "双相情感障碍",
    "G40": "癫痫所致精神障碍",
    "F70": "精神发育迟滞伴发精神障碍",
}
CATEGORY = "严重精神障碍"
"""What those see who may know the category but not the diagnosis (domain §12)."""


def diagnosis_label(code: str | None) -> str:
    """The name of a diagnosis; 未登记 where none is on record."""
    return DIAGNOSES.get(code or "", "未登记")
