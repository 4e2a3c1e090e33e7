"""One officer, one subject, one act, one due time, one state, one proof."""
