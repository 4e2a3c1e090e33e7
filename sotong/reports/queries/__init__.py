"""What the reports room reads: a public log, the lines of a bundle, and whether stored rows agree."""
