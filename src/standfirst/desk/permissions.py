"""What somebody in the newsroom needs to be allowed to come to each screen of the desk."""

SEE = "billing.view_subscription"
"""The numbers, the readers and the lists."""

REFUND = "billing.change_invoice"
"""Giving money back."""

WITHDRAWALS = "billing.change_withdrawal"
"""Settling and refusing withdrawals."""

GRANTS = "access.add_grant"
"""Giving, changing and taking away grants."""

SCHEDULE = "billing.add_scheduleversion"
"""Changing what happens to unpaid subscriptions, and when."""

ALL = (SEE, REFUND, WITHDRAWALS, GRANTS, SCHEDULE)
