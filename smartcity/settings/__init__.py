"""Settings, one module a subject; `base` holds apps, database and files, `environment` what is read from outside.

The same modules for every way of running: no branch of the code other than these settings knows whether SQLite and
the folder broker or PostgreSQL and Redis are behind it.
"""

from django.core.exceptions import ImproperlyConfigured

from core.unsafe_settings import refusal
from smartcity.settings.accounts import *  # noqa: F403
from smartcity.settings.backups import *  # noqa: F403
from smartcity.settings.base import *  # noqa: F403
from smartcity.settings.entrance import *  # noqa: F403  # after security: how people enter
from smartcity.settings.files import *  # noqa: F403
from smartcity.settings.jobs import *  # noqa: F403
from smartcity.settings.replicas import *  # noqa: F403
from smartcity.settings.rest import *  # noqa: F403
from smartcity.settings.security import *  # noqa: F403
from smartcity.settings.trail import *  # noqa: F403
from smartcity.settings.watching import *  # noqa: F403

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

if globals()["PRODUCTION"] and (_refused := refusal(globals())):
    raise ImproperlyConfigured(_refused)
