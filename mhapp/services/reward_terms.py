"""The county's terms of 以奖代补: published whole, then never changed; periods judged before keep theirs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.reward import RewardTerms
from mhapp.domain.roles import UnitKind
from mhapp.models import PolicyEdition, Unit
from mhapp.queries.reward_terms import KIND
from mhapp.services import audit_chain


def read_reward_terms(path: Path) -> dict[str, Any]:
    """A county's terms as typed, checked. Raises RuleBroken where they cannot be read or cannot be."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        RewardTerms.from_dict(document)
    except UnicodeDecodeError:
        raise RuleBroken("请把文件存成UTF-8编码再试") from None
    except (tomllib.TOMLDecodeError, ArithmeticError, TypeError, ValueError) as error:
        raise RuleBroken(f"文件的写法有误，请参照 mhapp/data/reward.toml：{error}") from None
    except KeyError as missing:
        raise RuleBroken(f"请写上{missing.args[0]}，请参照 mhapp/data/reward.toml") from None
    return document


def publish_reward_terms(
    county: Unit, document: Mapping[str, Any], *, effective_from: date, at: datetime
) -> PolicyEdition:
    """Make terms the county's from a day on. Raises RuleBroken for a code already published."""
    terms = RewardTerms.from_dict(document)
    if county.kind != UnitKind.COUNTY:
        raise RuleBroken(f"{county.name}不是区县，奖补标准由区县发布")
    taken = select(PolicyEdition.id).where(
        PolicyEdition.county_id == county.id,
        PolicyEdition.kind == KIND,
        PolicyEdition.edition == terms.edition,
    )
    if db.session.scalar(taken) is not None:
        raise RuleBroken(f"版本{terms.edition}已经发布，不能改动；请换一个版本号 edition")
    row = PolicyEdition(
        county_id=county.id,
        kind=KIND,
        edition=terms.edition,
        effective_from=effective_from,
        document=dict(document),
        published_at=at,
    )
    db.session.add(row)
    db.session.flush()
    audit_chain.record("policy:publish", at=at, kind="policy_edition", subject=row.public_id, detail=KIND)
    return row
