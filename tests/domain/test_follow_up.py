"""Where the first 表8 stands, and the days that cannot be its own. By hand."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.follow_up import FirstFollowUp, KeptAs, check_national, first_follow_up

MAY, JULY = date(2026, 5, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("page", "national", "counts"),
    [
        (None, None, None),
        (JULY, None, FirstFollowUp(KeptAs.PAPER, JULY)),
        (None, MAY, FirstFollowUp(KeptAs.NATIONAL, MAY)),
        (JULY, MAY, FirstFollowUp(KeptAs.PAPER, JULY)),
    ],
)
def test_the_sheet_in_the_file_counts_before_the_word_about_it(
    page: date | None, national: date | None, counts: FirstFollowUp | None
) -> None:
    assert first_follow_up(page_dated=page, national_on=national) == counts


@pytest.mark.parametrize(
    ("first_on", "born", "said"),
    [
        (date(2026, 7, 2), None, None),
        (date(2026, 7, 3), None, "不能晚于今天"),
        (date(1980, 5, 1), date(1980, 5, 1), None),
        (date(1980, 4, 30), date(1980, 5, 1), "不能早于出生日期"),
    ],
)
def test_the_day_of_a_follow_up_lies_within_the_life(
    first_on: date, born: date | None, said: str | None
) -> None:
    if said is None:
        check_national(first_on, born=born, today=date(2026, 7, 2))
        return
    with pytest.raises(RuleBroken, match=said):
        check_national(first_on, born=born, today=date(2026, 7, 2))
