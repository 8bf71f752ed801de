"""Analysis across articles: duplicates, releases of one event, people, bodies and offices, and a glossary."""
