"""What people are told about citizen surveys."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds import Group, Importance, Kind, as_date

SURVEY = Group(
    "survey",
    _("Citizen surveys"),
    _("A service of your OPD was chosen for the citizen survey, and the survey opens or closes."),
    _("your OPD takes part in the citizen survey"),
    "digest",
)
SURVEY_CHOSEN = Kind(
    "survey.chosen",
    SURVEY,
    _("Service chosen for the citizen survey"),
    _("Citizen survey %(pillar)s %(year)s: %(service)s"),
    _("%(agency)s takes part. Say how many people use this service; the survey opens once every OPD has done so."),
    Importance.WARNING,
)
SURVEY_OPENED = Kind(
    "survey.opened",
    SURVEY,
    _("Citizen survey opened"),
    _("Citizen survey %(pillar)s %(year)s is open until %(closes_on)s"),
    _("Print the poster with the QR code of %(service)s, put it where the service is given, and pass the link on."),
    words={"closes_on": as_date},
)
ALL = (SURVEY_CHOSEN, SURVEY_OPENED)
