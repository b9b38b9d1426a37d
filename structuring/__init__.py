"""How a deal is structured at the AIFC: rules, checks, suggestions, treaties. Pure: no screen."""
