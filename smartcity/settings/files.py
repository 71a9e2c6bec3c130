"""Files that people bring: how much is taken, who looks at it for viruses, and from where it is handed out."""

from django.core.exceptions import ImproperlyConfigured

from smartcity.settings.environment import env

# Most pieces of evidence of one report.
EVIDENCE_MAX_PER_REPORT = env.int("EVIDENCE_MAX_PER_REPORT", 100)
# Most files and bytes that one person brings on a day.
UPLOADS_PER_DAY = env.int("UPLOADS_PER_DAY", 1000)
UPLOAD_BYTES_PER_DAY = env.int("UPLOAD_BYTES_PER_DAY", 5 * 1024 * 1024 * 1024)
# Bytes of all evidence of a region; 0: no limit.
REGION_FILES_MAX_BYTES = env.int("REGION_FILES_MAX_BYTES", 50 * 1024 * 1024 * 1024)

# An antivirus daemon (ClamAV) that looks at every file: the path of its socket, or host:port; not set: none.
CLAMAV_ADDRESS = env.str("CLAMAV_ADDRESS", "")
# How long it may take for one file (seconds).
CLAMAV_SECONDS = env.float("CLAMAV_SECONDS", 30.0)
# Evidence that comes in while it does not answer: refuse, or accept (it is looked at again every ten minutes).
CLAMAV_WHEN_AWAY = env.str("CLAMAV_WHEN_AWAY", "refuse")
if CLAMAV_WHEN_AWAY not in ("refuse", "accept"):
    raise ImproperlyConfigured("CLAMAV_WHEN_AWAY is refuse or accept.")

# A second name of this site from which files are handed out, without cookies and pages: files.smartcity.example.go.id.
# Not set: files come from the site itself, as attachments or in a sandbox.
FILES_HOST = env.str("FILES_HOST", "")
# How long a link to a file there, or in the bucket, may be followed (seconds).
FILE_LINK_SECONDS = env.int("FILE_LINK_SECONDS", 60)
# 1: files in a bucket are fetched from the bucket itself with a signed link, instead of through the portal.
STORAGE_SIGNED_LINKS = env.bool("STORAGE_SIGNED_LINKS", False)
