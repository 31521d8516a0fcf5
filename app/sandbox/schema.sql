-- All that the sandbox LMS remembers. Moments are ISO 8601 texts in UTC, structures are JSON texts.
CREATE TABLE IF NOT EXISTS site (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS signing_key (
    kid TEXT PRIMARY KEY, private_pem TEXT NOT NULL, created_at TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS person (
    id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL, given_name TEXT NOT NULL,
    family_name TEXT NOT NULL, email TEXT NOT NULL, kind TEXT NOT NULL, locale TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS course (
    id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, label TEXT NOT NULL, title TEXT NOT NULL,
    concluded INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS enrolment (
    course_id INTEGER NOT NULL REFERENCES course, person_id INTEGER NOT NULL REFERENCES person,
    role TEXT NOT NULL, suspended INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (course_id, person_id)
);

CREATE TABLE IF NOT EXISTS observing (
    observer_id INTEGER NOT NULL REFERENCES person, learner_id INTEGER NOT NULL REFERENCES person,
    PRIMARY KEY (observer_id, learner_id)
);

CREATE TABLE IF NOT EXISTS tool (
    id INTEGER PRIMARY KEY, client_id TEXT NOT NULL UNIQUE, deployment_id TEXT NOT NULL, status TEXT NOT NULL,
    name TEXT NOT NULL, login_url TEXT NOT NULL, target_url TEXT NOT NULL, deep_link_url TEXT NOT NULL,
    jwks_url TEXT NOT NULL, jwks TEXT, redirect_uris TEXT NOT NULL, scopes TEXT NOT NULL, claims TEXT NOT NULL,
    custom TEXT NOT NULL, placements TEXT NOT NULL, created_at TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS course_menu (
    course_id INTEGER NOT NULL REFERENCES course, tool_id INTEGER NOT NULL REFERENCES tool, shown INTEGER NOT NULL,
    PRIMARY KEY (course_id, tool_id)
);

CREATE TABLE IF NOT EXISTS registration_update (
    tool_id INTEGER PRIMARY KEY REFERENCES tool, request TEXT NOT NULL, at TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS registration_ticket (
    id TEXT PRIMARY KEY, client_id TEXT NOT NULL, tool_id INTEGER REFERENCES tool, expires_at TEXT NOT NULL,
    used_at TEXT
);

CREATE TABLE IF NOT EXISTS activity (
    id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, course_id INTEGER NOT NULL REFERENCES course,
    tool_id INTEGER NOT NULL REFERENCES tool, title TEXT NOT NULL, text TEXT NOT NULL, url TEXT NOT NULL,
    custom TEXT NOT NULL, attempts_allowed INTEGER, new_window INTEGER NOT NULL DEFAULT 0,
    opens_at TEXT, due_at TEXT, closes_at TEXT
);

CREATE TABLE IF NOT EXISTS line_item (
    id INTEGER PRIMARY KEY, course_id INTEGER NOT NULL REFERENCES course, tool_id INTEGER NOT NULL REFERENCES tool,
    activity_id INTEGER REFERENCES activity ON DELETE CASCADE, label TEXT NOT NULL, maximum REAL NOT NULL,
    resource_id TEXT NOT NULL, tag TEXT NOT NULL, review TEXT, submission TEXT
);

CREATE TABLE IF NOT EXISTS result (
    line_item_id INTEGER NOT NULL REFERENCES line_item ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES person, document TEXT NOT NULL, PRIMARY KEY (line_item_id, person_id)
);

CREATE TABLE IF NOT EXISTS grade_change (
    id INTEGER PRIMARY KEY, line_item_id INTEGER NOT NULL REFERENCES line_item ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES person, at TEXT NOT NULL, by TEXT NOT NULL, what TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS launch_hint (
    id TEXT PRIMARY KEY, document TEXT NOT NULL, created_at TEXT NOT NULL, used_at TEXT
);

CREATE TABLE IF NOT EXISTS deep_link (
    ticket TEXT PRIMARY KEY, course_id INTEGER NOT NULL REFERENCES course, tool_id INTEGER NOT NULL REFERENCES tool,
    person_id INTEGER NOT NULL REFERENCES person, placement TEXT NOT NULL, into_id INTEGER, created_at TEXT NOT NULL,
    answered_at TEXT, items TEXT, message TEXT
);

CREATE TABLE IF NOT EXISTS course_text (
    id INTEGER PRIMARY KEY, course_id INTEGER NOT NULL REFERENCES course, title TEXT NOT NULL, body TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS homework (
    id INTEGER PRIMARY KEY, course_id INTEGER NOT NULL REFERENCES course, title TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS handed_in (
    homework_id INTEGER NOT NULL REFERENCES homework ON DELETE CASCADE, person_id INTEGER NOT NULL REFERENCES person,
    tool_id INTEGER NOT NULL REFERENCES tool, kind TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (homework_id, person_id)
);

CREATE TABLE IF NOT EXISTS course_copy (
    id INTEGER PRIMARY KEY, course_id INTEGER NOT NULL REFERENCES course, origin_id INTEGER NOT NULL REFERENCES course,
    at TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS notice_handler (
    tool_id INTEGER NOT NULL REFERENCES tool, type TEXT NOT NULL, url TEXT NOT NULL, PRIMARY KEY (tool_id, type)
);

CREATE TABLE IF NOT EXISTS notice_sent (
    id INTEGER PRIMARY KEY, tool_id INTEGER NOT NULL REFERENCES tool, type TEXT NOT NULL, handler TEXT NOT NULL,
    jwt TEXT NOT NULL, status INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS access_token (
    digest TEXT PRIMARY KEY, tool_id INTEGER NOT NULL REFERENCES tool, scopes TEXT NOT NULL, expires_at TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS used_assertion (
    tool_id INTEGER NOT NULL, jti TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (tool_id, jti)
);

CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY, family TEXT NOT NULL, kind TEXT NOT NULL, remaining INTEGER, seconds REAL NOT NULL
);

CREATE TABLE IF NOT EXISTS service_call (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL,
    who TEXT NOT NULL, sent TEXT NOT NULL, answered TEXT NOT NULL, note TEXT NOT NULL
);
