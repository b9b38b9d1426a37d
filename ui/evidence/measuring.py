"""The back-test beside the page: started once per data version, watched until it is done."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from matching.backtest import Backtest, backtest
from matching.coverage import Exposure, exposure
from matching.matcher import Matcher
from matching.measures import listed
from ui.background import Job, Tell
from ui.session import KEPT_VERSIONS, Dashboard
from ui.words import _

REFRESH_SECONDS = 1.0


@dataclass(frozen=True)
class Measured:
    """What takes long: the back-test, and whom a ranking by the mandates alone would show."""

    tested: Backtest
    by_rules: Exposure


def measuring(dashboard: Dashboard) -> Job[Measured]:
    """Give the computation for these records, started if nobody has asked for it yet."""
    return _job(dashboard.version, dashboard)


def progress(dashboard: Dashboard, job: Job[Measured]) -> None:
    """Show how far the computation is, or that it failed, with a way to start it again."""
    if job.failed:
        st.error(
            _(
                "The back-test could not be finished; the log says why. Everything below is "
                "computed without it."
            ),
            icon=":material/error:",
        )
        st.button(
            _("Measure again"),
            icon=":material/restart_alt:",
            on_click=_job.clear,
            args=(dashboard.version,),
        )
    else:
        _watch(job)


def open_orders(dashboard: Dashboard, matcher: Matcher) -> dict[str, list[str]]:
    """Rank every investor that passes the gates for each open project."""
    projects = dashboard.projects
    asked = list(projects.loc[projects["opportunity"] == "open", "project_id"])
    ranked = listed(matcher.rank("projects", asked, top=len(dashboard.investors)))
    return {project: ranked.get(project, []) for project in asked}


@st.fragment(run_every=REFRESH_SECONDS)
def _watch(job: Job[Measured]) -> None:
    if job.finished:
        st.rerun()
    st.progress(
        job.share,
        text=_(
            "Measuring: {done} of {steps} rankings. It takes seconds to minutes, once for each "
            "state of the data; the rest of the page can be read meanwhile.",
            done=job.done,
            steps=job.steps or "…",
        ),
    )


@st.cache_resource(show_spinner=False, max_entries=KEPT_VERSIONS, on_release=lambda job: job.stop())
def _job(version: str, _dashboard: Dashboard) -> Job[Measured]:
    """Start it; ``version`` alone is the key of the cache, and a version let go of is stopped."""
    del version
    vocabulary = _dashboard.store.frame("vocabulary")

    def compute(tell: Tell) -> Measured:
        investors, projects = (
            frame.reset_index(drop=True) for frame in (_dashboard.investors, _dashboard.projects)
        )
        tested = backtest(investors, projects, _dashboard.deals, vocabulary, progress=tell)
        rules = Matcher().fit(investors, projects, None, vocabulary)
        shown = exposure(open_orders(_dashboard, rules), list(investors["investor_id"]))
        return Measured(tested, shown)

    return Job(compute)
