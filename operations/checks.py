"""What is allowed in production and worth a thought: `manage.py check --deploy` tells it.

What is not allowed at all never comes this far: with PRODUCTION=1 the settings refuse to load.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - the name that Django gives it

from core.unsafe_settings import ERROR, findings


@register(Tags.security, deploy=True)
def settings_are_safe(**_options: Any) -> list[CheckMessage]:
    """Each finding as Django says such things."""
    values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    return [
        (Error if each.severity == ERROR else Warning)(
            f"{each.setting}: {each.english}", hint=each.indonesian, id=f"smartcity.{each.code}"
        )
        for each in findings(values)
    ]
