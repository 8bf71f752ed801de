-- Views of a DuckDB store: each table beside its articles. `day` is null where only a month or a year is known.

CREATE VIEW article_events AS
SELECT t.*, TRY_CAST(left(t.start_time, 10) AS DATE) AS day, a.url, a.title AS headline, a.section, a.published
FROM events t JOIN articles a ON a.article = t.article;

CREATE VIEW article_times AS
SELECT t.*, TRY_CAST(left(t.value, 10) AS DATE) AS day, a.url, a.title AS headline, a.section, a.published
FROM times t JOIN articles a ON a.article = t.article;

CREATE VIEW article_people AS
SELECT t.*, a.url, a.title AS headline, a.section, a.published
FROM people t JOIN articles a ON a.article = t.article;

CREATE VIEW article_entities AS
SELECT t.*, a.url, a.title AS headline, a.section, a.published
FROM entities t JOIN articles a ON a.article = t.article;

CREATE VIEW article_terms AS
SELECT t.*, a.url, a.title AS headline, a.section, a.published
FROM terms t JOIN articles a ON a.article = t.article;

CREATE VIEW article_statements AS
SELECT t.*, a.url, a.title AS headline, a.section, a.published
FROM statements t JOIN articles a ON a.article = t.article;

CREATE VIEW article_mentions AS
SELECT t.*, a.url, a.title AS headline, a.section, a.published
FROM mentions t JOIN articles a ON a.article = t.article;

CREATE VIEW article_warnings AS
SELECT t.*, a.url, a.title AS headline, a.section, a.published
FROM warnings t JOIN articles a ON a.article = t.article;

CREATE VIEW event_participants AS
SELECT t.*, e.main, e.type AS event_type, e.name_th, e.name_en, e.start_time,
       TRY_CAST(left(e.start_time, 10) AS DATE) AS day, e.province, e.country, a.url, a.title AS headline, a.section, a.published
FROM participants t
JOIN events e ON e.article = t.article AND e.event_id = t.event_id
JOIN articles a ON a.article = t.article;
