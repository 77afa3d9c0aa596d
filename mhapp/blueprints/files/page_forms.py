"""The forms of the pages of a file: one page by photo, its place, its end."""

from __future__ import annotations

from flask import request
from wtforms import FileField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from mhapp import clock
from mhapp.domain.file_disclosure import kinds_seen_by
from mhapp.domain.viewer import Viewer
from mhapp.services.file_pages import LONGEST_TITLE
from mhapp.web.forms import DayField, Form


class PageForm(Form):
    """One page: what it is, the day it bears, and its photo: taken now or taken earlier."""

    kind = SelectField("这是什么材料", [InputRequired("请选择这是什么材料")])
    title = StringField("名称", [Length(max=LONGEST_TITLE, message=f"名称最多{LONGEST_TITLE}个字")])
    dated = DayField("材料上的日期", [InputRequired("请填写材料上的日期")])
    photo = FileField("现在拍照", render_kw={"accept": "image/*", "capture": "environment"})
    picture = FileField("或者选已经拍好的", render_kw={"accept": "image/jpeg,image/png,image/webp"})

    def image(self) -> bytes:
        """The bytes of whichever was chosen; nothing when neither was."""
        chosen = next((f.data for f in (self.photo, self.picture) if f.data), None)
        if chosen is None:
            return b""
        chosen.seek(0)
        return bytes(chosen.read())


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
