"""Badges signed after their award, shared, stacked and counted; linked accounts, credit, transcripts and wallets

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('credit_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('jurisdiction', sa.String(length=80), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('loaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_rule')),
    sa.UniqueConstraint('key', 'version', name=op.f('uq_credit_rule_key_version'))
    )
    with op.batch_alter_table('credit_rule', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credit_rule_jurisdiction'), ['jurisdiction'], unique=False)

    op.create_table('stack',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stack')),
    sa.UniqueConstraint('slug', name=op.f('uq_stack_slug'))
    )
    op.create_table('wallet_nonce',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_wallet_nonce'))
    )
    with op.batch_alter_table('wallet_nonce', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wallet_nonce_expires_at'), ['expires_at'], unique=False)

    op.create_table('credit_profile',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('jurisdiction', sa.String(length=80), nullable=False),
    sa.Column('cycle_start', sa.Date(), nullable=False),
    sa.Column('cycle_years', sa.Integer(), nullable=False),
    sa.Column('licence_number', sa.String(length=60), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_credit_profile_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_credit_profile'))
    )
    op.create_table('link_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('maker_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taker_id', sa.Integer(), nullable=True),
    sa.Column('maker_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taker_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['maker_id'], ['person.id'], name=op.f('fk_link_code_maker_id_person')),
    sa.ForeignKeyConstraint(['taker_id'], ['person.id'], name=op.f('fk_link_code_taker_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_code')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_link_code_code_hash'))
    )
    with op.batch_alter_table('link_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_link_code_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_link_code_maker_id'), ['maker_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_link_code_taker_id'), ['taker_id'], unique=False)

    op.create_table('person_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('made_by', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_by', sa.String(length=200), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('first_id < second_id', name=op.f('ck_person_link_ordered')),
    sa.ForeignKeyConstraint(['first_id'], ['person.id'], name=op.f('fk_person_link_first_id_person')),
    sa.ForeignKeyConstraint(['second_id'], ['person.id'], name=op.f('fk_person_link_second_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_link'))
    )
    with op.batch_alter_table('person_link', schema=None) as batch_op:
        batch_op.create_index('ix_person_link_first_id_second_id', ['first_id', 'second_id'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_person_link_second_id'), ['second_id'], unique=False)

    op.create_table('stack_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stack_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.String(length=40), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['stack_id'], ['stack.id'], name=op.f('fk_stack_version_stack_id_stack')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stack_version')),
    sa.UniqueConstraint('stack_id', 'content_hash', name=op.f('uq_stack_version_stack_id_content_hash')),
    sa.UniqueConstraint('stack_id', 'version', name=op.f('uq_stack_version_stack_id_version'))
    )
    op.create_table('transcript_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=500), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_transcript_code_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transcript_code')),
    sa.UniqueConstraint('code', name=op.f('uq_transcript_code_code'))
    )
    with op.batch_alter_table('transcript_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_transcript_code_person_id'), ['person_id'], unique=False)

    op.create_table('badge_image',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('achievement_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(length=40), nullable=False),
    sa.Column('hue', sa.Integer(), nullable=True),
    sa.Column('png', sa.LargeBinary(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['achievement_id'], ['badge_achievement.id'], name=op.f('fk_badge_image_achievement_id_badge_achievement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_image')),
    sa.UniqueConstraint('achievement_id', name=op.f('uq_badge_image_achievement_id'))
    )
    op.create_table('badge_evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('credential_id', sa.Integer(), nullable=False),
    sa.Column('slot_id', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('genre', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['credential_id'], ['badge_credential.id'], name=op.f('fk_badge_evidence_credential_id_badge_credential')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_evidence')),
    sa.UniqueConstraint('credential_id', 'slot_id', name=op.f('uq_badge_evidence_credential_id_slot_id')),
    sa.UniqueConstraint('uuid', name=op.f('uq_badge_evidence_uuid'))
    )
    with op.batch_alter_table('badge_evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badge_evidence_credential_id'), ['credential_id'], unique=False)

    op.create_table('badge_part',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.Integer(), nullable=False),
    sa.Column('part_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('questioned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['credential_id'], ['badge_credential.id'], name=op.f('fk_badge_part_credential_id_badge_credential')),
    sa.ForeignKeyConstraint(['part_id'], ['badge_credential.id'], name=op.f('fk_badge_part_part_id_badge_credential')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_part')),
    sa.UniqueConstraint('credential_id', 'part_id', name=op.f('uq_badge_part_credential_id_part_id'))
    )
    with op.batch_alter_table('badge_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badge_part_credential_id'), ['credential_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_badge_part_part_id'), ['part_id'], unique=False)

    op.create_table('badge_past_edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('document', sa.LargeBinary(), nullable=True),
    sa.Column('jwt', sa.Text(), nullable=True),
    sa.Column('signing_key_id', sa.Integer(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['credential_id'], ['badge_credential.id'], name=op.f('fk_badge_past_edition_credential_id_badge_credential')),
    sa.ForeignKeyConstraint(['signing_key_id'], ['badge_issuer_key.id'], name=op.f('fk_badge_past_edition_signing_key_id_badge_issuer_key')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_past_edition'))
    )
    with op.batch_alter_table('badge_past_edition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badge_past_edition_credential_id'), ['credential_id'], unique=False)

    op.create_table('credit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('of_id', sa.Integer(), nullable=True),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('suggestion_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('credential_uuid', sa.String(length=36), nullable=False),
    sa.Column('deployment_id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=False),
    sa.Column('rule_key', sa.String(length=80), nullable=False),
    sa.Column('micro_credential', sa.String(length=80), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('earned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('words', sa.String(length=1000), nullable=False),
    sa.ForeignKeyConstraint(['credential_uuid'], ['badge_credential.uuid'], name=op.f('fk_credit_entry_credential_uuid_badge_credential')),
    sa.ForeignKeyConstraint(['deployment_id'], ['lti_deployment.id'], name=op.f('fk_credit_entry_deployment_id_lti_deployment')),
    sa.ForeignKeyConstraint(['of_id'], ['credit_entry.id'], name=op.f('fk_credit_entry_of_id_credit_entry')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_credit_entry_person_id_person')),
    sa.ForeignKeyConstraint(['rule_id'], ['credit_rule.id'], name=op.f('fk_credit_entry_rule_id_credit_rule')),
    sa.ForeignKeyConstraint(['suggestion_id'], ['credit_entry.id'], name=op.f('fk_credit_entry_suggestion_id_credit_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_entry')),
    sa.UniqueConstraint('of_id', 'turn', name=op.f('uq_credit_entry_of_id_turn'))
    )
    with op.batch_alter_table('credit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credit_entry_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_credit_entry_credential_uuid'), ['credential_uuid'], unique=False)
        batch_op.create_index(batch_op.f('ix_credit_entry_deployment_id'), ['deployment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_credit_entry_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_credit_entry_rule_id'), ['rule_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_credit_entry_suggestion_id'), ['suggestion_id'], unique=False)
        batch_op.create_index('uq_credit_entry_suggestion', ['credential_uuid', 'rule_key'], unique=True, sqlite_where=sa.text("kind = 'suggested'"), postgresql_where=sa.text("kind = 'suggested'"))

    op.create_table('transcript_code_badge',
    sa.Column('code_id', sa.Integer(), nullable=False),
    sa.Column('credential_uuid', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['code_id'], ['transcript_code.id'], name=op.f('fk_transcript_code_badge_code_id_transcript_code')),
    sa.ForeignKeyConstraint(['credential_uuid'], ['badge_credential.uuid'], name=op.f('fk_transcript_code_badge_credential_uuid_badge_credential')),
    sa.PrimaryKeyConstraint('code_id', 'credential_uuid', name=op.f('pk_transcript_code_badge'))
    )
    op.create_table('wallet_offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('credential_uuid', sa.String(length=36), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('redeemed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['credential_uuid'], ['badge_credential.uuid'], name=op.f('fk_wallet_offer_credential_uuid_badge_credential')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_wallet_offer_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wallet_offer')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_wallet_offer_code_hash')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_wallet_offer_secret_hash'))
    )
    with op.batch_alter_table('wallet_offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wallet_offer_credential_uuid'), ['credential_uuid'], unique=False)
        batch_op.create_index(batch_op.f('ix_wallet_offer_person_id'), ['person_id'], unique=False)

    op.create_table('badge_evidence_release',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('badge_evidence_id', sa.Integer(), nullable=False),
    sa.Column('attempt_item_id', sa.Integer(), nullable=False),
    sa.Column('assurance', sa.String(length=300), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['attempt_item_id'], ['attempt_item.id'], name=op.f('fk_badge_evidence_release_attempt_item_id_attempt_item')),
    sa.ForeignKeyConstraint(['badge_evidence_id'], ['badge_evidence.id'], name=op.f('fk_badge_evidence_release_badge_evidence_id_badge_evidence')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_badge_evidence_release'))
    )
    with op.batch_alter_table('badge_evidence_release', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_badge_evidence_release_attempt_item_id'), ['attempt_item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_badge_evidence_release_badge_evidence_id'), ['badge_evidence_id'], unique=False)
        batch_op.create_index('uq_badge_evidence_release_open', ['badge_evidence_id', 'attempt_item_id'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.create_table('wallet_claim',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(length=16), nullable=False),
    sa.Column('holder', sa.String(length=800), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('notification_id', sa.String(length=43), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told', sa.String(length=32), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['offer_id'], ['wallet_offer.id'], name=op.f('fk_wallet_claim_offer_id_wallet_offer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wallet_claim')),
    sa.UniqueConstraint('notification_id', name=op.f('uq_wallet_claim_notification_id')),
    sa.UniqueConstraint('offer_id', 'form', name=op.f('uq_wallet_claim_offer_id_form'))
    )
    op.create_table('wallet_token',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['offer_id'], ['wallet_offer.id'], name=op.f('fk_wallet_token_offer_id_wallet_offer')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_wallet_token')),
    sa.UniqueConstraint('offer_id', name=op.f('uq_wallet_token_offer_id'))
    )
    with op.batch_alter_table('badge_achievement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stack_version_id', sa.Integer(), nullable=True))
        batch_op.alter_column('version_id',
               existing_type=sa.Integer(),
               nullable=True)
        batch_op.drop_constraint(batch_op.f('uq_badge_achievement_version_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_badge_achievement_stack_version_id_issuer_id'), ['stack_version_id', 'issuer_id'])
        batch_op.create_unique_constraint(batch_op.f('uq_badge_achievement_version_id_issuer_id'), ['version_id', 'issuer_id'])
        batch_op.create_foreign_key(batch_op.f('fk_badge_achievement_stack_version_id_stack_version'), 'stack_version', ['stack_version_id'], ['id'])

    with op.batch_alter_table('badge_credential', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stack_version_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('jwt_key_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('unsigned', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('jwt', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('share_token', sa.String(length=43), nullable=True))
        batch_op.add_column(sa.Column('revocation_due_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('revocation_asked_reason', sa.String(length=1000), nullable=True))
        batch_op.alter_column('placement_id',
               existing_type=sa.Integer(),
               nullable=True)
        batch_op.alter_column('version_id',
               existing_type=sa.Integer(),
               nullable=True)
        batch_op.alter_column('attempt_id',
               existing_type=sa.Integer(),
               nullable=True)
        batch_op.alter_column('signing_key_id',
               existing_type=sa.Integer(),
               nullable=True)
        batch_op.alter_column('document',
               existing_type=sa.LargeBinary(),
               nullable=True)
        batch_op.create_index(batch_op.f('ix_badge_credential_jwt_key_id'), ['jwt_key_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_badge_credential_share_token'), ['share_token'])
        batch_op.create_index('uq_badge_credential_standing_stack', ['person_id', 'stack_version_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL AND stack_version_id IS NOT NULL'), postgresql_where=sa.text('revoked_at IS NULL AND stack_version_id IS NOT NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_badge_credential_jwt_key_id_badge_issuer_key'), 'badge_issuer_key', ['jwt_key_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_badge_credential_stack_version_id_stack_version'), 'stack_version', ['stack_version_id'], ['id'])

    # What stood there was signed in the moment of its award.
    op.execute("UPDATE badge_credential SET signed_at = awarded_at")

    with op.batch_alter_table('badge_issuer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('organisation_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_badge_issuer_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_badge_issuer_organisation_id_organisation'), 'organisation', ['organisation_id'], ['id'])

    with op.batch_alter_table('badge_issuer_key', schema=None) as batch_op:
        batch_op.add_column(sa.Column('algorithm', sa.String(length=16), server_default='Ed25519', nullable=False))
        batch_op.add_column(sa.Column('public_jwk', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('compromised_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('gradebook_option', schema=None) as batch_op:
        batch_op.add_column(sa.Column('badge_page', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('score_sync', schema=None) as batch_op:
        batch_op.add_column(sa.Column('badge_url', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('badge_url_offered', sa.Text(), nullable=True))



NO_WAY_BACK = {
    "badges of stacks": "SELECT count(*) FROM badge_credential WHERE stack_version_id IS NOT NULL",
    "badges that are not signed yet": "SELECT count(*) FROM badge_credential WHERE document IS NULL",
    "badges that were signed as tokens": "SELECT count(*) FROM badge_credential WHERE jwt IS NOT NULL",
    "badges that are shared by a link": "SELECT count(*) FROM badge_credential WHERE visibility = 'link'",
    "asked revocations": "SELECT count(*) FROM badge_credential WHERE revocation_due_at IS NOT NULL",
    "past editions of badges": "SELECT count(*) FROM badge_past_edition",
    "released pieces of evidence": "SELECT count(*) FROM badge_evidence_release",
    "pictures of badges": "SELECT count(*) FROM badge_image",
    "issuers of organisations": "SELECT count(*) FROM badge_issuer WHERE organisation_id IS NOT NULL",
    "keys that sign tokens or are compromised": """
        SELECT count(*) FROM badge_issuer_key WHERE algorithm <> 'Ed25519' OR compromised_at IS NOT NULL""",
    "entries of credit": "SELECT count(*) FROM credit_entry",
    "licences": "SELECT count(*) FROM credit_profile",
    "codes of transcripts": "SELECT count(*) FROM transcript_code",
    "badges in wallets": "SELECT count(*) FROM wallet_claim",
    "links between accounts": "SELECT count(*) FROM person_link",
    "activities that hand in badges": "SELECT count(*) FROM gradebook_option WHERE badge_page",
}
"""What the version before had no place for. It isn't thrown away in passing."""


def require_way_back() -> None:
    counts = {what: op.get_bind().execute(sa.text(counted)).scalar_one() for what, counted in NO_WAY_BACK.items()}
    held = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    if held:
        raise RuntimeError(f"The version before can't hold: {held}. Nothing was changed; restore a backup to go back.")


def downgrade() -> None:
    require_way_back()
    with op.batch_alter_table('score_sync', schema=None) as batch_op:
        batch_op.drop_column('badge_url_offered')
        batch_op.drop_column('badge_url')

    with op.batch_alter_table('gradebook_option', schema=None) as batch_op:
        batch_op.drop_column('badge_page')

    with op.batch_alter_table('badge_issuer_key', schema=None) as batch_op:
        batch_op.drop_column('compromised_at')
        batch_op.drop_column('public_jwk')
        batch_op.drop_column('algorithm')

    with op.batch_alter_table('badge_issuer', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_badge_issuer_organisation_id_organisation'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_badge_issuer_organisation_id'))
        batch_op.drop_column('organisation_id')

    with op.batch_alter_table('badge_credential', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_badge_credential_stack_version_id_stack_version'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_badge_credential_jwt_key_id_badge_issuer_key'), type_='foreignkey')
        batch_op.drop_index('uq_badge_credential_standing_stack', sqlite_where=sa.text('revoked_at IS NULL AND stack_version_id IS NOT NULL'), postgresql_where=sa.text('revoked_at IS NULL AND stack_version_id IS NOT NULL'))
        batch_op.drop_constraint(batch_op.f('uq_badge_credential_share_token'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_badge_credential_jwt_key_id'))
        batch_op.alter_column('document',
               existing_type=sa.LargeBinary(),
               nullable=False)
        batch_op.alter_column('signing_key_id',
               existing_type=sa.Integer(),
               nullable=False)
        batch_op.alter_column('attempt_id',
               existing_type=sa.Integer(),
               nullable=False)
        batch_op.alter_column('version_id',
               existing_type=sa.Integer(),
               nullable=False)
        batch_op.alter_column('placement_id',
               existing_type=sa.Integer(),
               nullable=False)
        batch_op.drop_column('revocation_asked_reason')
        batch_op.drop_column('revocation_due_at')
        batch_op.drop_column('share_token')
        batch_op.drop_column('signed_at')
        batch_op.drop_column('jwt')
        batch_op.drop_column('unsigned')
        batch_op.drop_column('jwt_key_id')
        batch_op.drop_column('stack_version_id')

    with op.batch_alter_table('badge_achievement', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_badge_achievement_stack_version_id_stack_version'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_badge_achievement_version_id_issuer_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_badge_achievement_stack_version_id_issuer_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_badge_achievement_version_id'), ['version_id'])
        batch_op.alter_column('version_id',
               existing_type=sa.Integer(),
               nullable=False)
        batch_op.drop_column('stack_version_id')

    op.drop_table('wallet_token')
    op.drop_table('wallet_claim')
    with op.batch_alter_table('badge_evidence_release', schema=None) as batch_op:
        batch_op.drop_index('uq_badge_evidence_release_open', sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_badge_evidence_release_badge_evidence_id'))
        batch_op.drop_index(batch_op.f('ix_badge_evidence_release_attempt_item_id'))

    op.drop_table('badge_evidence_release')
    with op.batch_alter_table('wallet_offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_wallet_offer_person_id'))
        batch_op.drop_index(batch_op.f('ix_wallet_offer_credential_uuid'))

    op.drop_table('wallet_offer')
    op.drop_table('transcript_code_badge')
    with op.batch_alter_table('credit_entry', schema=None) as batch_op:
        batch_op.drop_index('uq_credit_entry_suggestion', sqlite_where=sa.text("kind = 'suggested'"), postgresql_where=sa.text("kind = 'suggested'"))
        batch_op.drop_index(batch_op.f('ix_credit_entry_suggestion_id'))
        batch_op.drop_index(batch_op.f('ix_credit_entry_rule_id'))
        batch_op.drop_index(batch_op.f('ix_credit_entry_person_id'))
        batch_op.drop_index(batch_op.f('ix_credit_entry_deployment_id'))
        batch_op.drop_index(batch_op.f('ix_credit_entry_credential_uuid'))
        batch_op.drop_index(batch_op.f('ix_credit_entry_at'))

    op.drop_table('credit_entry')
    with op.batch_alter_table('badge_past_edition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_badge_past_edition_credential_id'))

    op.drop_table('badge_past_edition')
    with op.batch_alter_table('badge_part', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_badge_part_part_id'))
        batch_op.drop_index(batch_op.f('ix_badge_part_credential_id'))

    op.drop_table('badge_part')
    with op.batch_alter_table('badge_evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_badge_evidence_credential_id'))

    op.drop_table('badge_evidence')
    op.drop_table('badge_image')
    with op.batch_alter_table('transcript_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_transcript_code_person_id'))

    op.drop_table('transcript_code')
    op.drop_table('stack_version')
    with op.batch_alter_table('person_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_link_second_id'))
        batch_op.drop_index('ix_person_link_first_id_second_id', sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))

    op.drop_table('person_link')
    with op.batch_alter_table('link_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_link_code_taker_id'))
        batch_op.drop_index(batch_op.f('ix_link_code_maker_id'))
        batch_op.drop_index(batch_op.f('ix_link_code_expires_at'))

    op.drop_table('link_code')
    op.drop_table('credit_profile')
    with op.batch_alter_table('wallet_nonce', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_wallet_nonce_expires_at'))

    op.drop_table('wallet_nonce')
    op.drop_table('stack')
    with op.batch_alter_table('credit_rule', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_credit_rule_jurisdiction'))

    op.drop_table('credit_rule')
