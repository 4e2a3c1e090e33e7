"""Further commands, a page for each kind; `cli` loads a page when one of its commands is asked for."""
