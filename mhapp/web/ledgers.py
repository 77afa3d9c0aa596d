"""The ledgers each role keeps, as links on its home page. A ledger appears when its page exists."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for

from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer


@dataclass(frozen=True)
class Ledger:
    """A link as a home page draws it."""

    url: str
    label: str


OVERSEEN = (
    ("objections.index", "异议"),
    ("leads.index", "疑似线索"),
    ("screenings.index", "入户排查"),
    ("village_reports.index", "线索月报"),
    ("list_entries.index", "名单录入"),
    ("teams.index", "责任名单"),
    ("registered_here.index", "户籍在本地"),
    ("letters.ledger", "监护责任书"),
    ("guardians.ledger", "指定监护人"),
    ("rewards.index", "以奖代补"),
    ("searches.index", "查找患者"),
    ("imports.new", "导入花名册"),
    ("exports.index", "导出表格"),
    ("papers.verify", "核对打印件"),
)
"""What township and county look over alike, each for its own area."""

LEDGERS: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.VILLAGE_CADRE: (
        ("screenings.index", "入户排查"),
        ("village_reports.index", "线索月报"),
        ("moves.inbox", "迁移"),
        ("teams.index", "责任名单"),
        ("registered_here.index", "户籍在本地"),
        ("letters.ledger", "监护责任书"),
        ("rewards.index", "以奖代补"),
        ("papers.verify", "核对打印件"),
    ),
    Role.CLINIC_DOCTOR: (
        ("leads.index", "疑似线索"),
        ("registrations.new", "登记患者"),
        ("list_entries.index", "名单录入"),
        ("teams.index", "责任名单"),
        ("registered_here.index", "户籍在本地"),
        ("searches.index", "查找患者"),
        ("exports.index", "导出表格"),
        ("papers.verify", "核对打印件"),
    ),
    Role.POLICE_OFFICER: (
        ("leads.index", "疑似线索"),
        ("list_entries.index", "名单录入"),
        ("teams.index", "责任名单"),
        ("registered_here.index", "户籍在本地"),
        ("searches.index", "查找患者"),
        ("exports.index", "导出表格"),
        ("papers.verify", "核对打印件"),
    ),
    Role.CIVIL_AFFAIRS: (
        ("leads.index", "疑似线索"),
        ("screenings.index", "入户排查"),
        ("village_reports.index", "线索月报"),
        ("moves.inbox", "迁移"),
        ("registrations.new", "登记患者"),
        ("list_entries.index", "名单录入"),
        ("teams.index", "责任名单"),
        ("registered_here.index", "户籍在本地"),
        ("letters.ledger", "监护责任书"),
        ("guardians.ledger", "指定监护人"),
        ("rewards.index", "以奖代补"),
        ("searches.index", "查找患者"),
        ("imports.new", "导入花名册"),
        ("exports.index", "导出表格"),
        ("papers.verify", "核对打印件"),
    ),
    Role.PEACE_OFFICE: (
        ("leads.index", "疑似线索"),
        ("screenings.index", "入户排查"),
        ("village_reports.index", "线索月报"),
        ("list_entries.index", "名单录入"),
        ("teams.index", "责任名单"),
        ("registered_here.index", "户籍在本地"),
        ("searches.index", "查找患者"),
        ("exports.index", "导出表格"),
        ("papers.verify", "核对打印件"),
    ),
    Role.JUSTICE_OFFICE: (
        ("searches.index", "查找患者"),
        ("exports.index", "导出表格"),
    ),
    Role.SERVICE_CENTRE: (
        ("registered_here.index", "户籍在本地"),
        ("searches.index", "查找患者"),
        ("exports.index", "导出表格"),
        ("papers.verify", "核对打印件"),
    ),
    Role.TOWNSHIP_REVIEWER: OVERSEEN,
    Role.COUNTY_OFFICE: (*OVERSEEN, ("consent_texts.index", "知情同意书文本")),
    Role.SYSTEM_ADMIN: (),
    Role.SECURITY_ADMIN: (),
    Role.AUDITOR: (),
}
"""Role -> (endpoint without arguments, label), in the order of daily use."""


def ledgers_for(viewer: Viewer) -> list[Ledger]:
    """The viewer's ledgers whose pages exist."""
    return [
        Ledger(url_for(endpoint), label)
        for endpoint, label in LEDGERS[viewer.role]
        if endpoint in current_app.view_functions
    ]
