"""Words are weighed as scikit-learn weighs them, and sponsors found as if each name were read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.names import aliases, fold
from matching.owners import own_projects, sponsor_names
from matching.table import Table
from matching.text import LONGEST, WORD, tf_idf

SAMPLES = [
    "port road",
    "Порт и дорога",
    "ميناء الجاف",
    "the roads, ROADS!",
    "a1 b_c x²",
    "ΟΔΟΣ ΣΟΦΙΑ",
]
TEXTS = st.one_of(st.sampled_from(SAMPLES), st.text(max_size=30))


@settings(max_examples=80, deadline=None)
@given(one=st.lists(TEXTS, min_size=1, max_size=5), other=st.lists(TEXTS, min_size=1, max_size=5))
def test_words_are_weighed_as_scikit_learn_does(one: list[str], other: list[str]) -> None:
    mine, theirs = tf_idf(one, pa.chunked_array([pa.array(other, pa.large_string())]))
    vectorizer = TfidfVectorizer(token_pattern=WORD, sublinear_tf=True, stop_words="english")
    try:
        expected = vectorizer.fit_transform([*one, *other]).toarray()
    except ValueError:  # not one word
        expected = np.zeros((len(one) + len(other), 1))
    assert np.allclose(np.vstack([mine.toarray(), theirs.toarray()]), expected, atol=1e-6)


def test_many_texts_are_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = tf_idf(SAMPLES)
    monkeypatch.setattr("matching.text.AT_ONCE", 2)
    (parts,) = tf_idf(SAMPLES)
    assert (whole.toarray() == parts.toarray()).all()


def test_a_long_text_is_cut() -> None:
    (matrix,) = tf_idf(["word " * LONGEST + "last", "last"])
    assert (matrix @ matrix.T).toarray()[0, 1] == 0


WORDS = st.sampled_from(
    ["Gulf", "Ports", "Group", "LLC", "A1", "77", "Порт", "BI-Group", "and", "x²"]
)
NAME = st.lists(
    st.one_of(WORDS, st.sampled_from(["(GPG)", "(Gulf Ports)", "/", ";", "51%", "with"])),
    min_size=1,
    max_size=5,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(
    names=st.lists(NAME, min_size=1, max_size=6), sponsors=st.lists(NAME, min_size=1, max_size=4)
)
def test_sponsors_are_found_as_if_every_name_were_read(
    names: list[str], sponsors: list[str]
) -> None:
    investors = pd.DataFrame({"id": [f"i{row}" for row in range(len(names))], "name": names})
    projects = pd.DataFrame({"id": [f"p{row}" for row in range(len(sponsors))]})
    found = own_projects(Table(projects.assign(sponsor=sponsors), "id"), Table(investors, "id"))
    spelled = [{fold(alias) for alias in aliases(name)} - {""} for name in names]
    wanted = [{fold(name) for name in sponsor_names(sponsor)} for sponsor in sponsors]
    assert (found.toarray() > 0).tolist() == [[bool(a & b) for b in spelled] for a in wanted]
