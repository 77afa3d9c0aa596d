"""Rights told before somebody is sent for a diagnosis: who sends, what has to be said of it. By hand."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.lead import Ground
from mhapp.domain.rights_told import RightsTold, ToldTo, check_told

TODAY, LATER = date(2026, 7, 14), date(2026, 7, 15)
KNOWN = {"voluntary": "…", "court": "…"}

# who sends, what was told -> the field that has to be mended, or None
TABLE = [
    (Ground.SELF, RightsTold(), None),
    (Ground.FAMILY, RightsTold(), "rights_told"),
    (Ground.URGENT, RightsTold(), "rights_told"),
    (Ground.CIVIL_AFFAIRS, RightsTold(("court",), ToldTo.PATIENT, TODAY), None),
    (Ground.SELF, RightsTold((), ToldTo.PATIENT, None), "rights_told"),
    (Ground.SELF, RightsTold((), None, TODAY), "rights_told"),
    (Ground.FAMILY, RightsTold(("court",), None, TODAY), "rights_told_to"),
    (Ground.FAMILY, RightsTold(("court",), ToldTo.BOTH, None), "rights_told_on"),
    (Ground.FAMILY, RightsTold(("court",), ToldTo.BOTH, LATER), "rights_told_on"),
    (Ground.FAMILY, RightsTold(("duty",), ToldTo.BOTH, TODAY), "rights_told"),
]


@pytest.mark.parametrize(("ground", "told", "field"), TABLE)
def test_who_sends_somebody_has_told_them_their_rights(
    ground: Ground, told: RightsTold, field: str | None
) -> None:
    if field is None:
        check_told(told, ground, known=KNOWN, sent_on=LATER, today=TODAY)
        return
    with pytest.raises(RuleBroken) as broken:
        check_told(told, ground, known=KNOWN, sent_on=LATER, today=TODAY)
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("told_on", "before"), [(date(2026, 7, 12), True), (date(2026, 7, 13), True), (TODAY, False)]
)
def test_rights_are_told_by_the_day_somebody_is_sent(told_on: date, before: bool) -> None:
    told, sent_on = RightsTold(("court",), ToldTo.BOTH, told_on), date(2026, 7, 13)
    if before:
        check_told(told, Ground.FAMILY, known=KNOWN, sent_on=sent_on, today=TODAY)
        return
    with pytest.raises(RuleBroken, match="送诊前"):
        check_told(told, Ground.FAMILY, known=KNOWN, sent_on=sent_on, today=TODAY)
