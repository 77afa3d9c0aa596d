"""Objections (异议): lodged for a patient or guardian, answered outside the chain within 15 working days (§11 [A]).

An objection that is upheld changes nothing by itself: it advises a new proposal.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role


class About(StrEnum):
    """What is objected to: its record is named with it."""

    DECISION = "level_decision"
    RATING = "danger_rating"
    VISIT = "visit"
    REGISTRATION = "patient"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            About.DECISION: "级别认定",
            About.RATING: "危险性评估",
            About.VISIT: "随访记录",
            About.REGISTRATION: "登记的信息",
        }[self]


class LodgedFor(StrEnum):
    """Whose objection it is."""

    PATIENT = "patient"
    GUARDIAN = "guardian"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {LodgedFor.PATIENT: "患者本人", LodgedFor.GUARDIAN: "监护人"}[self]


class Outcome(StrEnum):
    """How it was answered."""

    UPHELD = "upheld"
    """The objection holds: a new proposal, or a correction, is advised."""
    EXPLAINED = "explained"
    """The record stays, and why is explained."""

    @property
    def label(self) -> str:
        """The word on screen."""
        return {Outcome.UPHELD: "异议成立，建议重新提出", Outcome.EXPLAINED: "维持，已说明理由"}[self]


FEWEST_LETTERS = 10
"""An answer of fewer letters explains nothing."""


def answering_role(about: About, made_by: Role) -> Role:
    """Which office answers: for what the township decided the county, for what the county decided the county again
    (another officer); for what was written below them the township's reviewer [A]."""
    if about is About.DECISION or made_by in (Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICE):
        return Role.COUNTY_OFFICE
    return Role.TOWNSHIP_REVIEWER


def check_may_answer(account_id: int, chain: Collection[int]) -> None:
    """Whoever took a step in what is objected to, or wrote it, does not answer. Raises RuleBroken."""
    if account_id in chain:
        raise RuleBroken("您参与过这件事的办理，要由没有参与的经办人答复")


def check_answer(words: str) -> None:
    """An answer explains itself. Raises RuleBroken at `answer`."""
    if len(words.strip()) < FEWEST_LETTERS:
        raise RuleBroken(f"请把理由写清楚，至少{FEWEST_LETTERS}个字", "answer")
