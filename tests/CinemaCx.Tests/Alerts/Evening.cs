using CinemaCx.Cases;
using CinemaCx.Cinemas;
using CinemaCx.Coupons;
using CinemaCx.Feedback;
using CinemaCx.Staff;
using CinemaCx.Tests.Support;
using LinqToDB;
using LinqToDB.Async;
using Xunit;

namespace CinemaCx.Tests.Alerts;

/// <summary>An evening in the sample's first cinema: people on duty, QR codes on the walls, guests who say how it was.</summary>
internal static class Evening
{
    public static async Task<Cinema> OpenAsync(string backing, params (string Key, string? Value)[] settings)
    {
        var cinema = await Cinema.OpenAsync(backing, settings);
        await cinema.Service<SampleStaff>().EnsureAsync(CancellationToken.None);
        await cinema.Service<SampleTouchpoints>().EnsureAsync(CancellationToken.None);
        await cinema.Service<SampleCoupons>().EnsureAsync(CancellationToken.None);
        return cinema;
    }

    public static StaffPhone Phone(this Cinema cinema, string person) => new(cinema, person);

    /// <summary>The QR code at the exit of a hall of the cinema Li Jing works in.</summary>
    public static async Task<string> ExitAsync(this Cinema cinema, int hall = 0)
    {
        await using var db = cinema.Database.Read();
        var first = await db.GetTable<CinemaRow>().OrderBy(c => c.Code).FirstAsync();
        return (await db.GetTable<TouchpointRow>().Where(t => t.CinemaId == first.Id && t.HallId != null).OrderBy(t => t.Name).Skip(hall).FirstAsync()).Code;
    }

    /// <summary>Somebody scans the code and answers.</summary>
    public static async Task<Answer> AnswersAsync(this Cinema cinema, string touchpoint, int stars, string? comment = null, string[]? chips = null, string? phone = null, string? id = null) =>
        await Answer.ReadAsync(await cinema.Http.PostAsync("/api/v1/feedback", System.Net.Http.Json.JsonContent.Create(new
        {
            id = id ?? NewId(),
            touchpoint,
            device = Guid.NewGuid().ToString("N"),
            stars,
            comment,
            chips = chips ?? [],
            phone,
            contactConsent = phone is null ? (bool?)null : true,
        })));

    public static string NewId() => "ans" + Guid.NewGuid().ToString("N");

    public static async Task<CaseRow> OneCaseAsync(this Cinema cinema)
    {
        CaseRow? row = null;
        await Cinema.EventuallyAsync(
            async () =>
            {
                await using var db = cinema.Database.Read();
                return (row = await db.GetTable<CaseRow>().SingleOrDefaultAsync()) is not null;
            },
            "a case is open");
        return row!;
    }

    public static async Task<List<CaseEventRow>> TimelineAsync(this Cinema cinema, string caseId)
    {
        await using var db = cinema.Database.Read();
        return await db.GetTable<CaseEventRow>().Where(e => e.CaseId == caseId).OrderBy(e => e.Seq).ToListAsync();
    }

    public static void ShouldBeOneChain(this IReadOnlyList<CaseEventRow> timeline)
    {
        var previous = "";
        foreach (var line in timeline)
        {
            Assert.Equal(previous, line.PreviousHash);
            Assert.Equal(Case.HashOf(line), line.Hash);
            previous = line.Hash;
        }
    }
}
