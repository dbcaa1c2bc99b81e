"""Writes the pages of `docs/reference/` that the code knows best.

python -m tests.docs.generate
"""

import os
from collections.abc import Callable, Mapping

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.docs import sheets  # noqa: E402 - what it reads needs Django set up
from tests.docs.addresses import addresses  # noqa: E402 - needs what is set above
from tests.docs.reading import ROOT  # noqa: E402 - needs what is set above

FOLDER = ROOT / "docs" / "reference"

SHEETS: Mapping[str, Callable[[], str]] = {
    "addresses.md": addresses,
    "blocks.md": sheets.blocks,
    "commands.md": sheets.commands,
    "errors.md": sheets.error_codes,
    "events.md": sheets.events,
    "notices.md": sheets.notices,
    "reasons.md": sheets.reasons,
    "settings.md": sheets.settings,
    "states.md": sheets.states,
    "webhooks.md": sheets.webhooks,
}


def main() -> None:
    """Writes each page, and says which changed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, sheet in SHEETS.items():
        path, text = FOLDER / name, sheet()
        is_new = not path.exists() or path.read_text() != text
        path.write_text(text)
        print(f"{'wrote' if is_new else 'same '} docs/reference/{name}")


if __name__ == "__main__":
    main()
