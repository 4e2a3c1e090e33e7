"""The demo city: a made-up district to try everything on, built by the services that users use."""
