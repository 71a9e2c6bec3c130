"""Words of django-allauth that this portal says otherwise in Indonesian: mail is "surel" everywhere."""

from __future__ import annotations

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Email"),
    gettext_noop("Email address"),
    gettext_noop("email address"),
    gettext_noop("email addresses"),
    gettext_noop("social account"),
    gettext_noop("social accounts"),
)
"""Nobody reads this: it puts them into the portal's own catalogue, which stands before that of allauth."""
