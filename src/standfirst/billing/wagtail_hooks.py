"""Plans and prices in the admin."""

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from standfirst.billing.models import Plan


class PlanViewSet(ModelViewSet):
    """Plans with their prices."""

    model = Plan
    icon = "tag"
    menu_label = "Plans"
    menu_order = 300
    add_to_admin_menu = True
    list_display = ["name", "key", "is_offered"]
    copy_view_enabled = False
    panels = [
        FieldPanel("name"),
        FieldPanel(
            "key",
            help_text="Gates and rights know the plan by this: a word in small letters. Keep it "
            "for good.",
        ),
        FieldPanel("description"),
        MultiFieldPanel(
            [
                FieldPanel("is_offered", heading="On sale"),
                FieldPanel("trial_days"),
                FieldPanel("sort_order", heading="Order", help_text="The smallest stands first."),
            ],
            heading="Offer",
        ),
        InlinePanel(
            "prices",
            heading="Prices",
            label="price",
            panels=[
                FieldRowPanel([FieldPanel("amount_minor"), FieldPanel("currency")]),
                FieldRowPanel([FieldPanel("interval"), FieldPanel("note")]),
                FieldPanel("is_offered", heading="On sale"),
            ],
            help_text="Without a price the plan is not on sale. A price that was sold stays as it "
            "is: add a new one, and take the old one from sale.",
        ),
    ]


@hooks.register("register_admin_viewset")
def register_plans() -> PlanViewSet:
    """Puts plans into the admin's menu."""
    return PlanViewSet("plans")
