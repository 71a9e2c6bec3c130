"""What a person or program asks for when a document is imported."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import Region


class Mode(models.TextChoices):
    """How much of the document becomes part of the region."""

    WHOLE = "whole", _("The whole plan: all versions as they are, with pledges and quick wins")
    DRAFT = "draft", _("Only the programs of its newest version, as a draft")


@dataclass(frozen=True)
class Wish:
    """Into which region, how, and what becomes of OPDs that the region does not have.

    `agencies`: code of an OPD in the document -> code of the OPD of the region that it is.
    """

    region: Region
    mode: Mode = Mode.WHOLE
    create_agencies: bool = False
    agencies: dict[str, str] = field(default_factory=dict)
