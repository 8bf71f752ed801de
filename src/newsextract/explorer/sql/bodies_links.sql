-- articles that name a body: key, article, no role
SELECT DISTINCT m.body, a.article, NULL FROM body_mentions m JOIN articles a ON a.article_id = m.record
