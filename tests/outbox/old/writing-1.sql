BEGIN TRANSACTION;
CREATE TABLE drafts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            post_id INTEGER,
            target TEXT NOT NULL,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            details TEXT NOT NULL,
            created_at REAL NOT NULL,
            changed_at REAL NOT NULL
        );
INSERT INTO "drafts" VALUES(1,'reply',20,'yuki','','Half an answ','{}',1760000000.0,1760000000.0);
INSERT INTO "drafts" VALUES(2,'post',NULL,'','Tides','Words
and more 🖖','{"categories":["sea"]}',1760000001.0,1760000001.0);
CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            post_id INTEGER,
            target TEXT NOT NULL,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            details TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            created_at REAL NOT NULL,
            changed_at REAL NOT NULL,
            attempts INTEGER NOT NULL,
            not_before REAL NOT NULL,
            is_exposed INTEGER NOT NULL,
            exposed_at REAL NOT NULL,
            owner TEXT NOT NULL,
            leased_until REAL NOT NULL,
            result TEXT NOT NULL
        );
INSERT INTO "outbox" VALUES(1,'star',11,'','','','{"is_on":true}','sent','',1760000000.0,4000000000.0,1,0.0,0,0.0,'',0.0,'{}');
INSERT INTO "outbox" VALUES(2,'reply',12,'tomas','','Refused words','{}','refused','Your reply to @tomas was not sent. Too long.',1760000000.0,1760000002.0,1,9e999,0,0.0,'',0.0,'{}');
INSERT INTO "outbox" VALUES(3,'reply',13,'yuki','','Given up','{"known":["7"]}','uncertain','Your reply to @yuki may have arrived.',1760000000.0,1760000003.0,1,9e999,1,1760000002.0,'',0.0,'{}');
INSERT INTO "outbox" VALUES(4,'post',NULL,'https://ines.micro.blog/','A title','Looked for','{"categories":["garden"],"photos":[],"known":[]}','uncertain','The answer was lost.',1760000000.0,1760000003.0,2,1760000004.0,1,1760000002.0,'looking',4000000000.0,'{}');
INSERT INTO "outbox" VALUES(5,'reply',14,'tomas','','On its way, its sender lives','{"known": ["3"]}','sending','',1760000000.0,1760000000.0,1,0.0,1,1760000001.0,'alive',8000000000.0,'{}');
INSERT INTO "outbox" VALUES(6,'reply',15,'tomas','','On its way, its sender died','{"known": ["3"]}','sending','',1760000000.0,1760000000.0,1,0.0,1,1760000001.0,'dead',1760000091.0,'{}');
INSERT INTO "outbox" VALUES(7,'reply',16,'tomas','','Begun, not on its way','{}','sending','',1760000000.0,1760000000.0,1,0.0,0,0.0,'alive2',8000000000.0,'{}');
INSERT INTO "outbox" VALUES(8,'post',NULL,'','T','Pictures are uploaded','{"photos": [{"path": "/a.jpg", "url": "https://cdn.example/a.jpg"}]}','sending','',1760000000.0,1760000000.0,1,0.0,0,0.0,'dead2',1760000091.0,'{}');
INSERT INTO "outbox" VALUES(9,'star',17,'','','','{"is_on": true}','sending','',1760000000.0,1760000000.0,1,0.0,0,0.0,'alive3',8000000000.0,'{}');
INSERT INTO "outbox" VALUES(10,'follow',NULL,'kaveh','','','{"is_on":false}','queued','',1760000000.0,1760000000.0,0,0.0,0,0.0,'',0.0,'{}');
INSERT INTO "outbox" VALUES(11,'edit',18,'https://micro.blog/ines/18','','Other words','{"url":"https://micro.blog/ines/18"}','queued','',1760000000.0,1760000000.0,0,0.0,0,0.0,'',0.0,'{}');
CREATE INDEX outbox_by_state ON outbox (state, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',12);
INSERT INTO "sqlite_sequence" VALUES('drafts',2);
PRAGMA user_version = 1;
COMMIT;
