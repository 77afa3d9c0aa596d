"""Score sheets: the shipped one, and a small test edition with halves."""

from __future__ import annotations

import tomllib
from pathlib import Path

from mhapp.domain.score_sheet import ScoreSheet

SHIPPED = Path(__file__).parents[2] / "mhapp" / "data" / "score_sheet_sample.toml"


def the_shipped_sheet() -> ScoreSheet:
    """The sample sheet a county starts with."""
    return ScoreSheet.from_dict(tomllib.loads(SHIPPED.read_text("utf-8")))


def a_sheet_with_halves() -> ScoreSheet:
    """An edition whose one scored item reaches every limit exactly and by halves: answer p39_5 counts 39.5."""
    points = ["0", "0.5", "39.5", "40", "60", "60.5", "79.5", "80", "100"]
    return ScoreSheet.from_dict(
        {
            "edition": "halves",
            "name": "测试积分表",
            "title": "随访探视积分表",
            "official": False,
            "effective_from": "2020-01-01",
            "limits": {"red_from": 80, "orange_above": 60, "yellow_from": 40},
            "items": [
                {
                    "code": "state",
                    "letter": "A",
                    "label": "状况",
                    "kind": "several",
                    "combine": "sum",
                    "options": [
                        {"code": f"p{value.replace('.', '_')}", "label": f"{value}分", "points": value}
                        for value in points
                    ],
                }
            ],
        }
    )
