"""May we, and what was said: what a site permits, asked before a byte is kept, and recorded with its source and date.

What forbids what (`FORBIDS` in `verdict.py`; everything else that a site may say, such as nofollow or noarchive, is
about search results and forbids nothing here):

| said | on a page: its facts | on a page: its photos | on a photo |
|---|---|---|---|
| Disallow in robots.txt, or a robots.txt that cannot be had | refused | refused | refused |
| tdm-reservation: 1 | refused | refused | refused |
| noai, noml | refused | refused | refused |
| noindex, none, unavailable_after in the past | refused | refused | refused |
| noimageai, noimageindex | kept | refused | refused |

Listings and sitemaps are followed, not kept: robots.txt alone speaks about them. A noindex on an answer that is neither
a page nor a photo (JSON) does not count, since that is how sites keep interfaces out of search results.

A reservation for text and data mining is looked for in /.well-known/tdmrep.json, in the headers and in the page, each
outranking the one before. Of the robots directives all that address us count, wherever they stand: the strictest wins.
"""
