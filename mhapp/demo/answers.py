"""Answers to the score sheet as they are given in life, for somebody who stands at a level."""

from __future__ import annotations

from random import Random

from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.visit_answers import Answers

NONE = ("none",)


def answer(
    guardianship: str = "strong",
    medication: str = "regular",
    symptoms: tuple[str, ...] = NONE,
    situation: tuple[str, ...] = NONE,
    other: tuple[str, ...] = NONE,
) -> Answers:
    """One filled sheet, the rating apart; quiet unless told."""
    return {
        "guardianship": (guardianship,),
        "medication": (medication,),
        "symptoms": symptoms,
        "situation": situation,
        "other": other,
    }


def answers_for(level: RiskLevel | None, rng: Random) -> Answers:
    """A sheet that suggests about this level; somebody without a level answers like yellow."""
    makers = {
        RiskLevel.GREEN: _green,
        RiskLevel.YELLOW: _yellow,
        RiskLevel.ORANGE: _orange,
        RiskLevel.RED: _red,
    }
    return makers[level or RiskLevel.YELLOW](rng)


def _green(rng: Random) -> Answers:
    drawn = rng.random()
    if drawn < 0.72:
        return answer()
    if drawn < 0.8:
        return answer(medication="not_needed")
    if drawn < 0.88:
        return answer(symptoms=(rng.choice(["withdrawn", "poor_sleep", "self_talk"]),))
    if drawn < 0.93:
        return answer(situation=("dispute",))
    if drawn < 0.97:
        return answer("weak")
    return answer(medication="intermittent")


def _yellow(rng: Random) -> Answers:
    drawn = rng.random()
    if drawn < 0.55:
        return answer(rng.choice(["strong", "weak"]), symptoms=("withdrawn",), other=("incident_history",))
    if drawn < 0.75:
        return answer("none", rng.choice(["regular", "intermittent"]))
    if drawn < 0.9:
        return answer("weak", "none", ("withdrawn", "poor_sleep"))
    return answer("weak", "intermittent", ("self_talk",), ("dispute", "stress"), ("incident_history",))


def _orange(rng: Random) -> Answers:
    sign = rng.choice(["suspicion", "pessimism", "wandering", "suspicion", "relapse"])
    return answer(
        rng.choice(["strong", "weak"]),
        rng.choice(["regular", "intermittent"]),
        ("poor_sleep", sign),
        rng.choice([NONE, ("dispute",), ("stress",)]),
        rng.choice([NONE, ("incident_history",)]),
    )


def _red(rng: Random) -> Answers:
    if rng.random() < 0.5:
        return answer("weak", "intermittent", ("threat",), ("dispute",), ("incident_history",))
    return answer("weak", "none", ("psychotic", "violent_tendency"), ("stress",), ("incident_history",))


def not_sure(answers: Answers, part: str) -> Answers:
    """The same sheet with one part answered 不了解."""
    return {**answers, part: ("unknown",)}
