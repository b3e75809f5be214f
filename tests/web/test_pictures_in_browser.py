"""Pictures in a real browser: text stays in its box; the map moves by button, key and pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from browser import watched
from kinds import addressed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser import Watched
    from playwright.sync_api import Browser

# French is the longer of the two; the chain is one whose bold lines are full.
PICTURES: Final = (
    "/pictures/matrix?lang=fr",
    "/pictures/timeline?lang=fr",
    "/pictures/map?lang=fr",
    "/pictures/map?topic=cloud-act&lang=en",
    "/pictures/chain?claim=cnil-keys-sent&lang=fr",
    "/pictures/chain?claim=claimants-favouritism-inquiry&lang=en",
)
# Texts that stick out of the picture, or of the rectangle of their own link.
OUTSIDE: Final = """() => {
  const drawing = document.querySelector(".drawing svg");
  const all = drawing.getBoundingClientRect();
  const signs = "[aria-hidden=true]"; // in the shapes of stances
  return [...drawing.querySelectorAll("text")].filter(each => !each.closest(signs)).filter(each => {
    const own = each.getBoundingClientRect();
    const middle = (own.left + own.right) / 2;
    const boxes = [...each.parentElement.querySelectorAll(":scope > rect")]
      .map(one => one.getBoundingClientRect())
      .filter(one => one.top <= own.top && own.bottom <= one.bottom)
      .filter(one => one.left < middle && middle < one.right);
    return [all, ...boxes].some(one => own.left < one.left - 1 || own.right > one.right + 1);
  }).map(each => each.textContent);
}"""
# The middle of the actor's box that is nearest to the middle of the window.
MIDDLE: Final = """() => {
  const [x, y] = [innerWidth / 2, innerHeight / 2];
  const far = ([a, b]) => Math.hypot(a - x, b - y);
  return [...document.querySelectorAll(".drawing a > rect[rx]")]
    .map(each => each.getBoundingClientRect())
    .map(each => [each.left + each.width / 2, each.top + each.height / 2])
    .sort((one, other) => far(one) - far(other))[0];
}"""
VIEW: Final = """() => {
  const { x, y, width, height } = document.querySelector(".drawing svg").viewBox.baseVal;
  return [x, y, width, height];
}"""


@pytest.mark.parametrize("path", PICTURES)
def test_text_stays_inside(browser: Browser, site: str, path: str) -> None:
    """No line of text is wider than the picture, nor than the box that it stands in."""
    with watched(browser, site, java_script_enabled=False) as seen:
        seen.page.goto(f"{site}{path}")
        assert seen.page.locator(".drawing svg text").count() > 3
        assert seen.page.evaluate(OUTSIDE) == []


@pytest.fixture
def map_page(browser: Browser, site: str) -> Iterator[Watched]:
    """The map of one topic, ready to be moved."""
    with watched(browser, site) as seen:
        seen.page.goto(f"{site}{addressed('map-of-a-topic', 'en')}")
        seen.page.wait_for_selector(".drawing[data-ready]")
        yield seen
        assert seen.foreign == []
        assert seen.complaints("map-of-a-topic") == []


def view(seen: Watched) -> list[float]:
    """Return what of the drawing is shown: left, top, width and height."""
    found: list[float] = seen.page.evaluate(VIEW)
    return found


def drawing_box(seen: Watched) -> Any:  # noqa: ANN401 - a box of the browser
    """Return where the drawing stands in the window."""
    found = seen.page.locator(".drawing svg").bounding_box()
    assert found is not None
    return found


def test_the_whole_map_is_shown_first(map_page: Watched) -> None:
    """Nothing is cut off at the side, and there is nothing to make smaller."""
    box = drawing_box(map_page)
    assert box["x"] + box["width"] <= 1400
    room = map_page.page.locator(".drawing")
    assert room.evaluate("room => room.scrollWidth <= room.clientWidth")
    assert map_page.page.get_by_role("button", name="Zoom out").is_disabled()
    assert map_page.page.get_by_role("button", name="Whole picture").is_disabled()


def test_buttons_change_the_size(map_page: Watched) -> None:
    """Larger about the middle, smaller again, and back to the whole."""
    left, top, wide, high = view(map_page)
    map_page.page.get_by_role("button", name="Zoom in").click()
    near = view(map_page)
    assert near[2] == pytest.approx(wide / 1.4, rel=0.01)
    assert near[0] + near[2] / 2 == pytest.approx(left + wide / 2, rel=0.01)
    assert near[1] + near[3] / 2 == pytest.approx(top + high / 2, rel=0.01)
    assert "140% of the whole" in map_page.page.inner_text(".zoom [role=status]")
    map_page.page.get_by_role("button", name="Zoom out").click()
    assert view(map_page) == pytest.approx([left, top, wide, high])
    for _ in range(20):
        if map_page.page.get_by_role("button", name="Zoom in").is_enabled():
            map_page.page.get_by_role("button", name="Zoom in").click()
    assert view(map_page)[2] == pytest.approx(wide / 12)
    map_page.page.get_by_role("button", name="Whole picture").click()
    assert view(map_page) == [left, top, wide, high]


def test_keys_move_what_is_larger(map_page: Watched) -> None:
    """On the picture + enlarges, arrows move to the edges and no further, 0 shows all."""
    whole = view(map_page)
    map_page.page.focus(".drawing")
    map_page.page.keyboard.press("ArrowRight")  # the page's own: there is nowhere to go
    assert view(map_page) == whole
    map_page.page.keyboard.press("+")
    before = view(map_page)
    map_page.page.keyboard.press("ArrowRight")
    map_page.page.keyboard.press("ArrowDown")
    after = view(map_page)
    assert after[0] > before[0]
    assert after[1] > before[1]
    for _ in range(20):
        map_page.page.keyboard.press("ArrowLeft")
    assert view(map_page)[0] == 0
    map_page.page.keyboard.press("0")
    assert view(map_page) == whole


def test_the_focus_stays_in_view(map_page: Watched) -> None:
    """A link that the keyboard comes to is inside what is shown, however large that is."""
    map_page.page.focus(".drawing")
    for _ in range(5):
        map_page.page.keyboard.press("+")
    room = drawing_box(map_page)
    count = map_page.page.locator(".drawing a").count()
    assert count > 5
    for _ in range(min(count, 25)):
        map_page.page.keyboard.press("Tab")
        spot = map_page.page.evaluate(
            "() => { const b = document.activeElement.getBoundingClientRect();"
            " const s = document.querySelector('.drawing svg').getBoundingClientRect();"
            " return [b.x + b.width / 2 - s.x, b.y + b.height / 2 - s.y]; }"
        )
        assert -1 <= spot[0] <= room["width"] + 1
        assert -1 <= spot[1] <= room["height"] + 1


def test_the_pointer_moves_it_and_follows_no_link_then(map_page: Watched) -> None:
    """Once larger it is dragged; a click that moves nothing still follows a link."""
    page, address = map_page.page, map_page.page.url
    page.get_by_role("button", name="Zoom in").click()
    before = view(map_page)
    page.locator(".drawing").scroll_into_view_if_needed()
    x, y = page.evaluate(MIDDLE)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y - 30, steps=4)
    page.mouse.up()
    moved = view(map_page)
    scale = moved[2] / drawing_box(map_page)["width"]
    assert moved[0] - before[0] == pytest.approx(40 * scale, abs=1)
    assert page.url == address
    page.mouse.click(x - 40, y - 30)
    page.wait_for_url("**/doc/**")


def test_the_wheel_scrolls_the_page_unless_ctrl_is_held(map_page: Watched) -> None:
    """Whoever scrolls past the map is not caught by it."""
    page, whole = map_page.page, view(map_page)
    page.locator(".drawing svg").hover(position={"x": 300, "y": 200})
    scrolled = page.evaluate("window.scrollY")
    page.mouse.wheel(0, 200)
    map_page.wait_until(lambda: page.evaluate("window.scrollY") > scrolled, "a scroll")
    assert view(map_page) == whole
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.wait_for_selector(".drawing.zoomed")
    page.keyboard.up("Control")
    assert view(map_page)[2] < whole[2]


def test_positions_are_the_same_at_every_visit(browser: Browser, site: str) -> None:
    """The script moves the eye, not the parts: with and without it they stand where they stood."""
    places = []
    for scripts in (True, True, False):
        with watched(browser, site, java_script_enabled=scripts) as seen:
            seen.page.goto(f"{site}{addressed('map-of-a-topic', 'en')}")
            places.append(seen.page.inner_html(".drawing svg"))
    assert places[0] == places[1] == places[2]


def test_a_narrow_screen_begins_readable(browser: Browser, site: str) -> None:
    """On a phone the map opens at half its own size, and the whole is one button away."""
    with watched(browser, site, 360) as seen:
        seen.page.goto(f"{site}{addressed('map', 'fr')}")
        seen.page.wait_for_selector(".drawing[data-ready]")
        shown = view(seen)
        assert drawing_box(seen)["width"] / shown[2] == pytest.approx(0.5, rel=0.01)
        seen.page.get_by_role("button", name="Vue entière").click()
        assert view(seen)[2] > shown[2]
