"""The demo's settings, and one address more: one that is slow on purpose."""

from standfirst.config.django import *  # noqa: F403 - all of them

ROOT_URLCONF = "bench.urls"
