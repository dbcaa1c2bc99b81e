"""Every test of the contract runs against the sandbox, and against Stripe when there is a key."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stripe

from standfirst.config.sandbox_transport import SandboxTransport
from standfirst.sandbox.company import Sandbox
from tests.contract.company import KEY, Company, key_for_tests


@pytest.fixture(params=["sandbox", "stripe"] if KEY else ["sandbox"])
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Company]:
    """The payment company that is asked."""
    sandbox = None
    if request.param == "stripe":
        client = stripe.StripeClient(key_for_tests(), max_network_retries=2)
    else:
        sandbox = Sandbox(
            tmp_path / "sandbox.sqlite3",
            now=lambda: datetime.now(UTC),
            webhook_secret="whsec_contract",
            draft_s=3600,
        )
        client = stripe.StripeClient("sk_test_contract", http_client=SandboxTransport(sandbox))
    clock = client.v1.test_helpers.test_clocks.create({"frozen_time": int(time.time())})
    company = Company(request.param, client.v1, clock)
    yield company
    company.close()
    if sandbox:
        sandbox.close()
