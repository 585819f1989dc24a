"""The page in a real Chromium, with real keys: decide, swap, undo, skip, zoom, find help, and no barrier."""

import pytest

from curation import tables
from curation.reviews import decisions
from curation.schema import Review

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "color_scheme": "dark"}
DESK = {"viewport": {"width": 1280, "height": 850}, "color_scheme": "light"}


@pytest.fixture
def tab(browser, served):
    """The pairs, as a person sees them after opening the printed address; what the console says is a failure."""
    page, _, _ = served
    context = browser.new_context(**DESK)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(page.entrance)
    waited(tab, "P1")
    yield tab
    context.close()
    assert complaints == []


def waited(tab, name: str) -> None:
    """Until this product and its photos are on the screen."""
    tab.wait_for_selector(f'#item[data-shown="zalando {name}"][aria-busy="false"]', timeout=10_000)


def kept(served) -> dict[str, str]:
    _, _, workspace = served
    return {name: value for (_, name), value in decisions(workspace.reviews("fashion")).pairs.items()}


def counted(tab, text: str) -> None:
    tab.wait_for_function("text => document.getElementById('counts').textContent === text", arg=text, timeout=10_000)


def test_keys_alone_decide_every_pair(tab, served):
    assert "token" not in tab.url
    for key, following in (("Enter", "P3"), ("3", "P4"), ("x", "P2"), ("ArrowRight", "P0"), ("a", "P5")):
        tab.keyboard.press(key)
        waited(tab, following)
    tab.keyboard.press("1")
    tab.wait_for_selector("#finished:not([hidden])")
    counted(tab, "6 of 6 decided, 0 remain")
    assert kept(served) == {
        "P1": "raw/zalando/P1@2.jpg",
        "P3": "raw/zalando/P3@3.jpg",
        "P4": "none",
        "P2": "raw/zalando/P2@2.jpg",
        "P0": "raw/zalando/P0@2.jpg",
        "P5": "raw/zalando/P5@1.jpg",
    }
    assert tab.evaluate("document.activeElement.id") == "finished"


def test_undo_shows_the_product_again_and_the_next_decision_counts(tab, served):
    tab.keyboard.press("x")
    waited(tab, "P3")
    tab.keyboard.press("u")
    waited(tab, "P1")
    counted(tab, "0 of 6 decided, 6 remain")
    assert kept(served) == {}
    tab.keyboard.press("2")
    waited(tab, "P3")
    counted(tab, "1 of 6 decided, 5 remain")
    assert kept(served) == {"P1": "raw/zalando/P1@2.jpg"}
    rows = tables.read(served[2].reviews("fashion"), Review)
    assert [(row.value, row.previous) for row in rows] == [
        ("none", "raw/zalando/P1@2.jpg"),
        ("", "none"),
        ("raw/zalando/P1@2.jpg", "raw/zalando/P1@2.jpg"),
    ]


def test_what_was_skipped_is_not_kept_and_can_be_gone_through_again(tab, served):
    for following in ("P3", "P4", "P2", "P0", "P5"):
        tab.keyboard.press("s")
        waited(tab, following)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#finished:not([hidden])")
    assert tab.inner_text("#finished-about") == "5 skipped, which you can go through again."
    tab.click("[data-do=again]")
    waited(tab, "P1")
    counted(tab, "1 of 6 decided, 5 remain")
    assert kept(served) == {"P5": "raw/zalando/P5@2.jpg"}


def test_keys_pressed_faster_than_the_disk_writes_lose_nothing(tab, served):
    for key in "x2a1x":
        tab.keyboard.press(key)
    counted(tab, "5 of 6 decided, 1 remain")
    assert len(kept(served)) == 5


def test_zoom_enlarges_and_stays_for_the_next_product(tab):
    height = "document.getElementById('chosen').getBoundingClientRect().height"
    small = tab.evaluate(height)
    tab.keyboard.press("z")
    waited(tab, "P1")
    assert tab.evaluate(height) > 1.2 * small
    assert tab.get_attribute("[data-do=zoom]", "aria-pressed") == "true"
    tab.keyboard.press("Enter")
    waited(tab, "P3")
    assert tab.get_attribute("#chosen", "src").endswith("/large.jpg")
    tab.keyboard.press("z")
    waited(tab, "P3")
    assert tab.evaluate(height) == small


def test_help_lists_the_keys_and_holds_them_back(tab, served):
    tab.keyboard.press("?")
    assert tab.locator("#help").is_visible()
    tab.keyboard.press("x")
    tab.keyboard.press("?")
    assert not tab.locator("#help").is_visible()
    assert kept(served) == {}


def test_single_keys_can_be_turned_off_for_whom_they_are_in_the_way(tab, served):
    tab.keyboard.press("?")
    tab.uncheck("#keys-on")
    tab.keyboard.press("Escape")
    tab.keyboard.press("x")
    tab.click("[data-do=accept]")
    waited(tab, "P3")
    counted(tab, "1 of 6 decided, 5 remain")
    assert kept(served) == {"P1": "raw/zalando/P1@2.jpg"}


def test_tab_and_enter_reach_everything_and_enter_means_the_button(tab, served):
    tab.focus("[data-do=none]")
    tab.keyboard.press("Enter")
    waited(tab, "P3")
    assert tab.evaluate("document.activeElement.dataset.do") == "none"
    tab.focus("#strip li:nth-child(3) button")
    tab.keyboard.press("Enter")
    waited(tab, "P4")
    assert tab.evaluate("document.activeElement.id") == "item"
    counted(tab, "2 of 6 decided, 4 remain")
    assert kept(served) == {"P1": "none", "P3": "raw/zalando/P3@3.jpg"}


def test_a_screen_reader_hears_what_happened_and_what_comes(tab):
    tab.keyboard.press("x")
    waited(tab, "P3")
    assert tab.inner_text("#live") == (
        "None fits. Norrtal Kleid 3. Best candidate, 0.32 a full front; no pair so far: below min score. 3 photos."
    )
    assert tab.get_attribute("#live", "role") == "status"
    assert tab.get_attribute("#product", "alt") == "Product photo of Norrtal Kleid 3"
    assert tab.get_attribute("#strip li:nth-child(1) button", "aria-label") == "Choose photo 1, upper front 0.02"


def test_a_decision_that_could_not_be_kept_is_said_and_shown_again(browser, served):
    page, _, workspace = served
    workspace.reviews("fashion").mkdir(parents=True)  # as good as a full disk: nothing can be written there
    tab = browser.new_page()
    tab.goto(page.entrance)
    waited(tab, "P1")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#alert:text('could not be written (Is a directory); nothing was kept')", timeout=10_000)
    waited(tab, "P1")
    counted(tab, "0 of 6 decided, 6 remain")
    tab.close()


def test_a_photo_that_cannot_be_read_shows_its_text_and_stops_nothing(browser, served):
    page, _, workspace = served
    (workspace.root / "raw/zalando/P1@2.jpg").write_bytes(b"")
    tab = browser.new_page()
    tab.goto(page.entrance)
    waited(tab, "P1")
    assert tab.get_attribute("#chosen", "alt") == "Photo of Norrtal Kleid 1 worn by a person"
    tab.keyboard.press("x")
    waited(tab, "P3")
    tab.close()


def test_the_cluster_is_chosen_by_its_number(tab, served):
    page, _, workspace = served
    tab.goto(f"{page.url}/clusters/dresses")
    tab.keyboard.press("1")
    tab.wait_for_selector('[data-choose="1"][aria-pressed="true"]')
    assert tab.inner_text("#live") == "Cluster 1 shows whole persons."
    assert decisions(workspace.reviews("fashion")).clusters == {"dresses": "raw/zalando/P0@2.jpg"}
    tab.keyboard.press("u")
    tab.wait_for_selector('[data-choose="1"][aria-pressed="false"]')
    assert decisions(workspace.reviews("fashion")).clusters == {}


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone in the dark"])
@pytest.mark.parametrize("screen", ["pairs", "pairs with help", "clusters", "finished"])
def test_axe_finds_no_barrier_and_nothing_is_wider_than_the_screen(browser, served, device, screen):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page, room, _ = served
    if screen == "finished":
        for number in range(6):
            room.decide("dresses", room.items("dresses").version, "zalando", f"P{number}", None)
    context = browser.new_context(**device)
    tab = context.new_page()
    tab.goto(page.entrance)
    if screen == "clusters":
        tab.goto(f"{page.url}/clusters/dresses")
    else:
        tab.wait_for_selector("#finished:not([hidden])" if screen == "finished" else "#item[aria-busy=false]")
    if screen == "pairs with help":
        tab.keyboard.press("?")
    found = axe.run(tab).response
    assert len(found["passes"]) > 10
    assert [(fault["id"], fault["impact"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
