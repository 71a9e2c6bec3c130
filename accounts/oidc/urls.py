"""Under the names that allauth looks for."""

from django.urls import path

from accounts.oidc import views

urlpatterns = [
    path("oidc/<str:provider_id>/masuk/", views.ProviderLogin.as_view(), name="openid_connect_login"),
    path("oidc/<str:provider_id>/kembali/", views.callback, name="openid_connect_callback"),
    path("oidc/dibatalkan/", views.cancelled, name="socialaccount_login_cancelled"),
    path("identitas/", views.Linked.as_view(), name="socialaccount_connections"),
    path("identitas/<int:pk>/lepas/", views.Unlink.as_view(), name="identity_unlink"),
]
