"""What a WSGI server loads: `granian --interface wsgi wsgi:app`, or `sotong serve`."""

from sotong.web.app import create_app

app = create_app()
