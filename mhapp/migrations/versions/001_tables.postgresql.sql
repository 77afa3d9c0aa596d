CREATE TABLE unit (
    kind VARCHAR(10) NOT NULL,
    parent_id INTEGER,
    code VARCHAR(12) NOT NULL,
    path VARCHAR(40) NOT NULL,
    name VARCHAR(60) NOT NULL,
    short_name VARCHAR(20) NOT NULL,
    duty_phone VARCHAR(30),
    clinic_phone VARCHAR(30),
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_unit PRIMARY KEY (id),
    CONSTRAINT ck_unit_kind_known CHECK (kind IN ('county', 'township', 'village')),
    CONSTRAINT fk_unit_parent_id FOREIGN KEY(parent_id) REFERENCES unit (id),
    CONSTRAINT uq_unit_code UNIQUE (code),
    CONSTRAINT uq_unit_path UNIQUE (path),
    CONSTRAINT uq_unit_public_id UNIQUE (public_id)
);

CREATE TABLE account (
    phone BYTEA NOT NULL,
    phone_index BYTEA NOT NULL,
    name VARCHAR(40) NOT NULL,
    password_hash VARCHAR(200) NOT NULL,
    password_changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    disabled_at TIMESTAMP WITH TIME ZONE,
    elder_mode BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_account PRIMARY KEY (id),
    CONSTRAINT uq_account_phone_index UNIQUE (phone_index),
    CONSTRAINT uq_account_public_id UNIQUE (public_id)
);

CREATE TABLE sign_in_try (
    id SERIAL NOT NULL,
    phone_index BYTEA NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    forgiven BOOLEAN NOT NULL,
    CONSTRAINT pk_sign_in_try PRIMARY KEY (id)
);

CREATE INDEX ix_sign_in_try_phone_index_at ON sign_in_try (phone_index, at);

CREATE TABLE audit_event (
    seq BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    account_id VARCHAR(26),
    role VARCHAR(20),
    unit_path VARCHAR(40),
    act VARCHAR(40) NOT NULL,
    subject_kind VARCHAR(20),
    subject_id VARCHAR(40),
    count INTEGER,
    detail VARCHAR(100),
    source VARCHAR(45),
    request_id VARCHAR(26),
    hmac BYTEA NOT NULL,
    CONSTRAINT pk_audit_event PRIMARY KEY (seq)
);

CREATE INDEX ix_audit_event_subject_id_seq ON audit_event (subject_id, seq);

CREATE INDEX ix_audit_event_account_id_seq ON audit_event (account_id, seq);

CREATE TABLE field_change (
    id SERIAL NOT NULL,
    record_kind VARCHAR(30) NOT NULL,
    record_id INTEGER NOT NULL,
    field VARCHAR(40) NOT NULL,
    "old" BYTEA,
    "new" BYTEA,
    account_id VARCHAR(26),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_field_change PRIMARY KEY (id)
);

CREATE INDEX ix_field_change_record ON field_change (record_kind, record_id);

CREATE TABLE patient (
    id SERIAL NOT NULL,
    name VARCHAR(40) NOT NULL,
    sex VARCHAR(1) NOT NULL,
    birth_date DATE,
    identity_number BYTEA,
    identity_index BYTEA,
    no_identity_reason VARCHAR(60),
    phone BYTEA,
    phone_index BYTEA,
    phone_tail_index BYTEA,
    address BYTEA,
    group_label VARCHAR(20),
    diagnosis_code VARCHAR(10),
    diagnosed_on DATE,
    diagnosed_at VARCHAR(60),
    medication VARCHAR(400),
    confirmed_on DATE NOT NULL,
    management_number VARCHAR(20),
    status VARCHAR(10) NOT NULL,
    status_since DATE NOT NULL,
    status_source VARCHAR(100),
    marked_for_justice BOOLEAN NOT NULL,
    level VARCHAR(6),
    level_decision_id INTEGER,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_patient PRIMARY KEY (id),
    CONSTRAINT ck_patient_level_with_decision CHECK ((level IS NULL) = (level_decision_id IS NULL)),
    CONSTRAINT ck_patient_level_known CHECK (level IN ('green', 'yellow', 'orange', 'red')),
    CONSTRAINT ck_patient_status_known CHECK (status IN ('community', 'hospital', 'away', 'custody', 'lost', 'moved', 'dead', 'exited')),
    CONSTRAINT ck_patient_sex_known CHECK (sex IN ('0', '1', '2', '9')),
    CONSTRAINT ck_patient_identity_or_reason CHECK (identity_number IS NOT NULL OR no_identity_reason IS NOT NULL),
    CONSTRAINT uq_patient_identity_index UNIQUE (identity_index),
    CONSTRAINT uq_patient_management_number UNIQUE (management_number),
    CONSTRAINT uq_patient_public_id UNIQUE (public_id)
);

CREATE INDEX ix_patient_phone_index ON patient (phone_index);

CREATE INDEX ix_patient_phone_tail_index ON patient (phone_tail_index);

CREATE INDEX ix_patient_name_id ON patient (name, id);

CREATE INDEX ix_patient_level_name_id ON patient (level, name, id);

CREATE TABLE installation_fact (
    name VARCHAR(40) NOT NULL,
    value VARCHAR(200) NOT NULL,
    CONSTRAINT pk_installation_fact PRIMARY KEY (name)
);

CREATE TABLE appointment (
    account_id INTEGER NOT NULL,
    role VARCHAR(20) NOT NULL,
    unit_id INTEGER NOT NULL,
    from_date DATE NOT NULL,
    until_date DATE,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_appointment PRIMARY KEY (id),
    CONSTRAINT ck_appointment_role_known CHECK (role IN ('village_cadre', 'clinic_doctor', 'police_officer', 'civil_affairs', 'peace_office', 'justice_office', 'service_centre', 'township_reviewer', 'county_office', 'system_admin', 'security_admin', 'auditor')),
    CONSTRAINT ck_appointment_dates_in_order CHECK (until_date IS NULL OR until_date >= from_date),
    CONSTRAINT fk_appointment_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_appointment_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT uq_appointment_public_id UNIQUE (public_id)
);

CREATE INDEX ix_appointment_account_id ON appointment (account_id);

CREATE INDEX ix_appointment_unit_id_role ON appointment (unit_id, role);

CREATE TABLE danger_rating (
    patient_id INTEGER NOT NULL,
    level INTEGER NOT NULL,
    rated_on DATE NOT NULL,
    evidence VARCHAR(1000) NOT NULL,
    rated_by_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_danger_rating PRIMARY KEY (id),
    CONSTRAINT ck_danger_rating_level_in_range CHECK (level BETWEEN 0 AND 5),
    CONSTRAINT fk_danger_rating_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_danger_rating_rated_by_id FOREIGN KEY(rated_by_id) REFERENCES account (id),
    CONSTRAINT fk_danger_rating_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT uq_danger_rating_public_id UNIQUE (public_id)
);

CREATE INDEX ix_danger_rating_level_patient_id ON danger_rating (level, patient_id);

CREATE INDEX ix_danger_rating_patient_id_rated_on ON danger_rating (patient_id, rated_on, id);

CREATE TABLE due (
    kind VARCHAR(30) NOT NULL,
    patient_id INTEGER,
    owed_by_unit_id INTEGER NOT NULL,
    owed_by_role VARCHAR(20) NOT NULL,
    started_by_kind VARCHAR(30) NOT NULL,
    started_by_id INTEGER,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_on DATE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_by_kind VARCHAR(30),
    closed_by_id INTEGER,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_due PRIMARY KEY (id),
    CONSTRAINT ck_due_closed_by_record CHECK ((closed_at IS NULL) = (closed_by_kind IS NULL)),
    CONSTRAINT fk_due_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_due_owed_by_unit_id FOREIGN KEY(owed_by_unit_id) REFERENCES unit (id),
    CONSTRAINT uq_due_public_id UNIQUE (public_id)
);

CREATE INDEX ix_due_open_by_unit ON due (owed_by_unit_id, due_on, id) WHERE closed_at IS NULL;

CREATE UNIQUE INDEX uq_due_open_visit ON due (patient_id) WHERE closed_at IS NULL AND kind = 'visit';

CREATE INDEX ix_due_open_by_patient ON due (patient_id, kind) WHERE closed_at IS NULL;

CREATE TABLE number_series (
    unit_id INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_number_series PRIMARY KEY (unit_id, kind, year),
    CONSTRAINT fk_number_series_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);

CREATE TABLE responsibility (
    id SERIAL NOT NULL,
    patient_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    kind VARCHAR(12) NOT NULL,
    from_date DATE NOT NULL,
    until_date DATE,
    CONSTRAINT pk_responsibility PRIMARY KEY (id),
    CONSTRAINT ck_responsibility_kind_known CHECK (kind IN ('residence', 'registration')),
    CONSTRAINT ck_responsibility_dates_in_order CHECK (until_date IS NULL OR until_date >= from_date),
    CONSTRAINT fk_responsibility_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_responsibility_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id)
);

CREATE UNIQUE INDEX uq_responsibility_current ON responsibility (patient_id, kind) WHERE until_date IS NULL;

CREATE INDEX ix_responsibility_patient_id ON responsibility (patient_id);

CREATE INDEX ix_responsibility_unit_id_kind ON responsibility (unit_id, kind, patient_id);

CREATE TABLE care_assignment (
    id SERIAL NOT NULL,
    patient_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    from_date DATE NOT NULL,
    until_date DATE,
    CONSTRAINT pk_care_assignment PRIMARY KEY (id),
    CONSTRAINT fk_care_assignment_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_care_assignment_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE UNIQUE INDEX uq_care_assignment_current ON care_assignment (patient_id) WHERE until_date IS NULL;

CREATE INDEX ix_care_assignment_account_id ON care_assignment (account_id);

CREATE TABLE guardian (
    patient_id INTEGER NOT NULL,
    name VARCHAR(40) NOT NULL,
    relation VARCHAR(20) NOT NULL,
    phone BYTEA,
    phone_index BYTEA,
    identity_number BYTEA,
    address BYTEA,
    ability VARCHAR(6) NOT NULL,
    place_in_order INTEGER NOT NULL,
    from_date DATE NOT NULL,
    until_date DATE,
    version INTEGER NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_guardian PRIMARY KEY (id),
    CONSTRAINT ck_guardian_ability_known CHECK (ability IN ('strong', 'weak', 'none')),
    CONSTRAINT fk_guardian_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT uq_guardian_public_id UNIQUE (public_id)
);

CREATE INDEX ix_guardian_phone_index ON guardian (phone_index);

CREATE INDEX ix_guardian_patient_id ON guardian (patient_id);

CREATE TABLE policy_edition (
    county_id INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    edition VARCHAR(20) NOT NULL,
    effective_from DATE NOT NULL,
    document JSON NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_by_id INTEGER,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_policy_edition PRIMARY KEY (id),
    CONSTRAINT uq_policy_edition_county_id_kind_edition UNIQUE (county_id, kind, edition),
    CONSTRAINT fk_policy_edition_county_id FOREIGN KEY(county_id) REFERENCES unit (id),
    CONSTRAINT fk_policy_edition_published_by_id FOREIGN KEY(published_by_id) REFERENCES account (id),
    CONSTRAINT uq_policy_edition_public_id UNIQUE (public_id)
);

CREATE TABLE saved_search (
    account_id INTEGER NOT NULL,
    list_name VARCHAR(40) NOT NULL,
    criteria BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_saved_search PRIMARY KEY (id),
    CONSTRAINT fk_saved_search_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT uq_saved_search_public_id UNIQUE (public_id)
);

CREATE INDEX ix_saved_search_account_id ON saved_search (account_id);

CREATE TABLE score_sheet_edition (
    county_id INTEGER NOT NULL,
    edition VARCHAR(20) NOT NULL,
    effective_from DATE NOT NULL,
    document JSON NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_by_id INTEGER,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_score_sheet_edition PRIMARY KEY (id),
    CONSTRAINT uq_score_sheet_edition_county_id_edition UNIQUE (county_id, edition),
    CONSTRAINT fk_score_sheet_edition_county_id FOREIGN KEY(county_id) REFERENCES unit (id),
    CONSTRAINT fk_score_sheet_edition_published_by_id FOREIGN KEY(published_by_id) REFERENCES account (id),
    CONSTRAINT uq_score_sheet_edition_public_id UNIQUE (public_id)
);

CREATE TABLE stored_file (
    sha256 BYTEA NOT NULL,
    kind VARCHAR(10) NOT NULL,
    size INTEGER NOT NULL,
    key_number INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by_id INTEGER NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_stored_file PRIMARY KEY (id),
    CONSTRAINT ck_stored_file_kind_known CHECK (kind IN ('jpeg', 'png', 'pdf')),
    CONSTRAINT fk_stored_file_created_by_id FOREIGN KEY(created_by_id) REFERENCES account (id),
    CONSTRAINT uq_stored_file_public_id UNIQUE (public_id)
);

CREATE TABLE submission (
    id SERIAL NOT NULL,
    account_id INTEGER NOT NULL,
    key VARCHAR(64) NOT NULL,
    endpoint VARCHAR(60) NOT NULL,
    payload_hash BYTEA NOT NULL,
    receipt_url VARCHAR(200),
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_submission PRIMARY KEY (id),
    CONSTRAINT uq_submission_account_id_key UNIQUE (account_id, key),
    CONSTRAINT fk_submission_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE visit_draft (
    id SERIAL NOT NULL,
    account_id INTEGER NOT NULL,
    patient_id INTEGER NOT NULL,
    once_key VARCHAR(26) NOT NULL,
    fields JSON NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_visit_draft PRIMARY KEY (id),
    CONSTRAINT uq_visit_draft_account_id_patient_id UNIQUE (account_id, patient_id),
    CONSTRAINT fk_visit_draft_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_visit_draft_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id)
);

CREATE TABLE sign_in_session (
    id SERIAL NOT NULL,
    token_hash BYTEA NOT NULL,
    account_id INTEGER NOT NULL,
    appointment_id INTEGER NOT NULL,
    device_id INTEGER,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_sign_in_session PRIMARY KEY (id),
    CONSTRAINT uq_sign_in_session_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_sign_in_session_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_sign_in_session_appointment_id FOREIGN KEY(appointment_id) REFERENCES appointment (id)
);

CREATE INDEX ix_sign_in_session_account_id ON sign_in_session (account_id);

CREATE TABLE job (
    kind VARCHAR(30) NOT NULL,
    unit_id INTEGER NOT NULL,
    asked_by_id INTEGER NOT NULL,
    asked_by_role VARCHAR(20) NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    details JSON NOT NULL,
    state VARCHAR(10) NOT NULL,
    total INTEGER NOT NULL,
    done INTEGER NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    alive_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    result_file_id INTEGER,
    problem VARCHAR(200),
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_job PRIMARY KEY (id),
    CONSTRAINT ck_job_state_known CHECK (state IN ('queued', 'running', 'done', 'failed')),
    CONSTRAINT fk_job_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_job_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES account (id),
    CONSTRAINT fk_job_result_file_id FOREIGN KEY(result_file_id) REFERENCES stored_file (id),
    CONSTRAINT uq_job_public_id UNIQUE (public_id)
);

CREATE INDEX ix_job_state_id ON job (state, id);

CREATE TABLE letter (
    number VARCHAR(40) NOT NULL,
    kind VARCHAR(14) NOT NULL,
    patient_id INTEGER NOT NULL,
    guardian_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    text_edition_id INTEGER NOT NULL,
    snapshot BYTEA NOT NULL,
    check_code VARCHAR(8) NOT NULL,
    term_from DATE NOT NULL,
    term_until DATE NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    issued_by_id INTEGER NOT NULL,
    signed_on DATE,
    signed_recorded_at TIMESTAMP WITH TIME ZONE,
    signed_recorded_by_id INTEGER,
    signed_file_id INTEGER,
    ended_on DATE,
    ended_reason VARCHAR(200),
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_letter PRIMARY KEY (id),
    CONSTRAINT ck_letter_kind_known CHECK (kind IN ('responsibility', 'reward')),
    CONSTRAINT ck_letter_signature_recorded CHECK ((signed_on IS NULL) = (signed_recorded_by_id IS NULL)),
    CONSTRAINT uq_letter_unit_id_number UNIQUE (unit_id, number),
    CONSTRAINT fk_letter_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_letter_guardian_id FOREIGN KEY(guardian_id) REFERENCES guardian (id),
    CONSTRAINT fk_letter_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_letter_text_edition_id FOREIGN KEY(text_edition_id) REFERENCES policy_edition (id),
    CONSTRAINT fk_letter_issued_by_id FOREIGN KEY(issued_by_id) REFERENCES account (id),
    CONSTRAINT fk_letter_signed_recorded_by_id FOREIGN KEY(signed_recorded_by_id) REFERENCES account (id),
    CONSTRAINT fk_letter_signed_file_id FOREIGN KEY(signed_file_id) REFERENCES stored_file (id),
    CONSTRAINT uq_letter_public_id UNIQUE (public_id)
);

CREATE INDEX ix_letter_patient_id ON letter (patient_id, id);

CREATE TABLE visit (
    number VARCHAR(40) NOT NULL,
    patient_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    author_appointment_id INTEGER,
    visit_date DATE NOT NULL,
    entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    manner VARCHAR(6) NOT NULL,
    seen JSON NOT NULL,
    came_along JSON NOT NULL,
    control VARCHAR(8) NOT NULL,
    is_attempt BOOLEAN NOT NULL,
    not_met_reason VARCHAR(300),
    answers JSON NOT NULL,
    other_words VARCHAR(500),
    edition_id INTEGER NOT NULL,
    rating_id INTEGER,
    points NUMERIC(5, 1),
    shown_level VARCHAR(6),
    suggested_level VARCHAR(6),
    incomplete BOOLEAN NOT NULL,
    in_force_level VARCHAR(6),
    score_record JSON,
    medicine_days INTEGER,
    agreed TEXT,
    notes TEXT,
    next_visit_on DATE,
    corrects_id INTEGER,
    correction_reason VARCHAR(300),
    superseded_at TIMESTAMP WITH TIME ZONE,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_visit PRIMARY KEY (id),
    CONSTRAINT ck_visit_manner_known CHECK (manner IN ('home', 'phone', 'other')),
    CONSTRAINT ck_visit_control_known CHECK (control IN ('yes', 'no', 'unknown')),
    CONSTRAINT ck_visit_scored_unless_attempt CHECK (is_attempt OR points IS NOT NULL),
    CONSTRAINT ck_visit_shown_level_known CHECK (shown_level IN ('green', 'yellow', 'orange', 'red')),
    CONSTRAINT ck_visit_suggested_level_known CHECK (suggested_level IN ('green', 'yellow', 'orange', 'red')),
    CONSTRAINT uq_visit_number UNIQUE (number),
    CONSTRAINT fk_visit_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_visit_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_visit_author_id FOREIGN KEY(author_id) REFERENCES account (id),
    CONSTRAINT fk_visit_author_appointment_id FOREIGN KEY(author_appointment_id) REFERENCES appointment (id),
    CONSTRAINT fk_visit_edition_id FOREIGN KEY(edition_id) REFERENCES score_sheet_edition (id),
    CONSTRAINT fk_visit_rating_id FOREIGN KEY(rating_id) REFERENCES danger_rating (id),
    CONSTRAINT fk_visit_corrects_id FOREIGN KEY(corrects_id) REFERENCES visit (id),
    CONSTRAINT uq_visit_public_id UNIQUE (public_id)
);

CREATE INDEX ix_visit_patient_id_visit_date ON visit (patient_id, visit_date, id);

CREATE UNIQUE INDEX uq_visit_corrects_id ON visit (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE TABLE letter_print (
    id SERIAL NOT NULL,
    letter_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    job_id INTEGER,
    CONSTRAINT pk_letter_print PRIMARY KEY (id),
    CONSTRAINT fk_letter_print_letter_id FOREIGN KEY(letter_id) REFERENCES letter (id),
    CONSTRAINT fk_letter_print_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_letter_print_job_id FOREIGN KEY(job_id) REFERENCES job (id)
);

CREATE INDEX ix_letter_print_letter_id ON letter_print (letter_id);

CREATE TABLE level_proposal (
    number VARCHAR(40) NOT NULL,
    patient_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    act VARCHAR(30) NOT NULL,
    from_level VARCHAR(6),
    target_level VARCHAR(6),
    exit_ground VARCHAR(15),
    status VARCHAR(20) NOT NULL,
    round INTEGER NOT NULL,
    proposer_id INTEGER NOT NULL,
    proposer_appointment_id INTEGER,
    visit_id INTEGER,
    suggested_level VARCHAR(6),
    reason TEXT NOT NULL,
    citation JSON,
    judged_with VARCHAR(300),
    specialist JSON,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_level_proposal PRIMARY KEY (id),
    CONSTRAINT ck_level_proposal_target_level_known CHECK (target_level IN ('green', 'yellow', 'orange', 'red')),
    CONSTRAINT ck_level_proposal_from_level_known CHECK (from_level IN ('green', 'yellow', 'orange', 'red')),
    CONSTRAINT ck_level_proposal_level_or_exit CHECK ((target_level IS NULL) = (exit_ground IS NOT NULL)),
    CONSTRAINT uq_level_proposal_number UNIQUE (number),
    CONSTRAINT fk_level_proposal_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_level_proposal_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_level_proposal_proposer_id FOREIGN KEY(proposer_id) REFERENCES account (id),
    CONSTRAINT fk_level_proposal_proposer_appointment_id FOREIGN KEY(proposer_appointment_id) REFERENCES appointment (id),
    CONSTRAINT fk_level_proposal_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
    CONSTRAINT uq_level_proposal_public_id UNIQUE (public_id)
);

CREATE UNIQUE INDEX uq_level_proposal_open ON level_proposal (patient_id) WHERE closed_at IS NULL;

CREATE INDEX ix_level_proposal_patient_id ON level_proposal (patient_id);

CREATE TABLE suggestion_answer (
    visit_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    reason VARCHAR(500) NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_suggestion_answer PRIMARY KEY (id),
    CONSTRAINT fk_suggestion_answer_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id),
    CONSTRAINT fk_suggestion_answer_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT uq_suggestion_answer_public_id UNIQUE (public_id)
);

CREATE INDEX ix_suggestion_answer_visit_id ON suggestion_answer (visit_id);

CREATE TABLE proposal_step (
    proposal_id INTEGER NOT NULL,
    round INTEGER NOT NULL,
    step VARCHAR(12) NOT NULL,
    action VARCHAR(12) NOT NULL,
    is_step BOOLEAN NOT NULL,
    account_id INTEGER NOT NULL,
    role VARCHAR(20) NOT NULL,
    unit_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    opinion TEXT NOT NULL,
    level VARCHAR(6),
    details JSON,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_proposal_step PRIMARY KEY (id),
    CONSTRAINT fk_proposal_step_proposal_id FOREIGN KEY(proposal_id) REFERENCES level_proposal (id),
    CONSTRAINT fk_proposal_step_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_proposal_step_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT uq_proposal_step_public_id UNIQUE (public_id)
);

CREATE INDEX ix_proposal_step_proposal_id ON proposal_step (proposal_id, id);

CREATE UNIQUE INDEX uq_proposal_step_once ON proposal_step (proposal_id, round, step) WHERE is_step;

CREATE TABLE proposal_fact (
    proposal_id INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    record_id INTEGER NOT NULL,
    summary VARCHAR(200) NOT NULL,
    attached_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_proposal_fact PRIMARY KEY (id),
    CONSTRAINT fk_proposal_fact_proposal_id FOREIGN KEY(proposal_id) REFERENCES level_proposal (id),
    CONSTRAINT uq_proposal_fact_public_id UNIQUE (public_id)
);

CREATE INDEX ix_proposal_fact_proposal_id ON proposal_fact (proposal_id);

CREATE TABLE level_decision (
    patient_id INTEGER NOT NULL,
    level VARCHAR(6),
    exit_ground VARCHAR(15),
    previous_level VARCHAR(6),
    proposal_id INTEGER,
    source VARCHAR(10) NOT NULL,
    decided_by_id INTEGER NOT NULL,
    decided_by_role VARCHAR(20) NOT NULL,
    unit_id INTEGER NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    effective_on DATE NOT NULL,
    review_by DATE,
    reason TEXT NOT NULL,
    judged_with VARCHAR(300),
    specialist JSON,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_level_decision PRIMARY KEY (id),
    CONSTRAINT ck_level_decision_level_known CHECK (level IN ('green', 'yellow', 'orange', 'red')),
    CONSTRAINT uq_level_decision_for_patient UNIQUE (id, patient_id, level),
    CONSTRAINT ck_level_decision_source_known CHECK (source IN ('proposal', 'paper')),
    CONSTRAINT ck_level_decision_level_or_exit CHECK ((level IS NULL) = (exit_ground IS NOT NULL)),
    CONSTRAINT ck_level_decision_level_with_review CHECK ((level IS NULL) = (review_by IS NULL)),
    CONSTRAINT fk_level_decision_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_level_decision_proposal_id FOREIGN KEY(proposal_id) REFERENCES level_proposal (id),
    CONSTRAINT fk_level_decision_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES account (id),
    CONSTRAINT fk_level_decision_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT uq_level_decision_public_id UNIQUE (public_id)
);

CREATE INDEX ix_level_decision_patient_id ON level_decision (patient_id, id);

CREATE TABLE proposal_fact_reading (
    id SERIAL NOT NULL,
    fact_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_proposal_fact_reading PRIMARY KEY (id),
    CONSTRAINT uq_proposal_fact_reading_fact_id_account_id UNIQUE (fact_id, account_id),
    CONSTRAINT fk_proposal_fact_reading_fact_id FOREIGN KEY(fact_id) REFERENCES proposal_fact (id),
    CONSTRAINT fk_proposal_fact_reading_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE TABLE level_filing (
    decision_id INTEGER NOT NULL,
    kind VARCHAR(6) NOT NULL,
    filed_on DATE NOT NULL,
    number VARCHAR(60),
    remark VARCHAR(500),
    account_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_level_filing PRIMARY KEY (id),
    CONSTRAINT ck_level_filing_kind_known CHECK (kind IN ('county', 'city')),
    CONSTRAINT uq_level_filing_decision_id_kind UNIQUE (decision_id, kind),
    CONSTRAINT fk_level_filing_decision_id FOREIGN KEY(decision_id) REFERENCES level_decision (id),
    CONSTRAINT fk_level_filing_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT uq_level_filing_public_id UNIQUE (public_id)
);

ALTER TABLE patient ADD CONSTRAINT fk_patient_level_decision FOREIGN KEY(level_decision_id, id, level) REFERENCES level_decision (id, patient_id, level);
