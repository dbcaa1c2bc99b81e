"""`import text --dry-run` needs no settings: reading and outlining import neither framework."""

import subprocess
import sys


def test_reading_imports_no_django_and_no_wagtail() -> None:
    code = (
        "import sys, standfirst.transfer.text, standfirst.transfer.outline;"
        "print([m for m in ('django', 'wagtail', 'stripe') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
