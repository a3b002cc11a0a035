"""A city's month: its districts planned as independent jobs, the providers that they share priced and dealt out."""
