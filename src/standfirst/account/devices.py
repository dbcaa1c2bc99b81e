"""The devices that the reader is signed in on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from standfirst.kernel import clock
from standfirst.kernel.errors import NotFoundError
from standfirst.readers import actions
from standfirst.readers.queries import devices_of, reader_of
from standfirst.readers.rules import device_name


@dataclass(frozen=True)
class Device:
    """A session as the reader knows it."""

    id: int
    name: str
    last_used_at: datetime
    is_this: bool


def device_facts(request: HttpRequest) -> dict[str, Any]:
    """The devices with a session that lives, this one first, then the latest used."""
    sessions = devices_of(reader_of(request), now=timezone.now())
    devices = [_device(session, request.session.session_key) for session in sessions]
    return {"devices": sorted(devices, key=lambda device: not device.is_this)}


def _device(session: UserSession, this: str | None) -> Device:
    return Device(
        id=session.pk,
        name=device_name(session.user_agent),
        last_used_at=session.last_seen_at,
        is_this=session.session_key == this,
    )


@login_required
@require_POST
def sign_out_one(request: HttpRequest, device_id: int) -> HttpResponse:
    """Ends the session of another device."""
    try:
        actions.sign_out_device(reader_of(request), device_id, now=clock.now())
    except NotFoundError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, "That device is signed out.")
    return redirect("account:overview")


@login_required
@require_POST
def sign_out_all(request: HttpRequest) -> HttpResponse:
    """Ends every session, this one too."""
    actions.sign_out_everywhere(reader_of(request), now=clock.now())
    logout(request)
    messages.success(request, "You are signed out everywhere.")
    return redirect("account_login")
