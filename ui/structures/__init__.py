"""The AIFC desk: deals, their structure, checks and cross-border terms."""
