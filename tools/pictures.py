"""Take the pictures of the README from the running dashboard.

    make run                       in one terminal
    make pictures                  in another; writes docs/pictures/*.png

Exit status 1 where no dashboard answers, or there is no Chromium.
"""

from __future__ import annotations

import http
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize

from tools import chromium
from tools.serve import HEALTH, answers

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESKTOP = (1440, 900)
PHONE = (390, 844)
#: What is computed beside a page may take minutes on a small machine.
LONGEST_WAIT_MS = 600_000


@dataclass(frozen=True)
class Picture:
    """One picture: its file's name, the address it shows, the screen in pixels, the theme.

    ``awaits`` is the key of an element that comes late, after a computation beside the page.
    """

    name: str
    address: str
    screen: tuple[int, int] = DESKTOP
    scheme: Literal["light", "dark"] = "light"
    awaits: str | None = None


PORT = "/matches?project=aktau-port-trust"
FUND = "/matches?investor=ebrd"

FOUND = "/records?sector=transport+%26+logistics&status=open"
COMING = "ebrd|adb|dp-world|ad-ports|kidf|isdb|aiib"

PICTURES = [
    Picture("overview", "/overview", screen=(1440, 1250)),
    Picture("overview-dark", "/overview", screen=(1440, 1250), scheme="dark"),
    Picture("overview-phone", "/overview", screen=PHONE),
    Picture("overview-flow", "/overview", screen=(1440, 2300), awaits="block_flow"),
    Picture("overview-rows", "/overview?show=gap-sector|transport %26 logistics|capital"),
    Picture("matches", PORT),
    Picture("matches-why", f"{PORT}&match=ad-ports", screen=(1440, 1900)),
    Picture("matches-dark", FUND, scheme="dark"),
    Picture("matches-phone", PORT, screen=PHONE),
    Picture("records", f"{FOUND}&compare=aktau-port-trust|kuryk-port-trust", screen=(1440, 1500)),
    Picture("record", "/records?project=khorgos-eg-sez-plots", screen=(1440, 1300)),
    Picture("import", "/records?tab=import&of=projects"),
    Picture("records-phone", FOUND, screen=PHONE),
    Picture("many", f"/matches?many=investors&who={COMING}&each=4&most=2", screen=(1440, 1300)),
    # Taken from a database that `python -m tools.example` filled.
    Picture("pipeline", "/pipeline", screen=(1440, 1000)),
    Picture(
        "pipeline-pair",
        "/pipeline?project=aktau-port-trust&investor=ad-ports",
        screen=(1440, 1000),
    ),
    Picture("pipeline-phone", "/pipeline", screen=PHONE, scheme="dark"),
    Picture(
        "regimes",
        "/deals?deal=ek-small-hpp&tab=regimes",
        screen=(1440, 1350),
    ),
    Picture(
        "capital",
        "/deals?deal=airport-private-investment-2023&tab=capital",
        screen=(1440, 1800),
    ),
    Picture("corridors", "/corridors", screen=(1440, 1500)),
    Picture("deals", "/deals?aix_route=debt"),
    Picture("deal", "/deals?deal=gamma-t-sukuk", screen=(1440, 1500)),
    Picture("deals-suggested", "/deals?project=kordai-trade-complex&investor=isdb"),
    Picture("evidence", "/evidence", screen=(1440, 1500), awaits="by_investor_type"),
]


def main() -> int:
    """Take every picture; see the module for the exit status."""
    host = os.environ.get("HOST") or "127.0.0.1"
    port = int(os.environ.get("PORT") or "8501")
    if answers(host, port, HEALTH) != http.HTTPStatus.OK:
        print(f"No dashboard answers on http://{host}:{port}: run `make run`.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        with chromium.started() as browser:
            for picture in PICTURES:
                take(browser, f"http://{host}:{port}", picture)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def take(browser: Browser, base_url: str, picture: Picture) -> None:
    """Open the address in a fresh session and write what is seen without scrolling."""
    width, height = picture.screen
    context = browser.new_context(
        base_url=base_url,
        viewport=ViewportSize(width=width, height=height),
        color_scheme=picture.scheme,
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(picture.address)
    if picture.awaits:
        page.locator(f".st-key-{picture.awaits}").wait_for(timeout=LONGEST_WAIT_MS)
    chromium.settle(page)
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=path, animations="disabled")
    print(path)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
