"""Django's settings for the tests: the real ones, with a data folder of the test process' own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "PYTEST_XDIST_WORKER" in os.environ:  # what the first process set is not this one's own
    os.environ.pop("STANDFIRST_DATA_DIR", None)
DATA = Path(os.environ.setdefault("STANDFIRST_DATA_DIR", tempfile.mkdtemp(prefix="standfirst-")))
os.environ["STANDFIRST_CONFIG"] = str(DATA / "none.toml")
os.environ["STANDFIRST_SECRET_KEY"] = "insecure-for-tests-" + "x1y2z3" * 8
os.environ["STANDFIRST_BASE_URL"] = "http://localhost:8000"
os.environ["STANDFIRST_MAIL_URL"] = "inbox:"
os.environ["STANDFIRST_EXPLAIN_HEADERS"] = "true"

from standfirst.config.django import *  # noqa: E402, F403 - likewise
from standfirst.kernel import clock  # noqa: E402 - needs what is set above

DATA.mkdir(exist_ok=True)
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
clock.keep_offset_in(DATA / "clock")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
