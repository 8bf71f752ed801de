CREATE INDEX records_id ON records (id);
CREATE INDEX records_date ON records (date);
CREATE INDEX records_cluster ON records (cluster) WHERE cluster IS NOT NULL;
CREATE INDEX links_article ON links (article, name);
CREATE UNIQUE INDEX names_key ON names (kind, key);
CREATE INDEX names_articles ON names (kind, articles DESC, key);
CREATE INDEX offices_person ON offices (person);
CREATE INDEX related_record ON related (record);
