using CinemaCx.Cinemas;
using CinemaCx.Staff;

namespace CinemaCx.Console.SignIn;

/// <summary>Who looks at the page that is being made, and what of the house she sees. One per request; pages have it injected.</summary>
public sealed class Visit
{
    private StaffMember? _member;

    public bool IsSignedIn => _member is not null;

    /// <summary>She herself, for what she does: verbs judge by it.</summary>
    public StaffMember Member => _member ?? throw StaffRefusals.TokenRequired();

    /// <summary>The cinema whose things are shown: her own, or the one she has chosen; null: all of them.</summary>
    public string? CinemaId { get; private set; }

    /// <summary>She, narrowed to the cinema that is shown: for lists and figures.</summary>
    public StaffMember Sees => Member with { CinemaId = CinemaId };

    /// <summary>The cinemas she may see, in the house's order.</summary>
    public IReadOnlyList<CinemaView> Cinemas { get; private set; } = [];

    /// <summary>Those of them that are shown.</summary>
    public IReadOnlyList<CinemaView> Shown => CinemaId is null ? Cinemas : [.. Cinemas.Where(c => c.Id == CinemaId)];

    public CinemaView? Cinema => Cinemas.FirstOrDefault(c => c.Id == CinemaId);

    /// <summary>True when she may choose among cinemas.</summary>
    public bool MayChoose => IsSignedIn && Member.CinemaId is null && Cinemas.Count > 1;

    /// <summary>By whose wall clock times are shown.</summary>
    public TimeZoneInfo Zone => (Cinema ?? (Cinemas is [var first, ..] ? first : null)) is { } cinema ? TimeZoneInfo.FindSystemTimeZoneById(cinema.TimeZone) : TimeZoneInfo.Utc;

    /// <summary>Goes into every form as <c>_token</c>.</summary>
    public string FormToken { get; private set; } = "";

    /// <summary>What came of her last act.</summary>
    public string? Note { get; private set; }

    /// <summary>The session's secret; null for strangers.</summary>
    internal string? Token { get; private set; }

    internal ConsoleSession? Session { get; private set; }

    public bool Has(params ReadOnlySpan<StaffRole> roles) => IsSignedIn && roles.Contains(Member.Role);

    public string NameOf(string? cinemaId) => Cinemas.FirstOrDefault(c => c.Id == cinemaId)?.Name ?? "全部影院";

    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone);

    /// <summary>By the wall clock of one cinema.</summary>
    public DateTimeOffset Local(DateTimeOffset instant, string? cinemaId) =>
        Cinemas.FirstOrDefault(c => c.Id == cinemaId) is { } cinema ? TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(cinema.TimeZone)) : Local(instant);

    /// <summary>Only what concerns her own cinema, unless she has all of them.</summary>
    /// <param name="cinemaId">Null: it concerns all.</param>
    /// <exception cref="Platform.Primitives.Refusal">403 <c>staff-not-allowed</c>.</exception>
    public void MustAnswerFor(string? cinemaId)
    {
        if (Member.CinemaId is { } mine && mine != cinemaId) throw StaffRefusals.NotAllowed();
    }

    internal void Begin(StaffMember member, ConsoleSession session, string token, IReadOnlyList<CinemaView> all)
    {
        (_member, Session, Token, FormToken) = (member, session, token, ConsoleSessions.FormTokenOf(token));
        Cinemas = [.. all.Where(c => member.CinemaId is null || c.Id == member.CinemaId)];
        CinemaId = member.CinemaId ?? (Cinemas.Any(c => c.Id == session.CinemaId) ? session.CinemaId : null);
    }

    /// <summary>Of somebody who is not there: what is made for her meanwhile.</summary>
    internal void BeginAway(StaffMember member, string? cinemaId, IReadOnlyList<CinemaView> all)
    {
        _member = member;
        Cinemas = [.. all.Where(c => member.CinemaId is null || c.Id == member.CinemaId)];
        CinemaId = member.CinemaId ?? (Cinemas.Any(c => c.Id == cinemaId) ? cinemaId : null);
    }

    internal void BeginAsStranger(string visitor) => FormToken = ConsoleSessions.FormTokenOf(visitor);

    /// <summary>The same visit, for what is drawn with services of its own.</summary>
    internal void Continue(Visit before)
    {
        (_member, Session, Token, FormToken) = (before._member, before.Session, before.Token, before.FormToken);
        (Cinemas, CinemaId, Note) = (before.Cinemas, before.CinemaId, before.Note);
    }

    internal void Tell(string? note) => Note = note;
}
