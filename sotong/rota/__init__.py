"""The rota: who serves when, and why."""
