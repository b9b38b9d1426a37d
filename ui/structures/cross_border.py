"""Cross-border terms: treaties with the investors' countries, currency, tax and its condition."""

from __future__ import annotations

import streamlit as st

from structuring.treaties import Treaty, treaties_of
from ui.format import country, known, link, plain, source
from ui.session import Dashboard
from ui.structures.book import Book, book, cited
from ui.structures.deal import Deal
from ui.words import _, _n, mark

KINDS = {"dtt": mark("Double tax treaty"), "bit": mark("Investment treaty")}
#: Rows of aifc_form that speak about tax at the AIFC.
TAX = ("CIT_2066", "CAP_GAINS", "ITRP", "PROPERTY", "EXPAT_PIT")


def show(dashboard: Dashboard, deal: Deal) -> None:
    """Show what was read of the investors' countries, the currency channel and the tax basis."""
    told = book(dashboard)
    left, right = st.columns(2, gap="large")
    with left:
        _countries(dashboard, deal)
    with right:
        _tax(told, deal)
        _currency(told, deal)


def _countries(dashboard: Dashboard, deal: Deal) -> None:
    treaties = dashboard.store.frame("treaties")
    of = dashboard.investors["hq_country"].reindex(list(deal.investor_ids)).dropna()
    foreign = [code for code in dict.fromkeys(of) if known(code) and code != "KZ"]
    st.subheader(
        _n("Treaties with {count} country", "Treaties with {count} countries", len(foreign)),
        anchor=False,
    )
    if not foreign:
        st.info(
            _(
                "No foreign investor of this deal is on record, so there is no country to look up. "
                "Name the investor in the structure, or look one up here."
            ),
            icon=":material/public:",
        )
    for code in foreign:
        _country(dashboard, treaties_of(treaties, code), str(code), list(of.index[of == code]))
    known_codes = sorted(
        {*treaties["country_iso2"], *dashboard.investors["hq_country"].dropna()} - {"KZ"},
        key=country,
    )
    other = st.selectbox(
        _("Another country"),
        known_codes,
        format_func=country,
        index=None,
        placeholder=_("choose a country"),
        key="cross_border_country",
    )
    if other is not None:
        _country(dashboard, treaties_of(treaties, other), other, [])


def _country(dashboard: Dashboard, treaties: list[Treaty], code: str, investors: list[str]) -> None:
    names = ", ".join(plain(dashboard.investors.at[each, "name"]) for each in investors)
    st.markdown(f"#### {plain(country(code))}")
    if names:
        st.caption(names)
    for treaty in treaties:
        _treaty(treaty)


def _treaty(treaty: Treaty) -> None:
    name = _(KINDS[treaty.kind])
    if not treaty.read:
        st.markdown(
            f":gray-badge[{_('nothing read')}] "
            + _("{treaty}: nothing was read. That does not mean that there is none.", treaty=name)
        )
        return
    said = f"**{name}**: {plain(_(STATUSES.get(treaty.status or '', treaty.status or '')))}"
    if treaty.in_force_year:
        said += f", {treaty.in_force_year}"
    if treaty.to_be_confirmed:
        said += f" :blue-badge[{_('to be confirmed')}]"
    st.markdown(said)
    notes = f" · {plain(treaty.notes)}" if treaty.notes else ""
    st.caption(source(treaty.source_url, None, treaty.verified) + notes)


#: Words of the treaty table; what is not here is shown as it stands.
STATUSES = {
    "in force": mark("in force"),
    "terminated": mark("terminated"),
    "ratified by Kazakhstan": mark("ratified by Kazakhstan, entry into force not read"),
    "signed, status to check": mark("signed, status to be checked"),
    "approved by Latvia": mark("approved by Latvia, entry into force not read"),
    "ratification bill 2022": mark("ratification bill of 2022, entry into force not read"),
    "ratification bill 2015": mark("ratification bill of 2015, entry into force not read"),
}


def _tax(told: Book, deal: Deal) -> None:
    structure = deal.structure
    st.subheader(_("Tax at the AIFC: relief with a condition"), anchor=False)
    basis = told.value("tax_basis", structure.get("tax_basis"))
    st.markdown(f"**{plain(told.label('tax_basis'))}**: {plain(basis)}")
    if structure.some("tax_basis"):
        met = structure.yes("substance_met")
        year = structure.get("tax_year") or _("year not read")
        if met:
            st.markdown(
                _(":material/check: Substantial presence is met ({year}).", year=plain(year))
            )
        else:
            st.warning(
                _(
                    "Substantial presence is not met ({year}): no relief without it.",
                    year=plain(year),
                )
                if met is False
                else _(
                    "Whether there is substantial presence was not read ({year}): no relief "
                    "without it.",
                    year=plain(year),
                ),
                icon=":material/domain:",
            )
    rule = told.rules["blanket_relief"]
    st.markdown(plain(told.words(rule)))
    st.caption(_("Source: {source}", source=cited(rule)))
    with st.expander(_("What was read about tax at the AIFC")):
        for code in TAX:
            row = told.forms.get(("tax", code))
            if row:
                st.markdown(f"**{plain(row['name'])}**: {plain(row['description'])}")
                conditions = plain(row["key_conditions"]) if row["key_conditions"] else ""
                st.caption(
                    " · ".join(
                        filter(
                            None,
                            [conditions, source(row["source_url"], row["as_of"], row["verified"])],
                        )
                    )
                )


def _currency(told: Book, deal: Deal) -> None:
    st.subheader(told.label("currency_channel"), anchor=False)
    channel = deal.structure.get("currency_channel")
    st.markdown(f"**{plain(told.value('currency_channel', channel))}**")
    st.markdown(plain(told.meaning("currency_channel")))
    row = deal.origins.get("currency_channel")
    where = link(row["source_url"]) if row and known(row["source_url"]) else ""
    st.caption(" · ".join(filter(None, [told.source("currency_channel"), where])))
