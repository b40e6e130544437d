"""How the outlets of the demo publish their items: RSS 2.0, Atom, and pages that surround a text as real pages do.

Everything that a real page carries beside its text stands here on purpose: navigation, a line about cookies, related
headlines, a form for replies. It is what the program has to take off.
"""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from bot.demo.storyline import Carries, Form, Item, Outlet


def render_feed(outlet: Outlet, items: Sequence[Item], *, base: str) -> str:
    """Return the outlet's feed.

    Args:
        outlet: Whose feed.
        items: What it shows, the newest first.
        base: The address that the outlet's pages stand under, without a slash at the end.
    """
    return (_atom if outlet.form is Form.ATOM else _rss)(outlet, items, base)


def page_address(base: str, item: Item) -> str:
    """Return the address of an item's page; an edit keeps that of its first version."""
    return f"{base}/{item.guid}.html"


def render_page(item: Item) -> str:
    """Return an article's page with all that surrounds the text."""
    outlet, published = item.outlet, item.first_published
    text = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in item.paragraphs)
    related = "\n".join(f'<li><a href="related.html">{escape(title)}</a></li>' for title in outlet.related)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{escape(_title(item))}</title>
<meta property="og:site_name" content="{escape(outlet.name)}">
<meta property="article:published_time" content="{published.isoformat()}">
</head>
<body>
<div class="cookie-banner" role="dialog"><p>{escape(outlet.cookies)}</p></div>
<header><p class="masthead">{escape(outlet.name)}</p>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav>
</header>
<main><article>
<h1>{escape(item.title)}</h1>
<p class="byline">By our correspondent, <time datetime="{published.isoformat()}">{published:%d %B %Y}</time></p>
{text}
<p class="share">Share this article</p>
</article></main>
<aside class="related"><h2>Related posts</h2><ul>
{related}
</ul></aside>
<section class="comments"><h3>Leave a Reply</h3>
<form><p>Your email address will not be published. Required fields are marked *</p><textarea></textarea></form>
</section>
<footer><p>© {escape(outlet.name)} · {escape(outlet.domain)} · All rights reserved</p></footer>
</body>
</html>
"""


def _title(item: Item) -> str:
    return item.title + item.outlet.title_suffix


def _body(item: Item) -> str:
    return "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in item.paragraphs)


def _rss(outlet: Outlet, items: Sequence[Item], base: str) -> str:
    entries = "\n".join(_rss_item(outlet, item, base) for item in items)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>{escape(outlet.name)}</title>
<link>https://{outlet.domain}/</link>
<description>News from {escape(outlet.name)}</description>
<language>en</language>
{entries}
</channel>
</rss>
"""


def _rss_item(outlet: Outlet, item: Item, base: str) -> str:
    address = page_address(base, item)
    description, content = f"<description>{escape(item.teaser)}</description>", ""
    if outlet.carries is Carries.FULL and outlet.escaped:
        description = f"<description>{escape(_body(item))}</description>"
    elif outlet.carries is Carries.FULL:
        closing = (
            f'<p>The post <a href="{address}">{escape(item.title)}</a> appeared first on {escape(outlet.name)}.</p>'
        )
        content = f"<content:encoded><![CDATA[{_body(item)}\n{closing}]]></content:encoded>"
    return f"""<item>
<title>{escape(_title(item))}</title>
<link>{address}</link>
<guid isPermaLink="false">{outlet.key}:{item.guid}</guid>
<pubDate>{format_datetime(item.first_published)}</pubDate>
{description}{content}
</item>"""


def _atom(outlet: Outlet, items: Sequence[Item], base: str) -> str:
    updated = _latest(items)
    entries = "\n".join(_atom_entry(outlet, item, base) for item in items)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>tag:{outlet.domain},2026:news</id>
<title>{escape(outlet.name)}</title>
<link href="https://{outlet.domain}/"/>
{f"<updated>{updated.isoformat()}</updated>" if updated else ""}
{entries}
</feed>
"""


def _atom_entry(outlet: Outlet, item: Item, base: str) -> str:
    return f"""<entry>
<id>tag:{outlet.domain},2026:{item.guid}</id>
<title>{escape(_title(item))}</title>
<link rel="alternate" type="text/html" href="{page_address(base, item)}"/>
<published>{item.first_published.isoformat()}</published>
<updated>{item.published.isoformat()}</updated>
<summary>{escape(item.teaser)}</summary>
<content type="html">{escape(_body(item))}</content>
</entry>"""


def _latest(items: Sequence[Item]) -> datetime | None:
    return max((item.published for item in items), default=None)
