"""Records: find them, look one up, bring them in, see how good they are."""

from ui.records import tabs
from ui.session import footer, open_dashboard

dashboard = open_dashboard()
tabs.show(dashboard)
footer(dashboard)
