"""Addresses of the package. Articles and stories stand below the front, as Wagtail has them."""

from django.urls import URLPattern, URLResolver, path

from standfirst.fronts import archive, files, machines, people, records, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("people/<slug:slug>/", people.person, name="person"),
    path("subjects/", people.subjects, name="subjects"),
    path("subjects/<slug:slug>/", people.subject, name="subject"),
    path("statements/<int:pk>/", people.statement, name="statement"),
    path("archive/", archive.months, name="archive"),
    path("archive/<int:year>/<int:number>/", archive.month, name="archive_month"),
    path("stories/", views.stories, name="stories"),
    path("stories/<slug:slug>/feed.atom", records.story_feed, name="story_feed"),
    path("stories/stop/<str:token>/", records.stop_following, name="stop_following"),
    path("corrections/", records.corrections, name="corrections"),
    path("corrections/feed.atom", records.corrections_feed, name="corrections_feed"),
    path("primers/<slug:slug>/", records.primer, name="primer"),
    path("search/", views.search, name="search"),
    path("help/", views.help_page, name="help"),
    path("feed.rss", machines.feed_rss, name="feed_rss"),
    path("feed.atom", machines.feed_atom, name="feed_atom"),
    path("feed/", machines.private_feed_page, name="private_feed"),
    path("feed/<str:word>.atom", machines.private_feed, name="private_feed_atom"),
    path("news-sitemap.xml", machines.news_sitemap, name="news_sitemap"),
    path("license.xml", machines.licence, name="licence"),
    path("llms.txt", machines.site_text, name="llms"),
    path("crawlers/", machines.crawlers_page, name="crawlers"),
    path("<str:slug>.md", machines.article_text, name="article_text"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("cards/<int:pk>-<str:mark>.png", machines.card, name="card"),
    path("files/<int:document_id>/<str:filename>", files.file, name="wagtaildocs_serve"),
    path("media/<path:path>", views.media, name="media"),
    path("patterns/", views.pattern, name="patterns"),
]
