-- What a clinic's phones start with: rows it may edit later (call-center.md sections 9, 14 and 16).
-- A new store loads this after reference.sql; a store of an older release gets it with revision 0004. Once that is
-- released, a further row comes with a later revision.

INSERT OR IGNORE INTO pause_code (code, label, billable, limit_minutes, needs_approval, position, active) VALUES
 ('BRK', 'Break', 'none', 15, 0, 1, 1),
 ('LUN', 'Lunch', 'none', 60, 0, 2, 1),
 ('DESK', 'At the front desk', 'full', NULL, 0, 3, 1),
 ('MEET', 'Meeting, huddle', 'full', 60, 0, 4, 1),
 ('TRN', 'Training, coaching', 'full', 60, 1, 5, 1),
 ('ADM', 'Paperwork, follow-up', 'half', 30, 0, 6, 1),
 ('SYS', 'System fault', 'full', NULL, 0, 7, 1),
 ('RST', 'Restroom', 'none', 10, 0, 8, 1);

INSERT OR IGNORE INTO reason_code (kind, code, label, detail, needs_comment, needs_approver, position, active) VALUES
 ('call_reason', 'DIRECT', 'Hours, directions', 'CLN', 0, 0, 20, 1),
 ('call_reason', 'VENDOR', 'Pharmacy, lab, other office', 'CLN', 0, 0, 21, 1),
 ('claim_break', 'CB1', 'The rep left', '', 0, 0, 1, 1),
 ('claim_break', 'CB2', 'The patient is on another line', '', 0, 0, 2, 1),
 ('claim_break', 'CB3', 'Needed by somebody else now', '', 0, 0, 3, 1),
 ('claim_break', 'CB9', 'Other', '', 1, 0, 4, 1),
 ('cap_pass', 'CP1', 'The patient asked for this call', '', 0, 0, 1, 1),
 ('cap_pass', 'CP2', 'Safety', '', 0, 0, 2, 1),
 ('cap_pass', 'CP9', 'Other', '', 1, 0, 3, 1),
 ('do_not_call_off', 'DO1', 'The person wants calls again', '', 0, 0, 1, 1),
 ('do_not_call_off', 'DO2', 'The number belongs to somebody else now', '', 0, 0, 2, 1),
 ('do_not_call_off', 'DO3', 'Entered by mistake', '', 0, 0, 3, 1),
 ('do_not_call_off', 'DO9', 'Other', '', 1, 0, 4, 1),
 ('line_stuck', 'LS1', 'The telephone shows another state', '', 0, 0, 1, 1),
 ('line_stuck', 'LS2', 'The call ended long ago', '', 0, 0, 2, 1),
 ('line_stuck', 'LS9', 'Other', '', 1, 0, 3, 1),
 ('no_patient', 'NP1', 'Wrong number', '', 0, 0, 1, 1),
 ('no_patient', 'NP2', 'General question', '', 0, 0, 2, 1),
 ('no_patient', 'NP3', 'Not a patient here', '', 0, 0, 3, 1),
 ('no_patient', 'NP9', 'Other', '', 1, 0, 4, 1),
 ('verifier', 'NAME', 'Full name', 'required', 0, 0, 1, 1),
 ('verifier', 'DOB', 'Date of birth', 'required', 0, 0, 2, 1),
 ('verifier', 'ADDR', 'Street address', 'optional', 0, 0, 3, 1),
 ('verifier', 'PHONE', 'Phone number on file', 'optional', 0, 0, 4, 1),
 ('verifier', 'LAST', 'Date or provider of a visit', 'optional', 0, 0, 5, 1),
 ('verifier', 'MEMBER', 'Insurance member number', 'optional', 0, 0, 6, 1),
 ('block_end', 'BE1', 'Time is up', '', 0, 0, 1, 1),
 ('block_end', 'BE2', 'Goal reached', '', 0, 0, 2, 1),
 ('block_end', 'BE3', 'Needed elsewhere', '', 0, 0, 3, 1),
 ('block_end', 'BE9', 'Other', '', 1, 0, 4, 1),
 ('quick_note', 'QN01', 'Asked to be called in the afternoon.', 'en', 0, 0, 1, 1),
 ('quick_note', 'QN02', 'Will call us back.', 'en', 0, 0, 2, 1),
 ('quick_note', 'QN03', 'Rang long, nobody answered.', 'en NAN', 0, 0, 3, 1),
 ('quick_note', 'QN04', 'Mailbox full.', 'en VMF', 0, 0, 4, 1),
 ('quick_note', 'QN05', 'Number not in service.', 'en BAD', 0, 0, 5, 1),
 ('quick_note', 'QN06', 'Pide que se le llame por la tarde.', 'es', 0, 0, 6, 1),
 ('quick_note', 'QN07', 'Nos llamará de vuelta.', 'es', 0, 0, 7, 1),
 ('quick_note', 'QN08', 'Sonó mucho, nadie contestó.', 'es NAN', 0, 0, 8, 1),
 ('quick_note', 'QN09', 'Buzón lleno.', 'es VMF', 0, 0, 9, 1);

INSERT OR IGNORE INTO call_cap (code, label, scope, window_hours, calendar_day, maximum, state, reasons, source, active) VALUES
 ('PDAY', 'calls to one patient a day', 'patient', NULL, 1, 3, '', '', 'clinic policy', 1),
 ('N24', 'calls to one number in 24 hours', 'number', 24, 0, 3, '', '', 'Florida 2021 per number and issue; used as ceiling', 1),
 ('N7D', 'calls to one number in 7 days', 'number', 168, 0, 7, '', '', '12 CFR 1006.14; used as ceiling', 1);

INSERT OR IGNORE INTO missed_promise_rule (reason_code, action, grace_minutes) VALUES
 ('', 'retry', 15),
 ('CONF', 'next_day', 15);

INSERT OR IGNORE INTO escalation_step (position, who, phone, after_minutes) VALUES
 (1, 'Triage nurse', '', 3),
 (2, 'Charge nurse', '', 3),
 (3, 'Physician on duty', '', 3);

INSERT OR IGNORE INTO red_flag_phrase (phrase, language, active) VALUES
 ('chest pain', 'en', 1), ('can''t breathe', 'en', 1), ('cannot breathe', 'en', 1), ('short of breath', 'en', 1),
 ('passed out', 'en', 1), ('unconscious', 'en', 1), ('stroke', 'en', 1), ('face drooping', 'en', 1),
 ('slurred speech', 'en', 1), ('bleeding', 'en', 1), ('overdose', 'en', 1), ('suicide', 'en', 1),
 ('kill myself', 'en', 1), ('hurt myself', 'en', 1), ('seizure', 'en', 1), ('allergic reaction', 'en', 1),
 ('swollen throat', 'en', 1), ('blue lips', 'en', 1), ('baby not moving', 'en', 1), ('severe pain', 'en', 1),
 ('dolor de pecho', 'es', 1), ('no puede respirar', 'es', 1), ('no puedo respirar', 'es', 1), ('desmayo', 'es', 1),
 ('sangrado', 'es', 1), ('sobredosis', 'es', 1), ('suicidio', 'es', 1), ('convulsion', 'es', 1);

INSERT OR IGNORE INTO boundary_text (number, words, from_day) VALUES
 (1, 'We book, we write down, we connect. We never say whether something is serious, never advise a medicine, a dose or a wait, never read a result. Any symptom goes to a nurse. If a life may be in danger we say: hang up and call 911, and stay with the caller. When in doubt: Ctrl+R.', '2000-01-01');

INSERT OR IGNORE INTO scorecard (code, label, pass_percent, active, version, changed_by, changed_at) VALUES
 ('CALL', 'A call', 80, 1, 1, '', '2000-01-01 00:00:00.000000');

INSERT OR IGNORE INTO scorecard_checkpoint (scorecard, position, words, points, instant_fail, active, version, changed_by, changed_at) VALUES
 ('CALL', 1, 'Greeted with name and practice', 1, 0, 1, 1, '', '2000-01-01 00:00:00.000000'),
 ('CALL', 2, 'Caller identified by two identifiers before anything was told', 3, 1, 1, 1, '', '2000-01-01 00:00:00.000000'),
 ('CALL', 3, 'Let the caller finish, then said back what was wanted', 2, 0, 1, 1, '', '2000-01-01 00:00:00.000000'),
 ('CALL', 4, 'No clinical advice was given; symptoms went to a nurse', 3, 1, 1, 1, '', '2000-01-01 00:00:00.000000'),
 ('CALL', 5, 'Right reason and outcome were saved', 1, 0, 1, 1, '', '2000-01-01 00:00:00.000000'),
 ('CALL', 6, 'Said what happens next and by when', 2, 0, 1, 1, '', '2000-01-01 00:00:00.000000'),
 ('CALL', 7, 'Asked whether everything was taken care of', 1, 0, 1, 1, '', '2000-01-01 00:00:00.000000');

INSERT OR IGNORE INTO service_hours (calendar, weekday, from_minute, until_minute) VALUES
 ('clinic', 0, 480, 720), ('clinic', 0, 780, 1080), ('clinic', 1, 480, 720), ('clinic', 1, 780, 1080),
 ('clinic', 2, 480, 720), ('clinic', 2, 780, 1080), ('clinic', 3, 480, 720), ('clinic', 3, 780, 1080),
 ('clinic', 4, 480, 720), ('clinic', 4, 780, 1080);

INSERT OR IGNORE INTO service_policy (code, label, minutes, calendar, stops_in, active) VALUES
 ('PORTAL', 'Portal message answered', 960, 'clinic', '', 1),
 ('CALLBACK', 'Call request tried', 240, 'clinic', '', 1),
 ('DISPUTE', 'Dispute answered', 1440, 'clinic', '', 1);

UPDATE call_outcome SET done_for = 'CONF DIRECT' WHERE code = 'VMD';
UPDATE cadence SET afterwards = 'emergency contact, portal, letter, certified letter' WHERE code = 'CLN';
UPDATE cadence SET spacing_minutes = '120' WHERE code = 'ABN';
