"""When two spellings are the same name."""

import re


def name_key(name: str) -> str:
    """Two spellings of one name have the same key: case, spaces and punctuation do not matter.

    >>> name_key("Program  Kader-Sehat") == name_key("PROGRAM KADER SEHAT")
    True
    """
    return " ".join(re.sub(r"[^0-9a-z<>%]+", " ", name.casefold()).split())
