"""The demo's settings without the demo's strip, and one address more: one that is slow on purpose.

The strip has the reader's name in it; a page of a publication has not.
"""

from typing import Any

from standfirst.config.django import *  # noqa: F403 - all of them
from standfirst.config.django import TEMPLATES

ROOT_URLCONF = "bench.urls"
options: Any = TEMPLATES[0]["OPTIONS"]
options["context_processors"].remove("standfirst.demo.context.strip")
