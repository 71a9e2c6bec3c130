"""Admin of invitations. The log-in of the administration is the portal's own, with its limits and second factors."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import Invitation
from accounts.services.identities import unbind
from core.admin import LogAdmin, ReadOnlyAdmin

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Providers come from the environment alone; tokens of theirs are never kept.
admin.site.unregister([SocialApp, SocialToken, SocialAccount])


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "name", "role", "region", "agency", "sent_at", "expires_at", "accepted_at", "withdrawn_at")
    list_filter = ("role",)
    search_fields = ("email", "name", "region__name", "agency__name")
    list_select_related = ("region", "agency")


@admin.register(SocialAccount)
class IdentityAdmin(LogAdmin):
    list_display = ("user", "provider", "uid", "date_joined", "last_login")
    list_filter = ("provider",)
    search_fields = ("user__name", "user__email", "uid")
    list_select_related = ("user",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Somebody lost the old identity, or the address was given to somebody else there."""
        return bool(request.user.is_superuser)

    def delete_model(self, request: HttpRequest, obj: SocialAccount) -> None:
        unbind(obj, by=request.user)  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for each in queryset:
            self.delete_model(request, each)
