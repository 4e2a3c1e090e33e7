"""Notices: what people are told, on their page and by mail, text message or web hook."""
