"""The addresses of the desk, below the admin's."""

from django.urls import path

from standfirst.desk import grants, overview, readers, refunds, schedule, withdrawals
from standfirst.desk.screens import Listing

app_name = "desk"

LISTS: list[type[Listing]] = [
    overview.Subscriptions,
    overview.Payments,
    overview.Operations,
    readers.Readers,
    grants.Grants,
    withdrawals.Withdrawals,
]

urlpatterns = [
    path("", overview.Overview.as_view(), name="overview"),
    *(path(f"{one.name}/", one.as_view(), name=one.name) for one in LISTS),
    *(
        path(f"{one.name}/results/", one.as_view(results_only=True), name=f"{one.name}_results")
        for one in LISTS
    ),
    path("comparisons/", overview.Comparisons.as_view(), name="comparisons"),
    path("readers/<int:pk>/", readers.ReaderSheet.as_view(), name="reader"),
    path("payments/<int:pk>/refund/", refunds.GiveBack.as_view(), name="refund"),
    path("grants/give/", grants.GiveGrant.as_view(), name="grant_give"),
    path("grants/<int:pk>/", grants.GrantSheet.as_view(), name="grant"),
    path("withdrawals/<int:pk>/", withdrawals.WithdrawalSheet.as_view(), name="withdrawal"),
    path("schedule/", schedule.ScheduleSheet.as_view(), name="schedule"),
    path("schedule/change/", schedule.ScheduleChange.as_view(), name="schedule_change"),
]
