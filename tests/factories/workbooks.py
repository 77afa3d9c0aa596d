"""Rosters as offices hand them in, and what stands in a workbook that comes out."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from mhapp.db import session
from mhapp.domain.identity_number import make_identity_number
from mhapp.domain.viewer import Viewer
from mhapp.models import StoredFile, WorkbookExport, WorkbookImport
from mhapp.queries.workbook_columns import roster_columns

Row = Mapping[str, Any]


def an_identity_number(order: int, born: date = date(1980, 1, 2)) -> str:
    """A number with a right check character; every order up to some 90,000 gives another."""
    return make_identity_number("500199", born + timedelta(days=order // 900), order % 900)


def a_row(order: int = 1, **changes: Any) -> dict[str, Any]:
    """A row that is right in every column, by our own headers; `changes` by column code."""
    values: dict[str, Any] = {
        "display_number": str(order),
        "management_number": f"档{order:07d}",
        "name": f"名册患者{order}",
        "sex": "女" if an_identity_number(order)[16] in "02468" else "男",
        "birth_date": "",
        "identity_number": an_identity_number(order),
        "phone": f"199{order:08d}",
        "village": "柏树村",
        "group_label": "3组",
        "address": f"柏树村3组{order}号",
        "guardian_name": f"监护{order}",
        "guardian_relation": "父亲",
        "guardian_phone": f"198{order:08d}",
        "diagnosis_code": "精神分裂症",
        "diagnosed_on": date(2019, 3, 5),
        "diagnosed_at": "云栖区精神卫生中心",
        "confirmed_on": date(2019, 3, 20),
        "status": "在社区",
        "level": "黄",
        "decided_on": date(2026, 5, 10),
        "authority": "石盘镇综合管理小组",
        "document_number": f"石管〔2026〕{order}号",
        "remarks": f"=不是公式？{order}"[1:],
    }
    return values | changes


def a_workbook(rows: Sequence[Row], headers: Sequence[str] | None = None, *, title: str = "") -> bytes:
    """An .xlsx of these rows, by column code; days as real days, everything else as text or as given."""
    columns = roster_columns()
    codes = list(dict.fromkeys(code for row in rows for code in row)) or ["name", "village", "diagnosis_code"]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("花名册")
        first = 1 if title else 0
        if title:
            sheet.merge_range(0, 0, 0, len(codes), title)
        sheet.write_row(first, 0, headers or [columns[code].header for code in codes])
        for number, row in enumerate(rows, start=first + 1):
            for place, code in enumerate(codes):
                value = row.get(code, "")
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                elif isinstance(value, str):
                    sheet.write_string(number, place, value)
                else:
                    sheet.write(number, place, value)
    return out.getvalue()


def cells_of(data: bytes, sheet: int = 0) -> list[list[Any]]:
    """What stands in a sheet of a workbook, row by row."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python()


def an_import(by: Viewer, at: datetime) -> WorkbookImport:
    """A roster somebody handed in that has been looked through: one good row, one wrong."""
    file = StoredFile(
        sha256=bytes(32), kind="xlsx", size=1, key_number=1, created_at=at, created_by_id=by.account_id
    )
    session.add(file)
    session.flush()
    record = WorkbookImport(
        unit_id=by.unit_id,
        account_id=by.account_id,
        file_id=file.id,
        handed_in_at=at,
        state="previewed",
        rows=2,
        good=1,
        bad=1,
        already=0,
        preview='{"faults": [[3, "姓名", "请填写姓名"]], "unnumbered": 0}',
    )
    session.add(record)
    session.flush()
    return record


def an_export(by: Viewer, at: datetime, *, people: int = 501) -> WorkbookExport:
    """A roster somebody asked for that waits for a second person."""
    record = WorkbookExport(
        unit_id=by.unit_id,
        asked_by_id=by.account_id,
        asked_by_role=by.role.value,
        asked_at=at,
        kind="roster",
        purpose="季度核对在册人数",
        criteria="{}",
        people=people,
        state="waiting",
    )
    session.add(record)
    session.flush()
    return record
