"""Forms of the reports room, by what they ask for."""
