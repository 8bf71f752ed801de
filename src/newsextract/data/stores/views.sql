-- The view of a DuckDB store that joins more than a table and its articles. `day` is null where only a month or a year is known.

CREATE VIEW event_participants AS
SELECT t.*, e.main, e.type AS event_type, e.name_th, e.name_en, e.start_time,
       TRY_CAST(left(e.start_time, 10) AS DATE) AS day, e.province, e.country, a.url, a.title AS headline, a.section, a.published
FROM participants t
JOIN events e ON e.article = t.article AND e.event_id = t.event_id
JOIN articles a ON a.article = t.article;
