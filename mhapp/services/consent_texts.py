"""The county's wording of 知情同意书 (表5): published whole, in force from a day on; signed ones keep theirs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.consent_text import ConsentText, consent_text_from_dict
from mhapp.domain.errors import RuleBroken
from mhapp.domain.viewer import Viewer
from mhapp.models import Consent, Patient, PolicyEdition, Unit
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


def check_consent_text(
    county: Unit, document: Mapping[str, Any], *, effective_from: date, at: datetime
) -> ConsentText:
    """What an office's page would publish. Raises RuleBroken where it may not be published from that day: a consent
    keeps the wording it was given under."""
    text = consent_text_from_dict(document)
    check_is_new(county, KIND, text.edition, called="知情同意书的文本")
    check_consent_day(county, effective_from, at=at)
    return text


def check_consent_day(county: Unit, effective_from: date, *, at: datetime) -> None:
    """Raises RuleBroken at the day from which no wording can be in use any more."""
    today = beijing_date(at)
    if effective_from < today:
        raise RuleBroken("请填写今天或者以后的日期，以前签的仍是原来的文本", "effective_from")
    if effective_from == today and _signed_on(county, today):
        raise RuleBroken("今天已经有人按现在的文本签过，请从明天起使用", "effective_from")


def _signed_on(county: Unit, day: date) -> bool:
    signed = (
        select(Consent.id)
        .join(Patient, Patient.id == Consent.patient_id)
        .join(Unit, Unit.id == Patient.village_id)
        .where(Unit.path.like(f"{county.path}.%"), Consent.said_on == day)
    )
    return db.session.scalar(signed.limit(1)) is not None


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
