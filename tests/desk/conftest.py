"""Somebody at the desk, with a role in the newsroom."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from standfirst.fronts.actions import found_publication
from standfirst.readers.models import Reader
from tests.stories.conftest import company, courier  # noqa: F401 - fixtures

BACKEND = "django.contrib.auth.backends.ModelBackend"
AtDesk = Callable[[str], Client]


@pytest.fixture
def as_role(db: None) -> AtDesk:
    """A browser signed in as somebody with that role in the newsroom, or with none."""
    found_publication()

    def signed_in(role: str) -> Client:
        reader = Reader.objects.create_user(f"{role.lower() or 'nobody'}@courier.example")
        if role:
            reader.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(reader, backend=BACKEND)
        return client

    return signed_in


@pytest.fixture
def publisher(as_role: AtDesk) -> Client:
    """The publisher's browser."""
    return as_role("Publishers")
