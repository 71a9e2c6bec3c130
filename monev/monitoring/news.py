"""What people are told about reporting: every kind of news with its texts.

Params are text or whole numbers. `period` is the address of a period (`2026-3`), names ending in `_on` are ISO dates:
both are put into words of the reader's language when the news is read.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from monev.monitoring.periods import label_of
from monev.monitoring.reminders import Stage
from notices.kinds import Group, Importance, Kind, as_date

DEADLINES = Group(
    "deadlines",
    _("Deadlines"),
    _("A period opens, closes in seven days, closes tomorrow, has closed, and something of yours is still missing."),
    _("your OPD reports progress"),
    "digest",
)
RETURNED = Group(
    "returned",
    _("Returned reports"),
    _("The verifier or the head of the OPD returned a report with a reason."),
    _("you answer for a report that was returned"),
    "once",
)
VERIFIED = Group(
    "verified",
    _("Verified reports"),
    _("Everything that your OPD owed for a period is verified."),
    _("your OPD reports progress"),
    "digest",
)
OVERSIGHT = Group(
    "oversight",
    _("Escalation"),
    _("An OPD is late after the close of a period, or a post with work has nobody in it."),
    _("you answer for an OPD or for the region"),
    "once",
)
PERIODS = Group(
    "periods",
    _("Periods and corrections"),
    _("A period is locked, or a report of a locked period is opened for correction."),
    _("you take part in the reporting of your region"),
    "digest",
)
POSTS = Group(
    "posts",
    _("Posts"),
    _("A post and its work are handed over to you."),
    _("you were given a post in an OPD"),
    "once",
)
LINKS = Group(
    "links",
    _("Evidence"),
    _("A link that you handed in as evidence does not open any more."),
    _("you handed in this evidence"),
    "digest",
)
FILES = Group(
    "files",
    _("Compiled reports"),
    _("A monev report that you asked for is ready, or could not be compiled."),
    _("you asked for this report"),
    "digest",
)

WORDS = {"period": label_of, "closes_on": as_date, "locks_on": as_date, "opens_on": as_date, "from_on": as_date}

PERIOD_OPENED = Kind(
    Stage.OPENED.value,
    DEADLINES,
    _("Period opened"),
    _("%(period)s is open: %(agency)s reports until %(closes_on)s"),
    _("To report: %(total)s. Not sent yet: %(todo)s. A report without change is sent with one tap."),
    words=WORDS,
)
PERIOD_WEEK = Kind(
    Stage.WEEK.value,
    DEADLINES,
    _("Seven days left"),
    _("%(period)s closes on %(closes_on)s: %(todo)s of %(total)s not sent yet"),
    _("%(agency)s still has a few days. Open the list and begin with what is due first."),
    words=WORDS,
)
PERIOD_DAY = Kind(
    Stage.DAY.value,
    DEADLINES,
    _("One day left"),
    _("Closing soon: %(period)s closes on %(closes_on)s, %(todo)s of %(total)s not sent yet"),
    _("%(agency)s: what is sent after %(closes_on)s is marked as late."),
    Importance.WARNING,
    words=WORDS,
)
PERIOD_CLOSED = Kind(
    Stage.CLOSED.value,
    DEADLINES,
    _("Period closed"),
    _("%(period)s has closed: %(todo)s of %(total)s are late"),
    _("%(agency)s can still send them until the period is locked (planned for %(locks_on)s); they are marked as late."),
    Importance.WARNING,
    words=WORDS,
)
REPORT_RETURNED = Kind(
    "report.returned",
    RETURNED,
    _("Report returned"),
    _("Returned: %(subject)s, %(period)s"),
    _("%(by)s returned the report of %(agency)s: %(reason)s"),
    Importance.WARNING,
    words=WORDS,
)
REPORTS_VERIFIED = Kind(
    "reports.verified",
    VERIFIED,
    _("All verified"),
    _("All verified: %(agency)s, %(period)s"),
    _("All %(total)s reports of the period count in the published figures from now on."),
    Importance.SUCCESS,
    words=WORDS,
)
AGENCY_LATE = Kind(
    Stage.HEAD.value,
    OVERSIGHT,
    _("OPD late"),
    _("%(agency)s is late with %(todo)s of %(total)s reports of %(period)s"),
    _("The period closed on %(closes_on)s. Please see to it that they are sent before it is locked (%(locks_on)s)."),
    Importance.WARNING,
    words=WORDS,
)
REGION_LATE = Kind(
    Stage.SECRETARY.value,
    OVERSIGHT,
    _("OPDs late, to the Sekda"),
    _("%(period)s: late OPDs: %(agencies)s, missing reports: %(todo)s"),
    _("The period closed on %(closes_on)s and their heads were told. Still missing from: %(names)s."),
    Importance.DANGER,
    words=WORDS,
)
POST_VACANT = Kind(
    "post.vacant",
    OVERSIGHT,
    _("Post vacant"),
    _("From %(from_on)s nobody holds the post %(post)s (%(agency)s)"),
    _("It answers for %(duties)s reports of %(period)s. Hand the post over before the period closes on %(closes_on)s."),
    Importance.WARNING,
    words=WORDS,
)
POST_RECEIVED = Kind(
    "post.received",
    POSTS,
    _("Post handed over to you"),
    _("From %(from_on)s you hold the post %(post)s (%(agency)s)"),
    _("%(by)s handed it over to you. It answers for: %(duties)s. From that day on they stand in your work list."),
    words=WORDS,
)
PERIOD_LOCKED = Kind(
    "period.locked",
    PERIODS,
    _("Period locked"),
    _("%(period)s is locked"),
    _("Its figures no longer change. Verified: %(verified)s of %(total)s. Corrections are new versions with a reason."),
    words=WORDS,
)
CORRECTION_OPENED = Kind(
    "correction.opened",
    PERIODS,
    _("Correction opened"),
    _("Correction opened: %(subject)s, %(period)s"),
    _("%(by)s opened a new version of the report of %(agency)s: %(reason)s"),
    Importance.WARNING,
    words=WORDS,
)

LINK_DEAD = Kind(
    "link.dead",
    LINKS,
    _("Link dead"),
    _("A link of your evidence does not open any more: %(title)s"),
    _("%(agency)s: %(link)s did not open for several days. Hand in the file itself, or a link that opens."),
    Importance.WARNING,
)

PERIOD_REMINDED = Kind(
    "period.reminded",
    DEADLINES,
    _("Reminder before the lock"),
    _("%(by)s reminds you: %(period)s, %(todo)s of %(total)s not sent yet"),
    _("%(agency)s: what is not verified at the lock (planned for %(locks_on)s) stays out of the published figures."),
    Importance.WARNING,
    words=WORDS,
)

ALL = (
    PERIOD_OPENED,
    PERIOD_WEEK,
    PERIOD_DAY,
    PERIOD_CLOSED,
    REPORT_RETURNED,
    REPORTS_VERIFIED,
    AGENCY_LATE,
    REGION_LATE,
    POST_VACANT,
    POST_RECEIVED,
    PERIOD_LOCKED,
    CORRECTION_OPENED,
    LINK_DEAD,
    PERIOD_REMINDED,
)
