"""Choose a value of a facet as a person does: open it, click, see the choice in the address."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Settled = Callable[[Page], Page]


def choose(page: Page, settled: Settled, name: str, value: str) -> None:
    """Choose a value of a facet in the side bar, opening the facet where it is closed."""
    box = page.locator(f".st-key-facet_{name}_box")
    named = re.compile(rf"^\W*{re.escape(value)}")
    # Where one value alone can be chosen, it is a radio button.
    pill = box.get_by_role("button", name=named).or_(box.get_by_role("radio", name=named))
    for _attempt in range(3):  # an expander that is just being drawn takes no click
        if not pill.is_visible():
            box.locator("summary").click()
        with contextlib.suppress(AssertionError):
            expect(pill).to_be_visible(timeout=8_000)
            break
    box.evaluate(
        "box => Promise.allSettled(box.getAnimations({subtree: true}).map(each => each.finished))"
    )
    pill.scroll_into_view_if_needed()
    before = page.url
    pill.click()
    page.wait_for_url(lambda url: url != before and bool(re.search(rf"[?&]{name}=", url)))
    settled(page)
