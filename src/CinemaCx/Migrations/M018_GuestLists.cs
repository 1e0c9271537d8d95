using CinemaCx.Platform.Data;
using FluentMigrator;

namespace CinemaCx.Migrations;

/// <summary>Lists of guests begin with those who have most, and read no further than the page that is shown.</summary>
[Migration(18, "Guests by points and by spend")]
public sealed class M018_GuestLists : SchemaStep
{
    public override void Up() => Sql("""
        CREATE INDEX ix_points_accounts_balance ON points_accounts (balance, guest_id);
        CREATE INDEX ix_tier_standings_spend ON tier_standings (spend_fen, guest_id);
        """);
}
