"""Saved views: whose they are, what they open, and what was seen there last."""

from __future__ import annotations

import pytest

from data import views
from data.pipeline import Pair, Refused, move, undo
from data.records import version
from data.store import Store

ADDRESS = "/matches?project=aktau-port-trust&w_sector=40"


def names(store: Store, actor: str | None) -> list[str]:
    return list(views.views(store, actor)["name"])


def test_a_view_is_private_until_it_is_shared(store: Store) -> None:
    own = str(views.save(store, "Aigerim", "  Ports   first ", ADDRESS, shared=False))
    assert names(store, "Aigerim") == ["Ports first"]
    assert names(store, "Daniyar") == []
    assert names(store, None) == []
    views.change(store, "Aigerim", own, shared=True)
    assert names(store, "Daniyar") == ["Ports first"]
    assert list(views.views(store, "Daniyar")["address"]) == [ADDRESS]


def test_a_view_is_renamed_deleted_and_brought_back(store: Store) -> None:
    own = str(views.save(store, "Aigerim", "Ports", ADDRESS, shared=True))
    views.change(store, "Aigerim", own, name="Порты")
    assert names(store, "Daniyar") == ["Порты"]
    deleted = views.delete(store, "Aigerim", own)
    assert names(store, "Daniyar") == []
    undo(store, "Aigerim", [str(deleted)])
    assert names(store, "Aigerim") == ["Порты"]


def test_another_persons_view_is_only_opened(store: Store) -> None:
    shared = str(views.save(store, "Aigerim", "Ports", ADDRESS, shared=True))
    for wish in (
        lambda: views.change(store, "Daniyar", shared, name="Mine"),
        lambda: views.delete(store, "Daniyar", shared),
    ):
        with pytest.raises(Refused, match="not_yours"):
            wish()


@pytest.mark.parametrize(
    ("name", "address", "code"),
    [
        (" ", ADDRESS, "empty_name"),
        ("x" * 81, ADDRESS, "long_name"),
        ("PORTS", ADDRESS, "same_name"),
        ("Other", "https://elsewhere.example/", "no_address"),
        ("Other", "//elsewhere.example/", "no_address"),
        ("Other", "/matches?" + "x" * 2_000, "no_address"),
    ],
)
def test_what_is_no_view_is_refused(store: Store, name: str, address: str, code: str) -> None:
    views.save(store, "Aigerim", "Ports", ADDRESS, shared=False)
    with pytest.raises(Refused) as refused:
        views.save(store, "Aigerim", name, address, shared=False)
    assert refused.value.code == code
    assert names(store, "Aigerim") == ["Ports"]


def test_what_was_seen_last_is_ones_own(store: Store) -> None:
    shared = str(views.save(store, "Aigerim", "Ports", ADDRESS, shared=True))
    views.opened(store, "Daniyar", shared, {"top": ["ebrd", "psa"]})
    views.opened(store, "Daniyar", shared, {"top": ["psa"]})
    seen = views.view(store, "Daniyar", shared)
    assert seen is not None
    assert seen["seen"] == {"top": ["psa"]}
    theirs = views.view(store, "Aigerim", shared)
    assert theirs is not None
    assert theirs["seen"] is None


def test_what_changed_since_is_told_and_views_change_no_record(store: Store) -> None:
    before = version(store)
    views.save(store, "Aigerim", "Ports", ADDRESS, shared=False)
    assert version(store) == before
    move(store, "Aigerim", {Pair("p", "i"): None}, "contacted")
    changed = views.changed_since(store, "2020-01-01T00:00:00+00:00")
    assert list(changed["what"]) == ["moved"]
    assert list(changed["rung"]) == ["contacted"]
    assert views.changed_since(store, "2100-01-01T00:00:00+00:00").empty
