"""The county's wording of 知情同意书 (表5): published whole, in force from a day on; signed ones keep theirs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mhapp.domain.consent_text import consent_text_from_dict
from mhapp.domain.errors import RuleBroken
from mhapp.domain.viewer import Viewer
from mhapp.models import PolicyEdition, Unit
from mhapp.queries.consent_texts import KIND
from mhapp.services import audit_chain
from mhapp.services.policy_editions import add_edition, check_is_new


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
    text = consent_text_from_dict(document)
    check_is_new(county, KIND, text.edition, called="知情同意书的文本")
    row = add_edition(county, KIND, text.edition, document, effective_from=effective_from, at=at, by=by)
    audit_chain.record("consent_text:publish", at=at, by=by, kind="policy_edition", subject=row.public_id)
    return row
