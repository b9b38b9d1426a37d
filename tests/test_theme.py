"""The colours can be read and told apart, with colour blindness too.

Contrast ratios are those of WCAG 2. Colour blindness is simulated with the matrices of Machado,
Oliveira and Fernandes (2009) for full severity; distances are Euclidean in Oklab (Ottosson 2020).
"""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
CATEGORIES = THEME["chartCategoricalColors"]
READABLE = 4.5
SECTORS = 12
APART = 0.06
WHITE = "#FFFFFF"

VISION = {
    "full": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(colour: str) -> NDArray[np.float64]:
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (one, other))
    return (high + 0.05) / (low + 0.05)


def oklab(colour: str, vision: str) -> NDArray[np.float64]:
    seen = np.clip(VISION[vision] @ linear(colour), 0, 1)
    return TO_OKLAB @ np.cbrt(TO_CONES @ seen)


def test_the_measures_are_right() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert oklab(WHITE, "full") == pytest.approx([1, 0, 0], abs=1e-4)
    assert oklab("#FF0000", "full") == pytest.approx([0.62796, 0.22486, 0.12585], abs=1e-4)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_can_be_read(mode: str) -> None:
    theme = THEME[mode]
    pairs = [(WHITE, theme["primaryColor"])]
    for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
        words = ("textColor", "linkColor", "redTextColor", "blueTextColor", "grayTextColor")
        pairs += [(theme[word], ground) for word in words]
    pairs += [(theme[f"{c}TextColor"], theme[f"{c}BackgroundColor"]) for c in ("yellow", "blue")]
    assert [pair for pair in pairs if contrast(*pair) < READABLE] == []


@pytest.mark.parametrize("vision", VISION)
def test_sectors_can_be_told_apart(vision: str) -> None:
    assert len(CATEGORIES) >= SECTORS
    seen = {colour: oklab(colour, vision) for colour in CATEGORIES}
    close = [
        pair
        for pair in itertools.combinations(CATEGORIES, 2)
        if np.linalg.norm(seen[pair[0]] - seen[pair[1]]) < APART
    ]
    assert close == []


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_sectors_stand_out_from_the_ground(mode: str) -> None:
    ground = THEME[mode]["backgroundColor"]
    assert [colour for colour in CATEGORIES if contrast(colour, ground) < 1.9] == []


def test_scales_have_the_length_that_streamlit_takes() -> None:
    for mode in ("light", "dark"):
        for scale in ("chartSequentialColors", "chartDivergingColors"):
            assert len(THEME[mode][scale]) == 10
