"""First tables

Revision 0001, after .
"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('badge_issuer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('did', sa.String(length=500), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('url', sa.String(length=2000), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_issuer')),
    sa.UniqueConstraint('did', name=op.f('uq_badge_issuer_did')),
    sa.UniqueConstraint('slug', name=op.f('uq_badge_issuer_slug'))
    )
    op.create_table('lti_key',
    sa.Column('kid', sa.String(length=64), nullable=False),
    sa.Column('private_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('public_jwk', sa.JSON(), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('kid', name=op.f('pk_lti_key'))
    )
    with op.batch_alter_table('lti_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lti_key_status'), ['status'], unique=False)

    op.create_table('lti_registration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('client_id', sa.String(length=255), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.Column('auth_url', sa.String(), nullable=False),
    sa.Column('token_url', sa.String(), nullable=False),
    sa.Column('jwks_url', sa.String(), nullable=False),
    sa.Column('token_audience', sa.String(), nullable=True),
    sa.Column('product_family', sa.String(length=255), nullable=True),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('frame_origins', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lti_registration')),
    sa.UniqueConstraint('issuer', 'client_id', name=op.f('uq_lti_registration_issuer_client_id'))
    )
    op.create_table('lti_used_state',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_lti_used_state'))
    )
    with op.batch_alter_table('lti_used_state', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lti_used_state_expires_at'), ['expires_at'], unique=False)

    op.create_table('micro_credential',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_micro_credential')),
    sa.UniqueConstraint('slug', name=op.f('uq_micro_credential_slug'))
    )
    op.create_table('outbox_gate',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('closed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('lease_token', sa.String(), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_outbox_gate'))
    )
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('display_name', sa.String(), nullable=False),
    sa.Column('given_name', sa.String(), nullable=False),
    sa.Column('family_name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    op.create_table('worker_heartbeat',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_worker_heartbeat'))
    )
    op.create_table('badge_issuer_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issuer_id', sa.Integer(), nullable=False),
    sa.Column('fragment', sa.String(length=80), nullable=False),
    sa.Column('private_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('multibase', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['issuer_id'], ['badge_issuer.id'], name=op.f('fk_badge_issuer_key_issuer_id_badge_issuer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_issuer_key')),
    sa.UniqueConstraint('issuer_id', 'fragment', name=op.f('uq_badge_issuer_key_issuer_id_fragment'))
    )
    op.create_table('badge_status_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('issuer_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('url', sa.String(length=600), nullable=False),
    sa.Column('changes', sa.Integer(), nullable=False),
    sa.Column('signed_changes', sa.Integer(), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('document', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['issuer_id'], ['badge_issuer.id'], name=op.f('fk_badge_status_list_issuer_id_badge_issuer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_status_list')),
    sa.UniqueConstraint('issuer_id', 'number', name=op.f('uq_badge_status_list_issuer_id_number')),
    sa.UniqueConstraint('url', name=op.f('uq_badge_status_list_url'))
    )
    op.create_table('lms_account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_lms_account_person_id_person')),
    sa.ForeignKeyConstraint(['registration_id'], ['lti_registration.id'], name=op.f('fk_lms_account_registration_id_lti_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lms_account')),
    sa.UniqueConstraint('registration_id', 'subject', name=op.f('uq_lms_account_registration_id_subject'))
    )
    with op.batch_alter_table('lms_account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lms_account_person_id'), ['person_id'], unique=False)

    op.create_table('lti_access_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('scopes', sa.String(length=512), nullable=False),
    sa.Column('token_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('usable_until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['lti_registration.id'], name=op.f('fk_lti_access_token_registration_id_lti_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lti_access_token')),
    sa.UniqueConstraint('registration_id', 'scopes', name=op.f('uq_lti_access_token_registration_id_scopes'))
    )
    op.create_table('lti_deployment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('deployment_id', sa.String(length=255), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('first_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('platform_guid', sa.String(length=255), nullable=True),
    sa.Column('platform_name', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['registration_id'], ['lti_registration.id'], name=op.f('fk_lti_deployment_registration_id_lti_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lti_deployment')),
    sa.UniqueConstraint('registration_id', 'deployment_id', name=op.f('uq_lti_deployment_registration_id_deployment_id'))
    )
    op.create_table('lti_invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('label', sa.String(length=255), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('registration_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['registration_id'], ['lti_registration.id'], name=op.f('fk_lti_invitation_registration_id_lti_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lti_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_lti_invitation_token_hash'))
    )
    op.create_table('lti_key_set',
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('jwks', sa.JSON(), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['lti_registration.id'], name=op.f('fk_lti_key_set_registration_id_lti_registration')),
    sa.PrimaryKeyConstraint('registration_id', name=op.f('pk_lti_key_set'))
    )
    op.create_table('micro_credential_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('micro_credential_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.String(length=40), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['micro_credential_id'], ['micro_credential.id'], name=op.f('fk_micro_credential_version_micro_credential_id_micro_credential')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_micro_credential_version')),
    sa.UniqueConstraint('micro_credential_id', 'content_hash', name=op.f('uq_micro_credential_version_micro_credential_id_content_hash')),
    sa.UniqueConstraint('micro_credential_id', 'version', name=op.f('uq_micro_credential_version_micro_credential_id_version'))
    )
    op.create_table('outbox_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('gate', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('due', 'done', 'stopped', name='outboxstate', native_enum=False, length=16), nullable=False),
    sa.Column('wanted', sa.Integer(), nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease_token', sa.String(), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('last_answer', sa.String(), nullable=False),
    sa.Column('last_tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['gate'], ['outbox_gate.name'], name=op.f('fk_outbox_item_gate_outbox_gate')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_item')),
    sa.UniqueConstraint('kind', 'key', name=op.f('uq_outbox_item_kind_key'))
    )
    with op.batch_alter_table('outbox_item', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_item_due_at', ['due_at'], unique=False)
        batch_op.create_index('ix_outbox_item_lease_token', ['lease_token'], unique=False)

    op.create_table('badge_achievement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('issuer_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['issuer_id'], ['badge_issuer.id'], name=op.f('fk_badge_achievement_issuer_id_badge_issuer')),
    sa.ForeignKeyConstraint(['version_id'], ['micro_credential_version.id'], name=op.f('fk_badge_achievement_version_id_micro_credential_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_achievement')),
    sa.UniqueConstraint('key', name=op.f('uq_badge_achievement_key')),
    sa.UniqueConstraint('version_id', name=op.f('uq_badge_achievement_version_id'))
    )
    op.create_table('badge_status_position',
    sa.Column('status_list_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['status_list_id'], ['badge_status_list.id'], name=op.f('fk_badge_status_position_status_list_id_badge_status_list')),
    sa.PrimaryKeyConstraint('status_list_id', 'position', name=op.f('pk_badge_status_position'))
    )
    op.create_table('course',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('deployment_id', sa.Integer(), nullable=False),
    sa.Column('context_id', sa.String(length=300), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('lineitems_url', sa.String(), nullable=True),
    sa.Column('nrps_url', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['deployment_id'], ['lti_deployment.id'], name=op.f('fk_course_deployment_id_lti_deployment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course')),
    sa.UniqueConstraint('deployment_id', 'context_id', name=op.f('uq_course_deployment_id_context_id'))
    )
    op.create_table('outbox_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['outbox_item.id'], name=op.f('fk_outbox_attempt_item_id_outbox_item'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_attempt')),
    sa.UniqueConstraint('item_id', 'number', name=op.f('uq_outbox_attempt_item_id_number'))
    )
    op.create_table('launch_session',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('deployment_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('message_type', sa.String(length=64), nullable=False),
    sa.Column('resource_link_id', sa.String(length=255), nullable=True),
    sa.Column('resource_link_title', sa.String(), nullable=False),
    sa.Column('target_link_uri', sa.String(), nullable=False),
    sa.Column('custom', sa.JSON(), nullable=False),
    sa.Column('deep_linking', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('ags', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('for_user', sa.String(length=255), nullable=True),
    sa.Column('is_test', sa.Boolean(), nullable=False),
    sa.Column('masquerading', sa.Boolean(), nullable=False),
    sa.Column('locale', sa.String(length=35), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=True),
    sa.Column('return_url', sa.String(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_launch_session_course_id_course')),
    sa.ForeignKeyConstraint(['deployment_id'], ['lti_deployment.id'], name=op.f('fk_launch_session_deployment_id_lti_deployment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_launch_session_person_id_person')),
    sa.ForeignKeyConstraint(['registration_id'], ['lti_registration.id'], name=op.f('fk_launch_session_registration_id_lti_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_launch_session'))
    )
    with op.batch_alter_table('launch_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_launch_session_expires_at'), ['expires_at'], unique=False)

    op.create_table('membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('is_test', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_membership_course_id_course')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_membership_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('course_id', 'person_id', name=op.f('uq_membership_course_id_person_id'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_person_id'), ['person_id'], unique=False)

    op.create_table('placement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('deployment_id', sa.Integer(), nullable=False),
    sa.Column('resource_link_id', sa.String(length=255), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('grade_policy', sa.String(length=40), nullable=False),
    sa.Column('on_not_yet', sa.String(length=40), nullable=False),
    sa.Column('attempts_limit', sa.Integer(), nullable=True),
    sa.Column('lineitem_url', sa.String(length=2000), nullable=True),
    sa.Column('template_id', sa.String(length=36), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_placement_course_id_course')),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_placement_created_by_person')),
    sa.ForeignKeyConstraint(['deployment_id'], ['lti_deployment.id'], name=op.f('fk_placement_deployment_id_lti_deployment')),
    sa.ForeignKeyConstraint(['version_id'], ['micro_credential_version.id'], name=op.f('fk_placement_version_id_micro_credential_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement')),
    sa.UniqueConstraint('deployment_id', 'resource_link_id', name=op.f('uq_placement_deployment_id_resource_link_id'))
    )
    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_placement_course_id'), ['course_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_placement_template_id'), ['template_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_placement_version_id'), ['version_id'], unique=False)

    op.create_table('attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supersedes_id', sa.Integer(), nullable=True),
    sa.Column('change_note', sa.Text(), nullable=False),
    sa.Column('attestations', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attempt_person_id_person')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_attempt_placement_id_placement')),
    sa.ForeignKeyConstraint(['supersedes_id'], ['attempt.id'], name=op.f('fk_attempt_supersedes_id_attempt')),
    sa.ForeignKeyConstraint(['version_id'], ['micro_credential_version.id'], name=op.f('fk_attempt_version_id_micro_credential_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sa.UniqueConstraint('placement_id', 'person_id', 'number', name=op.f('uq_attempt_placement_id_person_id_number')),
    sa.UniqueConstraint('supersedes_id', name=op.f('uq_attempt_supersedes_id'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_attempt_one_open', ['placement_id', 'person_id'], unique=True, sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))

    op.create_table('enrollment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_attempts', sa.Integer(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_enrollment_person_id_person')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_enrollment_placement_id_placement')),
    sa.ForeignKeyConstraint(['version_id'], ['micro_credential_version.id'], name=op.f('fk_enrollment_version_id_micro_credential_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrollment')),
    sa.UniqueConstraint('person_id', 'placement_id', name=op.f('uq_enrollment_person_id_placement_id'))
    )
    with op.batch_alter_table('enrollment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrollment_placement_id'), ['placement_id'], unique=False)

    op.create_table('evidence_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.String(length=80), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('file_key', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('media_type', sa.String(length=120), nullable=False),
    sa.Column('caption', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_evidence_item_person_id_person')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_evidence_item_placement_id_placement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_item')),
    sa.UniqueConstraint('placement_id', 'person_id', 'slot_id', 'position', name=op.f('uq_evidence_item_placement_id_person_id_slot_id_position'))
    )
    with op.batch_alter_table('evidence_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_item_file_key'), ['file_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_item_person_id'), ['person_id'], unique=False)

    op.create_table('line_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('source', sa.Enum('found', 'created', name='lineitemsource', native_enum=False, length=32), nullable=False),
    sa.Column('replaces', sa.Text(), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_line_item_placement_id_placement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_line_item')),
    sa.UniqueConstraint('placement_id', name=op.f('uq_line_item_placement_id'))
    )
    op.create_table('score_sync',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('fact', sa.Enum('submitted', 'earned', 'not_yet', 'incomplete', 'revoked', name='fact', native_enum=False, length=32), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempt_number', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_timestamp', sa.DateTime(timezone=True), nullable=True),
    sa.Column('points', sa.Integer(), nullable=True),
    sa.Column('out_of', sa.Integer(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('grade_timestamp', sa.DateTime(timezone=True), nullable=True),
    sa.Column('insists', sa.Boolean(), nullable=False),
    sa.Column('rechecks', sa.Boolean(), nullable=False),
    sa.Column('notice_timestamp', sa.DateTime(timezone=True), nullable=True),
    sa.Column('offered_attempt', sa.Integer(), nullable=False),
    sa.Column('told_attempt', sa.Integer(), nullable=False),
    sa.Column('offers', sa.JSON(), nullable=False),
    sa.Column('delivered_points', sa.Integer(), nullable=True),
    sa.Column('delivered_comment', sa.String(), nullable=True),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_score', sa.Integer(), nullable=True),
    sa.Column('seen_maximum', sa.Integer(), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hold', sa.Enum('lower', 'changed_by_hand', 'conflict', 'overridden', 'kept', 'no_points', name='hold', native_enum=False, length=32), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_score_sync_person_id_person')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_score_sync_placement_id_placement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_sync')),
    sa.UniqueConstraint('placement_id', 'person_id', name=op.f('uq_score_sync_placement_id_person_id'))
    )
    with op.batch_alter_table('score_sync', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_score_sync_person_id'), ['person_id'], unique=False)

    op.create_table('attempt_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.String(length=80), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('file_key', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('media_type', sa.String(length=120), nullable=False),
    sa.Column('caption', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_attempt_item_attempt_id_attempt'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt_item')),
    sa.UniqueConstraint('attempt_id', 'slot_id', 'position', name=op.f('uq_attempt_item_attempt_id_slot_id_position'))
    )
    with op.batch_alter_table('attempt_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_item_file_key'), ['file_key'], unique=False)

    op.create_table('badge_credential',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('achievement_id', sa.Integer(), nullable=False),
    sa.Column('signing_key_id', sa.Integer(), nullable=False),
    sa.Column('status_list_id', sa.Integer(), nullable=False),
    sa.Column('status_position', sa.Integer(), nullable=False),
    sa.Column('url', sa.String(length=600), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('document', sa.LargeBinary(), nullable=False),
    sa.Column('awarded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('visibility', sa.String(length=20), nullable=False),
    sa.Column('shows_name', sa.Boolean(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_reason', sa.String(length=1000), nullable=True),
    sa.ForeignKeyConstraint(['achievement_id'], ['badge_achievement.id'], name=op.f('fk_badge_credential_achievement_id_badge_achievement')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_badge_credential_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_badge_credential_person_id_person')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_badge_credential_placement_id_placement')),
    sa.ForeignKeyConstraint(['signing_key_id'], ['badge_issuer_key.id'], name=op.f('fk_badge_credential_signing_key_id_badge_issuer_key')),
    sa.ForeignKeyConstraint(['status_list_id'], ['badge_status_list.id'], name=op.f('fk_badge_credential_status_list_id_badge_status_list')),
    sa.ForeignKeyConstraint(['version_id'], ['micro_credential_version.id'], name=op.f('fk_badge_credential_version_id_micro_credential_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_credential')),
    sa.UniqueConstraint('uuid', name=op.f('uq_badge_credential_uuid'))
    )
    with op.batch_alter_table('badge_credential', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badge_credential_attempt_id'), ['attempt_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_badge_credential_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_badge_credential_placement_id'), ['placement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_badge_credential_signing_key_id'), ['signing_key_id'], unique=False)
        batch_op.create_index('uq_badge_credential_standing', ['person_id', 'placement_id', 'version_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_review_attempt_id_attempt'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['reviewer_id'], ['person.id'], name=op.f('fk_review_reviewer_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review')),
    sa.UniqueConstraint('attempt_id', 'reviewer_id', 'round', name=op.f('uq_review_attempt_id_reviewer_id_round'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index('uq_review_open_draft', ['attempt_id', 'reviewer_id'], unique=True, sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))

    op.create_table('review_lease',
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_review_lease_attempt_id_attempt'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['reviewer_id'], ['person.id'], name=op.f('fk_review_lease_reviewer_id_person')),
    sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_review_lease'))
    )
    with op.batch_alter_table('review_lease', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_lease_reviewer_id'), ['reviewer_id'], unique=False)

    op.create_table('step_progress',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrollment_id', sa.Integer(), nullable=False),
    sa.Column('step_id', sa.String(length=80), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrollment_id'], ['enrollment.id'], name=op.f('fk_step_progress_enrollment_id_enrollment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_step_progress')),
    sa.UniqueConstraint('enrollment_id', 'step_id', name=op.f('uq_step_progress_enrollment_id_step_id'))
    )
    op.create_table('badge_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('words', sa.String(length=1000), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['credential_id'], ['badge_credential.id'], name=op.f('fk_badge_event_credential_id_badge_credential')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_event'))
    )
    with op.batch_alter_table('badge_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badge_event_credential_id'), ['credential_id'], unique=False)

    op.create_table('criterion_score',
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.String(), nullable=False),
    sa.Column('level_key', sa.String(), nullable=False),
    sa.Column('feedback', sa.String(), nullable=False),
    sa.Column('carried_from', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_criterion_score_review_id_review'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('review_id', 'criterion_id', name=op.f('pk_criterion_score'))
    )
    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('rule', sa.JSON(), nullable=False),
    sa.Column('inputs', sa.JSON(), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=False),
    sa.Column('supersedes_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_decision_attempt_id_attempt'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_decision_decided_by_person')),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_decision_review_id_review')),
    sa.ForeignKeyConstraint(['supersedes_id'], ['decision.id'], name=op.f('fk_decision_supersedes_id_decision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sa.UniqueConstraint('review_id', name=op.f('uq_decision_review_id')),
    sa.UniqueConstraint('supersedes_id', name=op.f('uq_decision_supersedes_id'))
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_attempt_id'), ['attempt_id'], unique=False)
        batch_op.create_index('uq_decision_first_of_attempt', ['attempt_id'], unique=True, sqlite_where=sa.text('supersedes_id IS NULL'), postgresql_where=sa.text('supersedes_id IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index('uq_decision_first_of_attempt', sqlite_where=sa.text('supersedes_id IS NULL'), postgresql_where=sa.text('supersedes_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_decision_attempt_id'))

    op.drop_table('decision')
    op.drop_table('criterion_score')
    with op.batch_alter_table('badge_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_badge_event_credential_id'))

    op.drop_table('badge_event')
    op.drop_table('step_progress')
    with op.batch_alter_table('review_lease', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_lease_reviewer_id'))

    op.drop_table('review_lease')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index('uq_review_open_draft', sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))

    op.drop_table('review')
    with op.batch_alter_table('badge_credential', schema=None) as batch_op:
        batch_op.drop_index('uq_badge_credential_standing', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_badge_credential_signing_key_id'))
        batch_op.drop_index(batch_op.f('ix_badge_credential_placement_id'))
        batch_op.drop_index(batch_op.f('ix_badge_credential_person_id'))
        batch_op.drop_index(batch_op.f('ix_badge_credential_attempt_id'))

    op.drop_table('badge_credential')
    with op.batch_alter_table('attempt_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempt_item_file_key'))

    op.drop_table('attempt_item')
    with op.batch_alter_table('score_sync', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_score_sync_person_id'))

    op.drop_table('score_sync')
    op.drop_table('line_item')
    with op.batch_alter_table('evidence_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_item_person_id'))
        batch_op.drop_index(batch_op.f('ix_evidence_item_file_key'))

    op.drop_table('evidence_item')
    with op.batch_alter_table('enrollment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrollment_placement_id'))

    op.drop_table('enrollment')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index('uq_attempt_one_open', sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.drop_index(batch_op.f('ix_attempt_person_id'))

    op.drop_table('attempt')
    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_placement_version_id'))
        batch_op.drop_index(batch_op.f('ix_placement_template_id'))
        batch_op.drop_index(batch_op.f('ix_placement_course_id'))

    op.drop_table('placement')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_person_id'))

    op.drop_table('membership')
    with op.batch_alter_table('launch_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_launch_session_expires_at'))

    op.drop_table('launch_session')
    op.drop_table('outbox_attempt')
    op.drop_table('course')
    op.drop_table('badge_status_position')
    op.drop_table('badge_achievement')
    with op.batch_alter_table('outbox_item', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_item_lease_token')
        batch_op.drop_index('ix_outbox_item_due_at')

    op.drop_table('outbox_item')
    op.drop_table('micro_credential_version')
    op.drop_table('lti_key_set')
    op.drop_table('lti_invitation')
    op.drop_table('lti_deployment')
    op.drop_table('lti_access_token')
    with op.batch_alter_table('lms_account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lms_account_person_id'))

    op.drop_table('lms_account')
    op.drop_table('badge_status_list')
    op.drop_table('badge_issuer_key')
    op.drop_table('worker_heartbeat')
    op.drop_table('person')
    op.drop_table('outbox_gate')
    op.drop_table('micro_credential')
    with op.batch_alter_table('lti_used_state', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lti_used_state_expires_at'))

    op.drop_table('lti_used_state')
    op.drop_table('lti_registration')
    with op.batch_alter_table('lti_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lti_key_status'))

    op.drop_table('lti_key')
    op.drop_table('badge_issuer')
