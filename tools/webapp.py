"""The web application: Streamlit's, with its own address written into the first page.

Opened at /matches, Streamlit's page does not know where its server's root is and asks for
/matches/_stcore/health first, which is an error in the browser's console on every opening by
address. A page that is told the root asks once and rightly. The page also gives the browser session
a random cookie, under which the name that somebody enters is remembered (ui/actor.py).
"""

from __future__ import annotations

import secrets
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from ui.actor import COOKIE

ROOT = Path(__file__).resolve().parent.parent
INDEX = Path(st.__file__).parent / "static" / "index.html"
ADDRESS = "<script>window.__streamlit = {BACKEND_BASE_URL: window.location.origin}</script>"


def build() -> st.App:
    """Build the application over dashboard.py, ready to run."""
    html = first_page(INDEX.read_text(encoding="utf-8"))

    async def answer(request: Request) -> HTMLResponse:
        return first_answer(html, request)

    return st.App(ROOT / "dashboard.py", routes=[Route(path, answer) for path in page_paths()])


def page_paths() -> list[str]:
    """List the addresses that people open: the root, and one for each script in pages/."""
    return ["/", *(f"/{script.stem}" for script in sorted((ROOT / "pages").glob("*.py")))]


def first_answer(html: str, request: Request) -> HTMLResponse:
    """Answer with the first page, and with a cookie where the browser session has none yet."""
    response = HTMLResponse(html, headers={"Cache-Control": "no-cache"})
    if COOKIE not in request.cookies:
        response.set_cookie(
            COOKIE,
            secrets.token_urlsafe(24),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
    return response


def first_page(html: str) -> str:
    """Write the server's address into Streamlit's first page.

    Raises ValueError where the page has no `<head>` to write it into.
    """
    if "<head>" not in html:
        raise ValueError(f"{INDEX} has no <head>: this version of Streamlit is not the pinned one")
    return html.replace("<head>", f"<head>\n    {ADDRESS}", 1)
