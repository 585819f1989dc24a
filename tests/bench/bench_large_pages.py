"""How many pages of 400 kB a second one core reads, by store."""

from pathlib import Path
from time import process_time

import pytest

from scrapers.pages import page_for

KILOBYTES = 400
FOLDER = Path(__file__).parents[1] / "scrapers/pages/fixtures"
PAGES = {
    "zalando/state_2023_dress": "https://www.zalando.de/x.html",
    "aboutyou/state_2026": "https://www.aboutyou.de/p/marke/kleid-lena-4711234",
    "fashionid/page_2023": "https://www.peek-cloppenburg.de/de/marke/p/kleid-dunkelblau-1835414",
    "schemaorg/wrapped_and_relative": "https://www.laden.example/p/bluse",
    "otto/table": "https://www.otto.de/p/marke-pullover-S0T0000/",
    "hm/roles_by_address": "https://www2.hm.com/fr_fr/productpage.1000000001.html",
}
# What fills a real page: tiles with pictures at many widths, menus, and scripts that are code.
_WIDTHS = ", ".join(
    f"https://bilder.laden.example/katalog/{{n}}/foto.jpg?width={width} {width}w" for width in range(90, 990, 90)
)
FILLING = (
    f'<article class="tile"><a href="/p/anders-{{n}}"><img srcset="{_WIDTHS}" alt="">Anderes {{n}}</a></article>'
    "<ul><li><a href='/k/{n}'>Menü</a></li><li>Punkt</li></ul>"
    "<script>window.f{n}=function(a,b){{return a[b]||[1,2,{n}]}};" + "track('view',{{id:{n}}});" * 9 + "</script>"
)


def large(case: str) -> bytes:
    """A fixture, filled up to the size of a real page."""
    body = (FOLDER / case / "input.html").read_bytes()
    filling = "".join(FILLING.format(n=n) for n in range(KILOBYTES * 1000 // len(FILLING.format(n=0)) + 1)).encode()
    head, end, tail = body.rpartition(b"</html>")
    return head + filling[: KILOBYTES * 1000 - len(body)] + b"</script>" + end + tail


@pytest.mark.parametrize("case", PAGES)
def bench_filled_pages(case: str):
    body, url = large(case), PAGES[case]
    page = page_for(url)
    assert len(body) > KILOBYTES * 990
    rounds = []
    for _ in range(3):
        start = process_time()
        for _ in range(4):
            assert page.products(body, url)
        rounds.append((process_time() - start) / 4)
    print(f"\n{case}, filled to {KILOBYTES} kB: {1 / min(rounds):,.0f} pages/s, one core")


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("zalando/zalando_t-shirt.html", "https://www.zalando.de/x.html"),
        ("zalando/zalando_fr_pants.html", "https://www.zalando.fr/x.html"),
        ("otto/otto_damen-pullover.html", "https://www.otto.de/p/x-S0T59063/"),
        ("otto/otto_damen-pullover.html", "https://www.laden.example/p/x"),
        ("hm/hm_male-pant-wrong-encoding.html", "https://www2.hm.com/fr_fr/productpage.1045436003.html"),
    ],
)
def bench_real_pages(real_data: Path, name: str, url: str):
    body = (real_data / "pages" / name).read_bytes()
    rounds = []
    for _ in range(3):
        start = process_time()
        assert page_for(url).products(body, url)
        rounds.append(process_time() - start)
    scaled = min(rounds) * KILOBYTES * 1000 / len(body)
    print(f"\n{name}: {1 / scaled:,.0f} pages/s of {KILOBYTES} kB, one core")
