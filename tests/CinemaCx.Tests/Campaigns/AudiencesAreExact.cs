using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CinemaCx.Campaigns;
using CinemaCx.Platform.Data;
using CinemaCx.Platform.Primitives;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Campaigns;

/// <summary>Whoever an audience's one statement finds is whoever meets its conditions in plain words, however they are nested.</summary>
public sealed class AudiencesAreExact(ITestOutputHelper output)
{
    private sealed record Said(JsonNode Json, Func<PlainGuest, bool> Holds);

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task Any_tree_of_conditions_finds_whom_it_means(string backing)
    {
        var random = new Random(20261122);
        await using var cinema = await Cinema.OpenAsync(backing);
        var crowd = await PlainCrowd.MakeAsync(cinema, 250, random);
        var audiences = cinema.Service<AudienceQueries>();
        var (found, partial) = (0, 0);
        for (var round = 0; round < 60; round++)
        {
            var now = cinema.Clock.GetUtcNow();
            var said = Tree(crowd, random, now, depth: 3);
            var meant = crowd.Guests.Where(said.Holds).Select(g => g.Id).Order(StringComparer.Ordinal).ToList();
            var counted = await IdsAsync(cinema, audiences, said.Json, new AudienceLimits());
            Assert.True(meant.SequenceEqual(counted), $"{said.Json.ToJsonString()}: {meant.Count} are meant, {counted.Count} found; now {now:o}");
            Assert.Equal(meant.Count, await audiences.SizeAsync(audiences.Read(Element(said.Json)), new AudienceLimits(), CancellationToken.None));
            found += meant.Count;
            if (meant.Count is > 0 and < 250) partial++;

            // Stretch by stretch, as a campaign walks, and guest by guest, as its triggers ask.
            var middle = crowd.Guests[random.Next(250)].Id;
            var few = crowd.Guests.OrderBy(_ => random.Next()).Take(20).Select(g => g.Id).ToHashSet(StringComparer.Ordinal);
            Assert.Equal(meant.Where(id => string.CompareOrdinal(id, middle) <= 0), await IdsAsync(cinema, audiences, said.Json, new AudienceLimits { Slice = GuestSlice.Range("", middle) }));
            Assert.Equal(meant.Where(few.Contains), await IdsAsync(cinema, audiences, said.Json, new AudienceLimits { Slice = GuestSlice.These(few) }));
        }

        output.WriteLine($"{partial} of 60 trees meant some and not all; {found} guests in all");
        Assert.True(partial > 30);
    }

    [Theory, MemberData(nameof(Backings.All), MemberType = typeof(Backings))]
    public async Task At_the_door_it_is_counted_sampled_and_kept_to_ones_own_cinema(string backing)
    {
        await using var cinema = await Cinema.OpenAsync(backing);
        var crowd = await PlainCrowd.MakeAsync(cinema, 60, new Random(5));
        var cinemaId = crowd.Shows[0].CinemaId;
        var (marketing, _) = await cinema.StaffAsync(StaffRole.Marketing);
        var (manager, _) = await cinema.StaffAsync(StaffRole.SiteManager, cinemaId);
        var body = new { audience = new { @is = "orders" } };

        var all = (await cinema.StaffPostAsync(marketing, "/api/v1/audiences/size", body)).ShouldBe(200).Body.GetProperty("guests").GetInt64();
        var hers = (await cinema.StaffPostAsync(manager, "/api/v1/audiences/size", body)).ShouldBe(200).Body.GetProperty("guests").GetInt64();
        var sample = (await cinema.StaffPostAsync(manager, "/api/v1/audiences/sample", body)).ShouldBe(200);

        Assert.Equal(crowd.Guests.Count(g => g.Orders.Exists(o => o.Stands)), all);
        Assert.Equal(crowd.Guests.Count(g => g.Orders.Exists(o => o.Stands && o.Show.CinemaId == cinemaId)), hers);
        Assert.True(hers > 0 && hers < all);
        Assert.All(sample.Body.EnumerateArray(), guest => Assert.Contains(crowd.Guests, g => g.Id == guest.GetProperty("guestId").GetString() && g.Orders.Exists(o => o.Show.CinemaId == cinemaId)));
        Assert.DoesNotContain("phoneBox", sample.Text, StringComparison.OrdinalIgnoreCase);
        var refused = (await cinema.StaffPostAsync(marketing, "/api/v1/audiences/size", new { audience = new { all = new object[] { new { @is = "orders", many = 2 } } } })).ShouldRefuse(422, "audience-invalid");
        Assert.Equal("$.all[0].many", refused.Body.GetProperty("parameters").GetProperty("path").GetString());
        (await cinema.StaffPostAsync(marketing, "/api/v1/audiences/size", new { })).ShouldRefuse(422, "audience-invalid");
        var (usher, _) = await cinema.StaffAsync(StaffRole.Usher);
        (await cinema.StaffPostAsync(usher, "/api/v1/audiences/size", body)).ShouldRefuse(403, "staff-not-allowed");
    }

    private static async Task<List<string>> IdsAsync(Cinema cinema, AudienceQueries audiences, JsonNode tree, AudienceLimits limits)
    {
        await using var db = cinema.Database.Read();
        var who = await audiences.CompileAsync(db, audiences.Read(Element(tree)), limits, cinema.Clock.GetUtcNow(), CancellationToken.None);
        var script = new Script();
        script.Ask(SqlPiece.Of($"SELECT g.id {who} ORDER BY g.id").Statement);
        return (await db.RunAsync(script))[0];
    }

    private static JsonElement Element(JsonNode node) => JsonElement.Parse(node.ToJsonString());

    private static Said Tree(PlainCrowd crowd, Random random, DateTimeOffset now, int depth)
    {
        if (depth == 0 || random.Next(3) == 0) return Leaf(crowd, random, now);
        if (random.Next(4) == 0)
        {
            var inner = Tree(crowd, random, now, depth - 1);
            return new Said(new JsonObject { ["not"] = inner.Json }, g => !inner.Holds(g));
        }

        var parts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Tree(crowd, random, now, depth - 1)).ToList();
        var isAll = random.Next(2) == 0;
        return new Said(
            new JsonObject { [isAll ? "all" : "any"] = new JsonArray([.. parts.Select(p => p.Json)]) },
            isAll ? g => parts.TrueForAll(p => p.Holds(g)) : g => parts.Exists(p => p.Holds(g)));
    }

    private static Said Leaf(PlainCrowd crowd, Random random, DateTimeOffset now)
    {
        var json = new JsonObject();
        // Between the moments at which things happened, so that a second more or less does not matter.
        var days = random.Next(5, 400);
        var since = now.AddDays(-days);
        switch (random.Next(12))
        {
            case 0:
                json["is"] = "phone-bound";
                return new Said(json, g => g.HasPhone);
            case 1:
                (json["is"], json["withinDays"]) = ("joined", days);
                return new Said(json, g => g.Joined >= since);
            case 2:
                var day = DateOnly.FromDateTime(now.AddDays(-days).DateTime);
                (json["is"], json["until"]) = ("joined", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                var end = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(8));
                return new Said(json, g => g.Joined < end);
            case 3:
                var tag = PlainCrowd.TagWords[random.Next(3)];
                (json["is"], json["tag"]) = ("tag", tag);
                return new Said(json, g => g.Tags.Contains(tag));
            case 4:
                (json["is"], json["purpose"]) = ("consent", "marketing");
                return new Said(json, g => g.AllowsMarketing);
            case 5:
                string[] tiers = random.Next(3) switch { 0 => ["silver"], 1 => ["standard", "gold"], _ => ["standard"] };
                (json["is"], json["tiers"]) = ("tier", new JsonArray([.. tiers.Select(t => (JsonNode)t)]));
                return new Said(json, g => tiers.Contains(g.Tier));
            case 6:
                var months = Enumerable.Range(1, 12).Where(_ => random.Next(3) == 0).DefaultIfEmpty(11).ToList();
                (json["is"], json["months"]) = ("birthday-month", new JsonArray([.. months.Select(m => (JsonNode)m)]));
                return new Said(json, g => g.BirthdayMonth is { } month && months.Contains(month));
            case 7:
                var film = crowd.Shows[random.Next(crowd.Shows.Count)].FilmId;
                (json["is"], json["filmIds"]) = ("saved-film", new JsonArray(film));
                return new Said(json, g => g.SavedFilms.Contains(film));
            case 8:
                var stars = random.Next(1, 6);
                (json["is"], json["leastStars"], json["withinDays"]) = ("rated", stars, days);
                return new Said(json, g => g.Answers.Exists(a => a.Stars >= stars && a.At >= since));
            case 9:
                (json["is"], json["moreThanDaysAgo"]) = ("last-order", days);
                return new Said(json, g => g.Orders.Where(o => o.Stands).Max(o => (DateTimeOffset?)o.PaidAt) <= since);
            case 10:
                json["is"] = "spend";
                var (from, to) = (random.Next(0, 8) * 2_500L, random.Next(8, 20) * 2_500L);
                if (from > 0) json["atLeastFen"] = from;
                json["atMostFen"] = to;
                var spent = Orders(crowd, random, now, json, isWatched: false);
                return new Said(json, g => spent(g).Sum(o => o.Total - o.Back) is var sum && sum >= from && sum <= to);
            default:
                var isWatched = random.Next(2) == 0;
                json["is"] = isWatched ? "watched" : "orders";
                var (least, most) = (random.Next(0, 3), random.Next(3) == 0 ? random.Next(2, 4) : int.MaxValue);
                if (least == 0 && most == int.MaxValue) least = 1;
                if (least > 0) json["atLeast"] = least;
                if (most < int.MaxValue) json["atMost"] = most;
                var matching = Orders(crowd, random, now, json, isWatched);
                return new Said(json, g => matching(g).Count() is var count && count >= least && count <= most);
        }
    }

    private static Func<PlainGuest, IEnumerable<PlainOrder>> Orders(PlainCrowd crowd, Random random, DateTimeOffset now, JsonObject json, bool isWatched)
    {
        List<Func<PlainOrder, bool>> tests = [o => o.Stands];
        if (isWatched) tests.Add(o => o.Show.EndsAt <= now);
        var show = crowd.Shows[random.Next(crowd.Shows.Count)];
        if (random.Next(2) == 0)
        {
            var days = random.Next(20, 400);
            json["withinDays"] = days;
            tests.Add(o => (isWatched ? o.Show.EndsAt : o.PaidAt) >= now.AddDays(-days));
        }

        if (random.Next(4) == 0)
        {
            json["cinemaIds"] = new JsonArray(show.CinemaId);
            tests.Add(o => o.Show.CinemaId == show.CinemaId);
        }

        if (random.Next(6) == 0)
        {
            json["filmIds"] = new JsonArray(show.FilmId);
            tests.Add(o => o.Show.FilmId == show.FilmId);
        }

        if (random.Next(4) == 0)
        {
            json["genres"] = new JsonArray(show.Genres[0], "没有这种");
            tests.Add(o => o.Show.Genres.Contains(show.Genres[0]));
        }

        if (random.Next(4) == 0)
        {
            var (from, to) = random.Next(2) == 0 ? (new TimeOnly(18, 0), new TimeOnly(2, 30)) : (new TimeOnly(9, 0), new TimeOnly(18, 0));
            json["dayParts"] = new JsonArray(new JsonObject { ["from"] = from.ToString("HH:mm", CultureInfo.InvariantCulture), ["to"] = to.ToString("HH:mm", CultureInfo.InvariantCulture) });
            tests.Add(o => TimeOnly.FromDateTime(o.Show.Local.DateTime) is var at && (from < to ? at >= from && at < to : at >= from || at < to));
        }

        if (random.Next(4) == 0)
        {
            json["weekdays"] = new JsonArray(6, 7, random.Next(1, 6));
            var weekdays = json["weekdays"]!.AsArray().Select(d => (int)d!).ToList();
            tests.Add(o => weekdays.Contains(o.Show.Weekday));
        }

        return g => g.Orders.Where(o => tests.TrueForAll(t => t(o)));
    }
}
