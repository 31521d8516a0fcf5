"""Connections, rosters, copies, columns of criteria, and those who look after them

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('name', name=op.f('uq_organisation_name'))
    )
    op.create_table('administrator_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_administrator_session_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_administrator_session')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_administrator_session_secret_hash'))
    )
    with op.batch_alter_table('administrator_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_administrator_session_expires_at'), ['expires_at'], unique=False)

    op.create_table('administrator_sign_in_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('made_by', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_administrator_sign_in_link_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_administrator_sign_in_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_administrator_sign_in_link_token_hash'))
    )
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('subject', sa.String(length=100), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_audit_entry_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_action'), ['action'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_subject'), ['subject'], unique=False)

    op.create_table('organisation_registration',
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_organisation_registration_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['registration_id'], ['lti_registration.id'], name=op.f('fk_organisation_registration_registration_id_lti_registration')),
    sa.PrimaryKeyConstraint('registration_id', name=op.f('pk_organisation_registration'))
    )
    with op.batch_alter_table('organisation_registration', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_registration_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('lti_launch_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('deployment_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('reference', sa.String(length=16), nullable=False),
    sa.Column('message_type', sa.String(length=64), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('product_version', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['deployment_id'], ['lti_deployment.id'], name=op.f('fk_lti_launch_event_deployment_id_lti_deployment')),
    sa.ForeignKeyConstraint(['registration_id'], ['lti_registration.id'], name=op.f('fk_lti_launch_event_registration_id_lti_registration')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lti_launch_event'))
    )
    with op.batch_alter_table('lti_launch_event', schema=None) as batch_op:
        batch_op.create_index('ix_lti_launch_event_registration_id_kind', ['registration_id', 'kind'], unique=False)

    op.create_table('organisation_deployment',
    sa.Column('deployment_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['deployment_id'], ['lti_deployment.id'], name=op.f('fk_organisation_deployment_deployment_id_lti_deployment')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_organisation_deployment_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('deployment_id', name=op.f('pk_organisation_deployment'))
    )
    with op.batch_alter_table('organisation_deployment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_deployment_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('organisation_invitation',
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['invitation_id'], ['lti_invitation.id'], name=op.f('fk_organisation_invitation_invitation_id_lti_invitation')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_organisation_invitation_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('invitation_id', name=op.f('pk_organisation_invitation'))
    )
    with op.batch_alter_table('organisation_invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_invitation_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('course_roster',
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('following', sa.String(), nullable=True),
    sa.Column('synced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('members', sa.Integer(), nullable=True),
    sa.Column('trouble', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_roster_course_id_course')),
    sa.PrimaryKeyConstraint('course_id', name=op.f('pk_course_roster'))
    )
    op.create_table('gradebook_option',
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('criterion_columns', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['changed_by'], ['person.id'], name=op.f('fk_gradebook_option_changed_by_person')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_gradebook_option_placement_id_placement')),
    sa.PrimaryKeyConstraint('placement_id', name=op.f('pk_gradebook_option'))
    )
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.add_column(sa.Column('history', sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column('copying_put_off_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('launch_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mentored', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('root_id', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('lms_placement', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('document_target', sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column('high_contrast', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index('ix_launch_session_root_id_resource_link_id', ['root_id', 'resource_link_id'], unique=True, sqlite_where=sa.text('root_id IS NOT NULL'), postgresql_where=sa.text('root_id IS NOT NULL'))

    with op.batch_alter_table('line_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('criterion', sa.String(length=100), server_default='', nullable=False))
        batch_op.add_column(sa.Column('label', sa.String(length=255), server_default='', nullable=False))
        batch_op.add_column(sa.Column('maximum', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('resource_id', sa.String(length=512), server_default='', nullable=False))
        batch_op.add_column(sa.Column('leaving', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('seen_label', sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column('seen_maximum', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('compared_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column('url',
               existing_type=sa.TEXT(),
               nullable=True)
        batch_op.drop_constraint(batch_op.f('uq_line_item_placement_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_line_item_placement_id_criterion'), ['placement_id', 'criterion'])

    with op.batch_alter_table('lti_deployment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('notices_url', sa.String(length=4000), nullable=True))
        batch_op.add_column(sa.Column('notice_types', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('notices_asked_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('lti_invitation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('lti_key', schema=None) as batch_op:
        batch_op.add_column(sa.Column('activated_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('lti_registration', schema=None) as batch_op:
        batch_op.add_column(sa.Column('deployment_policy', sa.String(length=16), server_default='ask', nullable=False))

    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source', sa.String(length=16), server_default='launch', nullable=False))
        batch_op.add_column(sa.Column('seen_in_roster_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column('last_seen_at',
               existing_type=sa.DATETIME(),
               nullable=True)

    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('copied_from_id', sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_placement_deployment_id_resource_link_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_placement_deployment_id_resource_link_id_course_id'), ['deployment_id', 'resource_link_id', 'course_id'])
        batch_op.create_foreign_key(batch_op.f('fk_placement_copied_from_id_placement'), 'placement', ['copied_from_id'], ['id'])

    with op.batch_alter_table('score_sync', schema=None) as batch_op:
        batch_op.add_column(sa.Column('criterion', sa.String(length=100), server_default='', nullable=False))
        batch_op.add_column(sa.Column('reference', sa.String(length=32), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_score_sync_placement_id_person_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_score_sync_placement_id_person_id_criterion'), ['placement_id', 'person_id', 'criterion'])
        batch_op.create_unique_constraint(batch_op.f('uq_score_sync_reference'), ['reference'])



NO_WAY_BACK = {
    "columns without an address": "SELECT count(*) FROM line_item WHERE url IS NULL",
    "columns of single criteria": "SELECT count(*) FROM line_item WHERE criterion <> ''",
    "scores of single criteria": "SELECT count(*) FROM score_sync WHERE criterion <> ''",
    "people whom only a list of participants named": "SELECT count(*) FROM membership WHERE last_seen_at IS NULL",
    "links that stand in several courses": """SELECT count(*) FROM (
        SELECT 1 FROM placement GROUP BY deployment_id, resource_link_id HAVING count(*) > 1) AS shared""",
}
"""What the first version had no place for. It isn't thrown away in passing."""


def require_way_back() -> None:
    counts = {what: op.get_bind().execute(sa.text(counted)).scalar_one() for what, counted in NO_WAY_BACK.items()}
    held = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    if held:
        raise RuntimeError(f"The first version can't hold: {held}. Nothing was changed; restore a backup to go back.")


def downgrade() -> None:
    require_way_back()
    with op.batch_alter_table('score_sync', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_score_sync_reference'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_score_sync_placement_id_person_id_criterion'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_score_sync_placement_id_person_id'), ['placement_id', 'person_id'])
        batch_op.drop_column('reference')
        batch_op.drop_column('criterion')

    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_placement_copied_from_id_placement'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_placement_deployment_id_resource_link_id_course_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_placement_deployment_id_resource_link_id'), ['deployment_id', 'resource_link_id'])
        batch_op.drop_column('copied_from_id')

    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.alter_column('last_seen_at',
               existing_type=sa.DATETIME(),
               nullable=False)
        batch_op.drop_column('seen_in_roster_at')
        batch_op.drop_column('source')

    with op.batch_alter_table('lti_registration', schema=None) as batch_op:
        batch_op.drop_column('deployment_policy')

    with op.batch_alter_table('lti_key', schema=None) as batch_op:
        batch_op.drop_column('activated_at')

    with op.batch_alter_table('lti_invitation', schema=None) as batch_op:
        batch_op.drop_column('withdrawn_at')

    with op.batch_alter_table('lti_deployment', schema=None) as batch_op:
        batch_op.drop_column('notices_asked_at')
        batch_op.drop_column('notice_types')
        batch_op.drop_column('notices_url')

    with op.batch_alter_table('line_item', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_line_item_placement_id_criterion'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_line_item_placement_id'), ['placement_id'])
        batch_op.alter_column('url',
               existing_type=sa.TEXT(),
               nullable=False)
        batch_op.drop_column('compared_at')
        batch_op.drop_column('seen_at')
        batch_op.drop_column('seen_maximum')
        batch_op.drop_column('seen_label')
        batch_op.drop_column('leaving')
        batch_op.drop_column('resource_id')
        batch_op.drop_column('maximum')
        batch_op.drop_column('label')
        batch_op.drop_column('criterion')

    with op.batch_alter_table('launch_session', schema=None) as batch_op:
        batch_op.drop_index('ix_launch_session_root_id_resource_link_id', sqlite_where=sa.text('root_id IS NOT NULL'), postgresql_where=sa.text('root_id IS NOT NULL'))
        batch_op.drop_column('high_contrast')
        batch_op.drop_column('document_target')
        batch_op.drop_column('lms_placement')
        batch_op.drop_column('root_id')
        batch_op.drop_column('mentored')

    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_column('copying_put_off_at')
        batch_op.drop_column('history')

    op.drop_table('gradebook_option')
    op.drop_table('course_roster')
    with op.batch_alter_table('organisation_invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_invitation_organisation_id'))

    op.drop_table('organisation_invitation')
    with op.batch_alter_table('organisation_deployment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_deployment_organisation_id'))

    op.drop_table('organisation_deployment')
    with op.batch_alter_table('lti_launch_event', schema=None) as batch_op:
        batch_op.drop_index('ix_lti_launch_event_registration_id_kind')

    op.drop_table('lti_launch_event')
    with op.batch_alter_table('organisation_registration', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_registration_organisation_id'))

    op.drop_table('organisation_registration')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entry_subject'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_at'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_action'))

    op.drop_table('audit_entry')
    op.drop_table('administrator_sign_in_link')
    with op.batch_alter_table('administrator_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_administrator_session_expires_at'))

    op.drop_table('administrator_session')
    op.drop_table('organisation')
