using CinemaCx.Coupons;
using CinemaCx.Platform.Primitives;
using CinemaCx.Showtimes;
using CinemaCx.Tests.Support;
using Xunit;

namespace CinemaCx.Tests.Coupons;

/// <summary>Everything a scope names must fit the showtime, by the cinema's own wall and business day.</summary>
public sealed class WhereACouponIsGood
{
    [Fact]
    public async Task Names_and_times_are_compared_with_the_showtime()
    {
        await using var cinema = await Cinema.OpenAsync(Backings.Embedded);
        // Tuesday 00:40 in China belongs to Monday's evening.
        var showing = await cinema.ShowingAsync();
        var starts = new DateTimeOffset(2026, 11, 24, 0, 40, 0, TimeSpan.FromHours(8));
        showing = showing with
        {
            Showtime = showing.Showtime with { StartsAt = starts, BusinessDay = BusinessDay.Of(starts, showing.Zone) },
            Hall = showing.Hall with { Tags = """["IMAX","杜比全景声"]""" },
        };
        DayPart Part(int from, int to) => new(new TimeOnly(from, 0), new TimeOnly(to, 0));
        (CouponScope Scope, string? Code)[] scopes =
        [
            (new CouponScope(), null),
            (new CouponScope(CinemaIds: ["x", showing.Cinema.Id], FilmIds: [showing.Film.Id], HallIds: [showing.Hall.Id], ShowtimeIds: [showing.Id]), null),
            (new CouponScope(CinemaIds: ["x"]), "coupon-wrong-cinema"),
            (new CouponScope(FilmIds: ["x"]), "coupon-wrong-film"),
            (new CouponScope(HallIds: ["x"]), "coupon-wrong-hall"),
            (new CouponScope(HallTags: ["imax"]), null),
            (new CouponScope(HallTags: ["4DX"]), "coupon-wrong-hall"),
            (new CouponScope(ShowtimeIds: ["x"]), "coupon-wrong-showtime"),
            (new CouponScope(DayParts: [Part(22, 2)]), null),
            (new CouponScope(DayParts: [Part(6, 12), Part(0, 1)]), null),
            (new CouponScope(DayParts: [Part(1, 22)]), "coupon-wrong-time"),
            (new CouponScope(Weekdays: [1]), null),
            (new CouponScope(Weekdays: [2]), "coupon-wrong-time"),
            (new CouponScope(Channels: [SaleChannel.MiniProgram]), null),
            (new CouponScope(Channels: [SaleChannel.Counter]), "coupon-wrong-channel"),
        ];
        foreach (var (scope, code) in scopes)
        {
            var template = WhatACouponTakesOff.TwentyYuan with { Scope = CouponScope.Write(scope) };
            Assert.Equal(code, Coupon.Misfit(template, showing, SaleChannel.MiniProgram)?.Code);
        }
    }
}
