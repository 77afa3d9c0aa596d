"""One answer of a few, with our own words for an answer that is not among them."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField
from wtforms.validators import ValidationError


class ChoiceField(RadioField):  # type: ignore[misc]
    """Radio buttons; the label reads on after 请选择."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.type = "RadioField"  # the components draw it as what it is

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        if not any(choice.value == self.data for choice in self.choices or ()):
            raise ValidationError(f"请选择{self.label.text}")
