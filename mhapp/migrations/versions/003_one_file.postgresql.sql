CREATE TABLE incident (
    number VARCHAR(40) NOT NULL,
    patient_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    happened_on DATE NOT NULL,
    happened_at VARCHAR(5),
    place BYTEA NOT NULL,
    course BYTEA NOT NULL,
    harm BYTEA NOT NULL,
    persons BYTEA NOT NULL,
    cause BYTEA NOT NULL,
    handling BYTEA NOT NULL,
    legal_result BYTEA NOT NULL,
    prevention BYTEA NOT NULL,
    entered_by_id INTEGER NOT NULL,
    entered_by_role VARCHAR(20) NOT NULL,
    entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    corrects_id INTEGER,
    correction_reason BYTEA,
    superseded_at TIMESTAMP WITH TIME ZONE,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_incident PRIMARY KEY (id),
    CONSTRAINT uq_incident_number UNIQUE (number),
    CONSTRAINT uq_incident_corrects_id UNIQUE (corrects_id),
    CONSTRAINT fk_incident_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_incident_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_incident_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES account (id),
    CONSTRAINT fk_incident_corrects_id FOREIGN KEY(corrects_id) REFERENCES incident (id),
    CONSTRAINT uq_incident_public_id UNIQUE (public_id)
);

CREATE INDEX ix_incident_patient_id ON incident (patient_id, id);

CREATE TABLE lead (
    number VARCHAR(40) NOT NULL,
    unit_id INTEGER NOT NULL,
    reported_unit_id INTEGER NOT NULL,
    reported_by_id INTEGER NOT NULL,
    reported_role VARCHAR(20) NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    source VARCHAR(12) NOT NULL,
    found_on DATE NOT NULL,
    how_found BYTEA,
    answers JSON,
    name BYTEA,
    sex VARCHAR(1) NOT NULL,
    birth_date DATE,
    age_about INTEGER,
    identity_number BYTEA,
    identity_index BYTEA,
    phone BYTEA,
    address BYTEA,
    place_found BYTEA,
    is_wanderer BOOLEAN NOT NULL,
    help_given BYTEA,
    rescue_station BYTEA,
    native_place BYTEA,
    native_asked_on DATE,
    native_answer BYTEA,
    native_answered_on DATE,
    state VARCHAR(14) NOT NULL,
    arranged_on DATE,
    arranged_hospital VARCHAR(60),
    arranged_ground VARCHAR(12),
    outcome_on DATE,
    outcome_hospital VARCHAR(60),
    outcome_doctor VARCHAR(40),
    patient_id INTEGER,
    closed_at TIMESTAMP WITH TIME ZONE,
    clear_on DATE,
    cleared_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_lead PRIMARY KEY (id),
    CONSTRAINT ck_lead_state_known CHECK (state IN ('reported', 'assessed', 'arranged', 'confirmed', 'not_confirmed', 'cleared')),
    CONSTRAINT ck_lead_source_known CHECK (source IN ('screening', 'cadre', 'police', 'office', 'hospital', 'family')),
    CONSTRAINT ck_lead_sex_known CHECK (sex IN ('0', '1', '2', '9')),
    CONSTRAINT ck_lead_cleared_with_day CHECK ((state = 'cleared') = (cleared_at IS NOT NULL)),
    CONSTRAINT ck_lead_cleared_of_name CHECK (cleared_at IS NULL OR (name IS NULL AND identity_index IS NULL)),
    CONSTRAINT ck_lead_confirmed_with_patient CHECK ((state = 'confirmed') = (patient_id IS NOT NULL)),
    CONSTRAINT uq_lead_number UNIQUE (number),
    CONSTRAINT fk_lead_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_lead_reported_unit_id FOREIGN KEY(reported_unit_id) REFERENCES unit (id),
    CONSTRAINT fk_lead_reported_by_id FOREIGN KEY(reported_by_id) REFERENCES account (id),
    CONSTRAINT fk_lead_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT uq_lead_public_id UNIQUE (public_id)
);

CREATE INDEX ix_lead_patient_id ON lead (patient_id);

CREATE INDEX ix_lead_unit_id_state ON lead (unit_id, state, id);

CREATE INDEX ix_lead_reported_unit_id ON lead (reported_unit_id, id);

CREATE INDEX ix_lead_birth_date ON lead (birth_date);

CREATE INDEX ix_lead_identity_index ON lead (identity_index);

CREATE INDEX ix_lead_clear_on ON lead (clear_on);

CREATE TABLE measure (
    patient_id INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    problem TEXT NOT NULL,
    measure TEXT NOT NULL,
    owed_by_unit_id INTEGER NOT NULL,
    owed_by_role VARCHAR(20) NOT NULL,
    who VARCHAR(60) NOT NULL,
    until DATE NOT NULL,
    made_by_id INTEGER NOT NULL,
    made_role VARCHAR(20) NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state VARCHAR(8) NOT NULL,
    ended_on DATE,
    ended_words TEXT,
    ended_by_id INTEGER,
    ended_at TIMESTAMP WITH TIME ZONE,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_measure PRIMARY KEY (id),
    CONSTRAINT ck_measure_state_known CHECK (state IN ('open', 'done', 'dropped')),
    CONSTRAINT ck_measure_ended_when_over CHECK ((state = 'open') = (ended_at IS NULL)),
    CONSTRAINT fk_measure_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_measure_owed_by_unit_id FOREIGN KEY(owed_by_unit_id) REFERENCES unit (id),
    CONSTRAINT fk_measure_made_by_id FOREIGN KEY(made_by_id) REFERENCES account (id),
    CONSTRAINT fk_measure_ended_by_id FOREIGN KEY(ended_by_id) REFERENCES account (id),
    CONSTRAINT uq_measure_public_id UNIQUE (public_id)
);

CREATE INDEX ix_measure_patient_id ON measure (patient_id, id);

CREATE TABLE move (
    patient_id INTEGER NOT NULL,
    kind VARCHAR(10) NOT NULL,
    state VARCHAR(10) NOT NULL,
    from_unit_id INTEGER NOT NULL,
    to_unit_id INTEGER,
    elsewhere VARCHAR(120),
    counterpart VARCHAR(120),
    address BYTEA,
    moves_on DATE NOT NULL,
    keeps_registration BOOLEAN NOT NULL,
    reason VARCHAR(300) NOT NULL,
    asked_by_id INTEGER NOT NULL,
    asked_role VARCHAR(20) NOT NULL,
    asked_unit_id INTEGER NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answered_by_id INTEGER,
    answered_role VARCHAR(20),
    answered_at TIMESTAMP WITH TIME ZONE,
    answer_words VARCHAR(300),
    told VARCHAR(200),
    acknowledged_on DATE,
    acknowledged_number VARCHAR(60),
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_move PRIMARY KEY (id),
    CONSTRAINT ck_move_kind_known CHECK (kind IN ('village', 'out', 'in')),
    CONSTRAINT ck_move_state_known CHECK (state IN ('asked', 'accepted', 'declined', 'withdrawn', 'done')),
    CONSTRAINT ck_move_receiver_within CHECK ((kind = 'village') = (to_unit_id IS NOT NULL)),
    CONSTRAINT ck_move_answered_when_over CHECK ((state = 'asked') = (answered_at IS NULL)),
    CONSTRAINT fk_move_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_move_from_unit_id FOREIGN KEY(from_unit_id) REFERENCES unit (id),
    CONSTRAINT fk_move_to_unit_id FOREIGN KEY(to_unit_id) REFERENCES unit (id),
    CONSTRAINT fk_move_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES account (id),
    CONSTRAINT fk_move_asked_unit_id FOREIGN KEY(asked_unit_id) REFERENCES unit (id),
    CONSTRAINT fk_move_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES account (id),
    CONSTRAINT uq_move_public_id UNIQUE (public_id)
);

CREATE INDEX ix_move_from ON move (from_unit_id, state);

CREATE UNIQUE INDEX uq_move_asked ON move (patient_id) WHERE state = 'asked';

CREATE INDEX ix_move_patient_id ON move (patient_id, id);

CREATE INDEX ix_move_asked_to ON move (to_unit_id) WHERE state = 'asked';

CREATE TABLE objection (
    number VARCHAR(40) NOT NULL,
    patient_id INTEGER NOT NULL,
    about VARCHAR(20) NOT NULL,
    record_id INTEGER NOT NULL,
    record_words VARCHAR(100) NOT NULL,
    lodged_for VARCHAR(10) NOT NULL,
    lodger_name VARCHAR(40),
    lodged_on DATE NOT NULL,
    words BYTEA NOT NULL,
    entered_by_id INTEGER NOT NULL,
    entered_role VARCHAR(20) NOT NULL,
    entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    unit_id INTEGER NOT NULL,
    answering_role VARCHAR(20) NOT NULL,
    due_on DATE NOT NULL,
    outcome VARCHAR(10),
    answer BYTEA,
    answered_by_id INTEGER,
    answered_at TIMESTAMP WITH TIME ZONE,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_objection PRIMARY KEY (id),
    CONSTRAINT ck_objection_about_known CHECK (about IN ('level_decision', 'danger_rating', 'visit', 'patient')),
    CONSTRAINT ck_objection_lodged_for_known CHECK (lodged_for IN ('patient', 'guardian')),
    CONSTRAINT ck_objection_outcome_known CHECK (outcome IN ('upheld', 'explained')),
    CONSTRAINT ck_objection_outcome_with_answer CHECK ((outcome IS NULL) = (answered_at IS NULL)),
    CONSTRAINT uq_objection_number UNIQUE (number),
    CONSTRAINT fk_objection_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_objection_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES account (id),
    CONSTRAINT fk_objection_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_objection_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES account (id),
    CONSTRAINT uq_objection_public_id UNIQUE (public_id)
);

CREATE INDEX ix_objection_patient_id ON objection (patient_id, id);

CREATE TABLE paper (
    kind VARCHAR(20) NOT NULL,
    number VARCHAR(40) NOT NULL,
    unit_id INTEGER NOT NULL,
    patient_id INTEGER NOT NULL,
    record_table VARCHAR(40) NOT NULL,
    record_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    digest VARCHAR(26) NOT NULL,
    check_code VARCHAR(8) NOT NULL,
    issued_by_id INTEGER NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_paper PRIMARY KEY (id),
    CONSTRAINT ck_paper_kind_known CHECK (kind IN ('admission', 'consent', 'consent-blank', 'danger-report', 'exit', 'file', 'incident', 'level-change', 'move', 'reasons', 'registration', 'visit')),
    CONSTRAINT uq_paper_unit_id_number UNIQUE (unit_id, number),
    CONSTRAINT uq_paper_kind_record_table_record_id_version UNIQUE (kind, record_table, record_id, version),
    CONSTRAINT fk_paper_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_paper_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_paper_issued_by_id FOREIGN KEY(issued_by_id) REFERENCES account (id),
    CONSTRAINT uq_paper_public_id UNIQUE (public_id)
);

CREATE INDEX ix_paper_check_code ON paper (check_code);

CREATE INDEX ix_paper_patient_id ON paper (patient_id, id);

CREATE TABLE readers_request (
    patient_id INTEGER NOT NULL,
    asked_for VARCHAR(10) NOT NULL,
    name BYTEA NOT NULL,
    account_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_readers_request PRIMARY KEY (id),
    CONSTRAINT ck_readers_request_asked_for_known CHECK (asked_for IN ('patient', 'guardian')),
    CONSTRAINT fk_readers_request_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_readers_request_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT uq_readers_request_public_id UNIQUE (public_id)
);

CREATE INDEX ix_readers_request_patient_id ON readers_request (patient_id);

CREATE TABLE record_merge (
    kept_id INTEGER NOT NULL,
    gone_id INTEGER NOT NULL,
    reason VARCHAR(300) NOT NULL,
    ended JSON NOT NULL,
    merged_by_id INTEGER NOT NULL,
    merged_role VARCHAR(20) NOT NULL,
    merged_at TIMESTAMP WITH TIME ZONE NOT NULL,
    undone_by_id INTEGER,
    undone_at TIMESTAMP WITH TIME ZONE,
    undone_reason VARCHAR(300),
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_record_merge PRIMARY KEY (id),
    CONSTRAINT ck_record_merge_two_records CHECK (kept_id <> gone_id),
    CONSTRAINT fk_record_merge_kept_id FOREIGN KEY(kept_id) REFERENCES patient (id),
    CONSTRAINT fk_record_merge_gone_id FOREIGN KEY(gone_id) REFERENCES patient (id),
    CONSTRAINT fk_record_merge_merged_by_id FOREIGN KEY(merged_by_id) REFERENCES account (id),
    CONSTRAINT fk_record_merge_undone_by_id FOREIGN KEY(undone_by_id) REFERENCES account (id),
    CONSTRAINT uq_record_merge_public_id UNIQUE (public_id)
);

CREATE UNIQUE INDEX uq_record_merge_gone ON record_merge (gone_id) WHERE undone_at IS NULL;

CREATE INDEX ix_record_merge_kept_id ON record_merge (kept_id);

CREATE TABLE registration_section (
    patient_id INTEGER NOT NULL,
    section VARCHAR(20) NOT NULL,
    answers BYTEA NOT NULL,
    version INTEGER NOT NULL,
    saved_by_id INTEGER NOT NULL,
    saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_registration_section PRIMARY KEY (id),
    CONSTRAINT uq_registration_section_patient_id_section UNIQUE (patient_id, section),
    CONSTRAINT fk_registration_section_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_registration_section_saved_by_id FOREIGN KEY(saved_by_id) REFERENCES account (id),
    CONSTRAINT uq_registration_section_public_id UNIQUE (public_id)
);

CREATE TABLE responsible_unit (
    patient_id INTEGER NOT NULL,
    unit_words VARCHAR(60) NOT NULL,
    leader VARCHAR(40) NOT NULL,
    post VARCHAR(60) NOT NULL,
    phone BYTEA,
    from_date DATE NOT NULL,
    until_date DATE,
    made_by_id INTEGER NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_responsible_unit PRIMARY KEY (id),
    CONSTRAINT fk_responsible_unit_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_responsible_unit_made_by_id FOREIGN KEY(made_by_id) REFERENCES account (id),
    CONSTRAINT uq_responsible_unit_public_id UNIQUE (public_id)
);

CREATE UNIQUE INDEX uq_responsible_unit_current ON responsible_unit (patient_id) WHERE until_date IS NULL;

CREATE TABLE reward_account (
    patient_id INTEGER NOT NULL,
    holder BYTEA NOT NULL,
    bank BYTEA NOT NULL,
    number BYTEA NOT NULL,
    from_at TIMESTAMP WITH TIME ZONE NOT NULL,
    by_id INTEGER NOT NULL,
    until_at TIMESTAMP WITH TIME ZONE,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_reward_account PRIMARY KEY (id),
    CONSTRAINT fk_reward_account_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_reward_account_by_id FOREIGN KEY(by_id) REFERENCES account (id),
    CONSTRAINT uq_reward_account_public_id UNIQUE (public_id)
);

CREATE UNIQUE INDEX uq_reward_account_current ON reward_account (patient_id) WHERE until_at IS NULL;

CREATE TABLE reward_roster (
    unit_id INTEGER NOT NULL,
    number VARCHAR(40) NOT NULL,
    period VARCHAR(8) NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    made_by_id INTEGER NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_reward_roster PRIMARY KEY (id),
    CONSTRAINT fk_reward_roster_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT uq_reward_roster_number UNIQUE (number),
    CONSTRAINT fk_reward_roster_made_by_id FOREIGN KEY(made_by_id) REFERENCES account (id),
    CONSTRAINT uq_reward_roster_public_id UNIQUE (public_id)
);

CREATE INDEX ix_reward_roster_unit_id ON reward_roster (unit_id);

CREATE TABLE saved_view (
    account_id INTEGER NOT NULL,
    list_name VARCHAR(40) NOT NULL,
    name BYTEA NOT NULL,
    criteria BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_saved_view PRIMARY KEY (id),
    CONSTRAINT fk_saved_view_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT uq_saved_view_public_id UNIQUE (public_id)
);

CREATE INDEX ix_saved_view_account_id ON saved_view (account_id);

CREATE TABLE screening_round (
    unit_id INTEGER NOT NULL,
    span VARCHAR(9) NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    area VARCHAR(200),
    households INTEGER,
    persons INTEGER,
    opened_at TIMESTAMP WITH TIME ZONE,
    opened_by_id INTEGER,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_by_id INTEGER,
    closed_households INTEGER,
    closed_seen INTEGER,
    remark BYTEA,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_screening_round PRIMARY KEY (id),
    CONSTRAINT uq_screening_round_unit_id_starts_on UNIQUE (unit_id, starts_on),
    CONSTRAINT ck_screening_round_span_known CHECK (span IN ('quarter', 'half_year')),
    CONSTRAINT ck_screening_round_opened_with_numbers CHECK ((opened_at IS NULL) = (households IS NULL) AND (opened_at IS NULL) = (persons IS NULL)),
    CONSTRAINT ck_screening_round_closed_after_opened CHECK (closed_at IS NULL OR opened_at IS NOT NULL),
    CONSTRAINT ck_screening_round_numbers_above_nothing CHECK (households > 0 AND persons > 0),
    CONSTRAINT fk_screening_round_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_screening_round_opened_by_id FOREIGN KEY(opened_by_id) REFERENCES account (id),
    CONSTRAINT fk_screening_round_closed_by_id FOREIGN KEY(closed_by_id) REFERENCES account (id),
    CONSTRAINT uq_screening_round_public_id UNIQUE (public_id)
);

CREATE TABLE stand_in (
    account_id INTEGER NOT NULL,
    stand_in_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    from_date DATE NOT NULL,
    until_date DATE NOT NULL,
    reason VARCHAR(100) NOT NULL,
    made_by_id INTEGER NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_stand_in PRIMARY KEY (id),
    CONSTRAINT ck_stand_in_dates_in_order CHECK (until_date >= from_date),
    CONSTRAINT ck_stand_in_somebody_else CHECK (account_id <> stand_in_id),
    CONSTRAINT fk_stand_in_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_stand_in_stand_in_id FOREIGN KEY(stand_in_id) REFERENCES account (id),
    CONSTRAINT fk_stand_in_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_stand_in_made_by_id FOREIGN KEY(made_by_id) REFERENCES account (id),
    CONSTRAINT uq_stand_in_public_id UNIQUE (public_id)
);

CREATE INDEX ix_stand_in_stand_in_id ON stand_in (stand_in_id, until_date);

CREATE TABLE status_change (
    patient_id INTEGER NOT NULL,
    previous_status VARCHAR(10) NOT NULL,
    status VARCHAR(10) NOT NULL,
    since DATE NOT NULL,
    source VARCHAR(100) NOT NULL,
    account_id INTEGER NOT NULL,
    role VARCHAR(20) NOT NULL,
    unit_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_status_change PRIMARY KEY (id),
    CONSTRAINT ck_status_change_status_known CHECK (status IN ('community', 'hospital', 'away', 'custody', 'lost', 'moved', 'dead', 'exited')),
    CONSTRAINT ck_status_change_previous_status_known CHECK (previous_status IN ('community', 'hospital', 'away', 'custody', 'lost', 'moved', 'dead', 'exited')),
    CONSTRAINT fk_status_change_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_status_change_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_status_change_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT uq_status_change_public_id UNIQUE (public_id)
);

CREATE INDEX ix_status_change_patient_id ON status_change (patient_id, id);

CREATE TABLE team_member (
    unit_id INTEGER NOT NULL,
    team VARCHAR(15) NOT NULL,
    name VARCHAR(40) NOT NULL,
    post VARCHAR(60) NOT NULL,
    employer VARCHAR(60) NOT NULL,
    duty_phone BYTEA,
    account_id INTEGER,
    from_date DATE NOT NULL,
    until_date DATE,
    added_by_id INTEGER NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_team_member PRIMARY KEY (id),
    CONSTRAINT ck_team_member_team_known CHECK (team IN ('leading_group', 'office', 'care_team')),
    CONSTRAINT ck_team_member_dates_in_order CHECK (until_date IS NULL OR until_date >= from_date),
    CONSTRAINT fk_team_member_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_team_member_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_team_member_added_by_id FOREIGN KEY(added_by_id) REFERENCES account (id),
    CONSTRAINT uq_team_member_public_id UNIQUE (public_id)
);

CREATE INDEX ix_team_member_unit_id_team ON team_member (unit_id, team, until_date);

CREATE TABLE village_report (
    unit_id INTEGER NOT NULL,
    month DATE NOT NULL,
    leads INTEGER,
    remark BYTEA,
    sent_at TIMESTAMP WITH TIME ZONE,
    sent_by_id INTEGER,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_village_report PRIMARY KEY (id),
    CONSTRAINT uq_village_report_unit_id_month UNIQUE (unit_id, month),
    CONSTRAINT ck_village_report_sent_with_number CHECK ((sent_at IS NULL) = (leads IS NULL)),
    CONSTRAINT fk_village_report_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_village_report_sent_by_id FOREIGN KEY(sent_by_id) REFERENCES account (id),
    CONSTRAINT uq_village_report_public_id UNIQUE (public_id)
);

CREATE TABLE consent (
    patient_id INTEGER NOT NULL,
    outcome VARCHAR(10) NOT NULL,
    said_on DATE NOT NULL,
    said_by VARCHAR(10) NOT NULL,
    signer_name VARCHAR(40),
    remark BYTEA,
    file_id INTEGER,
    recorded_by_id INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_consent PRIMARY KEY (id),
    CONSTRAINT ck_consent_outcome_known CHECK (outcome IN ('agreed', 'refused', 'withdrawn')),
    CONSTRAINT ck_consent_said_by_known CHECK (said_by IN ('patient', 'guardian')),
    CONSTRAINT fk_consent_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_consent_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_consent_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES account (id),
    CONSTRAINT uq_consent_public_id UNIQUE (public_id)
);

CREATE INDEX ix_consent_patient_id ON consent (patient_id, id);

CREATE TABLE designation (
    patient_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    ground VARCHAR(12) NOT NULL,
    reported_on DATE NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reported_by_id INTEGER NOT NULL,
    reported_words BYTEA,
    received_on DATE,
    received_by_id INTEGER,
    officer_name VARCHAR(40),
    officer_post VARCHAR(40),
    officer_phone BYTEA,
    officer_since DATE,
    outcome VARCHAR(12),
    decided_on DATE,
    decided_by_id INTEGER,
    decided_at TIMESTAMP WITH TIME ZONE,
    designated_by VARCHAR(20),
    document_number VARCHAR(60),
    guardian_id INTEGER,
    measure VARCHAR(12),
    seen_to_by VARCHAR(60),
    outcome_words BYTEA,
    version INTEGER NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_designation PRIMARY KEY (id),
    CONSTRAINT ck_designation_ground_known CHECK (ground IN ('no_guardian', 'unable')),
    CONSTRAINT ck_designation_outcome_known CHECK (outcome IN ('designated', 'impossible', 'not_needed')),
    CONSTRAINT ck_designation_outcome_with_day CHECK ((outcome IS NULL) = (decided_on IS NULL)),
    CONSTRAINT ck_designation_received_first CHECK (outcome IS NULL OR received_on IS NOT NULL),
    CONSTRAINT fk_designation_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_designation_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_designation_reported_by_id FOREIGN KEY(reported_by_id) REFERENCES account (id),
    CONSTRAINT fk_designation_received_by_id FOREIGN KEY(received_by_id) REFERENCES account (id),
    CONSTRAINT fk_designation_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES account (id),
    CONSTRAINT fk_designation_guardian_id FOREIGN KEY(guardian_id) REFERENCES guardian (id),
    CONSTRAINT uq_designation_public_id UNIQUE (public_id)
);

CREATE INDEX ix_designation_patient_id ON designation (patient_id);

CREATE UNIQUE INDEX uq_designation_open ON designation (patient_id) WHERE outcome IS NULL;

CREATE TABLE file_page (
    patient_id INTEGER NOT NULL,
    part INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    title BYTEA NOT NULL,
    dated DATE NOT NULL,
    position INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    thumbnail_id INTEGER,
    added_by_id INTEGER NOT NULL,
    added_role VARCHAR(20) NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawn_by_id INTEGER,
    withdrawn_reason BYTEA,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_file_page PRIMARY KEY (id),
    CONSTRAINT ck_file_page_part_known CHECK (part BETWEEN 1 AND 8),
    CONSTRAINT ck_file_page_kind_known CHECK (kind IN ('registration_form', 'consent', 'approval', 'paper_decision', 'certificate', 'rating_report', 'visit_sheet', 'signed_letter', 'forensic_report', 'incident_statement', 'change_form', 'other', 'daily_conduct', 'history', 'hospital_record')),
    CONSTRAINT ck_file_page_withdrawn_with_reason CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL)),
    CONSTRAINT fk_file_page_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_file_page_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_file_page_thumbnail_id FOREIGN KEY(thumbnail_id) REFERENCES stored_file (id),
    CONSTRAINT fk_file_page_added_by_id FOREIGN KEY(added_by_id) REFERENCES account (id),
    CONSTRAINT fk_file_page_withdrawn_by_id FOREIGN KEY(withdrawn_by_id) REFERENCES account (id),
    CONSTRAINT uq_file_page_public_id UNIQUE (public_id)
);

CREATE INDEX ix_file_page_patient_id_part ON file_page (patient_id, part, position);

CREATE TABLE workbook_template (
    unit_id INTEGER NOT NULL,
    kind VARCHAR(12) NOT NULL,
    file_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    handed_in_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawn_by_id INTEGER,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_workbook_template PRIMARY KEY (id),
    CONSTRAINT ck_workbook_template_kind_known CHECK (kind IN ('roster')),
    CONSTRAINT fk_workbook_template_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_workbook_template_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_workbook_template_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_workbook_template_withdrawn_by_id FOREIGN KEY(withdrawn_by_id) REFERENCES account (id),
    CONSTRAINT uq_workbook_template_public_id UNIQUE (public_id)
);

CREATE UNIQUE INDEX uq_workbook_template_in_force ON workbook_template (unit_id, kind) WHERE withdrawn_at IS NULL;

CREATE TABLE reward_assessment (
    patient_id INTEGER NOT NULL,
    letter_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    period VARCHAR(8) NOT NULL,
    from_date DATE NOT NULL,
    until_date DATE NOT NULL,
    edition VARCHAR(20) NOT NULL,
    whole NUMERIC(10, 2) NOT NULL,
    days INTEGER NOT NULL,
    days_in_period INTEGER NOT NULL,
    evidence BYTEA NOT NULL,
    judgements BYTEA NOT NULL,
    proposed NUMERIC(10, 2) NOT NULL,
    assessed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    assessed_by_id INTEGER NOT NULL,
    amount NUMERIC(10, 2),
    amount_reason BYTEA,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    confirmed_by_id INTEGER,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_reward_assessment PRIMARY KEY (id),
    CONSTRAINT ck_reward_assessment_amount_confirmed CHECK ((amount IS NULL) = (confirmed_by_id IS NULL)),
    CONSTRAINT ck_reward_assessment_amounts_not_negative CHECK (proposed >= 0 AND (amount IS NULL OR amount >= 0)),
    CONSTRAINT fk_reward_assessment_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_reward_assessment_letter_id FOREIGN KEY(letter_id) REFERENCES letter (id),
    CONSTRAINT fk_reward_assessment_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_reward_assessment_assessed_by_id FOREIGN KEY(assessed_by_id) REFERENCES account (id),
    CONSTRAINT fk_reward_assessment_confirmed_by_id FOREIGN KEY(confirmed_by_id) REFERENCES account (id),
    CONSTRAINT uq_reward_assessment_public_id UNIQUE (public_id)
);

CREATE INDEX ix_reward_assessment_patient_id ON reward_assessment (patient_id);

CREATE UNIQUE INDEX uq_reward_assessment_period ON reward_assessment (letter_id, period) WHERE withdrawn_at IS NULL;

CREATE INDEX ix_reward_assessment_unit_period ON reward_assessment (unit_id, period);

CREATE TABLE reward_stop (
    patient_id INTEGER NOT NULL,
    letter_id INTEGER NOT NULL,
    reason VARCHAR(20) NOT NULL,
    words BYTEA,
    stopped_on DATE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    account_id INTEGER NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_reward_stop PRIMARY KEY (id),
    CONSTRAINT ck_reward_stop_reason_known CHECK (reason IN ('confinement', 'abuse', 'death', 'exit', 'moved', 'guardian_changed', 'other')),
    CONSTRAINT fk_reward_stop_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT uq_reward_stop_letter_id UNIQUE (letter_id),
    CONSTRAINT fk_reward_stop_letter_id FOREIGN KEY(letter_id) REFERENCES letter (id),
    CONSTRAINT fk_reward_stop_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT uq_reward_stop_public_id UNIQUE (public_id)
);

CREATE INDEX ix_reward_stop_patient_id ON reward_stop (patient_id);

CREATE TABLE workbook_import (
    unit_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    file_id INTEGER NOT NULL,
    handed_in_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state VARCHAR(10) NOT NULL,
    job_id INTEGER,
    rows INTEGER NOT NULL,
    good INTEGER,
    bad INTEGER,
    already INTEGER,
    preview BYTEA,
    ended_at TIMESTAMP WITH TIME ZONE,
    taken INTEGER,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_workbook_import PRIMARY KEY (id),
    CONSTRAINT ck_workbook_import_state_known CHECK (state IN ('previewing', 'previewed', 'taking', 'taken', 'left')),
    CONSTRAINT fk_workbook_import_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_workbook_import_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_workbook_import_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_workbook_import_job_id FOREIGN KEY(job_id) REFERENCES job (id),
    CONSTRAINT uq_workbook_import_public_id UNIQUE (public_id)
);

CREATE INDEX ix_workbook_import_account_id ON workbook_import (account_id, id);

CREATE TABLE list_entry (
    patient_id INTEGER NOT NULL,
    system VARCHAR(10) NOT NULL,
    act VARCHAR(6) NOT NULL,
    control_grade VARCHAR(1),
    grade_reason VARCHAR(200),
    decision_id INTEGER,
    owed_by_unit_id INTEGER NOT NULL,
    owed_by_role VARCHAR(20) NOT NULL,
    owed_elsewhere BOOLEAN NOT NULL,
    assisting_unit_id INTEGER,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_on DATE NOT NULL,
    done_on DATE,
    done_by_id INTEGER,
    done_at TIMESTAMP WITH TIME ZONE,
    number VARCHAR(60),
    remark VARCHAR(200),
    dropped_at TIMESTAMP WITH TIME ZONE,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_list_entry PRIMARY KEY (id),
    CONSTRAINT ck_list_entry_system_known CHECK (system IN ('health', 'key_person', 'priority', 'major_risk')),
    CONSTRAINT ck_list_entry_act_known CHECK (act IN ('enter', 'change', 'remove')),
    CONSTRAINT ck_list_entry_control_grade_known CHECK (control_grade IN ('1', '2')),
    CONSTRAINT ck_list_entry_done_with_day CHECK ((done_at IS NULL) = (done_on IS NULL)),
    CONSTRAINT ck_list_entry_done_or_dropped CHECK (done_at IS NULL OR dropped_at IS NULL),
    CONSTRAINT fk_list_entry_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_list_entry_decision_id FOREIGN KEY(decision_id) REFERENCES level_decision (id),
    CONSTRAINT fk_list_entry_owed_by_unit_id FOREIGN KEY(owed_by_unit_id) REFERENCES unit (id),
    CONSTRAINT fk_list_entry_assisting_unit_id FOREIGN KEY(assisting_unit_id) REFERENCES unit (id),
    CONSTRAINT fk_list_entry_done_by_id FOREIGN KEY(done_by_id) REFERENCES account (id),
    CONSTRAINT uq_list_entry_public_id UNIQUE (public_id)
);

CREATE UNIQUE INDEX uq_list_entry_open ON list_entry (patient_id, system) WHERE done_at IS NULL AND dropped_at IS NULL;

CREATE INDEX ix_list_entry_patient_id ON list_entry (patient_id, id);

CREATE TABLE household_entry (
    round_id INTEGER NOT NULL,
    label BYTEA NOT NULL,
    persons INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    outcome VARCHAR(8) NOT NULL,
    lead_id INTEGER,
    entered_by_id INTEGER NOT NULL,
    entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    superseded_at TIMESTAMP WITH TIME ZONE,
    corrects_id INTEGER,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_household_entry PRIMARY KEY (id),
    CONSTRAINT ck_household_entry_outcome_known CHECK (outcome IN ('seen', 'nobody', 'lead')),
    CONSTRAINT ck_household_entry_seen_among_persons CHECK (persons > 0 AND seen >= 0 AND seen <= persons),
    CONSTRAINT ck_household_entry_nobody_seen CHECK ((outcome = 'nobody') = (seen = 0)),
    CONSTRAINT fk_household_entry_round_id FOREIGN KEY(round_id) REFERENCES screening_round (id),
    CONSTRAINT fk_household_entry_lead_id FOREIGN KEY(lead_id) REFERENCES lead (id),
    CONSTRAINT fk_household_entry_entered_by_id FOREIGN KEY(entered_by_id) REFERENCES account (id),
    CONSTRAINT uq_household_entry_corrects_id UNIQUE (corrects_id),
    CONSTRAINT fk_household_entry_corrects_id FOREIGN KEY(corrects_id) REFERENCES household_entry (id),
    CONSTRAINT uq_household_entry_public_id UNIQUE (public_id)
);

CREATE INDEX ix_household_entry_round_id ON household_entry (round_id, id);

CREATE TABLE lead_assessment (
    lead_id INTEGER NOT NULL,
    assessed_on DATE NOT NULL,
    result VARCHAR(12) NOT NULL,
    words BYTEA,
    assessed_with VARCHAR(100),
    account_id INTEGER NOT NULL,
    role VARCHAR(20) NOT NULL,
    unit_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_lead_assessment PRIMARY KEY (id),
    CONSTRAINT ck_lead_assessment_result_known CHECK (result IN ('refer', 'unfounded')),
    CONSTRAINT fk_lead_assessment_lead_id FOREIGN KEY(lead_id) REFERENCES lead (id),
    CONSTRAINT fk_lead_assessment_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT fk_lead_assessment_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT uq_lead_assessment_public_id UNIQUE (public_id)
);

CREATE INDEX ix_lead_assessment_lead_id ON lead_assessment (lead_id, id);

CREATE TABLE lead_notice (
    lead_id INTEGER NOT NULL,
    unit_id INTEGER NOT NULL,
    role VARCHAR(20) NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    acknowledged_by_id INTEGER,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_lead_notice PRIMARY KEY (id),
    CONSTRAINT uq_lead_notice_lead_id_unit_id_role UNIQUE (lead_id, unit_id, role),
    CONSTRAINT ck_lead_notice_acknowledged_by_somebody CHECK ((acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)),
    CONSTRAINT fk_lead_notice_lead_id FOREIGN KEY(lead_id) REFERENCES lead (id),
    CONSTRAINT fk_lead_notice_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_lead_notice_acknowledged_by_id FOREIGN KEY(acknowledged_by_id) REFERENCES account (id),
    CONSTRAINT uq_lead_notice_public_id UNIQUE (public_id)
);

CREATE TABLE paper_print (
    id SERIAL NOT NULL,
    paper_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_paper_print PRIMARY KEY (id),
    CONSTRAINT fk_paper_print_paper_id FOREIGN KEY(paper_id) REFERENCES paper (id),
    CONSTRAINT fk_paper_print_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE INDEX ix_paper_print_paper_id ON paper_print (paper_id);

CREATE TABLE designation_cost (
    designation_id INTEGER NOT NULL,
    paid_on DATE NOT NULL,
    kind VARCHAR(10) NOT NULL,
    words BYTEA,
    amount NUMERIC(10, 2) NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_designation_cost PRIMARY KEY (id),
    CONSTRAINT ck_designation_cost_kind_known CHECK (kind IN ('medicine', 'hospital', 'living', 'care', 'other')),
    CONSTRAINT ck_designation_cost_amount_not_zero CHECK (amount <> 0),
    CONSTRAINT fk_designation_cost_designation_id FOREIGN KEY(designation_id) REFERENCES designation (id),
    CONSTRAINT fk_designation_cost_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES account (id),
    CONSTRAINT uq_designation_cost_public_id UNIQUE (public_id)
);

CREATE INDEX ix_designation_cost_designation_id ON designation_cost (designation_id);

CREATE TABLE workbook_export (
    unit_id INTEGER NOT NULL,
    asked_by_id INTEGER NOT NULL,
    asked_by_role VARCHAR(20) NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    kind VARCHAR(12) NOT NULL,
    purpose BYTEA NOT NULL,
    criteria BYTEA NOT NULL,
    template_id INTEGER,
    people INTEGER NOT NULL,
    state VARCHAR(10) NOT NULL,
    decided_by_id INTEGER,
    decided_at TIMESTAMP WITH TIME ZONE,
    refusal BYTEA,
    job_id INTEGER,
    until DATE,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_workbook_export PRIMARY KEY (id),
    CONSTRAINT ck_workbook_export_kind_known CHECK (kind IN ('roster', 'four_colours')),
    CONSTRAINT ck_workbook_export_state_known CHECK (state IN ('waiting', 'approved', 'refused')),
    CONSTRAINT ck_workbook_export_second_person CHECK (decided_by_id <> asked_by_id),
    CONSTRAINT ck_workbook_export_decided_by_somebody CHECK ((decided_by_id IS NULL) = (decided_at IS NULL)),
    CONSTRAINT fk_workbook_export_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_workbook_export_asked_by_id FOREIGN KEY(asked_by_id) REFERENCES account (id),
    CONSTRAINT fk_workbook_export_template_id FOREIGN KEY(template_id) REFERENCES workbook_template (id),
    CONSTRAINT fk_workbook_export_decided_by_id FOREIGN KEY(decided_by_id) REFERENCES account (id),
    CONSTRAINT fk_workbook_export_job_id FOREIGN KEY(job_id) REFERENCES job (id),
    CONSTRAINT uq_workbook_export_public_id UNIQUE (public_id)
);

CREATE INDEX ix_workbook_export_asked_by_id ON workbook_export (asked_by_id, id);

CREATE INDEX ix_workbook_export_waiting ON workbook_export (unit_id, id) WHERE state = 'waiting';

CREATE TABLE reward_payment (
    roster_id INTEGER NOT NULL,
    assessment_id INTEGER NOT NULL,
    patient_id INTEGER NOT NULL,
    amount NUMERIC(10, 2) NOT NULL,
    state VARCHAR(6) NOT NULL,
    result_on DATE,
    failure BYTEA,
    result_at TIMESTAMP WITH TIME ZONE,
    result_by_id INTEGER,
    receipt_on DATE,
    receipt_file_id INTEGER,
    receipt_by_id INTEGER,
    version INTEGER NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_reward_payment PRIMARY KEY (id),
    CONSTRAINT ck_reward_payment_state_known CHECK (state IN ('listed', 'paid', 'failed')),
    CONSTRAINT ck_reward_payment_result_with_day CHECK ((state = 'listed') = (result_on IS NULL)),
    CONSTRAINT fk_reward_payment_roster_id FOREIGN KEY(roster_id) REFERENCES reward_roster (id),
    CONSTRAINT fk_reward_payment_assessment_id FOREIGN KEY(assessment_id) REFERENCES reward_assessment (id),
    CONSTRAINT fk_reward_payment_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_reward_payment_result_by_id FOREIGN KEY(result_by_id) REFERENCES account (id),
    CONSTRAINT fk_reward_payment_receipt_file_id FOREIGN KEY(receipt_file_id) REFERENCES stored_file (id),
    CONSTRAINT fk_reward_payment_receipt_by_id FOREIGN KEY(receipt_by_id) REFERENCES account (id),
    CONSTRAINT uq_reward_payment_public_id UNIQUE (public_id)
);

CREATE UNIQUE INDEX uq_reward_payment_standing ON reward_payment (assessment_id) WHERE state <> 'failed';

CREATE INDEX ix_reward_payment_roster_id ON reward_payment (roster_id);

CREATE INDEX ix_reward_payment_assessment_id ON reward_payment (assessment_id);

CREATE INDEX ix_reward_payment_patient_id ON reward_payment (patient_id);

CREATE INDEX ix_due_open_task ON due (owed_by_unit_id, due_on, id) WHERE closed_at IS NULL AND patient_id IS NULL;

ALTER TABLE guardian ADD COLUMN basis VARCHAR(20);

ALTER TABLE guardian ADD COLUMN ended_reason VARCHAR(20);

ALTER TABLE guardian ADD COLUMN ended_words BYTEA;

ALTER TABLE guardian ADD COLUMN ended_by_id INTEGER REFERENCES account (id);

ALTER TABLE letter ADD COLUMN ended_by_id INTEGER REFERENCES account (id);

ALTER TABLE letter ADD COLUMN renews_id INTEGER REFERENCES letter (id);

CREATE INDEX ix_letter_renews_id ON letter (renews_id);

ALTER TABLE level_decision ADD COLUMN paper_authority VARCHAR(60);

ALTER TABLE level_decision ADD COLUMN paper_number VARCHAR(60);

ALTER TABLE level_decision ADD COLUMN paper_file_id INTEGER REFERENCES stored_file (id);

ALTER TABLE level_decision ADD COLUMN corrects_id INTEGER REFERENCES level_decision (id);

ALTER TABLE patient ADD COLUMN display_number VARCHAR(20);

ALTER TABLE patient ADD COLUMN lives_here_since DATE;

ALTER TABLE patient ADD COLUMN lives_here_proof VARCHAR(100);

ALTER TABLE patient ADD COLUMN remarks BYTEA;

ALTER TABLE patient ADD COLUMN merged_into_id INTEGER REFERENCES patient (id);

CREATE INDEX ix_patient_merged_into_id ON patient (merged_into_id);

ALTER TABLE stored_file ADD COLUMN removed_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE visit ADD COLUMN moved_from_id INTEGER REFERENCES visit (id);

CREATE UNIQUE INDEX uq_visit_moved_from_id ON visit (moved_from_id) WHERE moved_from_id IS NOT NULL;
