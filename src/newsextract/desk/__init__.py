"""The researcher's hand: a sample to judge, figures from the judgements, and event types of one's own."""
