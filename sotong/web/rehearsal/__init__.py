"""Rehearsing a vote: a crowd comes to a copy of the contest, on this machine, before the day."""
