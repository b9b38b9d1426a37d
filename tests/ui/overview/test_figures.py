"""Every figure of the page is counted again by SQL over the records, overlap groups respected."""

# ruff: noqa: S608 - the statements are put together from the words above them

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from data.store import Store
from matching.summary import flows
from matching.summary.reach import by_reason
from matching.summary.sums import MARKS
from tests.ui.overview.conftest import blocks_of
from ui.overview import came
from ui.overview.summary import Progress, Summary
from ui.session import Dashboard

#: A record counts unless an overlap group says that another one holds the same money.
COUNTS = "project_id not in (select project_id from overlap where not counts)"
CITED = "verified <> 'no'"
DEALS = f"""
    select d.*, p.sector, p.region, p.corridor, i.type,
        case when i.investor_id in (
            'acg', 'adb', 'aiib', 'ctf', 'ebrd', 'edb', 'efsd', 'eib', 'eu', 'gcf', 'ibrd', 'ifc',
            'isdb', 'miga', 'opec-fund', 'turkic-fund', 'undp'
        ) then 'international' else i.hq_country end as hq_country,
        case when d.amount_scope = 'own' then d.amount_usd_m end as own,
        d.project_id not in (select project_id from overlap where not counts) as counts,
        case when d.standing in ('closed', 'signed') then 'came_about' else d.standing end as part
    from deal d
    join project p on p.project_id = d.project_id and p.{CITED}
    join investor i on i.investor_id = d.investor_id and i.{CITED}
    where d.{CITED} and d.role_kind in ('funder', 'owner', 'guarantor')
"""
FINANCIERS = f"""
    select * from investor
    where {CITED} and screening is null and (
        len(coalesce(instruments, [])) = 0
        or exists (
            with recursive above as (
                select unnest(instruments) as code
                union
                select v.parent from above a join vocabulary v
                on v.kind = 'instrument' and v.code = a.code and v.parent <> ''
            )
            select 1 from above where code not in ('contract', 'advisory')
                and (code not in (select code from vocabulary where kind = 'instrument')
                    or code in (
                        select code from vocabulary where kind = 'instrument' and parent = ''
                    ))
        )
    )
"""


def counted(store: Store, sql: str) -> pd.DataFrame:
    with store.reading() as cursor:
        return cursor.execute(sql).df()


def same(marks: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare marks with rows of group, part, records, amount, known, unknown, overlapping."""
    columns = ["group", "part", "records", "amount", "known", "unknown", "overlapping"]
    left = marks[columns].sort_values(["group", "part"]).reset_index(drop=True)
    right = expected.rename(columns={"grp": "group"})[columns]
    right = right.sort_values(["group", "part"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(left, right, check_dtype=False, rtol=1e-9)


def counts_alone(expected: pd.DataFrame) -> pd.DataFrame:
    """A mark that only counts has no amount that could be unknown or left out."""
    return expected.assign(unknown=0, overlapping=0)


def summed(source: str, group: str, part: str, amount: str, counts: str = COUNTS) -> str:
    """SQL that adds up records by group and part, unknown and overlapping ones apart."""
    return f"""
        select {group} as grp, {part} as part, count(*) as records,
            coalesce(sum({amount}) filter ({counts}), 0) as amount,
            count({amount}) filter ({counts}) as known,
            count(*) filter (({counts}) and {amount} is null) as unknown,
            count(*) filter (not ({counts})) as overlapping
        from ({source}) group by all
    """


def test_the_open_ask_and_the_announced_cost(store: Store, shown: Summary) -> None:
    row = counted(
        store,
        f"""
        select sum(ask_usd_m) filter (opportunity = 'open') as ask,
            count(ask_usd_m) filter (opportunity = 'open') as known,
            count(*) filter (opportunity = 'open' and ask_usd_m is null) as unknown,
            sum(total_cost_usd_m) filter (opportunity = 'announced') as cost
        from project where {CITED} and {COUNTS}
        """,
    ).iloc[0]
    doubled = counted(
        store,
        f"""
        select ask_usd_m from project
        where {CITED} and not ({COUNTS}) and opportunity = 'open' and ask_usd_m is not null
        order by 1
        """,
    )["ask_usd_m"]
    assert shown.ask.left_out == pytest.approx(tuple(doubled))
    assert shown.ask.amount == pytest.approx(row["ask"])
    assert (shown.ask.counted, shown.ask.unknown) == (row["known"], row["unknown"])
    assert shown.announced.amount == pytest.approx(row["cost"])


@pytest.mark.parametrize("split", ["sector", "region"])
def test_the_asks_and_costs_of_the_gap(store: Store, shown: Summary, split: str) -> None:
    group = "unnest(sector)" if split == "sector" else "region"
    rows = f"""
        select *, {group} as spot,
            case opportunity when 'open' then ask_usd_m else total_cost_usd_m end as worth
        from project where {CITED} and opportunity in ('open', 'announced')
    """
    table = shown.gaps[split]
    same(
        table[table["part"] != "capital"],
        counted(store, summed(rows, "coalesce(spot, 'unstated')", "opportunity", "worth")),
    )


def test_the_tickets_of_the_gap_by_sector(store: Store, shown: Summary) -> None:
    rows = f"select unnest(sectors) as spot, * from ({FINANCIERS})"
    table = shown.gaps["sector"]
    expected = counted(store, summed(rows, "spot", "'capital'", "ticket_max_usd_m", "true"))
    named = table[(table["part"] == "capital") & (table["group"] != "unstated")]
    same(named, expected)


def test_the_ticket_sizes_hold_every_known_ask_once(store: Store, shown: Summary) -> None:
    rows = f"""
        select *, case when ask_usd_m is null then 'unstated' when ask_usd_m <= 10 then '10'
            when ask_usd_m <= 50 then '50' when ask_usd_m <= 100 then '100'
            when ask_usd_m <= 500 then '500' else 'more' end as size
        from project where {CITED} and opportunity = 'open'
    """
    table = shown.gaps["ticket"]
    same(
        table[table["part"] == "open"], counted(store, summed(rows, "size", "'open'", "ask_usd_m"))
    )


#: A code with every family above it: the topmost codes.
FAMILIES = """
    with recursive up as (
        select distinct code, code as above from vocabulary where kind = 'instrument'
        union
        select u.code, v.parent from up u join vocabulary v
        on v.kind = 'instrument' and v.code = u.above and v.parent <> ''
    ),
    family as (
        select code, above as family from up where above not in (
            select code from vocabulary where kind = 'instrument' and parent <> ''
        )
    )
"""


def of_families(
    store: Store, source: str, key: str, part: str, amount: str, counts: str
) -> pd.DataFrame:
    """Marks by family of instruments, each record once per family; none stated: unstated."""
    rows = f"""
        {FAMILIES}, source as ({source}),
        coded as (select {key}, unnest(instruments) as code from source)
        select distinct s.*, f.family from source s join coded c using ({key})
            join family f using (code)
        union all
        select s.*, 'unstated' from source s where len(coalesce(instruments, [])) = 0
    """
    return counted(store, summed(rows, "family", f"'{part}'", amount, counts))


def test_announced_costs_by_family_of_instruments(store: Store, shown: Summary) -> None:
    source = f"select * from project where {CITED} and opportunity = 'announced'"
    table = shown.gaps["instrument"]
    expected = of_families(store, source, "project_id", "announced", "total_cost_usd_m", COUNTS)
    same(table[table["part"] == "announced"], expected)


def test_tickets_by_family_of_instruments(store: Store, shown: Summary) -> None:
    table = shown.gaps["instrument"]
    expected = of_families(store, FINANCIERS, "investor_id", "capital", "ticket_max_usd_m", "true")
    same(table[table["part"] == "capital"], expected)


def test_announced_costs_by_size(store: Store, shown: Summary) -> None:
    rows = f"""
        select *, case when total_cost_usd_m is null then 'unstated'
            when total_cost_usd_m <= 10 then '10' when total_cost_usd_m <= 50 then '50'
            when total_cost_usd_m <= 100 then '100' when total_cost_usd_m <= 500 then '500'
            else 'more' end as size
        from project where {CITED} and opportunity = 'announced'
    """
    table = shown.gaps["ticket"]
    expected = counted(store, summed(rows, "size", "'announced'", "total_cost_usd_m"))
    same(table[table["part"] == "announced"], expected)


def test_tickets_by_region(store: Store, shown: Summary) -> None:
    """A focus reaches the regions of the projects sought that it contains, or lies above."""
    rows = f"""
        with recursive sought as (
            select distinct region from project
            where {CITED} and opportunity in ('open', 'announced') and region is not null
        ),
        above as (
            select region, case region when 'national' then 'Kazakhstan' else region end as code
            from sought
            union
            select a.region, v.parent from above a join vocabulary v
            on v.kind = 'geography' and v.code = a.code and v.parent <> ''
        ),
        investors as ({FINANCIERS}),
        focus as (select investor_id, unnest(regions_focus) as code from investors)
        select distinct i.*, a.region as spot from investors i join focus f using (investor_id)
            join above a using (code)
        union all
        select *, 'unstated' from investors where len(coalesce(regions_focus, [])) = 0
    """
    table = shown.gaps["region"]
    expected = counted(store, summed(rows, "spot", "'capital'", "ticket_max_usd_m", "true"))
    same(table[table["part"] == "capital"], expected)


def test_projects_short_of_investors_by_reason(shown: Summary) -> None:
    """Each of the list stands under its reason once, with the ask it publishes."""
    table = by_reason(shown.short)
    counts = Counter(zip(shown.short["reason"], shown.short["part"], strict=True))
    own = {(row["group"], row["part"]): row["records"] for row in table.to_dict("records")}
    assert own == counts
    counted_once = shown.short[shown.short["counts"].astype(bool)]
    assert table["amount"].sum() == pytest.approx(counted_once["ask_usd_m"].sum())


@pytest.mark.parametrize("step", ["hq_country", "type", "year"])
def test_deals_add_up_to_the_same_whole_by_every_split(shown: Summary, step: str) -> None:
    """Country, type and year split one whole: what one chart shows, the next must too."""
    columns = ["records", "amount", "known", "unknown", "overlapping"]
    whole = shown.standings[shown.standings["part"] == "came_about"][columns].sum()
    own = shown.deals[step]
    done = own[own["part"] == "came_about"][columns].sum()
    pd.testing.assert_series_equal(done, whole, check_dtype=False)


def test_the_names_of_the_flow_have_the_amounts_of_their_deals(
    store: Store, dashboard: Dashboard, shown: Summary, progress: Progress
) -> None:
    rows = f"select * from ({DEALS}) where part = 'came_about'"
    table = blocks_of(dashboard, shown, progress)["flow"].marks
    own = table[(table["part"] == "hq_country") & (table["group"] != "others")]
    group = "coalesce(hq_country, 'unstated')"
    expected = counted(store, summed(rows, group, "'hq_country'", "own", "counts"))
    same(own, expected[expected["grp"].isin(own["group"])])


def test_deals_of_other_roles_are_told(store: Store, shown: Summary) -> None:
    row = counted(
        store,
        f"""
        select count(*) as others from deal d
        join project p on p.project_id = d.project_id and p.{CITED}
        join investor i on i.investor_id = d.investor_id and i.{CITED}
        where d.{CITED} and d.standing in ('closed', 'signed')
            and d.role_kind not in ('funder', 'owner', 'guarantor')
        """,
    )
    told = came.standing_block(shown).notes[1]
    assert told.startswith(f"{row['others'].item()} more closed or signed deals")


def test_tickets_reach_the_sizes_between_their_ends(store: Store, shown: Summary) -> None:
    rows = f"""
        select s.size, least(ticket_max_usd_m, s.upper) as worth
        from ({FINANCIERS}) i
        join (values ('10', 0, 10), ('50', 10, 50), ('100', 50, 100), ('500', 100, 500),
            ('more', 500, 'inf'::double)) s(size, lower, upper)
        on ticket_max_usd_m > s.lower and coalesce(ticket_min_usd_m, 0) <= s.upper
    """
    table = shown.gaps["ticket"]
    known = table[(table["part"] == "capital") & (table["group"] != "unstated")]
    same(known, counted(store, summed(rows, "size", "'capital'", "worth", "true")))


def test_families_of_instruments(store: Store, shown: Summary) -> None:
    """A code's families are the topmost ones above it; asks without a code are unstated."""
    source = f"select * from project where {CITED} and opportunity = 'open'"
    table = shown.gaps["instrument"]
    expected = of_families(store, source, "project_id", "open", "ask_usd_m", COUNTS)
    same(table[table["part"] == "open"], expected)


def test_nearly_every_mandate_reaches_every_region(store: Store, shown: Summary) -> None:
    """A focus reaches a region that lies within it, by the tree of places."""
    reached = counted(
        store,
        f"""
        with recursive above as (
            select 'Mangystau' as code union
            select v.parent from above a join vocabulary v
            on v.kind = 'geography' and v.code = a.code and v.parent <> ''
        )
        select count(*) as reached from ({FINANCIERS})
        where list_has_any(regions_focus, (select list(code) from above))
        """,
    )
    table = shown.gaps["region"]
    own = table[(table["part"] == "capital") & (table["group"] == "Mangystau")]
    assert own["records"].item() == reached["reached"].item()


@pytest.mark.parametrize("by", ["year", "hq_country", "type"])
def test_deals_that_came_about_and_those_announced(store: Store, shown: Summary, by: str) -> None:
    rows = f"select * from ({DEALS}) where part in ('came_about', 'announced')"
    group = f"coalesce(cast({by} as varchar), 'unstated')"
    same(shown.deals[by], counted(store, summed(rows, group, "part", "own", "counts")))


def test_standings_of_the_deals(store: Store, shown: Summary) -> None:
    part = "case when standing in ('closed', 'signed') then 'came_about' else 'not_bound' end"
    same(shown.standings, counted(store, summed(DEALS, "standing", part, "own", "counts")))


@pytest.mark.parametrize(
    ("measure", "where", "amount"),
    [
        ("projects", "opportunity in ('open', 'announced')", "cast(null as double)"),
        ("ask", "opportunity = 'open'", "ask_usd_m"),
        ("cost", "opportunity = 'announced'", "total_cost_usd_m"),
    ],
)
def test_regions_by_projects(
    store: Store, shown: Summary, measure: str, where: str, amount: str
) -> None:
    rows = f"select *, {amount} as worth from project where {CITED} and {where}"
    expected = counted(store, summed(rows, "coalesce(region, 'unstated')", f"'{measure}'", "worth"))
    same(shown.regions[measure], counts_alone(expected) if measure == "projects" else expected)


@pytest.mark.parametrize(("measure", "amount"), [("deals", "null"), ("committed", "own")])
def test_regions_by_deals(store: Store, shown: Summary, measure: str, amount: str) -> None:
    rows = f"select *, cast({amount} as double) as worth from ({DEALS}) where part = 'came_about'"
    group = "coalesce(region, 'unstated')"
    expected = counted(store, summed(rows, group, f"'{measure}'", "worth", "counts"))
    same(shown.regions[measure], counts_alone(expected) if measure == "deals" else expected)


def test_corridors(store: Store, shown: Summary) -> None:
    deals = f"""
        select unnest(corridor) as spot, part, own as worth, counts from ({DEALS})
        where part in ('came_about', 'announced')
    """
    projects = f"""
        select unnest(corridor) as spot, 'sought' as part, ask_usd_m as worth, {COUNTS} as counts
        from project where {CITED} and opportunity in ('open', 'announced')
    """
    rows = f"{deals} union all {projects}"
    same(shown.corridors, counted(store, summed(rows, "spot", "part", "worth", "counts")))


def test_ties_to_the_aifc(store: Store, shown: Summary) -> None:
    rows = f"""
        with tie as (
            select project_id,
                max(value) filter (field = 'aix_route') as route,
                bool_or(value not in ('none', 'non_aifc')) as tied
            from structure
            where field in ('legal_form', 'afsa_status', 'aix_route') and {CITED}
            group by project_id
        )
        select p.*, case route when 'none' then 'no_listing' else coalesce(route, 'unstated') end
            as road, case when opportunity in ('open', 'announced') then 'sought' else 'done' end
            as part
        from project p join tie using (project_id) where p.{CITED} and tied
    """
    same(shown.aifc, counted(store, summed(rows, "road", "part", "total_cost_usd_m")))


def test_the_flow_splits_every_deal_and_loses_none(store: Store, shown: Summary) -> None:
    table = flows.flows(shown.facts, shown=10_000)
    expected = counted(
        store,
        f"""
        with done as (
            select hq_country, unnest(sector) as one, region, 1.0 / len(sector) as share
            from ({DEALS}) where part = 'came_about'
        )
        select hq_country, one as sector, region, sum(share) as weight from done group by all
        """,
    )
    own = table[["hq_country", "sector", "region", "weight"]]
    expected = expected.fillna("unstated").sort_values(["hq_country", "sector", "region"])
    pd.testing.assert_frame_equal(own, expected.reset_index(drop=True), check_dtype=False)
    assert shown.flow["weight"].sum() == pytest.approx(len(shown.facts.came_about))


def test_quality(store: Store, shown: Summary) -> None:
    checks = {
        "projects_verified": "select verified = 'yes' as good from project",
        "investors_verified": "select verified = 'yes' as good from investor",
        "deals_verified": "select verified = 'yes' as good from deal",
        "asks_known": (
            f"select ask_usd_m is not null as good from project where opportunity = 'open' "
            f"and {COUNTS}"
        ),
        "tickets_known": (
            "select ticket_basis = 'stated' and coalesce(ticket_min_usd_m, ticket_max_usd_m) "
            "is not null as good from investor"
        ),
        "own_amounts_known": (
            "select amount_scope = 'own' and amount_usd_m is not null as good from deal"
        ),
    }
    for check, sql in checks.items():
        row = counted(store, f"select count(*) filter (good) as good, count(*) as n from ({sql})")
        own = shown.quality[shown.quality["group"] == check]
        assert own.loc[own["part"] == "good", "records"].sum() == row["good"].item(), check
        assert own["records"].sum() == row["n"].item(), check


def test_plans_with_news_within_two_years(store: Store, shown: Summary) -> None:
    row = counted(
        store,
        """
        select count(*) as fresh from project
        where opportunity in ('open', 'announced')
            and try_cast(left(coalesce(status_as_of, as_of), 4) as integer) >= 2026 - 2
        """,
    )
    own = shown.quality.set_index(["group", "part"])["records"]
    assert own["plans_fresh", "good"] == row["fresh"].item()


def test_money_of_an_overlap_group_is_in_a_sum_once(store: Store, shown: Summary) -> None:
    """Of every group, only the records that count stand behind a known amount."""
    left_out = set(counted(store, "select project_id from overlap where not counts")["project_id"])
    frames = {
        "project": shown.facts.projects.set_index("project_id")["ask_usd_m"],
        "deal": shown.facts.deals.set_index("deal_id")["own_usd_m"],
    }
    opened = shown.gaps["sector"][shown.gaps["sector"]["part"] == "open"]
    for mark in opened.to_dict("records"):
        kept = [each for each in mark["ids"] if each not in left_out]
        assert mark["amount"] == pytest.approx(frames["project"][kept].sum())
        assert mark["overlapping"] == len(mark["ids"]) - len(kept)


def test_the_rows_behind_every_mark_are_as_many_as_it_says(
    dashboard: Dashboard, shown: Summary, progress: Progress
) -> None:
    for block in blocks_of(dashboard, shown, progress).values():
        assert list(block.marks.columns[: len(MARKS)]) == MARKS or block.key == "ladder"
        for mark in block.marks.to_dict("records"):
            assert mark["records"] == len(mark["ids"]), (block.key, mark["group"])
            assert mark["records"] >= mark["known"] + mark["overlapping"]
