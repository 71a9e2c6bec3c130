"""The audit log and personal data: how often the log is sealed, who keeps its heads, how long data may stay."""

from smartcity.settings.environment import env

# Seconds between two sealings of the audit log: so long an entry may be without its place in the chain.
AUDIT_SEAL_SECONDS = env.int("AUDIT_SEAL_SECONDS", 10)
# Days after which the nightly check verifies the audit log from the beginning, not only what is new.
AUDIT_WHOLE_CHECK_DAYS = env.int("AUDIT_WHOLE_CHECK_DAYS", 7)
# Addresses outside of the portal (such as the inspectorate's) that get the signed heads of the audit log every day.
AUDIT_ANCHOR_MAIL: list[str] = env.list("AUDIT_ANCHOR_MAIL", [])
# Days after which mails that were sent, and notices, are deleted.
MAIL_KEEP_DAYS = env.int("MAIL_KEEP_DAYS", 180)
NOTICE_KEEP_DAYS = env.int("NOTICE_KEEP_DAYS", 730)
# Days after its answer when a request about personal data loses name and contact of who asked.
DATA_REQUEST_CONTACT_DAYS = env.int("DATA_REQUEST_CONTACT_DAYS", 730)
# Days after its end when an invitation that nobody accepted loses whom it was sent to.
INVITATION_KEEP_DAYS = env.int("INVITATION_KEEP_DAYS", 180)
# Who answers for personal data where no officer is appointed: shown in the privacy notice.
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", "")
