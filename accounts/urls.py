"""Addresses of entering the portal. `factors` has the names that allauth asks for, and addresses in Indonesian."""

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from accounts.views.factors import PasskeyRemove, Safety, to_safety
from accounts.views.sessions import SessionEnd, SessionList, SessionsEndOthers

app_name = "accounts"
urlpatterns = [
    path("akun/sesi/", SessionList.as_view(), name="session-list"),
    path("akun/sesi/akhiri-lainnya/", SessionsEndOthers.as_view(), name="session-end-others"),
    path("akun/sesi/<uuid:uid>/akhiri/", SessionEnd.as_view(), name="session-end"),
]

factors = [
    path("", Safety.as_view(), name="mfa_index"),
    path("masuk/", base.authenticate, name="mfa_authenticate"),
    path("konfirmasi/", base.reauthenticate, name="mfa_reauthenticate"),
    path("aplikasi/", app.activate_totp, name="mfa_activate_totp"),
    path("aplikasi/hapus/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("kode/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("kode/baru/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("kode/unduh/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkey/", to_safety, name="mfa_list_webauthn"),
    path("passkey/baru/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkey/masuk/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkey/konfirmasi/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkey/<int:pk>/hapus/", PasskeyRemove.as_view(), name="mfa_remove_webauthn"),
    path("passkey/<int:pk>/nama/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
]
"""To be included without a namespace."""
