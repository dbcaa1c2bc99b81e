"""An editor writes, looks at a preview and publishes: in Wagtail's own screens."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from standfirst.articles.models import Article, PublicationSettings
from standfirst.fronts.models import FrontPage
from tests.articles.making import Make

EMPTY_INLINE = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0"}


def form(**fields: Any) -> dict[str, Any]:
    """The editor's form with a body of two paragraphs and the break between them."""
    blocks: list[tuple[str, dict[str, str]]] = [
        ("text", {"text": json.dumps(draftail("Open words."))}),
        ("break", {}),
        ("text", {"text": json.dumps(draftail("Locked words."))}),
    ]
    data: dict[str, Any] = {
        "title": "Why the wells close",
        "slug": "why-the-wells-close",
        "standfirst": "In a sentence.",
        "audience": "subscribers",
        "body-count": str(len(blocks)),
        "corrections-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **fields,
    }
    for place, (kind, values) in enumerate(blocks):
        data |= {
            f"body-{place}-type": kind,
            f"body-{place}-order": str(place),
            f"body-{place}-deleted": "",
            f"body-{place}-id": "",
        }
        data |= {f"body-{place}-value-{name}": value for name, value in values.items()}
        if not values:
            data[f"body-{place}-value"] = ""
    return data


def draftail(text: str) -> dict[str, Any]:
    block = {"key": "a", "type": "unstyled", "depth": 0, "text": text, "inlineStyleRanges": []}
    return {"blocks": [{**block, "entityRanges": []}], "entityMap": {}}


def add(editor: Client, front: FrontPage, **fields: Any) -> Any:
    address = reverse("wagtailadmin_pages:add", args=["articles", "article", front.pk])
    return editor.post(address, form(**fields))


def test_an_editor_publishes_an_article(editor: Client, front: FrontPage) -> None:
    address = reverse("wagtailadmin_pages:add", args=["articles", "article", front.pk])
    assert editor.get(address).status_code == 200
    response = add(editor, front, **{"action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    page = Client().get("/why-the-wells-close/").content.decode()
    assert "Open words." in page
    assert "Locked words." not in page


def test_a_draft_stays_in_the_newsroom(editor: Client, front: FrontPage) -> None:
    add(editor, front)
    assert Article.objects.get().live is False
    assert Client().get("/why-the-wells-close/").status_code == 404


def test_a_gate_of_plans_without_a_plan_is_refused(editor: Client, front: FrontPage) -> None:
    response = add(editor, front, audience="plans", **{"action-publish": "1"})
    assert response.status_code == 200
    assert "Choose the plans that open this article" in response.content.decode()


def test_a_preview_shows_all_of_it(editor: Client, make: Make) -> None:
    article = make()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    assert editor.post(address, form()).json()["is_valid"]
    page = editor.get(address).content.decode()
    assert "Open words." in page
    assert "Locked words." in page


def test_a_preview_is_for_the_newsroom_alone(make: Make) -> None:
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[make().pk])
    assert Client().get(address).status_code == 302


def test_a_draft_beside_a_live_article_shows_nobody_its_words(editor: Client, make: Make) -> None:
    article = make()
    editor.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), form(title="Changed"))
    assert Article.objects.get().has_unpublished_changes
    page = Client().get(article.address).content.decode()
    assert "Changed" not in page
    assert "Open words." not in page


@pytest.mark.parametrize(
    "name", ["wagtailsnippets_articles_person:list", "wagtailsnippets_articles_topic:list"]
)
def test_people_and_topics_are_in_the_menu(editor: Client, name: str) -> None:
    assert editor.get(reverse(name)).status_code == 200


def test_the_publication_is_named_in_the_settings(editor: Client, front: FrontPage) -> None:
    site = PublicationSettings.objects.get().site_id
    address = reverse("wagtailsettings:edit", args=["articles", "publicationsettings", site])
    assert editor.get(address).status_code == 200
    fields = {"name": "The Tarn Post", "language": "en", "open_words": "120"}
    assert editor.post(address, fields).status_code == 302
    assert "The Tarn Post" in Client().get("/").content.decode()


def test_a_story_can_be_edited(editor: Client, front: FrontPage) -> None:
    address = reverse("wagtailadmin_pages:add", args=["articles", "story", front.pk])
    assert editor.get(address).status_code == 200


def test_the_pattern_page_is_for_the_newsroom(editor: Client, front: FrontPage) -> None:
    assert Client().get("/patterns/").status_code == 302
    page = editor.get("/patterns/").content.decode()
    assert "How we counted" in page
    assert "Lotte Arkwright" in page
