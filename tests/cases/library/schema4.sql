BEGIN TRANSACTION;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, number INTEGER NOT NULL,
    author TEXT, position TEXT, column_label TEXT, confidence REAL NOT NULL,
    shown TEXT NOT NULL, -- title, byline, date, publication, issue: each with the place it stands in
    UNIQUE (document, number)
);
INSERT INTO "articles" VALUES(1,'mghjrk',1,'林渠','某县水利站站长',NULL,0.95,'{"title":{"value":"渠","shown":{"text":"渠","runs":[{"at":0,"start":2,"end":3}]}},"byline":{"text":"某县水利站站长 林渠","runs":[{"at":0,"start":5,"end":15}]},"date":null,"publication":null,"issue":null}');
INSERT INTO "articles" VALUES(2,'v57vzl',1,'方圩','某县水利站站长',NULL,0.95,'{"title":{"value":"塘","shown":{"text":"塘","runs":[{"at":0,"start":2,"end":3}]}},"byline":{"text":"某县水利站站长 方圩","runs":[{"at":0,"start":5,"end":15}]},"date":null,"publication":null,"issue":null}');
INSERT INTO "articles" VALUES(3,'6mnfwc',1,'陆井','某县水利站站长',NULL,0.95,'{"title":{"value":"井","shown":{"text":"井","runs":[{"at":0,"start":2,"end":3}]}},"byline":{"text":"某县水利站站长 陆井","runs":[{"at":0,"start":5,"end":15}]},"date":null,"publication":null,"issue":null}');
CREATE TABLE changes (generation INTEGER NOT NULL);
INSERT INTO "changes" VALUES(1708696);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, file TEXT NOT NULL UNIQUE, origin TEXT NOT NULL, sha256 TEXT NOT NULL,
    encoding TEXT NOT NULL, added_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
, member TEXT, content TEXT NOT NULL DEFAULT '', recipe TEXT NOT NULL DEFAULT '', format TEXT NOT NULL DEFAULT 'TXT', certainty REAL NOT NULL DEFAULT 1, pages TEXT NOT NULL DEFAULT '[[], 1]');
INSERT INTO "documents" VALUES('mghjrk','渠.md','/nowhere/渠.md','618e98a960d60b55de3dc98e81d8e65922b79e2471d1238c7fae02293dc7660d','utf-8','2024-05-06 07:08:09',NULL,'618e98a960d60b55de3dc98e81d8e65922b79e2471d1238c7fae02293dc7660d','{"corrections": null, "defaults": null, "encoding": null, "reader": 3}','Markdown',1.0,'[[], 1]');
INSERT INTO "documents" VALUES('v57vzl','塘.md','/nowhere/塘.md','af7f5cad9dfe8984eefc18ea60eebf994dfa77106bf4b0a1f3fb645d545cca59','utf-8','2024-05-06 07:08:09',NULL,'af7f5cad9dfe8984eefc18ea60eebf994dfa77106bf4b0a1f3fb645d545cca59','{"corrections": null, "defaults": null, "encoding": null, "reader": 3}','Markdown',1.0,'[[], 1]');
INSERT INTO "documents" VALUES('6mnfwc','井.md','/nowhere/井.md','f31a5b0b99296e9331fb0d43b1d8d5c88ca558daf7f0cf664f75ec65854d3b3c','utf-8','2024-05-06 07:08:09',NULL,'f31a5b0b99296e9331fb0d43b1d8d5c88ca558daf7f0cf664f75ec65854d3b3c','{"corrections": null, "defaults": null, "encoding": null, "reader": 3}','Markdown',1.0,'[[], 1]');
CREATE TABLE former (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, text BLOB NOT NULL,
    replaced_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
, content TEXT NOT NULL DEFAULT '', articles BLOB, pages TEXT NOT NULL DEFAULT '[[], 1]');
INSERT INTO "former" VALUES('p3nqq7','塘.md','7edb087f05266fee9dac03e432dd1fbe5bb6db67cf3787a505028dfb004f3b94',X'789C1D8C410AC2301045F73945C18B5651AAB415B350AA24A485D4120529A83805B587313349575EC154F89B07EFFD498455C118A90DAE7B6A6FB834EEBC0F1BB67D44BB0E85612C284392B9C37C14B4B2B0B27022C9E99EA068BFCF8C8A1AB52158D04307744D1AD057354AF98967FF03FFEE5C933B1993BA52C9C7A8E416520BB9BF004E857F1D47F70747636171','2024-05-06 07:08:09','7edb087f05266fee9dac03e432dd1fbe5bb6db67cf3787a505028dfb004f3b94',X'789C8D90C96E84300C86EF7D0A9433AAB239CBBC0AE19040509110530DA48B2ADEBD36A3A1CB1CDA8BF57BFFECA61175C54231907C2860A56757DFF61C7D9506D49DD2A8A5C40A1BFBC37AB00356CF659AEA8A3F7AC0CE8FC0D6719D726027942F712A24034E04072EB03AB0E5E9FC3A5FF36B7E5B7FA72F655E30D6603A529253CB1A2FA425EA3CF7A8D4D66E1B7AE97D1AE77C37EDBFF8D5F7CBFF5C0FC77A01B81FBD3EAEB47C7F4160CF254D6317D7F13C7F05C76529B79A8DB575D5EC2F6FDAEBA3F7BB8B175D875CC6E983D70B64D7997BB232D24D20D0F6DA12AEC2FB868163973112A89EEE339903D5647DCB5ADFA55BD639439516FA5014E792089A86D7C2D6CAB50484AA520EC394DA61E51DAB1BE8613817A758AB39910D0AAD13E260DA35D2A7DD62A54B097B814347138CF949A0790D7A274055813E08DAF6E11361DBC618','[[], 1]');
CREATE TABLE notes (name TEXT PRIMARY KEY, generation INTEGER NOT NULL, value REAL NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, number INTEGER NOT NULL,
    section TEXT NOT NULL, text TEXT NOT NULL, runs TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    terms TEXT NOT NULL, solid TEXT NOT NULL, UNIQUE (article, number)
);
INSERT INTO "passages" VALUES(1,1,1,'[]','渠道每年修一次，修完再放水，先远后近。','[[0,17,36]]',17,36,'渠道 每年 修 一次 修 完 再 放水 先 远 后 近 渠道 道每 每年 年修 修一 一次 修完 完再 再放 放水 先远 远后 后近 渠 某县 水利 水利站 站长 林 渠 某县 县水 水利 利站 站站 站长 林渠','渠道每年修一次修完再放水先远后近');
INSERT INTO "passages" VALUES(2,2,1,'[]','塘里的水够三个村浇地，春天清淤，秋天补坝。','[[0,17,38]]',17,38,'塘 水 够 三个 村 浇地 春天 清淤 秋天 补 坝 塘里 里的 的水 水够 够三 三个 个村 村浇 浇地 春天 天清 清淤 秋天 天补 补坝 塘 某县 水利 水利站 站长 方 圩 某县 县水 水利 利站 站站 站长 方圩','塘里的水够三个村浇地春天清淤秋天补坝');
INSERT INTO "passages" VALUES(3,3,1,'[]','井台每月冲洗一次，井盖夜里上锁。','[[0,17,33]]',17,33,'井台 每月 冲洗 一次 井盖 夜里 上锁 井台 台每 每月 月冲 冲洗 洗一 一次 井盖 盖夜 夜里 里上 上锁 井 某县 水利 水利站 站长 陆 井 某县 县水 水利 利站 站站 站长 陆井','井台每月冲洗一次井盖夜里上锁');
CREATE TABLE texts (
    document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, number INTEGER NOT NULL, piece TEXT NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
INSERT INTO "texts" VALUES('6mnfwc',0,'# 井

某县水利站站长 陆井

井台每月冲洗一次，井盖夜里上锁。
');
INSERT INTO "texts" VALUES('mghjrk',0,'# 渠

某县水利站站长 林渠

渠道每年修一次，修完再放水，先远后近。
');
INSERT INTO "texts" VALUES('v57vzl',0,'# 塘

某县水利站站长 方圩

塘里的水够三个村浇地，春天清淤，秋天补坝。
');
CREATE INDEX former_by_file ON former (file);
COMMIT;PRAGMA user_version = 4;
