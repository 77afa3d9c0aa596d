"""An incident (肇事肇祸案事件) as it is recorded for 表13 [A fields]: what must be said, and when it can have been."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date

from mhapp.domain.errors import RuleBroken

LONGEST = 2000
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")
WORDS = {
    "place": "地点", "course": "经过", "harm": "危害后果", "persons": "涉及人员", "cause": "原因",
    "handling": "处置情况", "legal_result": "法律处理结果", "prevention": "防范措施",
}  # fmt: skip
"""Fields in words, in the order of the form."""
REQUIRED = ("place", "course", "harm", "persons")


@dataclass(frozen=True)
class IncidentFacts:
    """What is recorded of one incident. `happened_at` is HH:MM, empty where nobody knows the hour."""

    happened_on: date
    place: str
    course: str
    harm: str
    persons: str
    happened_at: str = ""
    cause: str = ""
    handling: str = ""
    legal_result: str = ""
    prevention: str = ""


def check_incident(facts: IncidentFacts, *, today: date) -> IncidentFacts:
    """The same facts trimmed. Raises RuleBroken at the first field that has to be mended."""
    texts = {f.name: getattr(facts, f.name).strip() for f in fields(facts) if f.name != "happened_on"}
    if facts.happened_on > today:
        raise RuleBroken("发生日期不能晚于今天", "happened_on")
    if texts["happened_at"] and not HOUR.match(texts["happened_at"]):
        raise RuleBroken("时间请按14:30这样填写，不清楚的可以不填", "happened_at")
    for name, words in WORDS.items():
        if name in REQUIRED and not texts[name]:
            raise RuleBroken(f"请填写{words}", name)
        if len(texts[name]) > LONGEST:
            raise RuleBroken(f"{words}请缩短到{LONGEST}个字以内", name)
    return replace(facts, **texts)
