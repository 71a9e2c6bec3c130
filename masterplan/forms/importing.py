"""Forms of the import of a plan: the upload, and the placing of programs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from masterplan.models.plans import PlanVersion, Program
from organizations.models import Region, User
from organizations.roles import Can
from pillars.models import PillarSet, SubDimension


class RegionForm(forms.Form):
    """Something for a region whose plan the person makes; where there is one only, it is chosen."""

    region = forms.ModelChoiceField(Region.objects.none(), label=_("Region"), empty_label=None)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Region.objects.allowed(user, Can.PLAN).order_by("code")
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        only = list(regions[:2])
        if len(only) == 1:
            self.fields["region"].initial = only[0]


class UploadForm(RegionForm):
    """A matrix, for which plan of which region."""

    title = forms.CharField(
        label=_("Title of the plan"),
        max_length=200,
        help_text=_("The title of a plan that exists already continues it."),
    )
    start_year = forms.IntegerField(label=_("First year"), min_value=2000, max_value=2100)
    end_year = forms.IntegerField(label=_("Last year"), min_value=2000, max_value=2100)
    file = forms.FileField(
        label=_("Matrix of the plan"),
        help_text=_("CSV or XLSX, as it was published. Nothing is stored in the plan yet."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    pillars = forms.FileField(
        label=_("Mapping of pillars"),
        required=False,
        help_text=_("CSV with two columns: code or name of the program, and code or name of the sub-dimension."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("start_year"), cleaned.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", _("The last year lies before the first."))
        return cleaned


class PlacingForm(forms.Form):
    """Programs of one version that get one sub-dimension."""

    programs = forms.ModelMultipleChoiceField(
        Program.objects.none(), label=_("Programs"), error_messages={"required": _("Choose at least one program.")}
    )
    sub_dimension = forms.ModelChoiceField(SubDimension.objects.none(), label=_("Sub-dimension"))

    def __init__(self, *args: Any, version: PlanVersion, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Program.objects.allowed(user, Can.PLAN).filter(plan_version=version, archived_at=None)
        self.fields["programs"].queryset = mine  # type: ignore[attr-defined]
        self.fields["sub_dimension"] = sub_dimension_field(version.pillar_set)


class RuleForm(forms.Form):
    """A rule: the beginning of a code, and where its programs belong."""

    code_prefix = forms.CharField(label=_("Code starts with"), max_length=24, help_text=_("Such as 2.16 or 1.02.03."))
    sub_dimension = forms.ModelChoiceField(SubDimension.objects.none(), label=_("Sub-dimension"))

    def __init__(self, *args: Any, pillar_set: PillarSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sub_dimension"] = sub_dimension_field(pillar_set)


class _PillarAndSub(forms.ModelChoiceField):
    """A choice that names the pillar before the sub-dimension."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.pillar.name} – {obj.name}"


def sub_dimension_field(pillar_set: PillarSet) -> forms.ModelChoiceField:
    """A choice of the sub-dimensions of one set of pillars."""
    rows = SubDimension.objects.filter(pillar__pillar_set=pillar_set).select_related("pillar")
    return _PillarAndSub(rows.order_by("pillar__position", "position"), label=_("Sub-dimension"))
