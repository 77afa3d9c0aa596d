"""Who answers an objection: somebody outside the chain (domain §11)."""

from __future__ import annotations

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.objection import About, answering_role, check_answer, check_may_answer
from mhapp.domain.roles import Role


@pytest.mark.parametrize(
    ("about", "made_by", "answers"),
    [
        ("level_decision", "township_reviewer", "county_office"),
        ("level_decision", "county_office", "county_office"),
        ("danger_rating", "clinic_doctor", "township_reviewer"),
        ("visit", "village_cadre", "township_reviewer"),
        ("patient", "village_cadre", "township_reviewer"),
        ("visit", "township_reviewer", "county_office"),
    ],
)
def test_the_office_above_answers(about: str, made_by: str, answers: str) -> None:
    assert answering_role(About(about), Role(made_by)).value == answers


def test_whoever_took_part_does_not_answer() -> None:
    check_may_answer(7, {1, 2})
    with pytest.raises(RuleBroken, match="没有参与的经办人"):
        check_may_answer(2, {1, 2})


def test_an_answer_gives_reasons() -> None:
    check_answer("核对了近三次随访和评估")
    with pytest.raises(RuleBroken, match="至少10个字"):
        check_answer("核对了近三次随访和")
