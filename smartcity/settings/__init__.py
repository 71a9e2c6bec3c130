"""Settings, one module a subject: `base` (apps, database), `files`, `jobs`, `replicas`, `rest`, `security`.

The same modules for every way of running: no branch of the code other than these settings knows whether SQLite and
the folder broker or PostgreSQL and Redis are behind it.
"""

from smartcity.settings.base import *  # noqa: F403
from smartcity.settings.files import *  # noqa: F403
from smartcity.settings.jobs import *  # noqa: F403
from smartcity.settings.replicas import *  # noqa: F403
from smartcity.settings.rest import *  # noqa: F403
from smartcity.settings.security import *  # noqa: F403

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
