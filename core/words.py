"""Words as people search for them."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Lower case without accents: what a search compares.

    >>> plain("Kafé Désa")
    'kafe desa'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))
