"""The administration of entering: people with their sessions and factors, devices, invitations, identities."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Device, Invitation, Session
from accounts.services.changing import email_changed, password_changed
from accounts.services.factors import reset_factors
from accounts.services.identities import unbind
from accounts.services.people import keep_role, rights_changed
from accounts.services.sessions import end_all_sessions
from core.admin import LogAdmin, ReadOnlyAdmin
from organizations.admin import MembershipAdmin, PersonAdmin
from organizations.freshness import is_fresh
from organizations.models import Membership, User

# The administration has no log-in of its own: it would let people in without their second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Providers come from the environment alone; tokens of theirs are never kept.
admin.site.unregister([User, Membership, Authenticator, SocialApp, SocialToken, SocialAccount])


class AsksAgainAdmin:
    """Who proved long ago who they are is asked once more before they change anything here."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        _ask_again(request)
        return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            _ask_again(request)
        return super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]


def _ask_again(request: HttpRequest) -> None:
    if request.user.is_authenticated and not is_fresh(request):
        raise ReauthenticationRequired


@admin.register(User)
class SafePersonAdmin(AsksAgainAdmin, PersonAdmin):
    """People; what is changed here ends sessions and is told to whom it concerns."""

    actions = ("end_sessions", "reset_second_factors")

    @admin.action(description=_("End all sessions of the chosen people"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        by: Any = request.user
        for person in queryset:
            end_all_sessions(person, by=by)
        done = ngettext("%(count)s person was logged out.", "%(count)s people were logged out.", len(queryset))
        self.message_user(request, done % {"count": len(queryset)}, messages.SUCCESS)

    @admin.action(description=_("Remove all second factors of the chosen people"), permissions=["change"])
    def reset_second_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        by: Any = request.user
        for person in queryset:
            reset_factors(person, by=by)
        done = ngettext(
            "%(count)s person has no second factor now.", "%(count)s people have no second factor now.", len(queryset)
        )
        self.message_user(request, done % {"count": len(queryset)}, messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        by: Any = request.user
        before = User.objects.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        if before is None:
            return
        rights_changed(obj, before=before, by=by)
        if before.email != obj.email:
            email_changed(obj, before=before.email, by=by)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Roles through their service: versions count on, history and audit log name who gave them."""
        by: Any = request.user
        for row in formset.save(commit=False):
            keep_role(row, by=by)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002
        _ask_again(request)
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 302:
            by: Any = request.user
            person = User.objects.get(pk=id)
            keep = request.session.session_key if person.pk == by.pk else None
            password_changed(person, by=by, keep=keep)
        return answer


@admin.register(Membership)
class SafeMembershipAdmin(AsksAgainAdmin, MembershipAdmin):
    """Who gets a role gets its rights."""

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        by: Any = request.user
        keep_role(obj, by=by)


@admin.register(Authenticator)
class FactorAdmin(LogAdmin):
    """Which factors there are; never their secrets. They are taken away through the person."""

    list_display = ("user", "type", "created_at", "last_used_at")
    fields = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__name", "user__email")
    list_select_related = ("user",)


@admin.register(Session)
class SessionAdmin(LogAdmin):
    """Who is logged in; never the key of a session. They are ended through the person."""

    list_display = ("user", "began_at", "last_seen_at", "address", "user_agent")
    fields = ("user", "began_at", "last_seen_at", "expire_date", "address", "user_agent")
    search_fields = ("user__name", "user__email", "address")
    list_select_related = ("user",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).exclude(user=None)


@admin.register(Device)
class DeviceAdmin(LogAdmin):
    """From which browsers people logged in."""

    list_display = ("user", "first_seen_at", "last_seen_at", "address", "user_agent")
    exclude = ("digest",)
    search_fields = ("user__name", "user__email", "address")
    list_select_related = ("user",)


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
