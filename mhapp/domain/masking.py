"""How an identity number or a phone reads until somebody asks for it (domain §12): enough to tell two apart."""

from __future__ import annotations


def masked_identity_number(number: str | None) -> str | None:
    """500***********1234: the province and the last four; None stays None."""
    return None if number is None else f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def masked_phone(phone: str | None) -> str | None:
    """139****0101; a short number shows its last two digits only; None stays None."""
    if phone is None:
        return None
    if len(phone) < 8:
        return "*" * (len(phone) - 2) + phone[-2:]
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
