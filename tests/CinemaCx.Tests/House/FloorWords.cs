using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace CinemaCx.Tests.House;

/// <summary>The floor could carry a library or a swimming pool: its public names speak of no cinema.</summary>
public sealed partial class FloorWords
{
    private static readonly HashSet<string> CinemaWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "Audience", "Cinema", "Cinemas", "Concession", "Coupon", "Coupons", "Film", "Films", "Guest", "Guests", "Hall", "Halls", "Movie", "Movies",
        "Order", "Orders", "Popcorn", "Screening", "Seat", "Seats", "Showtime", "Showtimes", "Staff", "Theatre", "Ticket", "Tickets",
    };

    [Fact]
    public void The_floor_speaks_of_no_cinema()
    {
        var types = HouseMap.Written(HouseMap.Platform).Where(type => type.IsVisible).ToList();

        Assert.Empty(types.SelectMany(Violations));
        Assert.True(types.Count > 15, $"the rule saw only {types.Count} types");
    }

    [Theory]
    [InlineData(typeof(Samples.FloorWords.SeatCache), "SeatCache")]
    [InlineData(typeof(Samples.FloorWords.InMembers), "InMembers.SellTicket")]
    [InlineData(typeof(Samples.FloorWords.InMembers), "InMembers.FilmTitle")]
    [InlineData(typeof(Samples.FloorWords.InMembers), "InMembers.Send(guest)")]
    public void A_cinema_word_in_a_public_name_is_reported(Type type, string violation) => Assert.Contains(violation, Violations(type));

    [Fact]
    public void Ordering_and_longer_words_are_not_cinema_words() => Assert.Empty(Violations(typeof(Samples.FloorWords.Innocent)));

    private static IEnumerable<string> Violations(Type type)
    {
        if (Speaks(type.Name)) yield return type.Name;
        foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        {
            if (member is not MethodBase { IsSpecialName: true } && Speaks(member.Name)) yield return $"{type.Name}.{member.Name}";
            foreach (var parameter in member is MethodBase method ? method.GetParameters() : [])
                if (Speaks(parameter.Name ?? ""))
                    yield return $"{type.Name}.{member.Name}({parameter.Name})";
        }
    }

    private static bool Speaks(string name)
    {
        var words = Words().Matches(name).Select(match => match.Value).ToList();
        return words.Where((word, i) => CinemaWords.Contains(word) && !IsOrdering(words, i)).Any();
    }

    // OrderBy, InOrder: the other meaning of the word.
    private static bool IsOrdering(List<string> words, int i) => words[i] == "Order"
        && (words.ElementAtOrDefault(i + 1) == "By" || (i > 0 && words[i - 1] == "In"));

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();
}
