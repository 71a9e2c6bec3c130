"""Backups: where to, sealed for whom, when, how long they stay; how long a migration waits."""

from smartcity.settings.environment import VAR_DIR, env

# A folder on another disk or machine, or s3://bucket/prefix; not set: no backup is planned.
BACKUP_TARGET = env.str("BACKUP_TARGET", "")
# The hour (of TIME_ZONE) of the daily backup.
BACKUP_HOUR = env.int("BACKUP_HOUR", 1)
# Public keys of age, with commas; each of their private keys alone opens a backup (manage.py backup_key).
BACKUP_PUBLIC_KEY: list[str] = list(filter(None, env.list("BACKUP_PUBLIC_KEY", [])))
# All of the last days, the newest of each of the last weeks and months stay; the newest good one always.
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", 14)
BACKUP_KEEP_WEEKS = env.int("BACKUP_KEEP_WEEKS", 8)
BACKUP_KEEP_MONTHS = env.int("BACKUP_KEEP_MONTHS", 12)
# The store of s3:// targets; not set: that of the portal's files. Better another one, with keys of its own.
BACKUP_ENDPOINT = env.str("BACKUP_ENDPOINT", "") or env.str("STORAGE_ENDPOINT", "")
BACKUP_REGION = env.str("BACKUP_REGION", "") or env.str("STORAGE_REGION", "")
BACKUP_ACCESS_KEY = env.str("BACKUP_ACCESS_KEY", "") or env.str("STORAGE_ACCESS_KEY", "")
BACKUP_SECRET_KEY = env.str("BACKUP_SECRET_KEY", "") or env.str("STORAGE_SECRET_KEY", "")
# A backup that gave no sign of life for so long (seconds) is taken for dead by other machines.
BACKUP_STALE_SECONDS = env.int("BACKUP_STALE_SECONDS", 1800)
# Copies under way, and what is known of the files.
BACKUP_WORK_DIR = VAR_DIR / "backup"
# On PostgreSQL a migration waits so long (seconds) for a table that is in use, then gives up and keeps nobody waiting.
MIGRATION_LOCK_SECONDS = env.int("MIGRATION_LOCK_SECONDS", 10)
