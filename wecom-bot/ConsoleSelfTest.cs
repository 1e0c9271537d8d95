using CinemaCx.Connectors.SelfTests;
using CinemaCx.Console.Pages.Health;

namespace CinemaCx.WecomBot;

/// <summary>The connections' self-test for the console's page.</summary>
internal sealed class ConsoleSelfTest(SelfTest test) : IConnectionsCheck
{
    public async Task<IReadOnlyList<ConnectionFinding>> RunAsync(CancellationToken cancellation)
    {
        var report = await test.RunAsync(cancellation);
        return [.. report.Lines.Select(l => new ConnectionFinding(l.State switch { SelfTestState.Ok => "ok", SelfTestState.Off => "off", _ => "fault" }, l.Part, l.Sentence, l.Setting))];
    }
}
