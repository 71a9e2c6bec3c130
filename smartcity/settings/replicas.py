"""Copies of the database that are read from: `DATABASE_REPLICA_URL`, one or more addresses; none by default."""

import dj_database_url

from smartcity.settings.base import DATABASES, MIDDLEWARE
from smartcity.settings.environment import env

# A replica that lags further behind is left out.
REPLICA_LAG_SECONDS = env.int("REPLICA_LAG_SECONDS", 5)
# Notes on who was here: a safe request that writes nothing else goes on reading from its replica.
REPLICA_UNREAD_WRITES = frozenset({"sessions.session", "accounts.session", "organizations.apikey"})
# Who somebody is and what they may: read from the primary always, so that what is revoked is refused at once.
REPLICA_NEVER_READS = frozenset(
    {"sessions", "account", "accounts", "mfa", "socialaccount", "organizations.apikey", "organizations.user"}
    | {"organizations.membership"}
)
_URLS: list[str] = list(filter(None, env.list("DATABASE_REPLICA_URL", [])))
for _number, _url in enumerate(_URLS, start=1):
    DATABASES[f"replica{_number}"] = {
        **dj_database_url.parse(_url, conn_max_age=DATABASES["default"]["CONN_MAX_AGE"], conn_health_checks=True),
        "TEST": {"MIRROR": "default"},
    }
    if DATABASES["default"]["ENGINE"].endswith("postgresql"):
        DATABASES[f"replica{_number}"].setdefault("OPTIONS", {})["connect_timeout"] = 2
DATABASE_ROUTERS = ["core.replicas.ReplicaRouter"] if _URLS else []
if _URLS:
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware"),
        "core.replica_middleware.ReadFromReplica",
    )
