-- The views of a DuckDB store with links: they join people, bodies and groups to the events of records.

CREATE OR REPLACE VIEW counted_articles AS
SELECT a.* FROM articles a
WHERE NOT EXISTS (SELECT 1 FROM groups g WHERE g.record = a.article_id AND NOT g.first);

CREATE OR REPLACE VIEW counted_events AS
SELECT e.*, TRY_CAST(left(e.start_time, 10) AS DATE) AS day, c.cluster, a.url, a.title AS headline, a.section, a.published
FROM events e
JOIN counted_articles a ON a.article = e.article
LEFT JOIN clusters c ON c.record = e.article_id;

CREATE OR REPLACE VIEW event_persons AS
SELECT m.person, q.name_th AS person_th, q.name_en AS person_en, p.*, e.main, e.type AS event_type,
       TRY_CAST(left(e.start_time, 10) AS DATE) AS day, a.url, a.title AS headline, a.published
FROM participants p
JOIN person_mentions m ON m.record = p.article_id AND m.entity = p.entity_id
JOIN persons q ON q.person = m.person
JOIN events e ON e.article = p.article AND e.event_id = p.event_id
JOIN articles a ON a.article = p.article;

CREATE OR REPLACE VIEW event_bodies AS
SELECT m.body, b.name_th AS body_th, b.name_en AS body_en, p.*, e.main, e.type AS event_type,
       TRY_CAST(left(e.start_time, 10) AS DATE) AS day, a.url, a.title AS headline, a.published
FROM participants p
JOIN body_mentions m ON m.record = p.article_id AND m.entity = p.entity_id
JOIN bodies b ON b.body = m.body
JOIN events e ON e.article = p.article AND e.event_id = p.event_id
JOIN articles a ON a.article = p.article;

CREATE OR REPLACE VIEW spells AS
SELECT s.office, q.name_th AS person_th, q.name_en AS person_en, TRY_CAST(s.start AS DATE) AS first_seen,
       TRY_CAST(s."end" AS DATE) AS last_seen, s.acting, s.articles, len(s.overlaps) AS overlapping, b.name_th AS body_th,
       s.person, s.organisation
FROM memberships s
JOIN persons q ON q.person = s.person
LEFT JOIN bodies b ON b.body = s.organisation;
