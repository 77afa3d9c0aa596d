"""The county's wording of 知情同意书 (表5): published whole, in force from a day on; signed ones keep theirs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.domain.consent_text import consent_text_from_dict
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import PolicyEdition, Unit
from mhapp.queries.consent_texts import KIND
from mhapp.services import audit_chain


def read_consent_text(path: Path) -> dict[str, Any]:
    """A county's wording as typed, not yet checked. Raises RuleBroken where the file cannot be read as TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise RuleBroken("请把文件存成UTF-8编码再试") from None
    except tomllib.TOMLDecodeError as error:
        raise RuleBroken(f"文件的写法有误，请参照 mhapp/data/consent_text.toml：{error}") from None


def publish_consent_text(
    county: Unit, document: Mapping[str, Any], *, effective_from: date, at: datetime, by: Viewer | None = None
) -> PolicyEdition:
    """Make a wording the county's from a day on. `by` is None for the command line.

    Raises RuleBroken for a document of another shape, and for the code of an edition already published.
    """
    if county.kind != UnitKind.COUNTY:
        raise RuleBroken(f"{county.name}不是区县，知情同意书的文本由区县发布")
    text = consent_text_from_dict(document)
    taken = db.session.scalar(
        select(PolicyEdition.id).where(
            PolicyEdition.county_id == county.id,
            PolicyEdition.kind == KIND,
            PolicyEdition.edition == text.edition,
        )
    )
    if taken is not None:
        raise RuleBroken(f"版本{text.edition}已经发布，不能改动；请换一个版本号 edition")
    row = PolicyEdition(
        county_id=county.id,
        kind=KIND,
        edition=text.edition,
        effective_from=effective_from,
        document=dict(document),
        published_at=at,
        published_by_id=by.account_id if by else None,
    )
    db.session.add(row)
    db.session.flush()
    audit_chain.record("consent_text:publish", at=at, by=by, kind="policy_edition", subject=row.public_id)
    return row
