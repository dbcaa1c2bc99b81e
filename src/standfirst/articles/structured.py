"""An article as search engines read it: nothing that its standfirst does not say."""

import json
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

LOCKED = ".locked"
"""The class that wraps what the gate locks, or stands in its place."""

ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def news_article(
    *,
    headline: str,
    description: str,
    url: str,
    published: datetime | None,
    updated: datetime | None,
    authors: list[tuple[str, str]],
    publisher: str,
    image: str = "",
    is_gated: bool,
) -> dict[str, Any]:
    """schema.org's NewsArticle, with Google's marks for a gate:
    https://developers.google.com/search/docs/appearance/structured-data/paywalled-content"""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": headline[:110],
        "description": description,
        "mainEntityOfPage": url,
        "author": [{"@type": "Person", "name": name, "url": link} for name, link in authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": publisher},
        "isAccessibleForFree": not is_gated,
    }
    if published:
        facts["datePublished"] = published.isoformat()
        facts["dateModified"] = (updated or published).isoformat()
    if image:
        facts["image"] = [image]
    if is_gated:
        facts["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": LOCKED,
        }
    return facts


def script_text(facts: dict[str, Any]) -> SafeString:
    """The facts as text that cannot end the `script` it stands in."""
    return mark_safe(json.dumps(facts, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped just here
