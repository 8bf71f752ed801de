"""More than one article: what a collection of records says together."""
