using CinemaCx.Platform.Data;
using CinemaCx.Staff;
using CinemaCx.Tests.Alerts;
using CinemaCx.Tests.Doors;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Console;

/// <summary>Who may see and do what in the console: one table, kept as a text, and true of the running door in both directions.</summary>
public sealed class RoutesAndRoles
{
    [Fact]
    public async Task The_table_of_routes_and_roles_is_the_approved_one()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded);
        Approval.ShouldBeApproved("console-routes.txt", string.Join('\n', ConsoleRoutes.Of(cinema).Select(Line)));
    }

    [Fact]
    public async Task Each_role_is_let_in_where_the_table_says_and_nowhere_else()
    {
        await using var cinema = await Evening.OpenAsync(Backings.Embedded);
        var routes = ConsoleRoutes.Of(cinema).Where(r => r.Roles is not null).ToList();
        Assert.True(routes.Count >= 15, $"only {routes.Count} routes");
        var wrong = new List<string>();
        foreach (var role in Enum.GetValues<StaffRole>())
        {
            var (_, member) = await cinema.StaffAsync(role);
            using var visitor = new ConsoleVisitor(cinema);
            await visitor.EnterAsync(member.EmployeeId);
            foreach (var route in routes)
            {
                // A form without a token: 400 to those whom it is for, since that is asked first.
                var answer = route.Method == "GET" ? await visitor.GetAsync(ConsoleRoutes.AnyAddress(route.Template)) : await visitor.PostRawAsync(ConsoleRoutes.AnyAddress(route.Template));
                var isIn = answer.Status is not (401 or 403) && answer.To?.StartsWith("/console/sign-in", StringComparison.Ordinal) != true;
                if (isIn != route.Allows(role)) wrong.Add($"{role} {route.Method} {route.Template}: {answer.Status}");
                if (answer.Status >= 500) wrong.Add($"{role} {route.Method} {route.Template}: {answer.Status}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_stranger_is_sent_to_sign_in_from_every_page_and_does_nothing()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded);
        using var stranger = new ConsoleVisitor(cinema);
        foreach (var route in ConsoleRoutes.Of(cinema).Where(r => r.Roles is not null))
        {
            var address = ConsoleRoutes.AnyAddress(route.Template);
            if (route.Method == "GET") Assert.StartsWith("/console/sign-in?to=", (await stranger.GetAsync(address)).ShouldBe(302).To, StringComparison.Ordinal);
            else (await stranger.PostRawAsync(address, ("_token", "x"))).ShouldBe(401);
        }
    }

    private static string Line(ConsoleRoute route) =>
        $"{route.Method,-4} {route.Template,-48} {(route.Roles is null ? "strangers" : route.Roles.Count == 0 ? "everybody" : string.Join(' ', route.Roles.Select(r => StoredWord.Of(r)).Order(StringComparer.Ordinal)))}";
}
