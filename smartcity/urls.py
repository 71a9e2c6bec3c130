"""The site map: one include per app."""

from django.contrib import admin
from django.urls import include, path

from accounts.urls import factors
from accounts.views.entering import Address, Login
from portal.urls import quick_wins

handler500 = "operations.views.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("akun/login/", Login.as_view(), name="account_login"),
    path("akun/email/", Address.as_view(), name="account_email"),
    path("akun/", include("accounts.oidc.urls")),
    path("akun/", include("allauth.account.urls")),
    path("akun/keamanan/", include(factors)),
    path("", include("accounts.urls")),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("api/v1/", include("smartcity.api")),
    path("profil/", include("organizations.urls")),
    path("", include("accounts.people_urls")),
    path("", include("notices.urls")),
    path("", include("webhooks.urls")),
    path("rencana/", include("masterplan.urls")),
    path("", include("monev.monitoring.urls")),
    path("", include("monev.evaluation.urls")),
    path("", include("monev.reports.urls")),
    path("", include("exchange.urls")),
    path("quick-win/", include(quick_wins)),
    path("", include("citizens.urls")),
    path("", include("operations.urls")),
    path("", include("handbook.urls")),
    path("", include("portal.urls")),
]
