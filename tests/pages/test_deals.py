"""The AIFC desk: the list of deals and one deal, by address."""

from __future__ import annotations

from tests.pages.conftest import OpenPage, texts


def test_the_desk_lists_the_records_of_the_facts(open_page: OpenPage) -> None:
    app = open_page("deals")
    assert not app.exception
    assert "Middle Corridor Multimodal Ltd" in set(app.dataframe[0].value.iloc[:, 0])


def test_a_deal_opens_by_its_address_and_says_what_was_not_read(open_page: OpenPage) -> None:
    app = open_page("deals", deal="gamma-t-sukuk")
    assert not app.exception
    assert "Gamma" in app.title[0].value
    table = app.table[0].value
    assert "ijarah" in set(table.iloc[:, -1])
    assert "not read" in set(table.iloc[:, -1])


def test_an_unknown_deal_is_said(open_page: OpenPage) -> None:
    app = open_page("deals", deal="no-such-deal")
    assert not app.exception
    assert "There is no deal with the id" in texts(app)
