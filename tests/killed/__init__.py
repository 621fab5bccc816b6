"""Commands killed at random moments: the old state or the new one."""
