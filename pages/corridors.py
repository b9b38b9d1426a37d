"""Trade routes: their projects in order, their gaps, who could take several nodes at once."""

from ui.route import chain, choice, offers
from ui.session import footer, open_dashboard

dashboard = open_dashboard()
route = choice.chosen(dashboard)

chain.heading(dashboard, route)
chain.on_map(route)
offers.show(dashboard, route)
chain.node_by_node(dashboard, route)

footer(dashboard)
