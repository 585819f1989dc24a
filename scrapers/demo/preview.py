"""The demo stores for a person with a browser: their absolute links lead back to this server."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from html import escape

from scrapers.demo.answer import Answer, Store, page

PREFIX = "/preview/"

_LINK = re.compile(r'\b(?P<attribute>href|src)="(?:https://(?P<host>[^/"]+))?(?P<path>/[^"]*)"')


def browsable(answer: Answer, host: str, hosts: Collection[str]) -> Answer:
    """The answer with every link and image of a page, and every redirect, under `/preview/<host>/`.

    Only known hosts are rewritten; a relative link belongs to `host`. Embedded state stays as it is.
    """
    headers = dict(answer.headers)
    for known in hosts:
        if headers.get("Location", "").startswith(f"https://{known}/"):
            headers["Location"] = PREFIX + headers["Location"].removeprefix("https://")
    if not headers.get("Content-Type", "").startswith("text/html"):
        return replace(answer, headers=headers)

    def local(link: re.Match[str]) -> str:
        there = link["host"] or host
        return f'{link["attribute"]}="{PREFIX}{there}{link["path"]}"' if there in hosts else link[0]

    return replace(answer, body=_LINK.sub(local, answer.body.decode()).encode(), headers=headers)


def index(stores: Sequence[Store]) -> Answer:
    """The page at `/`: each store with a link into its preview."""
    items = "".join(
        f'<li><a href="{PREFIX}{store.hosts[0]}/">{escape(store.name)}</a> ({", ".join(store.hosts)})</li>'
        for store in stores
    )
    return page(
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Demo stores</title>'
        "<style>body{font:16px/1.6 Helvetica,Arial,sans-serif;max-width:40em;margin:4em auto;padding:0 1em}</style>"
        f"<h1>Demo stores</h1><p>Drawn goods; nothing is sold here.</p><ul>{items}</ul>"
        "<p>A crawler asks for <code>/HOST/PATH</code>, which stands for <code>https://HOST/PATH</code>; "
        "under <code>/preview/HOST/PATH</code> the same page leads a browser back here.</p></html>"
    )
