"""The forms of the pages of a file: one page by photo, its place, its end."""

from __future__ import annotations

from flask import request
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from mhapp import clock
from mhapp.domain.file_disclosure import kinds_seen_by
from mhapp.domain.viewer import Viewer
from mhapp.services.file_pages import LONGEST_TITLE
from mhapp.web.forms import DayField, Form
from mhapp.web.scans import ScanForm


class PageForm(ScanForm):
    """One page: what it is, the day it bears, and its photo: taken now or taken earlier."""

    kind = SelectField("这是什么材料", [InputRequired("请选择这是什么材料")])
    title = StringField("名称", [Length(max=LONGEST_TITLE, message=f"名称最多{LONGEST_TITLE}个字")])
    dated = DayField("材料上的日期", [InputRequired("请填写材料上的日期")])


class WithdrawForm(Form):
    """Why a page is taken out."""

    reason = TextAreaField(
        "为什么撤下",
        [InputRequired("请写清楚为什么撤下"), Length(max=200, message="请写在200个字以内")],
        render_kw={"rows": 2},
    )


class MoveForm(Form):
    """One step up or down: the button pressed says which."""

    to = StringField("往哪边移", [AnyOf(("up", "down"), message="请选择上移或者下移")])


def page_form(viewer: Viewer) -> PageForm:
    """The form with the kinds of pages the viewer may see; `kind` in the address chooses one."""
    form = PageForm(kind=request.args.get("kind"), dated=clock.today())
    kinds = kinds_seen_by(viewer.role)
    form.kind.choices = [("", "请选择"), *((kind.value, f"{kind.part.value} {kind.label}") for kind in kinds)]
    return form
