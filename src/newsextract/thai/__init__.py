"""What is known of the Thai language: digits, calendar, tokens, the normalised view."""
