"""People, invitations, and their links."""

from django.urls import path

from accounts.views import accepting, inviting, members, steps

app_name = "people"
REGION = "pengguna/<str:region>"
PERSON = f"{REGION}/orang/<uuid:uid>"
NATION = "pengguna/nasional"
NATIONAL_PERSON = f"{NATION}/orang/<uuid:uid>"
urlpatterns = [
    path("undangan/", accepting.InvitationAccept.as_view(), name="accept"),
    path("undangan/<str:token>/", accepting.InvitationLink.as_view(), name="invitation"),
    path("pengguna/", members.PeopleHome.as_view(), name="home"),
    path("pengguna/undangan/<int:pk>/", inviting.InvitationStep.as_view(), name="invitation-step"),
    path("pengguna/peran/<int:pk>/akhiri/", steps.RoleEnd.as_view(), name="role-end"),
    path(f"{NATION}/", members.NationalPeopleList.as_view(), name="national-list"),
    path(f"{NATION}/undang/", inviting.NationalInvite.as_view(), name="national-invite"),
    path(f"{NATIONAL_PERSON}/", members.NationalPersonDetail.as_view(), name="national-person"),
    path(f"{NATIONAL_PERSON}/akun/", steps.NationalAccount.as_view(), name="national-account"),
    path(f"{NATIONAL_PERSON}/akhiri-sesi/", steps.NationalSessions.as_view(), name="national-sessions"),
    path(f"{NATIONAL_PERSON}/atur-ulang-faktor/", steps.NationalFactors.as_view(), name="national-factors"),
    path(f"{REGION}/", members.PeopleList.as_view(), name="list"),
    path(f"{REGION}/undang/", inviting.Invite.as_view(), name="invite"),
    path(f"{REGION}/impor/", inviting.InviteMany.as_view(), name="import"),
    path(f"{REGION}/impor/contoh.csv", inviting.InviteExample.as_view(), name="import-template"),
    path(f"{PERSON}/", members.PersonDetail.as_view(), name="person"),
    path(f"{PERSON}/akun/", steps.Account.as_view(), name="account"),
    path(f"{PERSON}/akhiri-sesi/", steps.Sessions.as_view(), name="sessions"),
    path(f"{PERSON}/atur-ulang-faktor/", steps.Factors.as_view(), name="factors"),
]
