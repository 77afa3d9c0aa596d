"""The payment roster as a workbook: account numbers as text, the sum, and on every sheet who took it out and what for.

It names payees and accounts only; neither title nor columns say what the money is for or whom it concerns [A].
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

from mhapp.domain.reward import PayeeLine

COLUMNS = (("序号", 6), ("户名", 14), ("开户银行", 26), ("账号", 26), ("金额（元）", 12), ("核对码", 12))


@dataclass(frozen=True)
class RosterSheet:
    """One roster as it is taken out. `mark`: unit, name, time and purpose of who takes it."""

    title: str
    number: str
    mark: str
    lines: Sequence[PayeeLine]


def reward_roster_workbook(sheet: RosterSheet) -> bytes:
    """The workbook's bytes. Every text is written as text: what looks like a formula stays a name."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet("发放名册")
        head = book.add_format({"bold": True, "font_size": 14})
        column = book.add_format({"bold": True, "border": 1, "text_wrap": True})
        cell = book.add_format({"border": 1, "num_format": "@"})
        money = book.add_format({"border": 1, "num_format": "0.00"})
        quiet = book.add_format({"font_color": "#555555", "font_size": 9})
        page.write_string(0, 0, sheet.title, head)
        page.write_string(1, 0, f"名册编号 {sheet.number}　{sheet.mark}", quiet)
        for index, (name, width) in enumerate(COLUMNS):
            page.set_column(index, index, width)
            page.write_string(2, index, name, column)
        for number, line in enumerate(sheet.lines, 1):
            row = number + 2
            page.write_number(row, 0, number, cell)
            for index, text in enumerate((line.holder, line.bank, line.number), 1):
                page.write_string(row, index, text, cell)
            page.write_number(row, 4, float(line.amount), money)
            page.write_string(row, 5, line.reference, cell)
        last = len(sheet.lines) + 3
        page.write_string(last, 3, "合计", column)
        page.write_number(last, 4, float(sum(line.amount for line in sheet.lines)), money)
        page.set_footer(f"&L{sheet.mark.replace('&', '＆')}&R第&P页，共&N页")
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(2)
        page.freeze_panes(3, 0)
    return out.getvalue()
