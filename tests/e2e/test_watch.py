"""The watch over the pages sees what it is there for."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.e2e.watch import Watch


def test_the_watch_sees_requests_to_others_and_errors(browser: Browser) -> None:
    page = browser.new_page()
    watch = Watch("127.0.0.1:1")
    watch.on(page)
    page.set_content('<img src="http://localhost:1/picture.png"><img src="data:image/gif;base64,">')
    page.evaluate("console.error('told'); setTimeout(() => { throw new Error('thrown') })")
    page.wait_for_function("() => true")
    with page.expect_event("pageerror", predicate=lambda _error: True, timeout=5000) as again:
        page.evaluate("setTimeout(() => { throw new Error('again') })")
    assert again.value
    page.close()
    assert watch.outside == ["http://localhost:1/picture.png"]
    assert any("told" in error for error in watch.errors)
    assert any("thrown" in error for error in watch.errors)


def test_the_watch_lets_the_own_server_pass(browser: Browser) -> None:
    page = browser.new_page()
    watch = Watch("localhost:1")
    watch.on(page)
    page.set_content('<img src="http://localhost:1/picture.png">')
    page.close()
    assert watch.outside == []
