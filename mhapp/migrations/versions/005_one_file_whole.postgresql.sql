CREATE TABLE justice_mark (
    patient_id INTEGER NOT NULL,
    ground VARCHAR(20) NOT NULL,
    reason BYTEA NOT NULL,
    marked_on DATE NOT NULL,
    marked_by_id INTEGER NOT NULL,
    marked_role VARCHAR(20) NOT NULL,
    marked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_on DATE,
    end_reason BYTEA,
    ended_by_id INTEGER,
    ended_role VARCHAR(20),
    ended_at TIMESTAMP WITH TIME ZONE,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_justice_mark PRIMARY KEY (id),
    CONSTRAINT ck_justice_mark_ended_with_day CHECK ((ended_at IS NULL) = (ended_on IS NULL)),
    CONSTRAINT ck_justice_mark_dates_in_order CHECK (ended_on IS NULL OR ended_on >= marked_on),
    CONSTRAINT fk_justice_mark_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_justice_mark_marked_by_id FOREIGN KEY(marked_by_id) REFERENCES account (id),
    CONSTRAINT fk_justice_mark_ended_by_id FOREIGN KEY(ended_by_id) REFERENCES account (id),
    CONSTRAINT uq_justice_mark_public_id UNIQUE (public_id)
);

CREATE UNIQUE INDEX uq_justice_mark_open ON justice_mark (patient_id) WHERE ended_at IS NULL;

CREATE INDEX ix_justice_mark_patient_id ON justice_mark (patient_id, id);

CREATE TABLE national_follow_up (
    patient_id INTEGER NOT NULL,
    first_on DATE NOT NULL,
    recorded_by_id INTEGER NOT NULL,
    recorded_role VARCHAR(20) NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawn_by_id INTEGER,
    withdrawn_reason BYTEA,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_national_follow_up PRIMARY KEY (id),
    CONSTRAINT ck_national_follow_up_withdrawn_with_reason CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL)),
    CONSTRAINT fk_national_follow_up_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id),
    CONSTRAINT fk_national_follow_up_recorded_by_id FOREIGN KEY(recorded_by_id) REFERENCES account (id),
    CONSTRAINT fk_national_follow_up_withdrawn_by_id FOREIGN KEY(withdrawn_by_id) REFERENCES account (id),
    CONSTRAINT uq_national_follow_up_public_id UNIQUE (public_id)
);

CREATE UNIQUE INDEX uq_national_follow_up_stands ON national_follow_up (patient_id) WHERE withdrawn_at IS NULL;

CREATE TABLE reward_roster_sending (
    roster_id INTEGER NOT NULL,
    receiver VARCHAR(7) NOT NULL,
    sent_on DATE NOT NULL,
    taken_out BOOLEAN NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    account_id INTEGER NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_reward_roster_sending PRIMARY KEY (id),
    CONSTRAINT ck_reward_roster_sending_receiver_known CHECK (receiver IN ('bank', 'finance')),
    CONSTRAINT fk_reward_roster_sending_roster_id FOREIGN KEY(roster_id) REFERENCES reward_roster (id),
    CONSTRAINT fk_reward_roster_sending_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT uq_reward_roster_sending_public_id UNIQUE (public_id)
);

CREATE INDEX ix_reward_roster_sending_roster_id ON reward_roster_sending (roster_id);

CREATE TABLE lead_paper (
    kind VARCHAR(20) NOT NULL,
    number VARCHAR(40) NOT NULL,
    unit_id INTEGER NOT NULL,
    lead_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    digest VARCHAR(26) NOT NULL,
    check_code VARCHAR(8) NOT NULL,
    issued_by_id INTEGER NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_lead_paper PRIMARY KEY (id),
    CONSTRAINT ck_lead_paper_kind_known CHECK (kind IN ('identification', 'lead-record')),
    CONSTRAINT uq_lead_paper_unit_id_number UNIQUE (unit_id, number),
    CONSTRAINT uq_lead_paper_kind_lead_id_version UNIQUE (kind, lead_id, version),
    CONSTRAINT fk_lead_paper_unit_id FOREIGN KEY(unit_id) REFERENCES unit (id),
    CONSTRAINT fk_lead_paper_lead_id FOREIGN KEY(lead_id) REFERENCES lead (id),
    CONSTRAINT fk_lead_paper_issued_by_id FOREIGN KEY(issued_by_id) REFERENCES account (id),
    CONSTRAINT uq_lead_paper_public_id UNIQUE (public_id)
);

CREATE INDEX ix_lead_paper_check_code ON lead_paper (check_code);

CREATE TABLE reward_period (
    letter_id INTEGER NOT NULL,
    period VARCHAR(8) NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_reward_period PRIMARY KEY (id),
    CONSTRAINT uq_reward_period_letter_id_period UNIQUE (letter_id, period),
    CONSTRAINT fk_reward_period_letter_id FOREIGN KEY(letter_id) REFERENCES letter (id),
    CONSTRAINT uq_reward_period_public_id UNIQUE (public_id)
);

CREATE TABLE reward_halt (
    payment_id INTEGER NOT NULL,
    stop_id INTEGER NOT NULL,
    kind VARCHAR(10) NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    account_id INTEGER NOT NULL,
    id SERIAL NOT NULL,
    public_id VARCHAR(26) NOT NULL,
    CONSTRAINT pk_reward_halt PRIMARY KEY (id),
    CONSTRAINT ck_reward_halt_kind_known CHECK (kind IN ('withdrawn', 'at_finance', 'at_bank')),
    CONSTRAINT uq_reward_halt_payment_id UNIQUE (payment_id),
    CONSTRAINT fk_reward_halt_payment_id FOREIGN KEY(payment_id) REFERENCES reward_payment (id),
    CONSTRAINT fk_reward_halt_stop_id FOREIGN KEY(stop_id) REFERENCES reward_stop (id),
    CONSTRAINT fk_reward_halt_account_id FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT uq_reward_halt_public_id UNIQUE (public_id)
);

CREATE INDEX ix_reward_halt_stop_id ON reward_halt (stop_id);

CREATE TABLE lead_paper_print (
    id SERIAL NOT NULL,
    paper_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_lead_paper_print PRIMARY KEY (id),
    CONSTRAINT fk_lead_paper_print_paper_id FOREIGN KEY(paper_id) REFERENCES lead_paper (id),
    CONSTRAINT fk_lead_paper_print_account_id FOREIGN KEY(account_id) REFERENCES account (id)
);

CREATE INDEX ix_lead_paper_print_paper_id ON lead_paper_print (paper_id);

ALTER TABLE consent ADD COLUMN text_edition_id INTEGER REFERENCES policy_edition (id);

CREATE INDEX ix_due_open_by_kind ON due (owed_by_unit_id, kind, due_on, owed_by_role) WHERE closed_at IS NULL;

CREATE INDEX ix_due_patient_id_kind ON due (patient_id, kind);

CREATE INDEX ix_due_task_started_by ON due (started_by_kind, started_by_id) WHERE patient_id IS NULL;

ALTER TABLE lead ADD COLUMN rights_told JSON;

ALTER TABLE lead ADD COLUMN rights_told_to VARCHAR(10);

ALTER TABLE lead ADD COLUMN rights_told_on DATE;

CREATE INDEX ix_letter_ledger ON letter (kind, ended_on, signed_on, term_until, patient_id, unit_id, id);

ALTER TABLE level_filing ADD COLUMN authority VARCHAR(60);

ALTER TABLE level_filing ADD COLUMN file_id INTEGER REFERENCES stored_file (id);

ALTER TABLE patient ADD COLUMN village_id INTEGER REFERENCES unit (id);

ALTER TABLE patient ADD COLUMN rating INTEGER;

ALTER TABLE patient ADD COLUMN rated_on DATE;

CREATE INDEX ix_patient_high_rating ON patient (village_id, rating) WHERE rating >= 3;

CREATE INDEX ix_patient_name_id_village_id ON patient (name, id, village_id, level, status);

CREATE INDEX ix_patient_village_id_level ON patient (village_id, level, status, id);

CREATE INDEX ix_patient_village_id_rated_on ON patient (village_id, rated_on);

ALTER TABLE status_change ADD COLUMN previous_since DATE;

ALTER TABLE status_change ADD COLUMN previous_source VARCHAR(100);

ALTER TABLE status_change ADD COLUMN corrects_id INTEGER REFERENCES status_change (id);

CREATE UNIQUE INDEX ix_status_change_corrects_id ON status_change (corrects_id);
