"""Taking a person out of what is kept of grants when their account is closed.

That there was a grant, of which kind and from when until when, stays.
"""

import re

from django.db import transaction

from standfirst.access.models import Grant
from standfirst.events import forgetting as record
from standfirst.readers.models import Reader
from standfirst.readers.rules import closed_address


@transaction.atomic
def forget_grants(reader: Reader) -> None:
    """Takes out who a reader's grants are from and why they were given, and what the record says
    of it; call it before they lose their mail address. Idempotent."""
    Grant.objects.filter(reader=reader).update(source="", why="")
    instead = closed_address(reader.pk)
    for grant in Grant.objects.filter(why__icontains=reader.email).only("why"):
        grant.why = re.sub(re.escape(reader.email), instead, grant.why, flags=re.IGNORECASE)[:200]
        grant.save(update_fields=["why"])
    record.forget_words(reader.pk)
    record.forget_address(reader.email, instead=instead)
