"""Thai language support: digits, calendar, tokenisation, normalisation, names."""
