"""A whole number typed as text: a number control says nothing of what it could not read."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField
from wtforms.widgets import TextInput

MOST = 999_999_999
"""A larger number is none that is counted here, and none a database column takes."""


class NumberField(IntegerField):  # type: ignore[misc]
    """A whole number; the label reads on before 请填写数字."""

    widget = TextInput()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"render_kw": {"inputmode": "numeric"}} | options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read digits, or say what to write; nothing for an empty control."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            number = int(valuelist[0].strip())
        except ValueError:
            raise ValueError(f"{self.label.text}请填写数字") from None
        if abs(number) > MOST:
            raise ValueError(f"{self.label.text}里的数字太大，请核对")
        self.data = number
