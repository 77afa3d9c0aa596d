"""The county's terms of 以奖代补: published whole, then never changed; periods judged before keep theirs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.clock import BEIJING, beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.reward_terms import RewardTerms
from mhapp.domain.viewer import Viewer
from mhapp.models import Letter, PolicyEdition, Unit
from mhapp.queries.reward_terms import KIND
from mhapp.services import audit_chain
from mhapp.services.policy_editions import add_edition, check_is_new


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
    county: Unit, document: Mapping[str, Any], *, effective_from: date, by: Viewer | None, at: datetime
) -> PolicyEdition:
    """Make terms the county's for agreements issued from a day on; `by` None: by a command of the installation.

    Raises RuleBroken for a code already published, and for a day on which an agreement may have been issued by others.
    """
    check_edition(county, document, effective_from=effective_from, at=at)
    row = add_edition(
        county, KIND, str(document["edition"]), document, effective_from=effective_from, at=at, by=by
    )
    audit_chain.record(
        "policy:publish", at=at, by=by, kind="policy_edition", subject=row.public_id, detail=KIND
    )
    return row


def check_edition(
    county: Unit, document: Mapping[str, Any], *, effective_from: date, at: datetime
) -> RewardTerms:
    """The terms a document would publish. Raises RuleBroken where it may not be published from that day."""
    terms = RewardTerms.from_dict(document)
    check_is_new(county, KIND, terms.edition, called="奖补标准")
    _check_day(county, effective_from, beijing_date(at))
    return terms


def _check_day(county: Unit, effective_from: date, today: date) -> None:
    """An agreement is held to the terms of the day it was issued: no edition reaches back to one already issued."""
    if effective_from < today:
        raise RuleBroken("生效日期请填写今天或者以后的日期，以前签的协议按原来的标准", "effective_from")
    issued = (
        select(Letter.id)
        .join(Unit, Unit.id == Letter.unit_id)
        .where(
            Unit.path.like(f"{county.path}.%"),
            Letter.kind == LetterKind.REWARD.value,
            Letter.issued_at >= datetime.combine(today, time(), tzinfo=BEIJING),
        )
    )
    if effective_from == today and db.session.scalar(issued.limit(1)) is not None:
        raise RuleBroken("今天已经按现行标准出具过协议，请从明天起生效", "effective_from")
