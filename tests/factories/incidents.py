"""Incidents as people enter them."""

from __future__ import annotations

from datetime import date

from mhapp.domain.incident import IncidentFacts


def what_happened(on: date, **changes: str) -> IncidentFacts:
    """A minor incident with every field filled; `changes` replaces texts."""
    texts = {
        "happened_at": "14:30",
        "place": "村口小卖部",
        "course": "与店主发生口角后摔坏货架",
        "harm": "货架一个，约200元",
        "persons": "店主一人，没有受伤",
        "cause": "赊账起了争执",
        "handling": "村干部和民警到场劝解",
        "legal_result": "批评教育",
        "prevention": "家属陪同购物，一周内回访",
    }
    return IncidentFacts(happened_on=on, **(texts | changes))
