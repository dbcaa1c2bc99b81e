"""Statements as search engines read them: those that a page shows openly, and no others."""

from collections.abc import Iterable
from typing import Any

from standfirst.articles import dates
from standfirst.articles.statements.models import Statement


def quotations(statements: Iterable[Statement], base_url: str, *, publisher: str) -> dict[str, Any]:
    """schema.org's Quotation for each; a ClaimReview besides where an editor wrote a review."""
    graph: list[dict[str, Any]] = []
    for statement in statements:
        graph.append(_quotation(statement, base_url))
        if statement.review and statement.verdict:
            graph.append(_review(statement, base_url, publisher))
    return {"@context": "https://schema.org", "@graph": graph}


def _quotation(statement: Statement, base_url: str) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "@type": "Quotation",
        "@id": base_url + statement.address,
        "url": base_url + statement.address,
        "text": statement.words,
        "creator": _person(statement, base_url),
        "dateCreated": dates.machine(statement.said_on, statement.precision),
    }
    if statement.source_href:
        facts["isBasedOn"] = statement.source_href
    about = [
        {"@type": "Thing", "name": one.name, "url": base_url + one.address}
        for one in statement.subjects.all()
    ]
    return {**facts, "about": about} if about else facts


def _person(statement: Statement, base_url: str) -> dict[str, Any]:
    facts = {
        "@type": "Person",
        "name": statement.person.name,
        "url": base_url + statement.person.address,
    }
    office = statement.office_held
    return {**facts, "jobTitle": office} if office else facts


def _review(statement: Statement, base_url: str, publisher: str) -> dict[str, Any]:
    """https://schema.org/ClaimReview: only ever what an editor wrote."""
    author = (
        {"@type": "Person", "name": statement.reviewer.name}
        if statement.reviewer
        else {"@type": "Organization", "name": publisher}
    )
    facts = {
        "@type": "ClaimReview",
        "url": base_url + statement.address,
        "claimReviewed": statement.words,
        "reviewBody": statement.review,
        "author": author,
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": statement.person.name},
            "datePublished": dates.machine(statement.said_on, statement.precision),
        },
        "reviewRating": {"@type": "Rating", "alternateName": statement.verdict},
    }
    told_on = statement.reviewed_on
    return {**facts, "datePublished": told_on.isoformat()} if told_on else facts
