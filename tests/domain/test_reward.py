"""The reward in yuan and cents: every row reckoned by hand."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.reward import (
    Agreement,
    Judgement,
    Stay,
    check_amount,
    check_judgements,
    days_that_count,
    proposed_amount,
)
from mhapp.domain.reward_period import period, period_from_code, periods_until
from mhapp.domain.reward_stops import Stop, Stopped, cuts_days, reaches_payment, stopped_by
from mhapp.domain.reward_terms import RewardTerms

SHIPPED = tomllib.loads(Path("mhapp/data/reward.toml").read_text(encoding="utf-8"))
TERMS = RewardTerms.from_dict(SHIPPED)
FIRST_HALF, SECOND_HALF = period(2026, 1, 2), period(2026, 2, 2)
LEAP_FIRST_HALF = period(2028, 1, 2)
WHOLE_YEAR = Agreement(date(2026, 1, 1), date(2026, 12, 31))
ALL_MET = dict.fromkeys(("medicine", "follow_up", "reports", "no_incident"), Judgement.MET)


def terms(**changes: object) -> RewardTerms:
    return RewardTerms.from_dict({**SHIPPED, **changes})


@pytest.mark.parametrize(
    "year, number, periods, first, last, days, label",
    [
        (2026, 1, 2, date(2026, 1, 1), date(2026, 6, 30), 181, "2026年上半年"),
        (2026, 2, 2, date(2026, 7, 1), date(2026, 12, 31), 184, "2026年下半年"),
        (2028, 1, 2, date(2028, 1, 1), date(2028, 6, 30), 182, "2028年上半年"),
        (2026, 1, 1, date(2026, 1, 1), date(2026, 12, 31), 365, "2026年全年"),
        (2028, 1, 1, date(2028, 1, 1), date(2028, 12, 31), 366, "2028年全年"),
        (2028, 1, 4, date(2028, 1, 1), date(2028, 3, 31), 91, "2028年第一季度"),
        (2026, 4, 4, date(2026, 10, 1), date(2026, 12, 31), 92, "2026年第四季度"),
    ],
)
def test_a_year_is_paid_in_parts(
    year: int, number: int, periods: int, first: date, last: date, days: int, label: str
) -> None:
    found = period(year, number, periods)
    assert (found.from_date, found.until_date, found.days, found.label) == (first, last, days, label)


@pytest.mark.parametrize(
    "code", ["2026-3", "2026-0", "2026-Q5", "26-1", "1926-1", "2026", "2026-1x", "２026-1", ""]
)
def test_a_code_that_names_no_period_names_none(code: str) -> None:
    assert period_from_code(code) is None


@pytest.mark.parametrize(
    "code, label",
    [
        ("2026-2", "2026年下半年"),
        ("2026-Q2", "2026年第二季度"),
        ("2026-Q4", "2026年第四季度"),
        ("2026-Y", "2026年全年"),
    ],
)
def test_a_code_says_how_the_year_is_divided(code: str, label: str) -> None:
    found = period_from_code(code)
    assert found is not None
    assert (found.label, found.code) == (label, code)


@pytest.mark.parametrize(
    "reason, stopped_on, reaches",
    [
        ("abuse", date(2026, 7, 9), True),
        ("confinement", date(2026, 7, 9), True),
        ("death", date(2026, 7, 9), True),
        ("exit", date(2026, 7, 9), True),
        # reckoned with days after the stop, or not
        ("moved", date(2026, 6, 30), True),
        ("moved", date(2026, 7, 1), False),
        ("guardian_changed", date(2026, 6, 30), True),
        ("other", date(2026, 7, 1), False),
    ],
)
def test_a_stop_holds_back_what_is_forfeited_wrongly_reckoned_or_whose_person_is_gone(
    reason: str, stopped_on: date, reaches: bool
) -> None:
    assert reaches_payment(a_stop(reason, stopped_on), None, date(2026, 6, 30)) is reaches


def a_stop(reason: str, from_day: date) -> Stop:
    return Stop(TERMS.stop(reason), from_day)


MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def together(*found: tuple[str, date]) -> Stopped | None:
    return stopped_by([a_stop(*one) for one in found])


@pytest.mark.parametrize(
    ("found", "counts", "forfeits", "from_day"),
    [
        ([("other", JUNE)], "other", False, JUNE),
        # confinement goes before everything, whenever it was found and from whatever day
        ([("other", JUNE), ("confinement", JULY)], "confinement", True, JUNE),
        ([("confinement", JULY), ("exit", JUNE)], "confinement", True, JUNE),
        ([("death", JUNE), ("abuse", MAY)], "abuse", True, MAY),
        # two that forfeit: the earlier; the same day: the one recorded first
        ([("abuse", JULY), ("confinement", JUNE)], "confinement", True, JUNE),
        ([("abuse", JUNE), ("confinement", JUNE)], "abuse", True, JUNE),
        # none that forfeits: the earliest day, and of one day the one recorded first
        ([("moved", JULY), ("guardian_changed", MAY)], "guardian_changed", False, MAY),
        ([("moved", MAY), ("death", JULY)], "moved", False, MAY),
        ([("moved", MAY), ("exit", MAY)], "moved", False, MAY),
    ],
)
def test_of_several_stops_a_forfeiting_one_counts_and_the_days_end_with_the_earliest(
    found: list[tuple[str, date]], counts: str, forfeits: bool, from_day: date
) -> None:
    stopped = together(*found)
    assert stopped is not None
    assert (stopped.counts.code, stopped.forfeits, stopped.from_day) == (counts, forfeits, from_day)
    assert len(stopped.stops) == len(found)


def test_no_stop_stops_nothing() -> None:
    assert stopped_by([]) is None


@pytest.mark.parametrize(
    ("before", "found", "cuts", "reaches"),
    [
        (("other", JUNE), ("moved", MAY), True, True),
        (("other", JUNE), ("moved", JUNE), False, False),  # reckoned up to that day already
        (("other", JUNE), ("moved", date(2026, 6, 20)), False, False),
        (("other", JUNE), ("death", date(2026, 6, 20)), False, True),
        (("other", JUNE), ("confinement", JULY), False, True),
        (("confinement", JUNE), ("other", MAY), True, True),
        (("other", date(2026, 8, 1)), ("moved", JULY), False, False),  # after the period
    ],
)
def test_a_stop_found_later_cuts_only_days_that_still_counted(
    before: tuple[str, date], found: tuple[str, date], cuts: bool, reaches: bool
) -> None:
    stop, until = a_stop(*found), date(2026, 6, 30)
    assert cuts_days(stop, together(before), until) is cuts
    assert reaches_payment(stop, together(before), until) is reaches


def test_the_newest_period_comes_first() -> None:
    assert [one.code for one in periods_until(date(2026, 1, 1), 2, 3)] == ["2026-1", "2025-2", "2025-1"]
    assert [one.code for one in periods_until(date(2026, 6, 30), 2, 1)] == ["2026-1"]
    assert [one.code for one in periods_until(date(2026, 7, 1), 2, 1)] == ["2026-2"]


@pytest.mark.parametrize(
    "agreement, stays, days",
    [
        (WHOLE_YEAR, [], 181),
        (Agreement(date(2026, 1, 2), date(2026, 12, 31)), [], 180),
        (Agreement(date(2026, 6, 30), date(2027, 6, 29)), [], 1),
        (Agreement(date(2026, 7, 1), date(2027, 6, 30)), [], 0),
        (Agreement(date(2025, 7, 1), date(2026, 1, 1)), [], 1),
        (Agreement(date(2025, 7, 1), date(2025, 12, 31)), [], 0),
        # stopped or ended on 1 April: 31 March is the last day that counts
        (Agreement(date(2026, 1, 1), date(2026, 12, 31), date(2026, 4, 1)), [], 90),
        (Agreement(date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1)), [], 0),
        # in on 10 March, home on 20 March: ten days off
        (WHOLE_YEAR, [Stay(date(2026, 3, 10), date(2026, 3, 20))], 171),
        (WHOLE_YEAR, [Stay(date(2026, 3, 10), date(2026, 3, 10))], 181),
        (WHOLE_YEAR, [Stay(date(2026, 6, 30), None)], 180),
        (WHOLE_YEAR, [Stay(date(2025, 12, 1), date(2026, 1, 11))], 171),
        # two that overlap take a day off once
        (
            WHOLE_YEAR,
            [Stay(date(2026, 2, 1), date(2026, 2, 6)), Stay(date(2026, 2, 3), date(2026, 2, 8))],
            174,
        ),
        (WHOLE_YEAR, [Stay(date(2025, 1, 1), None)], 0),
    ],
)
def test_days_are_those_of_the_agreement_without_days_in_hospital(
    agreement: Agreement, stays: list[Stay], days: int
) -> None:
    assert days_that_count(FIRST_HALF, agreement, stays, hospital_days_count=False) == days


def test_a_county_may_count_days_in_hospital() -> None:
    stays = [Stay(date(2026, 3, 10), date(2026, 3, 20))]
    assert days_that_count(FIRST_HALF, WHOLE_YEAR, stays, hospital_days_count=True) == 181


@pytest.mark.parametrize(
    "one_period, days, yuan",
    [
        (FIRST_HALF, 181, "1250.00"),
        (SECOND_HALF, 184, "1250.00"),
        (LEAP_FIRST_HALF, 182, "1250.00"),
        (FIRST_HALF, 180, "1243.09"),  # 1243.0939…
        (FIRST_HALF, 171, "1180.94"),  # 1180.9392…
        (FIRST_HALF, 90, "621.55"),  # 621.5469…
        (SECOND_HALF, 92, "625.00"),
        (LEAP_FIRST_HALF, 91, "625.00"),
        (LEAP_FIRST_HALF, 1, "6.87"),  # 6.8681…
        (FIRST_HALF, 1, "6.91"),  # 6.9060…
        (FIRST_HALF, 0, "0.00"),
    ],
)
def test_the_amount_goes_by_days_and_is_rounded_to_cents(one_period: object, days: int, yuan: str) -> None:
    assert proposed_amount(TERMS, one_period, days, ALL_MET) == Decimal(yuan)  # type: ignore[arg-type]


def test_half_a_cent_is_rounded_up() -> None:
    # 0.05 a year in two parts is 0.025 each: 0.03, not 0.02
    assert terms(yearly_yuan="0.05").whole == Decimal("0.03")
    # 100.02 for 92 of 184 days, a quarter of it not met: 37.5075
    county = terms(yearly_yuan="200.04")
    judged = {**ALL_MET, "medicine": Judgement.NOT_MET}
    assert proposed_amount(county, SECOND_HALF, 92, judged) == Decimal("37.51")


@pytest.mark.parametrize(
    "not_met, not_judged, yuan",
    [
        ((), (), "1250.00"),
        (("medicine",), (), "937.50"),
        (("medicine", "no_incident"), (), "625.00"),
        (("medicine", "follow_up", "reports"), (), "312.50"),
        (("medicine", "follow_up", "reports", "no_incident"), (), "0.00"),
        ((), ("medicine", "follow_up", "reports", "no_incident"), "1250.00"),
        (("reports",), ("medicine",), "937.50"),
    ],
)
def test_what_a_person_judged_not_met_is_taken_off_and_what_nobody_judged_is_not(
    not_met: tuple[str, ...], not_judged: tuple[str, ...], yuan: str
) -> None:
    judged = (
        ALL_MET | dict.fromkeys(not_met, Judgement.NOT_MET) | dict.fromkeys(not_judged, Judgement.NOT_JUDGED)
    )
    assert proposed_amount(TERMS, FIRST_HALF, 181, judged) == Decimal(yuan)


def test_every_condition_is_judged_and_what_costs_somebody_money_is_explained() -> None:
    check_judgements(TERMS, ALL_MET, {})
    with pytest.raises(RuleBroken, match="按医嘱服药") as missing:
        check_judgements(TERMS, {k: v for k, v in ALL_MET.items() if k != "medicine"}, {})
    assert missing.value.field == "medicine"
    judged = {**ALL_MET, "reports": Judgement.NOT_MET}
    with pytest.raises(RuleBroken, match="写明依据") as silent:
        check_judgements(TERMS, judged, {"reports": "  "})
    assert silent.value.field == "reports_words"
    check_judgements(TERMS, judged, {"reports": "走失两天后才说"})


@pytest.mark.parametrize("amount", ["0.00", "1243.09", "1250.00"])
def test_an_amount_up_to_a_whole_period_may_be_confirmed(amount: str) -> None:
    check_amount(Decimal(amount), Decimal("1243.09"), Decimal("1250.00"), "镇务会议决定")


@pytest.mark.parametrize(
    "amount, reason, field",
    [
        ("-0.01", "有理由", "amount"),
        ("1250.01", "有理由", "amount"),
        ("NaN", "有理由", "amount"),
        ("Infinity", "有理由", "amount"),
        ("1243.095", "有理由", "amount"),
        ("1243.08", None, "amount_reason"),
        ("1243.10", "  ", "amount_reason"),
    ],
)
def test_another_amount_is_refused_at_its_field(amount: str, reason: str | None, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_amount(Decimal(amount), Decimal("1243.09"), Decimal("1250.00"), reason)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "changes", [{"periods": 3}, {"yearly_yuan": "-1"}, {"yearly_yuan": "0.001"}, {"conditions": []}]
)
def test_terms_that_cannot_be_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(RuleBroken):
        terms(**changes)
