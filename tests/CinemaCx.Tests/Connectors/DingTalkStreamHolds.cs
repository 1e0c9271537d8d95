using CinemaCx.Alerts;
using Xunit;

namespace CinemaCx.Tests.Connectors;

/// <summary>Connections come and go; what is pressed arrives, or the person is told that it did not.</summary>
public class DingTalkStreamHolds
{
    [Fact]
    public async Task No_press_is_lost_while_the_platform_moves_one_connection_after_the_other()
    {
        await using var dingtalk = await ReadyAsync();
        await using var second = await dingtalk.AnotherBotAsync();
        using var enough = new CancellationTokenSource();
        var pressing = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var pressed = 0;
            for (; !enough.IsCancellationRequested; pressed++)
            {
                var answer = await dingtalk.PressAsync("ack:1");
                Assert.True(answer.GetProperty("answered").GetBoolean(), answer.ToString());
            }
            return pressed;
        })).ToList();
        for (var round = 0; round < 6; round++)
        {
            var open = await OpenAsync(dingtalk, 2);
            await dingtalk.SimAsync("stream", new { action = "disconnect", connection = open[0] });
            Assert.DoesNotContain(open[0], await OpenAsync(dingtalk, 2));
        }
        await enough.CancelAsync();
        var pressed = (await Task.WhenAll(pressing)).Sum();
        Assert.True(pressed > 20, $"only {pressed} presses");
        Assert.Equal(pressed, dingtalk.Presses.Select(press => press.DedupeKey).Distinct().Count());
        Assert.Empty(dingtalk.Errors.Lines);
    }

    [Fact]
    public async Task What_was_begun_before_a_goodbye_is_answered_on_the_old_connection()
    {
        await using var dingtalk = await ReadyAsync();
        var finish = new TaskCompletionSource<StaffCard?>();
        dingtalk.OnPress = _ => finish.Task;
        var pressing = dingtalk.PressAsync("ack:1");
        await SimulatedWorld.UntilAsync(() => !dingtalk.Presses.IsEmpty);
        await dingtalk.SimAsync("stream", new { action = "disconnect" });
        finish.SetResult(DingTalkWorld.Done());
        Assert.True((await pressing).GetProperty("answered").GetBoolean());
        Assert.Equal("已受理", await dingtalk.SeenAsync("done"));
        await ConnectedAsync(dingtalk);
    }

    [Fact]
    public async Task A_house_that_stops_answers_what_was_pressed()
    {
        await using var dingtalk = await ReadyAsync();
        dingtalk.OnPress = async _ =>
        {
            await Task.Delay(400);
            return DingTalkWorld.Done();
        };
        var pressing = dingtalk.PressAsync("ack:1");
        await SimulatedWorld.UntilAsync(() => !dingtalk.Presses.IsEmpty);
        await dingtalk.Stream.StopAsync(default);
        Assert.True((await pressing).GetProperty("answered").GetBoolean());
        Assert.Equal("已受理", await dingtalk.SeenAsync("done"));
        Assert.False(dingtalk.Stream.IsConnected);
    }

    [Fact]
    public async Task A_cut_connection_comes_back_and_nothing_counts_as_pressed_that_was_not()
    {
        await using var dingtalk = await ReadyAsync();
        var answered = 0;
        for (var round = 0; round < 3; round++)
        {
            await dingtalk.SimAsync("stream", new { action = "drop" });
            for (var i = 0; i < 10; i++)
            {
                if ((await dingtalk.PressAsync("ack:1")).GetProperty("answered").GetBoolean()) answered++;
                else await Task.Delay(20);
            }
            await ConnectedAsync(dingtalk);
            Assert.True((await dingtalk.PressAsync("ack:1")).GetProperty("answered").GetBoolean());
            answered++;
        }
        Assert.True(dingtalk.Presses.Count >= answered, $"{dingtalk.Presses.Count} handled, {answered} answered");
        Assert.Empty(dingtalk.Errors.Lines);
    }

    [Fact]
    public async Task A_ping_is_echoed_and_each_press_goes_to_one_of_several_connections()
    {
        await using var dingtalk = await ReadyAsync();
        Assert.Equal(1, (await dingtalk.SimAsync("stream", new { action = "ping" })).GetProperty("touched").GetInt32());
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => dingtalk.PressAsync("ack:1")));
        Assert.Equal(32, dingtalk.Presses.Count);
    }

    [Fact]
    public async Task A_gateway_that_refuses_is_asked_again_and_told_of_once()
    {
        await using var dingtalk = await ReadyAsync();
        await dingtalk.SimAsync("faults", new { path = "/v1.0/gateway", kind = "error", status = 401, code = "authFailed", times = 2 });
        await dingtalk.SimAsync("stream", new { action = "drop" });
        await SimulatedWorld.UntilAsync(() => dingtalk.Stream.LastError is not null);
        Assert.False(dingtalk.Stream.IsConnected);
        await ConnectedAsync(dingtalk);
        Assert.Null(dingtalk.Stream.LastError);
        Assert.Single(dingtalk.Errors.Lines);
    }

    private static async Task<DingTalkWorld> ReadyAsync()
    {
        var dingtalk = await DingTalkWorld.StartAsync();
        await dingtalk.Chat.SendCardAsync("zhang", DingTalkWorld.Card(), default);
        return dingtalk;
    }

    private static async Task ConnectedAsync(DingTalkWorld dingtalk) => Assert.NotEmpty(await OpenAsync(dingtalk, 1));

    // Oldest first.
    private static async Task<IReadOnlyList<int>> OpenAsync(DingTalkWorld dingtalk, int count)
    {
        for (var i = 0; i < 500; i++)
        {
            var open = (await dingtalk.SimAsync("stream")).GetProperty("connections").EnumerateArray()
                .Where(connection => connection.GetProperty("isOpen").GetBoolean())
                .Select(connection => connection.GetProperty("number").GetInt32()).ToList();
            if (dingtalk.Stream.IsConnected && open.Count >= count) return open;
            await Task.Delay(20);
        }
        Assert.Fail($"not {count} connections within ten seconds");
        return [];
    }
}
