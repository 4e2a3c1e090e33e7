"""The forms of the outreach room, by what they are about."""
