from __future__ import annotations

import pytest

from tools.marks import faults, has_words, marked


def what(source: str, part: str = "pages") -> list[str]:
    return [text for _line, text in faults(source, part)]


@pytest.mark.parametrize(
    "source",
    [
        'st.title("Overview")',
        'st.sidebar.header("Filters")',
        'left.metric("Open ask", 3)',
        'st.columns(2)[0].write("Total")',
        'st.button("Go", key="go")'.replace('"Go"', 'label="Go"'),
        'st.metric(_("Ask"), 1, help="In millions")',
        'st.text_input(_("Find"), placeholder="Name")',
        'st.write(f"{n} investors")',
        'st.write("Total: " + total)',
        'st.write("yes" if fits else mark_no)',
        'st.write("{} of {}".format(a, b))',
        'st.tabs(["Browse", "Import"])',
        'st.radio(_("Order"), options=["Newest", "Oldest"])',
        'st.column_config.NumberColumn("Score", format="%d")',
        'st.dataframe(rows, column_config={"name": "Name"})',
        'st.page_link("pages/matches.py", label="Matches")',
        'st.plotly_chart(figure, alt="A chart of the gap")',
        'figure.update_layout(title="Gap")',
        'figure.update_layout(xaxis_title="USD million")',
        'figure.update_layout(xaxis={"title": "USD million"})',
        'go.Bar(x=a, y=b, name="Ask")',
        'figure.add_bar(x=a, y=b, name="Ask")',
        'go.Bar(hovertemplate="%{x}: %{y} million<extra></extra>")',
        'px.bar(frame, labels={"ask": "Ask"})',
    ],
)
def test_an_unmarked_word_is_found(source: str) -> None:
    found = what(source)
    assert found
    assert all(text.startswith("not marked for translation") for text in found)


@pytest.mark.parametrize(
    "source",
    [
        'st.title(_("Overview"))',
        'st.write(_("{n} investors", n=3))',
        'st.write(_n("{count} deal", "{count} deals", 3))',
        'st.button(_("Go"), key="go", icon=":material/send:", type="primary", width="stretch")',
        'st.segmented_control(_("Side"), ["investors", "projects"], format_func=side_name)',
        'st.session_state.get("weights")',
        'st.query_params["lang"] = "ru"',
        'st.switch_page("pages/matches.py")',
        'st.Page("pages/matches.py", title=_("Matches"), url_path="matches")',
        'st.write(":material/check: 12 - 14 %")',
        'st.link_button(_("Source"), "https://example.com/a")',
        'logger.warning("no model yet")',
        'st.write(money(120, "USD"))',
        'go.Bar(hovertemplate="%{x}<br>%{y:.1f}<extra></extra>")',
        'frame.assign(name="investor")',
        'from ui import address\nwanted = address.text("match")',
        'st.title("Kazakhstan")  # words: ignore - a sample',
    ],
)
def test_what_is_marked_or_no_word_passes(source: str) -> None:
    assert what(source) == []


@pytest.mark.parametrize(
    "source",
    ['_(f"{n} deals")', '_("a " + name)', '_("{} deals".format(n))', '_n("one", f"{n} more", n)'],
)
def test_a_message_put_together_is_found(source: str) -> None:
    assert what(source) == ["put together before translation; use {placeholders}"]


def test_a_message_by_name_is_allowed() -> None:
    assert what("st.write(_(LABELS[code]))") == []


@pytest.mark.parametrize(
    "source",
    [
        'TITLE = _("Overview")',
        'def title(text=_("Overview")):\n    return text',
        '@st.dialog(_("Weights"))\ndef ask():\n    pass',
        'class Card:\n    title = _("Overview")',
    ],
)
def test_a_translation_at_import_is_found_in_modules_alone(source: str) -> None:
    assert what(source, "ui") == ["translated at import; use mark() here and _() where it is shown"]
    assert what(source, "pages") == []


def test_a_translation_in_a_function_passes() -> None:
    assert what('def title():\n    return _("Overview")\nLABEL = mark("Ask")', "ui") == []


def test_the_line_is_that_of_the_word() -> None:
    assert [line for line, _text in faults('import x\n\nst.title(\n    "A b",\n)', "ui")] == [4]


def test_marked_messages_are_collected_wherever_they_stand() -> None:
    source = (
        'x = f"{_(\'Inside\')}"\n_("Two " "parts")\n_n("{count} deal", "{count} deals", n)\n'
        'mark("Later")\n_(name)\n'
    )
    expected = {("Inside",), ("Two parts",), ("{count} deal", "{count} deals"), ("Later",)}
    assert set(marked(source)) == expected


@pytest.mark.parametrize("text", ["", "12 %", ":material/info:", "<br>", "&nbsp;", "%{y}"])
def test_signs_are_no_words(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize("text", ["USD", "Ақтау", ":red[late]", "<b>x</b>"])
def test_letters_are_words(text: str) -> None:
    assert has_words(text)
