"""Addresses of the package. Articles and stories stand below the front, as Wagtail has them."""

from django.urls import URLPattern, URLResolver, path

from standfirst.fronts import people, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("people/<slug:slug>/", people.person, name="person"),
    path("subjects/", people.subjects, name="subjects"),
    path("subjects/<slug:slug>/", people.subject, name="subject"),
    path("statements/<int:pk>/", people.statement, name="statement"),
    path("stories/", views.stories, name="stories"),
    path("search/", views.search, name="search"),
    path("help/", views.help_page, name="help"),
    path("feed.rss", views.feed_rss, name="feed_rss"),
    path("feed.atom", views.feed_atom, name="feed_atom"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("media/<path:path>", views.media, name="media"),
    path("patterns/", views.pattern, name="patterns"),
]
