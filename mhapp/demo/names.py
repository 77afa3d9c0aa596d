"""Names for the invented county, put together from a list; nobody's."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

MAN, WOMAN = "1", "2"


@cache
def name_list() -> dict[str, Any]:
    """The list as shipped: places, surnames, given names, hospitals."""
    path = Path(__file__).parent.parent / "data" / "demo_names.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def invent_name(rng: Random, sex: str) -> str:
    """A surname and one or two given characters."""
    people = name_list()["people"]
    own = people["given_men"] if sex == MAN else people["given_women"]
    first = rng.choice(people["given_any"]) if rng.random() < 0.7 else ""
    return rng.choice(people["surnames"]) + first + rng.choice(own)


def invent_guardian(rng: Random, patient_name: str, patient_sex: str, age: int) -> tuple[str, str]:
    """(name, relation in the household's words), by the person's age; kin by the father bear the same surname."""
    people = name_list()["people"]
    relation: str = rng.choice(people["young_relations"] if age < 45 else people["old_relations"])
    woman = patient_sex == MAN if relation == "配偶" else relation in {"母亲", "姐姐", "女儿", "妹妹"}
    name = invent_name(rng, WOMAN if woman else MAN)
    of_the_father = relation in {"父亲", "哥哥", "姐姐", "弟弟", "妹妹"}
    same = of_the_father or (relation in {"儿子", "女儿"} and patient_sex == MAN)
    return (patient_name[0] + name[1:] if same and len(patient_name) <= 3 else name), relation
