"""Labels of a segmented control: the chosen one is readable on both grounds."""

from __future__ import annotations

from collections.abc import Callable


def labelled(told: Callable[[str], str], chosen: str) -> Callable[[str], str]:
    """``told`` with the chosen code's label in the theme's colour for text.

    Streamlit writes the chosen segment in the primary colour, which is also the ground of white
    text on buttons; in the dark no colour reaches 4.5 to 1 both ways.
    """
    return lambda code: f":blue[{told(code)}]" if code == chosen else told(code)
