"""What the channels room does beside requests: for the command line and the worker."""
