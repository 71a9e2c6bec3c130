"""Check codes: short enough to be typed from paper, too many to be guessed. Pure."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are read for others."""
LENGTH = 12
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_code() -> str:
    """60 random bits as twelve signs."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown_code(code: str) -> str:
    """In groups of four.

    >>> shown_code("7K3MXQ2RT9WB")
    '7K3M-XQ2R-T9WB'
    """
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def typed_code(text: str) -> str:
    """What somebody typed, as it is stored; empty when it cannot be a code.

    >>> typed_code(" 7k3m-xq2r t9wb "), typed_code("O1lI 0000 0000"), typed_code("7K3M")
    ('7K3MXQ2RT9WB', '011100000000', '')
    """
    code = "".join(each for each in text.upper() if each.isalnum()).translate(_READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
