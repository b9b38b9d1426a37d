from __future__ import annotations

import pandas as pd
import pytest

from matching import NameIndex
from matching.names import aliases, fold

NAMES = {
    "ebrd": "European Bank for Reconstruction and Development (EBRD)",
    "ktz": "Kazakhstan Temir Zholy (KTZ)",
    "samruk-kazyna": "Samruk-Kazyna",
    "halyk": "Halyk Bank / Halyk Finance",
    "semurg-invest": "Semurg Invest",
    "masdar": "Masdar (Mubadala/ADNOC/TAQA)",
    "ad-ports": "AD Ports Group",
    "hutchison": "Hutchison Ports",
    "eu": "European Union",
    "citic": "CITIC Group (CITIC Construction / CITIC Capital)",
    "khorgos": "Хоргос – Восточные ворота",
    "kazatomprom-ipo": "Kazatomprom IPO",
    "lianyungang-port": "Lianyungang Port Group",
    "aktau-new-port": "New sea port of Aktau",
    "aktau-port-berths": "Aktau port berths",
    "ibrd": "World Bank (IBRD)",
    "adcb": "Abu Dhabi Commercial Bank (ADCB)",
    "atasu-group": "Atasu Group",
    "binance-kz": "Binance Kazakhstan",
    "harbin-electric": "Harbin Electric International",
    "sinopec": "Sinopec",
    "exxonmobil": "ExxonMobil",
    "akshabulak-field": "Akshabulak oil field development",
    "turkic-fund": "Turkic Investment Fund",
}


@pytest.fixture
def index() -> NameIndex:
    return NameIndex(pd.DataFrame({"investor_id": NAMES.keys(), "name": NAMES.values()}))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("EBRD", "ebrd"),
        ("European Bnak for Reconstruction", "ebrd"),
        ("Казахстан Темир Жолы", "ktz"),
        ("Қазақстан Темір Жолы", "ktz"),
        ("қтж", "ktz"),
        ("Самрук-Казына", "samruk-kazyna"),
        ("Самұрық-Қазына", "samruk-kazyna"),
        ("samruk qazyna", "samruk-kazyna"),
        ("Халык", "halyk"),
        ("halik bank", "halyk"),
        ("ТОО «Семург Инвест»", "semurg-invest"),
        ("semurg invest llp", "semurg-invest"),
        ("Масдар", "masdar"),
        ("masdr", "masdar"),
        ("ad po", "ad-ports"),
        ("Хатчисон", "hutchison"),
        ("citic capital", "citic"),
        ("Khorgos", "khorgos"),
        ("horgos", "khorgos"),
        ("Қорғас", "khorgos"),
        ("казатомпром", "kazatomprom-ipo"),
        ("kazatomprm", "kazatomprom-ipo"),
        ("lianyngang", "lianyungang-port"),
        ("ebrd", "ebrd"),
        ("ebdr", "ebrd"),
        ("ЕБРР", "ebrd"),
        ("самрук казына", "samruk-kazyna"),
        ("Самурык", "samruk-kazyna"),
        ("ақтау порты", "aktau-port-berths"),
        ("ад портс", "ad-ports"),
    ],
)
def test_what_is_typed_finds_what_is_meant(index: NameIndex, typed: str, meant: str) -> None:
    assert index.search(typed)[0].id == meant


@pytest.mark.parametrize("typed", ["", "   ", "!!", "zzzzqqq", "Зарубежнефть"])
def test_nothing_like_it_finds_nothing(index: NameIndex, typed: str) -> None:
    assert index.search(typed) == []


@pytest.mark.parametrize(
    ("typed", "only"),
    [
        ("Aktau", {"aktau-new-port", "aktau-port-berths"}),
        ("Kuryk", set()),
        ("hospital", set()),
        ("zzqqxx", set()),
        ("nope", set()),
        ("eib", set()),
        ("adb", set()),
        ("masdr", {"masdar"}),
    ],
)
def test_far_fetched_names_are_not_listed(index: NameIndex, typed: str, only: set[str]) -> None:
    assert {hit.id for hit in index.search(typed)} == only


def test_a_record_is_found_once_and_the_limit_holds(index: NameIndex) -> None:
    hits = index.search("citic", limit=3)
    assert [hit.id for hit in hits].count("citic") == 1
    assert len(index.search("e", limit=1)) <= 1


def test_ties_stand_in_the_order_of_ids() -> None:
    frame = pd.DataFrame({"project_id": ["b", "a"], "name": ["Same port", "Same port"]})
    assert [hit.id for hit in NameIndex(frame).search("same port")] == ["a", "b"]


def test_extra_aliases_are_searched() -> None:
    frame = pd.DataFrame({"investor_id": ["x"], "name": ["Alpha"], "aliases": ["Омега;Beta"]})
    assert NameIndex(frame).search("omega")[0].id == "x"


def test_a_name_holds_its_spellings() -> None:
    assert aliases("CITIC Group (CITIC Construction / CITIC Capital)") == [
        "CITIC Group (CITIC Construction / CITIC Capital)",
        "CITIC Group",
        "CITIC Construction / CITIC Capital",
        "CITIC Construction",
        "CITIC Capital",
    ]


def test_legal_forms_alone_are_still_a_name() -> None:
    assert fold("Holding") == "holding"
