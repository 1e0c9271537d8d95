using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

[Migration(10, "Consents, subscription credits, message templates, messages to guests")]
public sealed class M010_Messages : SchemaStep
{
    public override void Up() => Sql("""
        CREATE TABLE guest_consents (
            guest_id TEXT NOT NULL REFERENCES guests (id),
            purpose TEXT NOT NULL CHECK (purpose IN ('marketing', 'profiling', 'research')),
            granted BIGINT NOT NULL CHECK (granted IN (0, 1)),
            changed_at BIGINT NOT NULL,
            PRIMARY KEY (guest_id, purpose)
        );
        CREATE INDEX ix_guest_consents_granted ON guest_consents (purpose, guest_id) WHERE granted = 1;

        CREATE TABLE guest_consent_events (
            id TEXT NOT NULL PRIMARY KEY,
            guest_id TEXT NOT NULL REFERENCES guests (id),
            purpose TEXT NOT NULL,
            granted BIGINT NOT NULL CHECK (granted IN (0, 1)),
            scene TEXT NOT NULL,
            happened_at BIGINT NOT NULL
        );
        CREATE INDEX ix_guest_consent_events_guest ON guest_consent_events (guest_id, happened_at);

        CREATE TABLE message_credits (
            platform_template TEXT NOT NULL,
            guest_id TEXT NOT NULL REFERENCES guests (id),
            credits BIGINT NOT NULL CHECK (credits >= 0),
            changed_at BIGINT NOT NULL,
            PRIMARY KEY (platform_template, guest_id)
        );
        CREATE INDEX ix_message_credits_guest ON message_credits (guest_id);

        CREATE TABLE message_credit_events (
            id TEXT NOT NULL PRIMARY KEY,
            platform_template TEXT NOT NULL,
            guest_id TEXT NOT NULL REFERENCES guests (id),
            what TEXT NOT NULL CHECK (what IN ('accepted', 'refused', 'banned', 'filtered', 'taken', 'given-back', 'corrected')),
            change BIGINT NOT NULL,
            scene TEXT,
            message_id TEXT,
            happened_at BIGINT NOT NULL
        );
        CREATE INDEX ix_message_credit_events_guest ON message_credit_events (guest_id, platform_template, happened_at);
        CREATE INDEX ix_message_credit_events_message ON message_credit_events (message_id) WHERE message_id IS NOT NULL;

        CREATE TABLE message_templates (
            id TEXT NOT NULL PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            purpose TEXT NOT NULL CHECK (purpose IN ('service', 'marketing', 'research')),
            fields TEXT NOT NULL,
            created_by TEXT,
            created_at BIGINT NOT NULL,
            retired_at BIGINT
        );

        CREATE TABLE message_forms (
            template_id TEXT NOT NULL REFERENCES message_templates (id),
            channel TEXT NOT NULL CHECK (channel IN ('subscribe', 'service-account', 'wecom', 'sms')),
            platform_template TEXT NOT NULL,
            body TEXT NOT NULL,
            page TEXT,
            set_aside_at BIGINT,
            set_aside_field TEXT,
            set_aside_why TEXT,
            PRIMARY KEY (template_id, channel)
        );
        CREATE INDEX ix_message_forms_platform ON message_forms (channel, platform_template);

        CREATE TABLE message_contacts (
            channel TEXT NOT NULL CHECK (channel IN ('service-account', 'wecom')),
            address TEXT NOT NULL,
            union_id TEXT NOT NULL,
            owner TEXT,
            seen_at BIGINT NOT NULL,
            gone_at BIGINT,
            PRIMARY KEY (channel, address)
        );
        CREATE INDEX ix_message_contacts_union ON message_contacts (union_id, channel);
        CREATE INDEX ix_guests_union ON guests (union_id);

        CREATE TABLE guest_messages (
            id TEXT NOT NULL PRIMARY KEY,
            guest_id TEXT NOT NULL REFERENCES guests (id),
            template_id TEXT NOT NULL REFERENCES message_templates (id),
            purpose TEXT NOT NULL CHECK (purpose IN ('service', 'marketing', 'research')),
            campaign_id TEXT,
            cinema_id TEXT,
            field_values TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'refused', 'in-doubt', 'dropped')),
            reason TEXT,
            channel TEXT,
            platform_template TEXT,
            platform_id TEXT,
            lane BIGINT NOT NULL,
            due_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL,
            lease_until BIGINT NOT NULL,
            leased_by TEXT,
            queued_at BIGINT NOT NULL,
            marked_at BIGINT,
            settled_at BIGINT
        );
        CREATE INDEX ix_guest_messages_due ON guest_messages (lane, due_at, id) WHERE state = 'queued';
        CREATE INDEX ix_guest_messages_sending ON guest_messages (lease_until) WHERE state = 'sending';
        CREATE INDEX ix_guest_messages_campaign ON guest_messages (campaign_id, state, id) WHERE campaign_id IS NOT NULL;
        CREATE INDEX ix_guest_messages_guest ON guest_messages (guest_id, state);
        CREATE INDEX ix_guest_messages_doubt ON guest_messages (marked_at) WHERE state = 'in-doubt';
        CREATE INDEX ix_guest_messages_platform ON guest_messages (channel, platform_id) WHERE platform_id IS NOT NULL;

        CREATE TABLE message_caps (
            guest_id TEXT NOT NULL REFERENCES guests (id),
            slot BIGINT NOT NULL,
            message_id TEXT NOT NULL,
            taken_at BIGINT NOT NULL,
            PRIMARY KEY (guest_id, slot)
        );
        CREATE INDEX ix_message_caps_message ON message_caps (message_id);

        CREATE TABLE message_holds (campaign_id TEXT NOT NULL PRIMARY KEY, held_by TEXT, held_at BIGINT NOT NULL);

        CREATE TABLE message_rests (channel TEXT NOT NULL PRIMARY KEY, until_at BIGINT NOT NULL, why TEXT NOT NULL);
        """);
}
