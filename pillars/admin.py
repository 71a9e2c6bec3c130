"""Admin of the catalogue of pillars."""

from django.contrib import admin

from core.admin import ReferenceAdmin
from pillars.models import Pillar, PillarSet, SubDimension


@admin.register(PillarSet)
class PillarSetAdmin(ReferenceAdmin):
    list_display = ("code", "name_id", "valid_from")
    search_fields = ("code", "name_id", "name_en")


@admin.register(Pillar)
class PillarAdmin(ReferenceAdmin):
    list_display = ("letters", "name_id", "name_en", "pillar_set", "position")
    list_filter = ("pillar_set",)
    search_fields = ("code", "name_id", "name_en")
    list_select_related = ("pillar_set",)


@admin.register(SubDimension)
class SubDimensionAdmin(ReferenceAdmin):
    list_display = ("code", "name_id", "name_en", "pillar", "position")
    list_filter = ("pillar",)
    search_fields = ("code", "name_id", "name_en")
    list_select_related = ("pillar",)
