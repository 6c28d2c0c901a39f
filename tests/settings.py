"""Settings for tests: a throw-away data folder, quick hashing, and the database that PAYANDAN_TEST_DATABASE names."""

import os
import sys
import tempfile

if "pytest" in sys.modules:
    # A folder for each process of the suite: what one of them forgets on purpose, another may be counting on.
    os.environ["PAYANDAN_DATA"] = tempfile.mkdtemp(prefix="payandan-tests-")
if os.environ.get("PAYANDAN_TEST_DATABASE", "").startswith("postgres"):
    from tests.postgres import start

    os.environ["PAYANDAN_DATABASE_URL"] = start()

from payandan.site.settings import *  # noqa: F403
from payandan.site.settings import DATA, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"]["NAME"] = str(DATA / "test.sqlite3")
    # What is thrown away in ten minutes need not reach the disk.
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
ALLOWED_HOSTS = ["*"]
JOBS_URL = "memory://"
