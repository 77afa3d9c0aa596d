"""The one exception a rule raises when somebody asks for what it does not allow."""


class RuleBroken(Exception):
    """A rule says no, in words the person can act on.

    `field` names the form field that can mend it; None when no single field can.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return self.message
