BEGIN TRANSACTION;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, number INTEGER NOT NULL,
    author TEXT, position TEXT, column_label TEXT, confidence REAL NOT NULL,
    shown TEXT NOT NULL, -- title, byline, date, publication, issue: each with the place it stands in
    UNIQUE (document, number)
);
INSERT INTO "articles" VALUES(1,'v57vzl',1,'方圩','某县水利站站长',NULL,0.95,'{"title":{"value":"塘","shown":{"text":"塘","runs":[{"at":0,"start":2,"end":3}]}},"byline":{"text":"某县水利站站长 方圩","runs":[{"at":0,"start":5,"end":15}]},"date":null,"publication":null,"issue":null}');
CREATE TABLE changes (generation INTEGER NOT NULL);
INSERT INTO "changes" VALUES(1);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, file TEXT NOT NULL UNIQUE, origin TEXT NOT NULL, sha256 TEXT NOT NULL,
    encoding TEXT NOT NULL, reader INTEGER NOT NULL, text TEXT NOT NULL,
    added_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "documents" VALUES('v57vzl','塘.md','/nowhere/塘.md','af7f5cad9dfe8984eefc18ea60eebf994dfa77106bf4b0a1f3fb645d545cca59','utf-8',2,'# 塘

某县水利站站长 方圩

塘里的水够三个村浇地，春天清淤，秋天补坝。
','2024-05-06 07:08:09');
CREATE TABLE notes (name TEXT PRIMARY KEY, generation INTEGER NOT NULL, value REAL NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, number INTEGER NOT NULL,
    section TEXT NOT NULL, text TEXT NOT NULL, runs TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    terms TEXT NOT NULL, solid TEXT NOT NULL, UNIQUE (article, number)
);
INSERT INTO "passages" VALUES(1,1,1,'[]','塘里的水够三个村浇地，春天清淤，秋天补坝。','[[0,17,38]]',17,38,'塘 水 够 三个 村 浇地 春天 清淤 秋天 补 坝 塘里 里的 的水 水够 够三 三个 个村 村浇 浇地 春天 天清 清淤 秋天 天补 补坝 塘 某县 水利 水利站 站长 方 圩 某县 县水 水利 利站 站站 站长 方圩','塘里的水够三个村浇地春天清淤秋天补坝');
COMMIT;PRAGMA user_version = 2;
