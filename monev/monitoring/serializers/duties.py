"""What the posts of OPDs answer for."""

from __future__ import annotations

from monev.monitoring.models.duties import Duty
from monev.monitoring.serializers import references
from organizations.models import Post
from organizations.rest import ScopedSerializer, record, reference


class DutySerializer(ScopedSerializer):
    """A program (across versions of the plan), quick win or pledge, and the post that reports on it."""

    agency = references.agency(source="post.agency")
    post = reference(Post, "id", "uid", "name")
    quick_win = references.quick_win()
    pledge = references.pledge()

    class Meta:
        model = Duty
        fields = record("agency", "post", "program_lineage", "quick_win", "pledge")
