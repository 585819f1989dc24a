"""The server gives what the stores answer, on loopback only, over connections that stay open."""

import http.client
import io
import socket
import threading
import time

import pytest
from parsel import Selector
from PIL import Image

from scrapers.demo.answer import Answer, page, photo
from scrapers.demo.catalogue import catalogue
from scrapers.demo.server import CONNECTIONS, serve
from scrapers.demo.stores import STORES, open_stores
from scrapers.demo.zalando_store import ZalandoStore
from scrapers.demo.zalando_urls import CDN, SHOP, photo_uri, product_url


class Corner:
    """A store of three pages."""

    name = "corner"
    hosts = ("corner.example", "img.corner.example")

    def __init__(self):
        self.asked = []

    def answer(self, host, path, query):
        self.asked.append((host, path, query))
        if path == "/cut.jpg":
            return Answer(body=b"half", headers={"Content-Type": "image/jpeg"}, announced=8)
        if path == "/old":
            return Answer(302, headers={"Location": "https://corner.example/"})
        if path == "/photo.jpg":
            return photo(b"\xff\xd8 not really")
        return page(
            '<a href="/old">old</a><a href="https://elsewhere.example/">away</a><img src="https://img.corner.example/photo.jpg">'
        )


@pytest.fixture
def corner():
    return Corner()


@pytest.fixture
def server(corner):
    with serve([corner]) as running:
        yield running


@pytest.fixture
def connection(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    yield connection
    connection.close()


def ask(connection, target, method="GET", **headers):
    connection.request(method, target, headers=headers)
    response = connection.getresponse()
    return response, response.read()


def test_a_path_stands_for_the_https_url_with_its_query(connection, corner):
    ask(connection, "/corner.example/a/b.html?imwidth=3&filter=packshot")
    assert corner.asked == [("corner.example", "/a/b.html", "imwidth=3&filter=packshot")]


def test_one_connection_serves_many_requests(connection):
    ask(connection, "/corner.example/")
    first = connection.sock
    response, _ = ask(connection, "/corner.example/again")
    assert connection.sock is first
    assert response.version == 11


def test_head_gives_the_same_head_and_no_body(connection):
    got, body = ask(connection, "/corner.example/photo.jpg")
    head, nothing = ask(connection, "/corner.example/photo.jpg", "HEAD")
    without_date = [[item for item in response.getheaders() if item[0] != "Date"] for response in (got, head)]
    assert without_date[0] == without_date[1]
    assert (len(body), nothing) == (int(head.getheader("Content-Length")), b"")


@pytest.mark.parametrize("target", ["/corner.example/", "/img.corner.example/photo.jpg"])
def test_what_the_client_has_is_not_sent_again(connection, target):
    response, _ = ask(connection, target)
    tag, date = response.getheader("ETag"), response.getheader("Last-Modified")
    for headers in ({"If-None-Match": tag}, {"If-None-Match": f'"x", {tag}'}, {"If-Modified-Since": date}):
        response, body = ask(connection, target, **headers)
        assert (response.status, body, response.getheader("ETag")) == (304, b"", tag)
    for headers in ({"If-None-Match": '"x"', "If-Modified-Since": date}, {"If-Modified-Since": "yesterday"}):
        assert ask(connection, target, **headers)[0].status == 200


@pytest.mark.parametrize(
    "target",
    ["/unknown.example/", "/corner.example", "/../etc/passwd", "/%2e%2e/etc/passwd", "/preview/"],
)
def test_unknown_hosts_and_ways_out_are_404(connection, corner, target):
    assert ask(connection, target)[0].status == 404
    assert corner.asked == []


def test_a_redirect_leads_to_the_real_url(connection):
    response, _ = ask(connection, "/corner.example/old")
    assert (response.status, response.getheader("Location")) == (302, "https://corner.example/")
    assert response.getheader("ETag") is None


def test_pages_for_crawlers_are_not_rewritten(connection, corner):
    _, body = ask(connection, "/corner.example/")
    assert body == corner.answer("corner.example", "/", "").body


def test_a_preview_leads_a_browser_back_here(connection):
    _, body = ask(connection, "/preview/corner.example/")
    page = Selector(body.decode())
    assert page.css("a::attr(href)").getall() == ["/preview/corner.example/old", "https://elsewhere.example/"]
    assert page.css("img::attr(src)").get() == "/preview/img.corner.example/photo.jpg"
    assert ask(connection, "/preview/img.corner.example/photo.jpg")[1] == b"\xff\xd8 not really"
    assert ask(connection, "/preview/corner.example/old")[0].getheader("Location") == "/preview/corner.example/"


def test_the_index_links_every_store(connection):
    _, body = ask(connection, "/")
    assert Selector(body.decode()).css("li a::attr(href)").getall() == ["/preview/corner.example/"]


def test_a_body_shorter_than_announced_ends_its_connection(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", "/corner.example/cut.jpg")
    with pytest.raises(http.client.IncompleteRead) as error:
        connection.getresponse().read()
    connection.close()
    assert (error.value.partial, error.value.expected) == (b"half", 4)


def test_each_answer_waits_for_the_delay(corner):
    with serve([corner], delay=0.2) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        start = time.monotonic()
        ask(connection, "/corner.example/")
        assert time.monotonic() - start >= 0.2
        connection.close()


def test_it_listens_on_127_0_0_1_only(server):
    assert server.url == f"http://127.0.0.1:{server.port}"
    # 127.0.0.2 is loopback too, but not the address bound: one bound to every interface would answer there.
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port), timeout=2)


def test_a_port_in_use_is_refused(corner, server):
    with pytest.raises(OSError, match="in use"):
        serve([corner], server.port)


def test_the_port_is_free_again_after_the_end(corner):
    with serve([corner]) as first:
        port = first.port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        ask(connection, "/corner.example/")
    connection.close()
    with serve([corner], port) as second:
        assert second.port == port


def test_connections_beyond_the_bound_are_closed_and_the_others_served(server):
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(CONNECTIONS + 4)]
    time.sleep(0.3)
    for one in held:
        one.sendall(b"GET /corner.example/ HTTP/1.1\r\nHost: x\r\n\r\n")
    answered = sum(_first(one).startswith(b"HTTP/1.1 200") for one in held)
    for one in held:
        one.close()
    assert answered == CONNECTIONS


def _first(connection):
    try:
        return connection.recv(64)
    except ConnectionResetError:
        return b""


def test_two_stores_for_one_host_are_refused(corner):
    with pytest.raises(ValueError, match=r"^two stores answer for corner\.example: corner and corner$"):
        serve([corner, Corner()])


def test_a_product_of_a_store_without_pages_is_refused():
    with pytest.raises(ValueError, match=r"^no pages for store 'shopify'; stores with pages: zalando$"):
        open_stores(catalogue(products=2, stores=("shopify",)))


def test_every_store_has_the_name_it_is_listed_under_and_hosts_of_its_own():
    stores = {name: make([]) for name, make in STORES.items()}
    assert {name: store.name for name, store in stores.items()} == {name: name for name in STORES}
    hosts = [host for store in stores.values() for host in store.hosts]
    assert len(hosts) == len(set(hosts))


def test_two_servers_of_one_seed_give_the_same_bytes():
    products = catalogue(products=6)
    targets = [f"/{product_url(product).removeprefix('https://')}" for product in products]
    targets += [
        f"/{photo_uri(products[0].photos[0], 300).removeprefix('https://')}",
        f"/{SHOP}/damenbekleidung-kleider/",
    ]
    got = []
    for _ in range(2):
        with serve(open_stores(catalogue(products=6))) as server:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
            got.append([ask(connection, target)[1] for target in targets])
            connection.close()
    assert got[0] == got[1]
    assert len(set(got[0])) == len(targets)


def test_photos_asked_for_at_once_come_whole():
    products = catalogue(products=3)

    def draw(product, photo):
        packed = io.BytesIO()
        Image.new("RGB", (277, 400), product.rgb).save(packed, "JPEG")
        return packed.getvalue()

    targets = [f"/{photo_uri(shot, 762).removeprefix('https://')}" for product in products for shot in product.photos]
    sizes = []
    with serve([ZalandoStore(products, draw=draw)]) as server:

        def fetch(target):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
            sizes.append(Image.open(io.BytesIO(ask(connection, target)[1])).size)
            connection.close()

        threads = [threading.Thread(target=fetch, args=(target,)) for target in targets]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sizes == [(277, 400)] * len(targets)
    assert all(CDN in target for target in targets)
