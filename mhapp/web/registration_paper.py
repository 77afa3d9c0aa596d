"""信息登记表 from the registration's answers: the sections the reader may read, with guardians and consent."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.documents.plain_form import Coded, Content, long_day
from mhapp.documents.registration_form import FormField, FormSection, RegistrationPaper
from mhapp.domain.care_team import TeamKind
from mhapp.domain.dated import read_dated
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.masking import masked_identity_number, masked_phone
from mhapp.domain.registration_form import Answer, FieldKind, Section
from mhapp.domain.registration_form import FormField as AskedField
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Guardian, Patient, Unit
from mhapp.queries.care_teams import teams_of
from mhapp.queries.paper_person import units_on_paper
from mhapp.queries.paper_records import latest_consent
from mhapp.queries.registration_answers import readable_sections, sections_of, sheets_of

_ORDINALS = (*"一二三四五六七八九十", "十一", "十二", "十三", "十四", "十五")
_CONSENT = "1同意参加管理 0不同意"
_AGREED = "agreed"


def registration_on_paper(
    viewer: Viewer, patient: Patient, *, on: date, whole_numbers: bool = False
) -> RegistrationPaper:
    """The form of a person already loaded through the viewer's scope. `whole_numbers`: identity numbers and phones are
    printed whole, for who asked for them so (which is journaled); else half only, as on screen."""
    village, township = units_on_paper(patient.id)
    sheets = sheets_of(viewer, patient)
    sections = [
        FormSection(one.title, _fields(one, sheets[one.code], whole_numbers))
        for one in readable_sections(viewer.role)
    ]
    if may_see(viewer.role, Group.GUARDIAN):
        sections.insert(1, FormSection("监护人", _guardians(patient.id, whole_numbers)))
    sections.append(FormSection("关爱帮扶小组", _team(village, on)))
    sections.append(FormSection("知情同意", _consent(patient.id)))
    filled_by, filled_on = _last_saved(patient.id)
    return RegistrationPaper(
        unit=f"{township.name}{village.name}{patient.group_label or ''}",
        sections=tuple(
            FormSection(f"{_ORDINALS[n]}、{one.heading}", one.fields) for n, one in enumerate(sections)
        ),
        management_number=patient.management_number or "",
        filled_by=filled_by,
        filled_on=filled_on,
    )


def _fields(section: Section, answers: dict[str, Answer], whole_numbers: bool) -> tuple[FormField, ...]:
    others = {field.beside: str(answers.get(field.code, "")) for field in section.fields if field.beside}
    return tuple(
        FormField(
            field.label,
            _content(field, answers.get(field.code, ""), whole_numbers, others.get(field.code, "")),
            field.longest > 60,
        )
        for field in section.fields
        if not field.beside
    )


def _content(field: AskedField, answer: Answer, whole_numbers: bool, other: str) -> Content:
    if field.codes is not None:
        given = answer if isinstance(answer, list) else [answer] if answer else []
        choices = " ".join(f"{code}{words}" for code, words in field.codes.items())
        return Coded(choices, tuple(given), f"（{other}）" if other else "")
    text = str(answer)
    if field.kind is FieldKind.DATED and text:
        return read_dated(text, label=field.label, field=field.code, today=date.max).words
    if field.kind.is_hidden and whole_numbers:
        return text
    return field.words(answer)


def _guardians(patient_id: int, whole_numbers: bool) -> tuple[FormField, ...]:
    found = db.session.scalars(
        select(Guardian)
        .where(Guardian.patient_id == patient_id, Guardian.until_date.is_(None))
        .order_by(Guardian.place_in_order, Guardian.id)
    ).all()
    if not found:
        return (FormField("监护人", "没有监护人", wide=True),)
    return tuple(field for one in found for field in _guardian(one, whole_numbers))


def _guardian(one: Guardian, whole: bool) -> tuple[FormField, ...]:
    number = one.identity_number if whole else masked_identity_number(one.identity_number)
    phone = one.phone if whole else masked_phone(one.phone)
    return (
        FormField("监护人姓名", one.name),
        FormField("与患者关系", one.relation),
        FormField("监护人身份证号", number or ""),
        FormField("监护人电话", phone or ""),
        FormField("监护人住址", one.address or "", wide=True),
    )


def _team(village: Unit, on: date) -> tuple[FormField, ...]:
    """The members of the village's care team on that day, by their posts."""
    teams = [team for team in teams_of(village, on=on) if team.kind is TeamKind.CARE_TEAM]
    members = [member for team in teams for member in team.members]
    return tuple(FormField(member.post, member.name) for member in members) or (
        FormField("成员", "", wide=True),
    )


def _consent(patient_id: int) -> tuple[FormField, ...]:
    consent = latest_consent(patient_id)
    codes = () if consent is None else ("1" if consent.outcome == _AGREED else "0",)
    return (
        FormField("知情同意", Coded(_CONSENT, codes)),
        FormField("签字人", consent.signer_name or "" if consent else ""),
        FormField("签字时间", long_day(consent.said_on) if consent else ""),
    )


def _last_saved(patient_id: int) -> tuple[str, date | None]:
    """Who saved a section last, and when."""
    rows = sections_of(patient_id).values()
    if not rows:
        return "", None
    last = max(rows, key=lambda row: row.saved_at)
    return db.session.get_one(Account, last.saved_by_id).name, beijing_date(last.saved_at)
