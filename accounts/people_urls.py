"""People, invitations, and their links."""

from django.urls import path

from accounts.views import accepting, inviting, members

app_name = "people"
urlpatterns = [
    path("undangan/", accepting.InvitationAccept.as_view(), name="accept"),
    path("undangan/<str:token>/", accepting.InvitationLink.as_view(), name="invitation"),
    path("pengguna/", members.PeopleHome.as_view(), name="home"),
    path("pengguna/undangan/<int:pk>/", inviting.InvitationStep.as_view(), name="invitation-step"),
    path("pengguna/peran/<int:pk>/akhiri/", members.RoleEnd.as_view(), name="role-end"),
    path("pengguna/nasional/", members.NationalPeopleList.as_view(), name="national-list"),
    path("pengguna/nasional/undang/", inviting.NationalInvite.as_view(), name="national-invite"),
    path("pengguna/nasional/orang/<uuid:uid>/", members.NationalPersonDetail.as_view(), name="national-person"),
    path("pengguna/nasional/orang/<uuid:uid>/akun/", members.NationalPersonAccount.as_view(), name="national-account"),
    path("pengguna/<str:region>/", members.PeopleList.as_view(), name="list"),
    path("pengguna/<str:region>/undang/", inviting.Invite.as_view(), name="invite"),
    path("pengguna/<str:region>/impor/", inviting.InviteMany.as_view(), name="import"),
    path("pengguna/<str:region>/impor/contoh.csv", inviting.InviteExample.as_view(), name="import-template"),
    path("pengguna/<str:region>/orang/<uuid:uid>/", members.PersonDetail.as_view(), name="person"),
    path("pengguna/<str:region>/orang/<uuid:uid>/akun/", members.PersonAccount.as_view(), name="account"),
]
