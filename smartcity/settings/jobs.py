"""Celery: Redis where there is one, else a broker of plain files under `VAR_DIR` (no server to install)."""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab
from kombu import Exchange, Queue
from kombu.transport import TRANSPORT_ALIASES

from smartcity.settings.environment import REDIS_URL, VAR_DIR, env
from smartcity.settings.trail import AUDIT_SEAL_SECONDS

_QUEUE = VAR_DIR / "queue"

CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
# The file broker needs no host; without a name kombu warns that it takes localhost.
CELERY_BROKER_URL = REDIS_URL or "folder://localhost"
TRANSPORT_ALIASES["folder"] = "core.folder_queue:Transport"
if REDIS_URL:
    # A killed worker's message comes back after this time; the sweep below needs no broker and is faster.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "unacked_restore_limit": 10}
    # A Redis that is cut off gives no refusal, only silence: senders give up soon (the sweep finds what waits), workers
    # connect anew.
    CELERY_BROKER_TRANSPORT_OPTIONS |= {"socket_timeout": 10, "socket_connect_timeout": 3, "socket_keepalive": True}
else:
    for _folder in ("messages", "processed", "control"):
        (_QUEUE / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_QUEUE / "messages"),
        "data_folder_out": str(_QUEUE / "messages"),
        "processed_folder": str(_QUEUE / "processed"),
        "control_folder": str(_QUEUE / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
# In kB. A process of a worker that has grown beyond it after many reports is replaced when its task is done (prefork).
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.int("WORKER_MAX_MEMORY_KB", 400_000)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Long work (national runs) waits in a queue of its own; where workers serve both, the quick one comes first.
QUICK, LONG = "quick", "long"
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in (QUICK, LONG)]
CELERY_TASK_DEFAULT_QUEUE = QUICK
# Reports say themselves where they wait (`Report.queue`, runs: long).
CELERY_TASK_ROUTES = {
    f"monev.{name}": {"queue": LONG}
    for name in (
        "reports.tasks.ask_for_run",
        "evaluation.tasks.work_for_stage",
        "monitoring.tasks.check_for_viruses",
        "monitoring.tasks.check_links",
        "monitoring.tasks.sweep_uploads",
    )
}
CELERY_TASK_ROUTES["operations.tasks.run_planned_backup"] = {"queue": LONG}
CELERY_TASK_ROUTES["portal.tasks.carry_out_retention"] = {"queue": LONG}
CELERY_TASK_ROUTES["portal.tasks.check_audit"] = {"queue": LONG}
CELERY_BROKER_TRANSPORT_OPTIONS["queue_order_strategy"] = "priority"
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# A report whose worker has not given a sign of life for this long is taken up again.
REPORT_STALE_SECONDS = env.int("REPORT_STALE_SECONDS", 60)
# Where the reports of the catalogue are: packages with one module a report.
REPORT_PACKAGES = ["monev.reports.catalogue", "portal.reports"]
# Reports that one person, and one region, may have under way at the same time.
REPORTS_PER_PERSON = env.int("REPORTS_PER_PERSON", 50)
REPORTS_PER_REGION = env.int("REPORTS_PER_REGION", 100)
# A pack of evidence that is larger comes in parts; a single file that is larger gets a part of its own.
REPORT_ARCHIVE_PART_BYTES = env.int("REPORT_ARCHIVE_PART_BYTES", 1_000_000_000)
# Reports that one person may ask for in 24 hours (runs and schedules do not count).
REPORTS_PER_PERSON_AND_DAY = env.int("REPORTS_PER_PERSON_AND_DAY", 300)
# A report that packs more than that waits in the long queue, behind nobody's quick report.
REPORT_LONG_BYTES = env.int("REPORT_LONG_BYTES", 100_000_000)
# Exports of whole tables: how long their files are kept, how many one person may have under way and in 24 hours.
EXPORT_DAYS = env.int("EXPORT_DAYS", 7)
EXPORTS_PER_PERSON = env.int("EXPORTS_PER_PERSON", 3)
EXPORTS_PER_PERSON_AND_DAY = env.int("EXPORTS_PER_PERSON_AND_DAY", 30)
EXPORT_STALE_SECONDS = env.int("EXPORT_STALE_SECONDS", 60)
# The same for a standing that is being recalculated; one run of the timetable works for so long at most.
STANDING_STALE_SECONDS = env.int("STANDING_STALE_SECONDS", 120)
STANDING_REFRESH_SECONDS = env.int("STANDING_REFRESH_SECONDS", 50)
CELERY_BEAT_SCHEDULE = {
    # Invitations whose message was lost or whose mail did not leave; counted attempts that count no more.
    "send-waiting-invitations": {
        "task": "accounts.tasks.send_waiting_invitations",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 240},
    },
    "forget-attempts": {
        "task": "accounts.tasks.forget_attempts",
        "schedule": crontab(hour=3, minute=20),
        "options": {"expires": 3600},
    },
    "take-up-stale-reports": {
        "task": "monev.reports.tasks.take_up_stale_reports",
        "schedule": timedelta(seconds=env.int("REPORT_SWEEP_SECONDS", 30)),
        "options": {"expires": 60},
    },
    # Every region has a clock of its own; what was taken up is not taken up again.
    "run-report-schedules": {
        "task": "monev.reports.tasks.run_schedules",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 540},
    },
    "take-up-runs": {
        "task": "monev.reports.tasks.take_up_runs",
        "schedule": timedelta(seconds=env.int("REPORT_SWEEP_SECONDS", 30)),
        "options": {"expires": 60},
    },
    "take-up-stale-workbooks": {
        "task": "monev.monitoring.tasks.take_up_stale_workbooks",
        "schedule": timedelta(seconds=env.int("REPORT_SWEEP_SECONDS", 30)),
        "options": {"expires": 60},
    },
    "take-up-stale-stage-jobs": {
        "task": "monev.evaluation.tasks.take_up_stale_stage_jobs",
        "schedule": timedelta(seconds=env.int("REPORT_SWEEP_SECONDS", 30)),
        "options": {"expires": 60},
    },
    "refresh-standings": {
        "task": "monev.monitoring.tasks.refresh_standings",
        "schedule": timedelta(seconds=60),
        "options": {"expires": 60},
    },
    "sweep-uploads": {
        "task": "monev.monitoring.tasks.sweep_uploads",
        "schedule": timedelta(days=1),
        "options": {"expires": 3600},
    },
    # In the night of the whole country; which links are due is decided there, so a run too many asks nobody.
    "check-links": {
        "task": "monev.monitoring.tasks.check_links",
        "schedule": crontab(hour="18", minute="23"),
        "options": {"expires": 3600},
    },
    # Hourly, because every region has a midnight of its own; what was told is not told again.
    "compile-reminders": {
        "task": "monev.monitoring.tasks.compile_reminders",
        "schedule": crontab(minute="7"),
        "options": {"expires": 3000},
    },
    "compile-directive-reminders": {
        "task": "portal.tasks.compile_directive_reminders",
        "schedule": crontab(minute="12"),
        "options": {"expires": 3000},
    },
    "compile-follow-up-reminders": {
        "task": "monev.evaluation.tasks.compile_follow_up_reminders",
        "schedule": crontab(minute="14"),
        "options": {"expires": 3000},
    },
    "compile-agendas": {
        "task": "portal.tasks.compile_agendas",
        "schedule": crontab(minute="17"),
        "options": {"expires": 3000},
    },
    "compose-digests": {
        "task": "notices.tasks.compose_digests",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 540},
    },
    "mail-answers-to-citizens": {
        "task": "citizens.tasks.mail_answers",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 540},
    },
    "send-webhooks": {
        "task": "webhooks.tasks.send_waiting",
        "schedule": timedelta(seconds=env.int("WEBHOOK_SWEEP_SECONDS", 30)),
        "options": {"expires": 30},
    },
    "tell-paused-webhooks": {
        "task": "portal.tasks.tell_paused_webhooks",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 540},
    },
    "forget-webhook-events": {
        "task": "webhooks.tasks.forget_old",
        "schedule": timedelta(days=1),
        "options": {"expires": 3600},
    },
    # What is waiting longer than a run lasts is taken up by the next one.
    "seal-audit": {
        "task": "organizations.tasks.seal_audit",
        "schedule": timedelta(seconds=AUDIT_SEAL_SECONDS),
        "options": {"expires": max(AUDIT_SEAL_SECONDS, 10)},
    },
    # Every rule of retention: portal/personal_data/retention.py.
    "carry-out-retention": {
        "task": "portal.tasks.carry_out_retention",
        "schedule": crontab(hour="19", minute="11"),
        "options": {"expires": 3600},
    },
    "clear-sessions": {
        "task": "accounts.tasks.clear_sessions",
        "schedule": crontab(hour="19", minute="27"),
        "options": {"expires": 3600},
    },
    "remind-of-data-requests": {
        "task": "portal.tasks.remind_of_data_requests",
        "schedule": crontab(minute="27"),
        "options": {"expires": 3000},
    },
    "check-audit": {
        "task": "portal.tasks.check_audit",
        "schedule": crontab(hour="18", minute="41"),
        "options": {"expires": 3600},
    },
    "check-for-viruses": {
        "task": "monev.monitoring.tasks.check_for_viruses",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 600},
    },
    "remind-of-keys": {
        "task": "portal.tasks.remind_of_keys",
        "schedule": crontab(minute="22"),
        "options": {"expires": 3000},
    },
    "take-up-exports": {
        "task": "exchange.tasks.take_up_exports",
        "schedule": timedelta(seconds=env.int("REPORT_SWEEP_SECONDS", 30)),
        "options": {"expires": 60},
    },
    "remove-expired-exports": {
        "task": "exchange.tasks.remove_expired_exports",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3000},
    },
    "forget-writing-requests": {
        "task": "exchange.tasks.forget_old_requests",
        "schedule": timedelta(hours=6),
        "options": {"expires": 3600},
    },
    # Whether one is due is decided there: by the hour, and whether the day has one already.
    "run-planned-backup": {
        "task": "operations.tasks.run_planned_backup",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 800},
    },
    "tell-of-backups": {
        "task": "operations.tasks.tell_of_backups",
        "schedule": crontab(minute="41"),
        "options": {"expires": 3000},
    },
    "send-mails": {
        "task": "notices.tasks.send_mails",
        "schedule": timedelta(seconds=env.int("MAIL_SECONDS", 60)),
        "options": {"expires": 60},
    },
    # A sign of life that goes the whole way, for each queue.
    **{
        f"serve-{name}": {
            "task": "operations.tasks.say_that_served",
            "args": (name,),
            "schedule": timedelta(seconds=60),
            "options": {"queue": name, "expires": 60},
        }
        for name in (QUICK, LONG)
    },
    "look-at-certificate": {
        "task": "operations.tasks.look_at_certificate",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3000},
    },
}
