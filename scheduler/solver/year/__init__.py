"""A year: its months planned together, bound by what the year promises, pays and has contracted."""
