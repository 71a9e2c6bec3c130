"""How the plan came about: stages, legal documents, councils, meetings, directives, requests to ministries."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Record
from masterplan.querysets import (
    AgencyRows,
    CouncilRows,
    DirectiveQuerySet,
    MeetingQuerySet,
    MeetingRows,
    RegionRows,
)
from masterplan.workflow import ANSWERED, CLOSED, OPEN
from organizations.models import Agency, Membership, Ministry, Region


class LegalDocument(Record):
    """A memorandum, decree or regulation, with its file."""

    class Kind(models.TextChoices):
        MOU = "mou", _("memorandum of understanding")
        DECREE = "decree", _("decree (SK)")
        REGENT_REGULATION = "regent_regulation", _("regulation of the regional head (Perbup/Perwal)")
        REGIONAL_REGULATION = "regional_regulation", _("regional regulation (Perda)")
        CIRCULAR = "circular", _("circular letter")
        COMMITMENT = "commitment", _("commitment sheet")
        BOOK = "book", _("book of the master plan")
        OTHER = "other", _("other")

    region = models.ForeignKey(Region, models.PROTECT, related_name="legal_documents", verbose_name=_("region"))
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    number = models.CharField(_("number"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=300)
    dated_on = models.DateField(_("date"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    signatories = models.TextField(_("signatories, one a line"), blank=True)
    file = models.FileField(_("file"), upload_to="documents/%Y/", blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = RegionRows.as_manager()

    class Meta:
        ordering = ["-year", "-dated_on", "title"]
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")

    def __str__(self) -> str:
        return self.title


class PreparationStage(Record):
    """One step on the way to the plan: readiness assessment, MoU, decree, Bimtek I to IV, adoption."""

    class Kind(models.TextChoices):
        READINESS = "readiness", _("readiness assessment")
        MOU = "mou", _("memorandum of understanding")
        DECREE = "decree", _("decree forming the Smart City Council")
        BIMTEK_1 = "bimtek_1", _("technical guidance (Bimtek) I")
        BIMTEK_2 = "bimtek_2", _("technical guidance (Bimtek) II")
        BIMTEK_3 = "bimtek_3", _("technical guidance (Bimtek) III")
        BIMTEK_4 = "bimtek_4", _("technical guidance (Bimtek) IV")
        COMMITMENT = "commitment", _("joint commitment of the OPDs")
        ADOPTION = "adoption", _("adoption of the master plan")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        DONE = "done", _("done")

    region = models.ForeignKey(Region, models.PROTECT, related_name="preparation_stages", verbose_name=_("region"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(_("position"))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PLANNED)
    period_text = models.CharField(_("when, as published"), max_length=120, blank=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    deliverable = models.TextField(_("deliverable"), blank=True)
    document = models.ForeignKey(
        LegalDocument, models.PROTECT, null=True, blank=True, related_name="stages", verbose_name=_("document")
    )
    note = models.TextField(_("note"), blank=True)

    objects = RegionRows.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("preparation stage")
        verbose_name_plural = _("preparation stages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "kind"], name="preparation_stage_once_per_region"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gte=F("started_on")),
                name="preparation_stage_ends_after_start",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Council(Record):
    """A body formed by decree: Dewan, Tim Pelaksana, Forum, working group. Its official name is data: it may change."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Smart City Council (Dewan)")
        TEAM = "team", _("implementation team (Tim Pelaksana)")
        FORUM = "forum", _("Smart City Forum")
        WORKING_GROUP = "working_group", _("working group (Pokja)")

    region = models.ForeignKey(Region, models.PROTECT, related_name="councils", verbose_name=_("region"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    decree = models.ForeignKey(
        LegalDocument, models.PROTECT, null=True, blank=True, related_name="councils", verbose_name=_("decree")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = RegionRows.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("council")
        verbose_name_plural = _("councils")

    def __str__(self) -> str:
        return self.name


class CouncilMember(Record):
    """A seat in a council: a post, perhaps the person who holds it."""

    council = models.ForeignKey(Council, models.CASCADE, related_name="members", verbose_name=_("council"))
    post = models.CharField(_("post"), max_length=150)
    person_name = models.CharField(_("name"), max_length=150, blank=True)
    role_text = models.CharField(_("role in the council"), max_length=100)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("OPD"))
    membership = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("membership")
    )
    is_external = models.BooleanField(_("from outside the government"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CouncilRows.as_manager()

    class Meta:
        ordering = ["position", "post"]
        verbose_name = _("council member")
        verbose_name_plural = _("council members")

    def __str__(self) -> str:
        return self.person_name or self.post


class Meeting(Record):
    """A meeting of a council with agenda and minutes; a planned one has a day to come."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("meeting", "planned")
        HELD = "held", pgettext_lazy("meeting", "held")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")

    council = models.ForeignKey(Council, models.PROTECT, related_name="meetings", verbose_name=_("council"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.HELD)
    held_on = models.DateField(_("date"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=150, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_file = models.FileField(_("minutes (file)"), upload_to="minutes/%Y/", blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self) -> str:
        return f"{self.council}, {self.held_on:%d-%m-%Y}"

    @property
    def region(self) -> Region:
        """The region of the council."""
        return self.council.region

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be held."""
        return self.state == self.State.PLANNED


class Attendance(Record):
    """Whether a member came to a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance", verbose_name=_("meeting"))
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="attendance", verbose_name=_("member"))
    present = models.BooleanField(_("present"), default=True)
    represented_by = models.CharField(_("represented by"), max_length=150, blank=True)

    objects = MeetingRows.as_manager()

    class Kind(models.TextChoices):
        PRESENT = "present", pgettext_lazy("attendance", "present")
        REPRESENTED = "represented", pgettext_lazy("attendance", "represented")
        ABSENT = "absent", pgettext_lazy("attendance", "absent")

    class Meta:
        ordering = ["meeting", "member"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once_per_member")
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.member}"

    @property
    def kind(self) -> Kind:
        """Present in person, represented by somebody, or absent."""
        if self.represented_by:
            return self.Kind.REPRESENTED
        return self.Kind.PRESENT if self.present else self.Kind.ABSENT


class Decision(Record):
    """A decision taken in a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions", verbose_name=_("meeting"))
    text = models.TextField(_("decision"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    objects = MeetingRows.as_manager()

    class Meta:
        ordering = ["meeting", "position"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return self.text[:80]


class SupportRequest(Record):
    """What the region asks of a ministry, and what came of it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        ANSWERED = "answered", _("answered")
        GRANTED = "granted", _("granted")
        DECLINED = "declined", _("declined")

    region = models.ForeignKey(Region, models.PROTECT, related_name="support_requests", verbose_name=_("region"))
    ministry = models.ForeignKey(Ministry, models.PROTECT, related_name="support_requests", verbose_name=_("ministry"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="support_requests", verbose_name=_("OPD")
    )
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("request"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = AgencyRows.as_manager()

    class Meta:
        ordering = ["-sent_on", "subject"]
        verbose_name = _("support request")
        verbose_name_plural = _("support requests")

    def __str__(self) -> str:
        return self.subject


class Directive(Record):
    """An instruction (arahan) of the council to an OPD, with due date and answer."""

    class Status(models.TextChoices):
        OPEN = OPEN, _("open")
        ANSWERED = ANSWERED, _("answered")
        CLOSED = CLOSED, _("closed")

    region = models.ForeignKey(Region, models.PROTECT, related_name="directives", verbose_name=_("region"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="directives", verbose_name=_("OPD"))
    program_lineage = models.UUIDField(_("program (across versions)"), null=True, blank=True, db_index=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="directives", verbose_name=_("meeting")
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="directives", verbose_name=_("decision")
    )
    pledge = models.ForeignKey(
        "masterplan.Pledge", models.PROTECT, null=True, blank=True, related_name="directives", verbose_name=_("pledge")
    )
    about = models.CharField(_("about which figure"), max_length=300, blank=True)
    about_url = models.CharField(_("page of the figure"), max_length=500, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("given by")
    )
    given_on = models.DateField(_("given on"))
    text = models.TextField(_("directive"))
    due_on = models.DateField(_("due"))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    answer = models.TextField(_("answer of the OPD"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        ordering = ["due_on"]
        verbose_name = _("directive")
        verbose_name_plural = _("directives")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("given_on")),
                name="directive_due_after_given",
                violation_error_message=_("The due date lies before the date of the directive."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def is_overdue(self, today: date) -> bool:
        """Whether the OPD should have answered before today."""
        return self.status == self.Status.OPEN and self.due_on < today
