"""Pages of webhooks."""

from django.urls import path

from webhooks import views

app_name = "webhooks"

urlpatterns = [
    path("daerah/<str:region>/webhook/", views.WebhookList.as_view(), name="webhook-list"),
    path("daerah/<str:region>/webhook/baru/", views.WebhookNew.as_view(), name="webhook-new"),
    path("nasional/webhook/", views.NationalList.as_view(), name="national-list"),
    path("nasional/webhook/baru/", views.NationalNew.as_view(), name="national-new"),
    path("webhook/<int:pk>/", views.WebhookDetail.as_view(), name="webhook-detail"),
    path("webhook/<int:pk>/ubah/", views.WebhookChange.as_view(), name="webhook-change"),
    path("webhook/<int:pk>/jeda/", views.WebhookPause.as_view(), name="webhook-pause"),
    path("webhook/<int:pk>/lanjut/", views.WebhookResume.as_view(), name="webhook-resume"),
    path("webhook/<int:pk>/arsip/", views.WebhookArchive.as_view(), name="webhook-archive"),
    path("webhook/<int:pk>/uji/", views.WebhookPing.as_view(), name="webhook-ping"),
    path("webhook/<int:pk>/kunci-baru/", views.WebhookNewSecret.as_view(), name="webhook-new-secret"),
    path("webhook/<int:pk>/kirim-ulang/", views.WebhookReplay.as_view(), name="webhook-replay"),
    path("webhook/penerima/<str:name>", views.ReceiverExample.as_view(), name="receiver-download"),
    path("webhook/kiriman/<int:pk>/", views.DeliveryDetail.as_view(), name="delivery-detail"),
    path("webhook/kiriman/<int:pk>/kirim-ulang/", views.DeliveryReplay.as_view(), name="delivery-replay"),
]
