"""The forms of the channels room, by what they are about."""
