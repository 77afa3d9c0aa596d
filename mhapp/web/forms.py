"""The base of every form that changes something: one-time key, Chinese messages, a place for broken rules."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from wtforms import DateField, FileField, HiddenField
from wtforms.validators import Regexp
from wtforms.widgets import TextInput

from mhapp.crypto import new_public_id
from mhapp.domain.dated import read_day
from mhapp.domain.errors import RuleBroken
from mhapp.web.commits import refuse

NOT_PAYLOAD = frozenset({"once_key", "csrf_token"})
REFRESH = "请刷新页面后再提交"
ONCE_KEY = re.compile(r"[a-z0-9]{8,64}\Z")
NO_TEXT = re.compile("[\0\N{REPLACEMENT CHARACTER}]")
"""What no person types: what stands for bytes that were no text, and what PostgreSQL does not store."""


class DayField(DateField):  # type: ignore[misc]
    """A day by the browser's own date control; typed by hand where it has none."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day as people write it; an empty control is no day, anything else says how to write one."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = read_day(valuelist[0])
        except ValueError as error:
            raise ValueError(f"{self.label.text}{error}") from None

    def _value(self) -> str:
        # As a date control takes it: what could be read comes back in its form, all else as it was typed.
        return self.data.isoformat() if self.data else " ".join(self.raw_data or ())


class BirthdayField(DayField):
    """A day long ago, typed: a date control would have to be leafed back by decades."""

    widget = TextInput()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"render_kw": {"inputmode": "numeric", "autocomplete": "off"}} | options)


class _Words:
    """What the form library says by itself about an answer nobody offered, in words that tell what to do."""

    def gettext(self, words: str) -> str:
        """One sentence of the library, in Chinese where it can reach people."""
        return "请从列表里选" if "valid choice" in words.lower() or "coerce" in words else words

    def ngettext(self, one: str, several: str, count: int) -> str:
        """Sentences that count: of several answers, how many were not on the list."""
        return self.gettext(one if count == 1 else several)


class SentFields(FlaskForm.Meta):  # type: ignore[misc]
    """What a form is filled from: texts for its fields, files for its file fields, and nothing from elsewhere.

    The library by itself hands a file to whichever field it names, and reads a JSON body as a form.
    """

    def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
        """What was sent, by the kind of each field; None for a page that is only shown."""
        if formdata is not _Auto:
            return formdata
        if not form.is_submitted():
            return None
        for_files = {name for name, field in form._fields.items() if isinstance(field, FileField)}
        texts = MultiDict(pair for pair in request.form.items(multi=True) if pair[0] not in for_files)
        files = MultiDict(pair for pair in request.files.items(multi=True) if pair[0] in for_files)
        return CombinedMultiDict([files, texts])


class Form(FlaskForm):  # type: ignore[misc]
    """A form with a one-time key. Comes back filled after a session that ended (see web.carried)."""

    class Meta(SentFields):
        """Our own messages: WTForms' translations are off."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            if formdata is _Auto and request.method == "GET" and "carried_fields" in g:
                return MultiDict(
                    (name, value) for name, values in g.carried_fields.items() for value in values
                )
            return super().wrap_formdata(form, formdata)

        def get_translations(self, form: FlaskForm) -> _Words:
            return _Words()

    once_key = HiddenField(default=new_public_id, validators=[Regexp(ONCE_KEY, message=REFRESH)])
    secrets: frozenset[str] = frozenset()
    """Fields that are passwords: not even a fingerprint of them is kept."""

    def validate(self, *args: Any, **options: Any) -> bool:
        """The fields' own rules, and that every text is one: bytes that are none are said at their field.

        A form that does not hold refuses the request.
        """
        valid: bool = super().validate(*args, **options)
        garbled = [field for field in self if _holds_no_text(field)]
        for field in garbled:
            words = f"{field.label.text}里有认不出的字，请重新填写"
            field.errors = [*field.errors, REFRESH if isinstance(field, HiddenField) else words]
        self._speak_for_the_hidden()
        if garbled or not valid:
            refuse()
        return valid and not garbled

    def _speak_for_the_hidden(self) -> None:
        # What nobody typed has no place on the page to lead to: it is said at the top.
        for field in self:
            if isinstance(field, HiddenField):
                self.form_errors += [words for words in field.errors if words not in self.form_errors]
                field.errors = []

    def blame(self, error: RuleBroken) -> None:
        """Refuse the request; show the broken rule at the field that can mend it, else at the top of the form."""
        refuse()
        if error.field and error.field in self:
            field = self[error.field]
            field.errors = [*field.errors, str(error)]
        else:
            self.form_errors.append(str(error))

    def takes(self, act: Callable[[], object]) -> bool:
        """Do what was asked; whether it held: a broken rule is shown as `blame` does."""
        try:
            act()
        except RuleBroken as error:
            self.blame(error)
            return False
        return True

    def payload(self) -> list[tuple[str, list[str]]]:
        """What was sent, normalised: the form's declared fields, their values trimmed, key and token left out."""
        names = sorted(name for name in self._fields if name not in NOT_PAYLOAD | self.secrets)
        return [
            (name, [v.strip() for v in request.form.getlist(name)] + _digests(request.files.getlist(name)))
            for name in names
        ]


def _digests(files: Iterable[FileStorage]) -> list[str]:
    """What was handed in as a file, by its content; read again from the start by who takes it."""
    digests = []
    for file in files:
        file.stream.seek(0)
        digests.append(hashlib.sha256(file.stream.read()).hexdigest())
        file.stream.seek(0)
    return digests


def _holds_no_text(field: Any) -> bool:
    return any(isinstance(value, str) and NO_TEXT.search(value) for value in field.raw_data or ())
