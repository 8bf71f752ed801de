-- the tables of the index; the columns of records are in tables.py
CREATE TABLE records ({columns});
CREATE TABLE names (number INTEGER PRIMARY KEY, kind TEXT, key TEXT, th TEXT, en TEXT, articles INTEGER, first TEXT, last TEXT, about TEXT);
CREATE TABLE links (name INTEGER REFERENCES names (number), article INTEGER REFERENCES records (article), role TEXT,
                    PRIMARY KEY (name, article)) WITHOUT ROWID;
CREATE TABLE forms (form TEXT, name INTEGER REFERENCES names (number), written TEXT, PRIMARY KEY (form, name)) WITHOUT ROWID;
CREATE TABLE offices (person TEXT, office TEXT, body TEXT, start TEXT, "end" TEXT, acting INTEGER, evidence TEXT);
CREATE TABLE related (record TEXT, other TEXT, kind TEXT, probability REAL);
CREATE TABLE lines (article INTEGER PRIMARY KEY, line BLOB);
CREATE TABLE built_from (version INTEGER, size INTEGER, changed INTEGER);
CREATE VIRTUAL TABLE words USING fts5 (headline, text, content='', tokenize='trigram');
